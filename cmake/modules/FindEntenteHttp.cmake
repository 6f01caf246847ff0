# SPDX-License-Identifier: BSL-1.0
# cpp-httplib as entente_dependency::http. Looked for as a CMake package, then by pkg-config, then
# by path.
#
# Some distributions build cpp-httplib as a library. Its CPPHTTPLIB_*_SUPPORT definitions then
# change the layout of its objects: a program without them links, runs and corrupts memory. They come
# with the package or with pkg-config, so by path only the header-only form is accepted.
include(FindPackageHandleStandardArgs)

if(NOT TARGET entente_dependency::http)
  set(httplib)
  find_package(httplib CONFIG QUIET)
  if(TARGET httplib::httplib)
    set(httplib httplib::httplib)
    set(EntenteHttp_WAY "CMake package, version ${httplib_VERSION}")
  endif()

  if(NOT httplib)
    find_package(PkgConfig QUIET)
    if(PKG_CONFIG_FOUND)
      pkg_check_modules(EntenteHttplib QUIET IMPORTED_TARGET cpp-httplib)
      if(TARGET PkgConfig::EntenteHttplib)
        set(httplib PkgConfig::EntenteHttplib)
        set(EntenteHttp_WAY "pkg-config, version ${EntenteHttplib_VERSION}")
        # From 0.18 inline functions of the header call OpenSSL, which the .pc file lists as private.
        if("${EntenteHttplib_CFLAGS}" MATCHES "CPPHTTPLIB_OPENSSL_SUPPORT")
          find_package(OpenSSL QUIET)
          if(OPENSSL_FOUND)
            list(APPEND httplib OpenSSL::SSL OpenSSL::Crypto)
          else()
            unset(EntenteHttp_WAY)
          endif()
        endif()
      endif()
    endif()
  endif()

  if(NOT httplib)
    find_path(EntenteHttp_INCLUDE_DIR httplib.h)
    mark_as_advanced(EntenteHttp_INCLUDE_DIR)
    if(EXISTS "${EntenteHttp_INCLUDE_DIR}/httplib.h")
      file(STRINGS "${EntenteHttp_INCLUDE_DIR}/httplib.h" body REGEX "^inline Server::Server\\(")
      if(body)
        set(EntenteHttp_WAY "header ${EntenteHttp_INCLUDE_DIR}/httplib.h")
      endif()
    endif()
  endif()

  if(EntenteHttp_WAY)
    find_package(Threads QUIET)
    add_library(entente_dependency::http INTERFACE IMPORTED)
    target_link_libraries(entente_dependency::http INTERFACE ${httplib} Threads::Threads)
    if(WIN32)
      target_link_libraries(entente_dependency::http INTERFACE ws2_32 crypt32)
    endif()
    if(NOT httplib)
      target_include_directories(entente_dependency::http SYSTEM INTERFACE
        "${EntenteHttp_INCLUDE_DIR}")
    endif()
  endif()
else()
  set(EntenteHttp_WAY "found before")
endif()

set(EntenteHttp_NOT_FOUND_MESSAGE "entente::http needs cpp-httplib as a CMake package, through pkg-config \
(with OpenSSL's headers where it was built with them) or as its single header (Debian: apt-get \
install libcpp-httplib-dev libssl-dev pkg-config, vcpkg and Conan: cpp-httplib). \
-DENTENTE_HTTP=OFF builds without.")
find_package_handle_standard_args(EntenteHttp
  REQUIRED_VARS EntenteHttp_WAY
  REASON_FAILURE_MESSAGE "${EntenteHttp_NOT_FOUND_MESSAGE}")
