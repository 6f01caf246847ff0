# SPDX-License-Identifier: BSL-1.0
# SQLiteCpp and SQLite as entente_dependency::sqlite. Each is looked for as a CMake package, then by
# pkg-config, then by path.
include(FindPackageHandleStandardArgs)

if(NOT TARGET entente_dependency::sqlite)
  find_package(PkgConfig QUIET)

  # SQLite comes first: SQLiteCpp's own package file asks for it in a way that cannot fail softly.
  # Each alternative is the target of another generation or package manager.
  set(sqlite)
  set(candidates SQLite3::SQLite3 SQLite::SQLite3 unofficial::sqlite3::sqlite3)
  if(ENTENTE_SQLCIPHER)
    # The same functions in another library: it takes the place of SQLite for SQLiteCpp as well.
    find_library(EntenteSqlite_SQLCIPHER_LIBRARY sqlcipher)
    find_path(EntenteSqlite_SQLCIPHER_INCLUDE_DIR sqlite3.h PATH_SUFFIXES sqlcipher)
    mark_as_advanced(EntenteSqlite_SQLCIPHER_LIBRARY EntenteSqlite_SQLCIPHER_INCLUDE_DIR)
    set(SQLite3_LIBRARY "${EntenteSqlite_SQLCIPHER_LIBRARY}")
    set(SQLite3_INCLUDE_DIR "${EntenteSqlite_SQLCIPHER_INCLUDE_DIR}")
    set(candidates SQLite3::SQLite3 SQLite::SQLite3)
  endif()
  find_package(SQLite3 QUIET)
  foreach(target IN LISTS candidates)
    if(NOT sqlite AND TARGET ${target})
      set(sqlite ${target})
    endif()
  endforeach()
  if(NOT sqlite AND NOT ENTENTE_SQLCIPHER AND PKG_CONFIG_FOUND)
    pkg_check_modules(EntenteSqlite3 QUIET IMPORTED_TARGET sqlite3)
    if(TARGET PkgConfig::EntenteSqlite3)
      set(sqlite PkgConfig::EntenteSqlite3)
    endif()
  endif()

  set(sqlitecpp)
  if(sqlite)
    find_package(SQLiteCpp CONFIG QUIET)
    foreach(target IN ITEMS SQLiteCpp SQLiteCpp::SQLiteCpp)
      if(NOT sqlitecpp AND TARGET ${target})
        set(sqlitecpp ${target})
        set(EntenteSqlite_WAY "CMake package")
      endif()
    endforeach()
    foreach(module IN ITEMS sqlitecpp SQLiteCpp)
      if(NOT sqlitecpp AND PKG_CONFIG_FOUND)
        pkg_check_modules(EntenteSqliteCpp QUIET IMPORTED_TARGET ${module})
        if(TARGET PkgConfig::EntenteSqliteCpp)
          set(sqlitecpp PkgConfig::EntenteSqliteCpp)
          set(EntenteSqlite_WAY "pkg-config ${module}")
        endif()
      endif()
    endforeach()
    if(NOT sqlitecpp)
      find_path(EntenteSqlite_INCLUDE_DIR SQLiteCpp/SQLiteCpp.h)
      find_library(EntenteSqlite_LIBRARY SQLiteCpp)
      mark_as_advanced(EntenteSqlite_INCLUDE_DIR EntenteSqlite_LIBRARY)
      if(EntenteSqlite_INCLUDE_DIR AND EntenteSqlite_LIBRARY)
        add_library(entente_dependency::sqlitecpp UNKNOWN IMPORTED)
        set_target_properties(entente_dependency::sqlitecpp PROPERTIES
          IMPORTED_LOCATION "${EntenteSqlite_LIBRARY}"
          INTERFACE_INCLUDE_DIRECTORIES "${EntenteSqlite_INCLUDE_DIR}")
        set(sqlitecpp entente_dependency::sqlitecpp)
        set(EntenteSqlite_WAY "${EntenteSqlite_LIBRARY}")
      endif()
    endif()
  endif()

  if(sqlite AND sqlitecpp)
    add_library(entente_dependency::sqlite INTERFACE IMPORTED)
    # A static SQLiteCpp needs SQLite behind it on the command line.
    target_link_libraries(entente_dependency::sqlite INTERFACE ${sqlitecpp} ${sqlite})
  endif()
else()
  set(EntenteSqlite_WAY "found before")
endif()

set(EntenteSqlite_NOT_FOUND_MESSAGE "entente::sqlite needs SQLiteCpp and SQLite (Debian: apt-get install \
libsqlitecpp-dev libsqlite3-dev, vcpkg: sqlitecpp, Conan: sqlitecpp). -DENTENTE_SQLITE=OFF builds \
without.")
find_package_handle_standard_args(EntenteSqlite
  REQUIRED_VARS EntenteSqlite_WAY
  REASON_FAILURE_MESSAGE "${EntenteSqlite_NOT_FOUND_MESSAGE}")
