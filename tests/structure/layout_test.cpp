// SPDX-License-Identifier: BSL-1.0
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "structure/layout.hpp"
#include "support/catch.hpp"

namespace {

namespace fs = std::filesystem;

std::string const head = "// SPDX-License-Identifier: BSL-1.0\n#pragma once\n";

std::string read(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

layout::header_tree real_tree() {
  layout::header_tree tree;
  fs::path const root = fs::path{ENTENTE_SOURCE_DIR} / "include";
  for (auto const& entry : fs::recursive_directory_iterator{root}) {
    if (entry.is_regular_file()) {
      tree[fs::relative(entry.path(), root).generic_string()] = read(entry.path());
    }
  }
  return tree;
}

/// A sound little tree to break in one place.
layout::header_tree sound() {
  return {
      {"entente/customize.hpp", head + "#include <string>\n"},
      {"entente/base.hpp", head + "#include <entente/base/uuid.hpp>\n"},
      {"entente/base/uuid.hpp", head + "#include <array>\n#include <entente/customize.hpp>\n"},
      {"entente/wire.hpp", head},
      {"entente/reflect.hpp", head + "#include <boost/pfr/core.hpp>\n"},
      {"entente/merge/detail/walk.hpp", head + "#include <entente/base/uuid.hpp>\n"},
      {"entente/merge/diff.hpp", head + "#include <entente/merge/detail/walk.hpp>\n"},
      {"entente/entente.hpp", head + "#include <entente/base.hpp>\n"},
  };
}

void require_one(layout::header_tree const& tree, std::string const& words) {
  auto const found = layout::violations(tree);
  INFO("expected: " << words);
  REQUIRE(found.size() == 1);
  CAPTURE(found[0]);
  REQUIRE(found[0].find(words) != std::string::npos);
}

void require_refused_include(std::string const& path, std::string const& include,
                             std::string const& words) {
  auto tree = sound();
  auto& text = tree[path];
  if (text.empty()) text = head;
  text += "#include " + include + "\n";
  require_one(tree, words);
}

}  // namespace

TEST_CASE("a sound tree of headers has no violations") {
  REQUIRE(layout::violations(sound()).empty());
}

TEST_CASE("includes in comments are not includes, odd spacing is") {
  auto const found = layout::inclusions(
      "// #include <a>\n/* #include <b>\n#include <c> */\n  #  include <d> // why\n#include \"e\"\n"
      "#define X <f>\n");
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].path == "d");
  REQUIRE_FALSE(found[0].quoted);
  REQUIRE(found[1].path == "e");
  REQUIRE(found[1].quoted);
}

TEST_CASE("a room must not include upwards, sideways or another room's detail") {
  require_refused_include("entente/base/uuid.hpp", "<entente/wire.hpp>", "higher floor");
  require_refused_include("entente/wire/json.hpp", "<entente/merge/diff.hpp>", "same floor");
  require_refused_include("entente/sync/engine.hpp", "<entente/merge/detail/walk.hpp>",
                          "private to room merge");
  require_refused_include("entente/merge/other.hpp", "<entente/merge/gone.hpp>", "does not exist");
}

TEST_CASE("nothing includes the header above all rooms or the umbrella of its own room") {
  require_refused_include("entente/testing.hpp", "<entente/entente.hpp>", "above all rooms");
  require_refused_include("entente/wire/json.hpp", "<entente/wire.hpp>", "umbrella of its own");
}

TEST_CASE("customize.hpp includes the standard library only") {
  // base includes customize in this tree, so the include also closes a circle.
  auto tree = sound();
  tree["entente/customize.hpp"] += "#include <entente/base/uuid.hpp>\n";
  auto const found = layout::violations(tree);
  REQUIRE(std::any_of(found.begin(), found.end(), [](std::string const& one) {
    return one.find("below every room") != std::string::npos;
  }));
  require_refused_include("entente/customize.hpp", "<boost/hana/accessors.hpp>", "must not name");
}

TEST_CASE("a library is named only in its rooms") {
  require_refused_include("entente/entity/fields.hpp", "<boost/pfr/core.hpp>", "must not name");
  require_refused_include("entente/wire/json.hpp", "<boost/hana/tuple.hpp>", "must not name");
  require_refused_include("entente/replica/store.hpp", "<SQLiteCpp/Database.h>", "must not name");
  require_refused_include("entente/replica/store.hpp", "<sqlite3.h>", "must not name");
  require_refused_include("entente/serve/endpoint.hpp", "<httplib.h>", "must not name");
  require_refused_include("entente/authority/store.hpp", "<libpq-fe.h>", "must not name");
  require_refused_include("entente/wire/json.hpp", "<nlohmann/json.hpp>", "neither entente");
  require_refused_include("entente/reflect/all.hpp", "<boost/hana.hpp>", "neither entente");
  require_refused_include("entente/reflect/all.hpp", "<boost/pfr.hpp>", "neither entente");
  require_refused_include("entente/base/file.hpp", "<unistd.h>", "neither entente");
  require_refused_include("entente/base/file.hpp", "<stdint.h>", "neither entente");

  auto tree = sound();
  tree["entente/entity/fields.hpp"] = head + "#include <boost/hana/tuple.hpp>\n";
  tree["entente/http/client.hpp"] = head + "#include <httplib.h>\n";
  REQUIRE(layout::violations(tree).empty());
}

TEST_CASE("headers are included in angle brackets, never in a circle") {
  require_refused_include("entente/merge/other.hpp", "\"entente/merge/diff.hpp\"", "in quotes");
  auto tree = sound();
  tree["entente/merge/a.hpp"] = head + "#include <entente/merge/b.hpp>\n";
  tree["entente/merge/b.hpp"] = head + "#include <entente/merge/a.hpp>\n";
  require_one(tree, "includes itself through other headers");
}

TEST_CASE("a header has its licence, its guard, a plain name, a known room and a bounded length") {
  auto tree = sound();
  tree["entente/base/a.hpp"] = "#pragma once\n";
  require_one(tree, "SPDX");

  tree = sound();
  tree["entente/base/a.hpp"] = "// SPDX-License-Identifier: BSL-1.0\n";
  require_one(tree, "#pragma once");

  tree = sound();
  tree["entente/base/Uuid.h"] = head;
  require_one(tree, "snake_case");

  tree = sound();
  tree["entente/cellar/a.hpp"] = head;
  require_one(tree, "no room cellar");

  tree = sound();
  tree["entente/base/a.hpp"] = head + std::string(498, '\n');
  REQUIRE(layout::violations(tree).empty());
  tree["entente/base/a.hpp"] += '\n';
  require_one(tree, "501 lines");
}

TEST_CASE("the headers of entente keep to the blueprint's floors and rooms") {
  std::string all;
  for (auto const& one : layout::violations(real_tree())) all += one + "\n";
  INFO(all);
  REQUIRE(all.empty());
}

TEST_CASE("entente.hpp and the rooms' umbrellas reach no HTTP library and no libpq") {
  auto const tree = real_tree();
  for (std::string const header :
       {"entente/entente.hpp", "entente/remote.hpp", "entente/authority.hpp", "entente/sync.hpp",
        "entente/replica.hpp"}) {
    if (!tree.contains(header)) continue;
    auto const foreign = layout::foreign_headers_behind(tree, header);
    CAPTURE(header);
    REQUIRE(std::count(foreign.begin(), foreign.end(), "httplib.h") == 0);
    REQUIRE(std::count(foreign.begin(), foreign.end(), "libpq-fe.h") == 0);
  }
}

TEST_CASE("customize.hpp reaches nothing but the standard library") {
  REQUIRE(layout::foreign_headers_behind(real_tree(), "entente/customize.hpp").empty());
}

TEST_CASE("every source file of the tree begins with the licence line") {
  std::string missing;
  for (auto const* folder : {"tests", "examples", "benchmarks"}) {
    fs::path const root = fs::path{ENTENTE_SOURCE_DIR} / folder;
    if (!fs::exists(root)) continue;
    for (auto const& entry : fs::recursive_directory_iterator{root}) {
      auto const kind = entry.path().extension();
      if (kind != ".cpp" && kind != ".hpp") continue;
      if (!read(entry.path()).starts_with("// SPDX-License-Identifier: BSL-1.0\n")) {
        missing += entry.path().generic_string() + "\n";
      }
    }
  }
  INFO(missing);
  REQUIRE(missing.empty());
}
