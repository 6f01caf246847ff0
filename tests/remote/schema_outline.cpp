// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/schema_outline.hpp>

#include "support/catch.hpp"

#include <entente/entity.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace outline_test {
struct Tag {
  std::string name;
};
struct Note {
  std::string text;
  entente::ref<Note> parent;
  std::vector<entente::ref<Tag>> tags;
  std::optional<std::vector<entente::ref<Tag>>> moreTags;
  std::map<std::string, entente::ref<Tag>> byName;
};
struct Remark {
  entente::ref<Note> note;
};
}  // namespace outline_test

TEST_CASE("an outline names parents first, and every field that holds ids") {
  using namespace outline_test;
  auto const outline = entente::outline_of<entente::schema<Remark, Note, Tag>>();
  REQUIRE(outline.entities.size() == 3);
  CHECK(outline.entities[0].name == "Tag");
  CHECK(outline.entities[1].name == "Note");
  CHECK(outline.entities[2].name == "Remark");
  auto const& note = *outline.find("Note");
  REQUIRE(note.refs.size() == 4);
  CHECK(note.refs[0].wire_name == "parent");
  CHECK(note.refs[0].target == "Note");
  CHECK(note.refs[1].wire_name == "tags");
  CHECK(note.refs[1].target == "Tag");
  CHECK(note.refs[2].wire_name == "moreTags");
  CHECK(note.refs[3].wire_name == "byName");
  CHECK(outline.find("Nothing") == nullptr);
}
