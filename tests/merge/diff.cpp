// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <limits>
#include <string>
#include <vector>

using namespace samples;
using entente::apply;
using entente::diff;

namespace {

template <class T>
struct tally {
  T count{};
};

template <class T>
entente::patch<tally<T>> tally_diff(T before, T after) {
  return diff(tally<T>{before}, tally<T>{after}, time(1));
}

template <class T>
void check_tally(T before, T after, bool as_delta) {
  CAPTURE(before, after);
  auto const change = tally_diff(before, after);
  CHECK(change.fields.test(0));
  CHECK(change.whole.test(0) != as_delta);
  tally<T> image{before};
  apply(change, image);
  CHECK(entente::field_equal(image.count, after));
}

}  // namespace

template <class T>
struct entente::entity_traits<tally<T>> {
  using conflict = entente::counter;
};

TEST_CASE("equal images differ in nothing") {
  dice random{1};
  document const d = random.document_value();
  CHECK(diff(d, d, time(5)).fields.none());
}

TEST_CASE("a difference names just the fields that differ and when they were edited") {
  document const before{.title = "a", .owner = "o"};
  document after = before;
  after.title = "b";
  auto const change = diff(before, after, time(7));
  CHECK(change.fields == mask({at<&document::title>}));
  CHECK(change.whole.none());
  CHECK(change.value.title == "b");
  CHECK(change.times[at<&document::title>] == time(7));
}

TEST_CASE("a difference applied to the image before gives the image after") {
  dice random{2};
  for (int i = 0; i < 3000; ++i) {
    document const before = random.document_value();
    document after = random.chance(2) ? random.document_value() : before;
    random.edit(after);
    document image = before;
    auto const change = diff(before, after, time(1));
    auto const changed = apply(change, image);
    CHECK(same_as_sets(image, after));
    CHECK((changed - change.fields).none());
  }
}

TEST_CASE("a difference between adapted types with C arrays applies too") {
  dice random{3};
  for (int i = 0; i < 500; ++i) {
    badge const before = random.badge_value();
    badge const after = random.badge_value();
    badge image = before;
    apply(diff(before, after, time(1)), image);
    CHECK(same(image, after));
  }
}

TEST_CASE("a counter travels as the difference") {
  auto const change = tally_diff<std::int64_t>(40, 37);
  CHECK(change.value.count == -3);
  check_tally<std::int64_t>(40, 37, true);
  check_tally<std::int8_t>(-60, 60, true);
  check_tally<std::uint16_t>(3, 65535, true);
  check_tally<double>(1.5, 4.25, true);
}

TEST_CASE("a counter travels whole where the difference does not fit its type") {
  using limits = std::numeric_limits<std::int64_t>;
  check_tally<std::int64_t>((limits::min)(), 1, false);
  check_tally<std::int64_t>(1, (limits::min)(), false);
  check_tally<std::int64_t>(-2, (limits::max)(), false);
  check_tally<std::int64_t>(-1, (limits::max)() - 1, true);
  check_tally<std::int64_t>(0, (limits::min)(), true);
  check_tally<std::int8_t>(-100, 100, false);
  check_tally<std::uint16_t>(4, 3, false);
}

TEST_CASE("a floating-point counter travels as a difference that adds up exactly, or whole") {
  using limits = std::numeric_limits<double>;
  check_tally<double>(1.0, 1e-20, false);
  check_tally<double>(1.0, limits::quiet_NaN(), false);
  check_tally<double>(limits::quiet_NaN(), 1.0, false);
  check_tally<double>(1.0, limits::infinity(), false);
  check_tally<double>(limits::infinity(), 1.0, false);
  check_tally<double>((limits::max)(), -(limits::max)(), false);
  std::mt19937_64 engine{4};
  std::uniform_real_distribution<double> amounts{0, 1000};
  for (int i = 0; i < 2000; ++i) {
    double const before = amounts(engine);
    double const after = before + amounts(engine);
    check_tally<double>(before, after, true);
  }
}

TEST_CASE("a set travels as what was added and what was removed") {
  document const before{.tags = {"a", "b", "c"}};
  document const after{.tags = {"d", "c", "a", "e"}};
  auto const change = diff(before, after, time(1));
  CHECK(change.whole.none());
  CHECK(change.value.tags == std::vector<std::string>{"d", "e"});
  CHECK(change.removed.tags == std::vector<std::string>{"b"});
}

TEST_CASE("a set travels whole where only its order changed or either image has duplicates") {
  using tags = std::vector<std::string>;
  auto const travels_whole = [](tags const& before, tags const& after) {
    auto const change = diff(document{.tags = before}, document{.tags = after}, time(1));
    document image{.tags = before};
    apply(change, image);
    CHECK(image.tags == after);
    return change.whole.test(at<&document::tags>);
  };
  CHECK(travels_whole({"a", "b"}, {"b", "a"}));
  CHECK(travels_whole({"a", "a"}, {"a", "b"}));
  CHECK(travels_whole({"a"}, {"a", "a"}));
  CHECK_FALSE(travels_whole({"a"}, {}));
  CHECK_FALSE(travels_whole({}, {"b", "a"}));
}

TEST_CASE("a set of nested values tells them apart by all their fields") {
  document const before{.stops = {{"x", 1, {}}, {"x", 2, {}}}};
  document const after{.stops = {{"x", 2, {}}, {"x", 2, {0.5}}}};
  auto const change = diff(before, after, time(1));
  REQUIRE(change.value.stops.size() == 1);
  CHECK(change.value.stops[0].position == std::vector<double>{0.5});
  REQUIRE(change.removed.stops.size() == 1);
  CHECK(change.removed.stops[0].floor == 1);
}

TEST_CASE("a list travels as what was appended, and whole after any other change") {
  auto const change = diff(document{.log = {1, 2}}, document{.log = {1, 2, 3, 4}}, time(1));
  CHECK(change.whole.none());
  CHECK(change.value.log == std::vector<std::int64_t>{3, 4});
  for (auto const& after : std::vector<std::vector<std::int64_t>>{{1}, {2, 1}, {0, 1, 2}, {}}) {
    auto const rewritten = diff(document{.log = {1, 2}}, document{.log = after}, time(1));
    CHECK(rewritten.whole.test(at<&document::log>));
    CHECK(rewritten.value.log == after);
  }
}

TEST_CASE("a whole patch sets every field of whatever image to its value") {
  dice random{5};
  for (int i = 0; i < 200; ++i) {
    document const wanted = random.document_value();
    document image = random.document_value();
    auto const change = entente::whole_patch(wanted, time(9));
    CHECK(change.fields == entente::describe<document>::all);
    CHECK(change.times[0] == time(9));
    apply(change, image);
    CHECK(same(image, wanted));

    badge const other = random.badge_value();
    badge target = random.badge_value();
    apply(entente::whole_patch(other, time(9)), target);
    CHECK(same(target, other));
  }
}
