# SPDX-License-Identifier: BSL-1.0
# What only a developer of entente needs: never included when another project adds this folder.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Debug CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(ENTENTE_SANITIZE "" CACHE STRING
  "Sanitizers for tests and examples, e.g. address,undefined or thread")
if(ENTENTE_SANITIZE)
  add_compile_options(-fsanitize=${ENTENTE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ENTENTE_SANITIZE})
endif()

option(ENTENTE_COVERAGE "Count what tests run, line by line (Clang only; see tests/coverage)" OFF)
if(ENTENTE_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(ENTENTE_CCACHE ccache DOC "Compiler cache, used when present")
  if(ENTENTE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${ENTENTE_CCACHE}")
  endif()
endif()

# The same headers under strict warnings: what every program of this tree links.
add_library(entente_dev INTERFACE)
add_library(entente::dev ALIAS entente_dev)
if(MSVC)
  target_compile_options(entente_dev INTERFACE /W4 /WX /permissive- /utf-8 /bigobj)
else()
  target_compile_options(entente_dev INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
  # Optimising, GCC 12 sees uninitialised members in optionals and variants that hold nothing.
  target_compile_options(entente_dev INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
