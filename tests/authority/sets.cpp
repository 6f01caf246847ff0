// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"

using namespace bench;

namespace {

using tags = std::vector<std::string>;

struct labelled {
  server at_home;
  device one{1};
  device two{2};
  device three{3};
  uuid key = at_home.note_of(one, R"({"title":"a","tags":["x"]})");

  op_result add(device& by, std::int64_t base, std::string const& tag) {
    return at_home.push(by, by.update("Note", key, base, R"({"add":{"tags":[")" + tag + "\"]}}"));
  }
  op_result remove(device& by, std::int64_t base, std::string const& tag) {
    return at_home.push(by, by.update("Note", key, base, R"({"remove":{"tags":[")" + tag + "\"]}}"));
  }
  tags now() { return at_home.note(key).tags; }
  std::int64_t version() { return at_home.row<Note>(key).version; }
};

}  // namespace

TEST_CASE("authority: an add that a removal could not know of wins, in either order") {
  labelled set;
  SECTION("the add first: of an element that was there") {
    // Two adds what one's record had already, while three takes it out.
    auto const seconded = set.add(set.two, 0, "x");
    CHECK(seconded.outcome == verdict::applied);
    CHECK(seconded.version == 2);
    CHECK(set.remove(set.three, 1, "x").outcome == verdict::applied);
    CHECK(set.now() == tags{"x"});
    // Having seen it, the removal is meant.
    set.remove(set.three, 2, "x");
    CHECK(set.now().empty());
  }
  SECTION("the removal first") {
    set.remove(set.three, 1, "x");
    set.add(set.two, 0, "x");
    CHECK(set.now() == tags{"x"});
  }
  SECTION("of a new element") {
    set.add(set.two, 1, "y");
    set.remove(set.three, 1, "y");
    CHECK(set.now() == tags{"x", "y"});
    set.remove(set.two, 1, "y");  // its own
    CHECK(set.now() == tags{"x"});
  }
}

TEST_CASE("authority: a removal spares somebody else's add below one's own") {
  labelled set;
  set.add(set.two, 1, "y");
  set.add(set.one, 1, "y");
  set.remove(set.one, 1, "y");
  CHECK(set.now() == tags{"x", "y"});
}

TEST_CASE("authority: an own add is taken back on the base it was made on, whoever wrote since") {
  labelled set;
  set.add(set.two, 1, "y");
  set.add(set.three, 1, "z");
  set.remove(set.two, 1, "y");
  CHECK(set.now() == tags{"x", "z"});
}

TEST_CASE("authority: an own repeated add changes nothing, not even the version") {
  labelled set;
  set.add(set.two, 1, "y");
  REQUIRE(set.version() == 2);
  auto const again = set.add(set.two, 1, "y");
  CHECK(again.outcome == verdict::applied);
  CHECK(again.version == 2);
  CHECK(set.add(set.one, 2, "x").version == 2);  // it came with the record that one made
  // Somebody else's does, once.
  CHECK(set.add(set.three, 1, "y").version == 3);
  CHECK(set.add(set.three, 1, "y").version == 3);
}

TEST_CASE("authority: elements written with the whole set are known as added") {
  labelled set;
  set.remove(set.one, 1, "x");
  set.at_home.push(set.two, set.two.update("Note", set.key, 2, R"({"set":{"tags":["x","y","y"]}})", at(5)));
  set.remove(set.three, 1, "x");
  CHECK(set.now() == tags{"x", "y", "y"});
  set.remove(set.three, 3, "x");
  CHECK(set.now() == tags{"y", "y"});
}

TEST_CASE("authority: a removal of nothing and an add of nothing leave the record as it is") {
  labelled set;
  CHECK(set.remove(set.two, 1, "gone").version == 1);
  CHECK(set.at_home.push(set.two, set.two.update("Note", set.key, 1, R"({"add":{"tags":[]}})")).version == 1);
  CHECK(set.at_home.push(set.two, set.two.update("Note", set.key, 1, "{}")).version == 1);
}

TEST_CASE("authority: more adds than it keeps by name are still spared by what the set was") {
  labelled set;
  std::string many;
  for (int i = 0; i < 300; ++i) many += (many.empty() ? "\"" : ",\"") + std::to_string(i) + "\"";
  set.at_home.push(set.two, set.two.update("Note", set.key, 1, R"({"add":{"tags":[)" + many + "]}}"));
  set.remove(set.three, 1, "0");
  set.remove(set.three, 1, "299");
  CHECK(set.now().size() == 301);
}
