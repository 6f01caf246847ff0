# SPDX-License-Identifier: BSL-1.0
# Boost's headers with Boost.PFR (1.75 or newer) as entente_dependency::boost. Looked for as a CMake
# package, then by path. Boost has no pkg-config file.
include(FindPackageHandleStandardArgs)

if(NOT TARGET entente_dependency::boost)
  # CONFIG: the find module that CMake used to bring is gone since 3.30 (policy CMP0167).
  find_package(Boost 1.75 CONFIG QUIET)
  if(TARGET Boost::headers)
    set(EntenteBoost_WAY "CMake package, version ${Boost_VERSION}")
    add_library(entente_dependency::boost INTERFACE IMPORTED)
    target_link_libraries(entente_dependency::boost INTERFACE Boost::headers)
    # vcpkg and Conan can deliver PFR and Hana apart from the rest.
    foreach(part IN ITEMS pfr hana)
      if(TARGET Boost::${part})
        target_link_libraries(entente_dependency::boost INTERFACE Boost::${part})
      endif()
    endforeach()
  else()
    find_path(EntenteBoost_INCLUDE_DIR boost/pfr/core.hpp)
    mark_as_advanced(EntenteBoost_INCLUDE_DIR)
    if(EntenteBoost_INCLUDE_DIR)
      set(EntenteBoost_WAY "${EntenteBoost_INCLUDE_DIR}")
      add_library(entente_dependency::boost INTERFACE IMPORTED)
      target_include_directories(entente_dependency::boost SYSTEM INTERFACE
        "${EntenteBoost_INCLUDE_DIR}")
    endif()
  endif()
else()
  set(EntenteBoost_WAY "found before")
endif()

set(EntenteBoost_NOT_FOUND_MESSAGE "entente needs the headers of Boost 1.75 or newer with Boost.PFR \
(Debian 12: apt-get install libboost1.81-dev, newer Debian: libboost-dev, vcpkg: boost-pfr \
boost-hana, Conan: boost, anything else: -DEntenteBoost_INCLUDE_DIR=...).")
find_package_handle_standard_args(EntenteBoost
  REQUIRED_VARS EntenteBoost_WAY
  REASON_FAILURE_MESSAGE "${EntenteBoost_NOT_FOUND_MESSAGE}")
