// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <limits>
#include <string>
#include <vector>

using namespace samples;
using entente::apply;
using entente::field_mask;

namespace {

struct meter {
  std::int8_t narrow = 0;
  std::uint8_t natural = 0;
  std::int64_t wide = 0;
};

struct flags {
  std::vector<bool> seen;
};

}  // namespace

template <>
struct entente::entity_traits<meter> {
  using conflict = entente::counter;
};
template <>
struct entente::entity_traits<flags> {
  using conflict = entente::set_union;
};

TEST_CASE("applying returns the fields whose value changed, not those that were written") {
  document image{.title = "a", .owner = "o"};
  entente::patch<document> change;
  change.fields = mask({at<&document::title>, at<&document::owner>, at<&document::votes>});
  change.value.title = "b";
  change.value.owner = "o";
  CHECK(apply(change, image) == mask({at<&document::title>}));
  CHECK(image.title == "b");
}

TEST_CASE("what lies outside a patch's fields is not touched") {
  dice random{1};
  for (int i = 0; i < 500; ++i) {
    document const before = random.document_value();
    document image = before;
    auto const change = random.any_patch(0);
    auto const changed = apply(change, image);
    CHECK(changed == entente::differing_fields(before, image));
    CHECK((changed - change.fields).none());
  }
}

TEST_CASE("an integer counter stops at the ends of its type") {
  using wide = std::numeric_limits<std::int64_t>;
  entente::patch<meter> change;
  change.fields = field_mask::first(3);
  change.value = {100, 200, (wide::max)()};
  meter image{100, 100, 5};
  CHECK(apply(change, image) == field_mask::first(3));
  CHECK(image.narrow == 127);
  CHECK(image.natural == 255);
  CHECK(image.wide == (wide::max)());
  CHECK(apply(change, image).none());

  change.value = {-100, 0, (wide::min)()};
  image = {-100, 7, -5};
  apply(change, image);
  CHECK(image.narrow == -128);
  CHECK(image.natural == 7);
  CHECK(image.wide == (wide::min)());
}

TEST_CASE("a set loses what was removed, gains what was added, and keeps its order") {
  document image{.tags = {"c", "a", "b"}};
  entente::patch<document> change;
  change.fields = mask({at<&document::tags>});
  change.value.tags = {"z", "a", "z"};
  change.removed.tags = {"c", "missing"};
  CHECK(apply(change, image) == change.fields);
  CHECK(image.tags == std::vector<std::string>{"a", "b", "z"});
  CHECK(apply(change, image).none());
}

TEST_CASE("an element both removed and added is there afterwards") {
  document image{.tags = {"a", "b"}};
  entente::patch<document> change;
  change.fields = mask({at<&document::tags>});
  change.value.tags = {"a"};
  change.removed.tags = {"a"};
  apply(change, image);
  CHECK(image.tags == std::vector<std::string>{"b", "a"});
}

TEST_CASE("a set may consist of packed bools") {
  flags image{{true}};
  apply(entente::diff(flags{{true}}, flags{{false}}, time(1)), image);
  CHECK(image.seen == std::vector<bool>{false});
}

TEST_CASE("a list gains elements at its end, each time") {
  document image{.log = {1}};
  auto const change = entente::diff(document{}, document{.log = {7, 7}}, time(1));
  apply(change, image);
  apply(change, image);
  CHECK(image.log == std::vector<std::int64_t>{1, 7, 7, 7, 7});
}

TEST_CASE("a whole write replaces counters, sets and lists") {
  document image{.votes = 5, .tags = {"a"}, .log = {1}};
  auto const change =
      entente::whole_patch(document{.votes = 2, .tags = {"b", "b"}, .log = {3}}, time(1));
  apply(change, image);
  CHECK(image.votes == 2);
  CHECK(image.tags == std::vector<std::string>{"b", "b"});
  CHECK(image.log == std::vector<std::int64_t>{3});
}

TEST_CASE("C arrays are assigned element by element") {
  badge image;
  entente::patch<badge> change;
  change.fields = entente::describe<badge>::all;
  std::memcpy(change.value.code, "abc", 4);
  change.value.slots[1][2] = 9;
  change.value.uses = 2;
  CHECK(apply(change, image).count() == 3);
  CHECK(std::string{image.code} == "abc");
  CHECK(image.slots[1][2] == 9);
  CHECK(image.uses == 2);
}

TEST_CASE("sets that strangers made large are merged in n log n") {
  document image;
  entente::patch<document> change;
  change.fields = mask({at<&document::tags>});
  for (int i = 0; i < 100'000; ++i) {
    image.tags.push_back("t" + std::to_string(i));
    change.value.tags.push_back("t" + std::to_string(i + 50'000));
    change.removed.tags.push_back("t" + std::to_string(2 * i));
  }
  apply(change, image);
  CHECK(image.tags.size() == 125'000);
}
