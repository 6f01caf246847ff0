// SPDX-License-Identifier: BSL-1.0
#include "replica/world.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <vector>

using namespace kit;
using entente::ascending;
using entente::descending;
using entente::field;
using support::device;
using support::world;

namespace {

struct shop {
  world in;
  device one{in, "one"};
  entente::id<Shelf> wall = one->create(Shelf{"wall", 3});

  shop() {
    add("saw", 5, "steel", true);
    add("axe", 9, std::nullopt, false);
    add("rasp", 5, "fine 100%", false);
    add("gone", 1, std::nullopt, false);
    one->remove(one->query<Tool>().where(field<&Tool::title> == "gone").first()->id);
  }
  void add(std::string title, std::int64_t high, std::optional<std::string> note, bool placed) {
    Tool made;
    made.title = std::move(title);
    made.high = high;
    made.note = std::move(note);
    if (placed) made.shelf = wall;
    one->create(made);
  }
  template <class Condition>
  std::string titles(Condition const& wanted) {
    std::string out;
    one->query<Tool>().where(wanted).order_by(field<"title">).for_each([&](auto const& each) {
      out += each.value.title + ' ';
    });
    return out;
  }
};

}  // namespace

TEST_CASE("Conditions compare fields with values of their types") {
  shop all;
  CHECK(all.titles(field<&Tool::title> == "saw") == "saw ");
  CHECK(all.titles(field<"title"> != std::string{"saw"}) == "axe rasp ");
  CHECK(all.titles(field<&Tool::high> > 5) == "axe ");
  CHECK(all.titles(field<&Tool::high> >= 5 && field<&Tool::high> < 9) == "rasp saw ");
  CHECK(all.titles(field<&Tool::high> <= 5 || field<&Tool::title> == "axe") == "axe rasp saw ");
  CHECK(all.titles(!(field<&Tool::high> == 5)) == "axe ");
  CHECK(all.titles(field<&Tool::high>.in({1, 9})) == "axe ");
  CHECK(all.titles(field<&Tool::title>.in({"saw", "rasp"})) == "rasp saw ");
  CHECK(all.titles(field<&Tool::title>.in(std::vector<std::string>{})) == "");
  CHECK(all.titles(field<&Tool::title>.like("_a%")) == "rasp saw ");
  CHECK(all.titles(field<&Tool::note>.like("%100\\%")) == "rasp ");
  CHECK(all.titles(field<&Tool::shelf> == all.wall) == "saw ");
  CHECK(all.titles(field<&Tool::shelf>.is_null()) == "axe rasp ");
}

TEST_CASE("Nothing is a value: equality and negation treat it as C++ does") {
  shop all;
  CHECK(all.titles(field<&Tool::note> == std::nullopt) == "axe ");
  CHECK(all.titles(field<&Tool::note> != "steel") == "axe rasp ");
  CHECK(all.titles(field<&Tool::note>.is_not_null()) == "rasp saw ");
  CHECK(all.titles(field<&Tool::shelf> != nullptr) == "saw ");
  CHECK(all.titles(!(field<&Tool::note> < "g")) == "axe saw ");
  CHECK(all.titles(field<&Tool::note> == std::optional<std::string>{"steel"}) == "saw ");
}

TEST_CASE("A value is never SQL") {
  shop all;
  CHECK(all.titles(field<&Tool::title> == "' OR 1=1 --") == "");
}

TEST_CASE("Queries sort, limit, skip and count") {
  shop all;
  auto const sorted = all.one->query<Tool>()
                          .order_by(field<&Tool::high>, descending)
                          .order_by(field<"title">, ascending)
                          .all();
  REQUIRE(sorted.size() == 3);
  CHECK(sorted[0].value.title == "axe");
  CHECK(sorted[1].value.title == "rasp");
  CHECK(sorted[2].value.title == "saw");
  auto const page = all.one->query<Tool>().order_by(field<"title">).limit(1).offset(1).all();
  REQUIRE(page.size() == 1);
  CHECK(page[0].value.title == "rasp");
  CHECK(all.one->query<Tool>().limit(1).count() == 3);
  CHECK(all.one->query<Tool>().ids().size() == 3);
  CHECK_FALSE(all.one->query<Tool>().where(field<&Tool::high> == 77).first().has_value());
}

TEST_CASE("The callback of a query may write") {
  shop all;
  all.one->query<Tool>().for_each(
      [&](auto const& each) { all.one->update(each.id, [](Tool& t) { t.uses += 1; }); });
  CHECK(all.one->query<Tool>().where(field<&Tool::uses> == 1).count() == 3);
}
