# SPDX-License-Identifier: BSL-1.0
from os.path import join

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy
from conan.tools.layout import basic_layout

required_conan_version = ">=2.0"


class EntenteConan(ConanFile):
    name = "entente"
    version = "0.1.0"
    description = "Header-only C++20 library for offline-first applications"
    license = "BSL-1.0"
    topics = ("offline-first", "sync", "sqlite", "graphql", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"with_sqlite": [True, False], "with_http": [True, False]}
    default_options = {"with_sqlite": True, "with_http": True, "boost/*:header_only": True}
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def layout(self):
        basic_layout(self, src_folder=".")

    def requirements(self):
        self.requires("boost/[>=1.81 <2]", transitive_headers=True)
        if self.options.with_sqlite:
            self.requires("sqlitecpp/[>=3.2 <4]", transitive_headers=True)
            self.requires("sqlite3/[>=3.40 <4]", transitive_headers=True)
        if self.options.with_http:
            self.requires("cpp-httplib/[>=0.11 <1]", transitive_headers=True)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        # Headers are the same whatever compiles them; the options decide what they require.
        self.info.settings.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, join(self.package_folder, "licenses"))
        copy(self, "*.hpp", join(self.source_folder, "include"),
             join(self.package_folder, "include"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "entente")

        core = self.cpp_info.components["core"]
        core.set_property("cmake_target_name", "entente::core")
        core.bindirs = []
        core.libdirs = []
        core.requires = ["boost::headers"]
        if self.settings.os in ("Linux", "FreeBSD"):
            core.system_libs = ["pthread"]

        if self.options.with_sqlite:
            sqlite = self.cpp_info.components["sqlite"]
            sqlite.set_property("cmake_target_name", "entente::sqlite")
            sqlite.bindirs = []
            sqlite.libdirs = []
            sqlite.requires = ["core", "sqlitecpp::sqlitecpp", "sqlite3::sqlite3"]

            whole = self.cpp_info.components["entente"]
            whole.set_property("cmake_target_name", "entente::entente")
            whole.bindirs = []
            whole.libdirs = []
            whole.requires = ["sqlite"]

        if self.options.with_http:
            http = self.cpp_info.components["http"]
            http.set_property("cmake_target_name", "entente::http")
            http.bindirs = []
            http.libdirs = []
            http.requires = ["core", "cpp-httplib::cpp-httplib"]
