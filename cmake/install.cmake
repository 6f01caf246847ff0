# SPDX-License-Identifier: BSL-1.0
# One export set per component, so that a consumer of core needs none of the others' libraries.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/entente")

foreach(component IN LISTS entente_components)
  set(headers)
  if(component STREQUAL "core")
    set(headers FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
  install(TARGETS entente_${component} EXPORT entente-${component} ${headers})
  install(EXPORT entente-${component}
    FILE entente-${component}-targets.cmake
    NAMESPACE entente::
    DESTINATION "${package_dir}")
endforeach()

configure_package_config_file(
  "${CMAKE_CURRENT_LIST_DIR}/entente-config.cmake.in"
  "${PROJECT_BINARY_DIR}/entente-config.cmake"
  INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/entente-config-version.cmake"
  COMPATIBILITY SameMinorVersion
  ARCH_INDEPENDENT)
install(FILES
  "${PROJECT_BINARY_DIR}/entente-config.cmake"
  "${PROJECT_BINARY_DIR}/entente-config-version.cmake"
  cmake/modules/FindEntenteBoost.cmake
  cmake/modules/FindEntenteSqlite.cmake
  cmake/modules/FindEntenteHttp.cmake
  DESTINATION "${package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/entente")
