// SPDX-License-Identifier: BSL-1.0
// Members that a newer program's entity has and this one's does not.
#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

using namespace bench;

namespace {

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("authority: members without a field are kept by name and sent on") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = new_key();
  auto const made = at_home.push(one, one.insert("Note", key, R"({"title":"a","colour":{"r":1},"size":3})"));
  REQUIRE(made.outcome == verdict::applied);
  CHECK(has(at_home.pull().changes[0].fields, R"("colour":{"r":1},"size":3)"));
  // An older program's edit leaves them alone, and it is told of them.
  auto const older = at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"b"}})"));
  REQUIRE(older.row);
  CHECK(has(older.row->fields, R"("colour":{"r":1})"));
}

TEST_CASE("authority: members without a field merge by name and edit time") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = new_key();
  at_home.push(one, one.insert("Note", key, R"({"title":"a","colour":"red"})", at(0)));
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"colour":"green"}})", at(5)));
  auto const other = at_home.push(two, two.update("Note", key, 1, R"({"set":{"size":3}})", at(1)));
  CHECK(other.outcome == verdict::applied);
  auto const lost = at_home.push(two, two.update("Note", key, 1, R"({"set":{"colour":"blue"}})", at(3)));
  CHECK(lost.outcome == verdict::superseded);
  CHECK(has(at_home.row<Note>(key).unknown, "green"));
  auto const won = at_home.push(two, two.update("Note", key, 1, R"({"set":{"colour":"blue"}})", at(7)));
  CHECK(won.outcome == verdict::applied);
  CHECK(at_home.row<Note>(key).unknown == R"({"colour":"blue","size":3})");
  auto const same = at_home.push(two, two.update("Note", key, 4, R"({"set":{"colour":"blue"}})", at(8)));
  CHECK(same.version == 4);
  auto const change = at_home.pull().changes.at(0);
  CHECK(has(change.times, R"("size":)"));
}

namespace older {
struct Memo {
  std::string title;
};
using app = entente::schema<Memo>;
}  // namespace older

namespace newer {
struct Memo {
  std::string title;
  std::int64_t weight = 7;
  std::optional<std::string> colour;
  std::string place;
};
using app = entente::schema<Memo>;
}  // namespace newer

template <>
struct entente::schema_traits<newer::app> {
  static constexpr int version = 2;
};

TEST_CASE("authority: members move into the fields that a newer program has for them") {
  support::temporary_folder folder;
  authority_options how;
  how.directory = folder.path();
  auto const key = new_key();
  auto const plain = new_key();
  device one{1};
  {
    basic_server<older::app> before{how};
    before.push(one, one.insert("Memo", key, R"({"title":"a","weight":3,"colour":"red","place":12,"more":true})"));
    before.push(one, one.insert("Memo", plain, R"({"title":"b"})"));
  }
  {
    basic_server<newer::app> after{how};
    auto const row = after.row<newer::Memo>(key);
    CHECK(row.version == 1);
    CHECK(row.value.title == "a");
    CHECK(row.value.weight == 3);
    CHECK(row.value.colour == "red");
    CHECK(row.value.place.empty());
    CHECK(row.unknown == R"({"place":12,"more":true})");  // the one does not fit its field
    CHECK(after.row<newer::Memo>(plain).value.weight == 7);
    auto const page = after.pull();
    REQUIRE(page.changes.size() == 2);
    CHECK(page.changes[0].fields == R"({"title":"a","weight":3,"colour":"red","place":"","more":true})");
    // Merging goes on by name: the field is as old as the member was.
    CHECK(after.push(one, one.update("Memo", key, 1, R"({"set":{"weight":4}})")).outcome == verdict::applied);
  }
  basic_server<older::app> back{how};
  CHECK(support::code_of([&] { back.pull(); }) == error_code::newer_schema);
}
