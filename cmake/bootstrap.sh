# SPDX-License-Identifier: BSL-1.0
# shellcheck shell=bash
# Sourced by tests/run, examples/run and whatever else builds entente from a bare system:
#   entente_packages [gcc] [clang] [tests] [tidy] [coverage] [python] [benchmarks]   install what is missing (Debian and its children)
#   entente_configure FOLDER COMPILER [cmake arguments]
#   entente_build FOLDER [targets]
# ENTENTE_INSTALL=no installs nothing, ENTENTE_JOBS=N bounds the parallel compilers.

entente_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
entente_jobs="${ENTENTE_JOBS:-$(nproc 2>/dev/null || echo 2)}"

entente_say() { printf 'entente: %s\n' "$*"; }

entente_fail() {
  printf 'entente: %s\n' "$*" >&2
  exit 1
}

entente_installed() {
  [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Names on standard output the packages of the list that are not installed.
entente_missing() {
  local package
  for package in "$@"; do
    case "$package" in
      # Any Boost with PFR will do, under whatever package name.
      boost) [[ -e /usr/include/boost/pfr/core.hpp ]] || echo boost ;;
      boost-json) [[ -e /usr/include/boost/json.hpp && -n "$(compgen -G '/usr/lib/*/libboost_json.a')" ]] || echo boost-json ;;
      *) entente_installed "$package" || echo "$package" ;;
    esac
  done
}

# Debian 12's libboost-dev is 1.74 and lacks PFR; its libboost1.81-dev has it, and so has any newer
# Debian's libboost-dev.
entente_boost_package() {
  local version
  version="$(apt-cache policy libboost-dev 2>/dev/null | sed -n 's/^ *Candidate: *//p')"
  if [[ -n "$version" && "$version" != "(none)" ]] &&
    dpkg --compare-versions "$version" ge 1.75; then
    echo libboost-dev
  else
    echo libboost1.81-dev
  fi
}

entente_packages() {
  local wanted=(cmake make pkg-config boost libsqlitecpp-dev libsqlite3-dev libcpp-httplib-dev
    libssl-dev) what missing as_root=()
  for what in "$@"; do
    case "$what" in
      gcc) wanted+=(g++) ;;
      clang) wanted+=(clang-19) ;;
      tests) wanted+=(catch2) ;;
      tidy) wanted+=(clang-tidy-19) ;;
      coverage) wanted+=(llvm-19) ;;
      python) wanted+=(python3) ;;
      benchmarks) wanted+=(libbenchmark-dev nlohmann-json3-dev libsimdjson-dev boost-json) ;;
      *) entente_fail "entente_packages does not know '$what'" ;;
    esac
  done

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    entente_say "not a Debian system: CMake will tell what is missing"
    return
  fi
  read -r -a missing <<<"$(entente_missing "${wanted[@]}" | tr '\n' ' ')"
  [[ ${#missing[@]} -eq 0 ]] && return

  if [[ "${ENTENTE_INSTALL:-yes}" == no ]]; then
    entente_fail "missing packages: ${missing[*]} (not installed because of ENTENTE_INSTALL=no)"
  fi
  if [[ "$(id -u)" -ne 0 ]]; then
    sudo -n true 2>/dev/null ||
      entente_fail "missing packages: ${missing[*]}; run this once as root or with sudo"
    as_root=(sudo -n)
  fi

  entente_say "installing what is missing: ${missing[*]}"
  local log
  log="$(mktemp)"
  # A broken third source must not matter as long as Debian's own delivers.
  "${as_root[@]}" apt-get update >"$log" 2>&1 || true
  local boost
  boost="$(entente_boost_package)"
  missing=("${missing[@]/#boost-json/${boost/boost/boost-json}}")
  missing=("${missing[@]/%boost/$boost}")
  if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends "${missing[@]}" >>"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    entente_fail "apt-get could not install: ${missing[*]}"
  fi
  rm -f "$log"
}

# The command of a compiler: gcc, clang (19 or newer), or any command by its own name.
entente_compiler() {
  local candidate
  case "$1" in
    gcc) candidate=g++ ;;
    clang)
      candidate=clang++-19
      if ! command -v "$candidate" >/dev/null; then
        candidate=clang++
      fi
      ;;
    *) candidate="$1" ;;
  esac
  command -v "$candidate" >/dev/null || entente_fail "there is no compiler '$candidate'"
  echo "$candidate"
}

entente_configure() {
  local folder="$1" compiler generator=()
  compiler="$(entente_compiler "$2")" || exit 1
  shift 2
  mkdir -p "$(dirname "$folder")"
  # A folder once configured keeps its generator.
  if [[ ! -e "$folder/CMakeCache.txt" ]] && command -v ninja >/dev/null; then
    generator=(-G Ninja)
  fi
  entente_say "configuring ${folder#"$entente_root"/} for $compiler"
  cmake -S "$entente_root" -B "$folder" "${generator[@]}" \
    "-DCMAKE_CXX_COMPILER=$compiler" "$@" >"$folder.log" 2>&1 || {
    cat "$folder.log" >&2
    entente_fail "CMake could not configure $folder"
  }
}

entente_build() {
  local folder="$1" targets=()
  shift
  [[ $# -gt 0 ]] && targets=(--target "$@")
  entente_say "building ${folder#"$entente_root"/} with $entente_jobs jobs"
  cmake --build "$folder" --parallel "$entente_jobs" "${targets[@]}" ||
    entente_fail "the build in $folder failed"
}
