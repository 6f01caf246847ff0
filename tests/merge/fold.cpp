// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <limits>
#include <string>
#include <vector>

using namespace samples;
using entente::apply;
using entente::diff;
using entente::fold;

TEST_CASE("a folded patch does what the two did one after the other, on any image") {
  dice random{1};
  for (int i = 0; i < 4000; ++i) {
    auto const earlier = random.any_patch(0);
    auto const later = random.any_patch(100);
    document stepwise = random.document_value();
    document at_once = stepwise;
    apply(earlier, stepwise);
    apply(later, stepwise);

    REQUIRE(entente::can_fold(earlier, later));
    auto folded = earlier;
    fold(folded, later);
    apply(folded, at_once);
    CHECK(entente::differing_fields(at_once, stepwise).bits() == 0);
    CHECK(folded.fields == (earlier.fields | later.fields));
  }
}

TEST_CASE("folding is associative") {
  dice random{2};
  for (int i = 0; i < 2000; ++i) {
    auto const a = random.any_patch(0);
    auto const b = random.any_patch(10);
    auto const c = random.any_patch(20);
    auto left = a;
    fold(left, b);
    fold(left, c);
    auto tail = b;
    fold(tail, c);
    auto right = a;
    fold(right, tail);

    CHECK(left.fields == right.fields);
    document one = random.document_value();
    document other = one;
    apply(left, one);
    apply(right, other);
    CHECK(same(one, other));
  }
}

TEST_CASE("a day's edits fold into one patch that leads from the first image to the last") {
  dice random{3};
  for (int i = 0; i < 300; ++i) {
    document const first = random.document_value();
    document now = first;
    entente::patch<document> all;
    for (int step = 1; step <= 6; ++step) {
      document next = now;
      random.edit(next);
      auto const change = diff(now, next, time(step));
      apply(change, now);
      fold(all, change);
    }
    document image = first;
    apply(all, image);
    CHECK(same(image, now));
  }
}

TEST_CASE("each field keeps the time of its latest edit") {
  auto all = diff(document{}, document{.title = "a", .votes = 1}, time(10));
  fold(all, diff(document{}, document{.owner = "o", .votes = 1}, time(20)));
  CHECK(all.times[at<&document::title>] == time(10));
  CHECK(all.times[at<&document::owner>] == time(20));
  CHECK(all.times[at<&document::votes>] == time(20));
}

TEST_CASE("counter deltas add up, and a delta onto a whole value is a whole value") {
  auto all = diff(document{.votes = 3}, document{.votes = 5}, time(1));
  fold(all, diff(document{.votes = 5}, document{.votes = 9}, time(2)));
  CHECK(all.whole.none());
  CHECK(all.value.votes == 6);

  auto insert = entente::whole_patch(document{.votes = 10}, time(1));
  fold(insert, all);
  CHECK(insert.whole.test(at<&document::votes>));
  CHECK(insert.value.votes == 16);
}

TEST_CASE("adding and then removing an element leaves no addition behind") {
  auto all = diff(document{}, document{.tags = {"a", "b"}}, time(1));
  fold(all, diff(document{.tags = {"a", "b"}}, document{.tags = {"b"}}, time(2)));
  CHECK(all.value.tags == std::vector<std::string>{"b"});
  CHECK(all.removed.tags == std::vector<std::string>{"a"});
}

TEST_CASE("removing and then adding an element leaves it in") {
  auto all = diff(document{.tags = {"a", "b"}}, document{.tags = {"b"}}, time(1));
  fold(all, diff(document{.tags = {"b"}}, document{.tags = {"b", "a"}}, time(2)));
  document elsewhere{.tags = {"c"}};
  apply(all, elsewhere);
  CHECK(elsewhere.tags == std::vector<std::string>{"c", "a"});
}

TEST_CASE("a later whole write replaces what was folded before") {
  auto all = diff(document{}, document{.votes = 4, .tags = {"a"}, .log = {1}}, time(1));
  fold(all, entente::whole_patch(document{.votes = 7, .tags = {"z"}, .log = {2}}, time(2)));
  document image{.votes = 100, .tags = {"q"}, .log = {9}};
  apply(all, image);
  CHECK(image.votes == 7);
  CHECK(image.tags == std::vector<std::string>{"z"});
  CHECK(image.log == std::vector<std::int64_t>{2});
}

TEST_CASE("a whole bit left over from a field outside the patch means nothing") {
  entente::patch<document> all;
  all.whole.set(at<&document::votes>);
  fold(all, diff(document{}, document{.votes = 1}, time(1)));
  CHECK_FALSE(all.whole.test(at<&document::votes>));
}

TEST_CASE("deltas whose sum leaves the type do not fold") {
  auto const most = (std::numeric_limits<std::int64_t>::max)();
  auto all = diff(document{}, document{.votes = most}, time(1));
  auto const more = diff(document{}, document{.votes = 1}, time(2));
  CHECK_FALSE(entente::can_fold(all, more));
  CHECK(entente::can_fold(all, diff(document{.votes = 1}, document{}, time(2))));
  CHECK(entente::can_fold(entente::whole_patch(document{.votes = most}, time(1)), more));
  fold(all, more);
  CHECK(all.value.votes == most);
}

TEST_CASE("patches of adapted types with C arrays fold") {
  dice random{4};
  for (int i = 0; i < 300; ++i) {
    badge const a = random.badge_value();
    badge const b = random.badge_value();
    badge const c = random.badge_value();
    auto all = diff(a, b, time(1));
    fold(all, diff(b, c, time(2)));
    badge image = a;
    apply(all, image);
    CHECK(same(image, c));
  }
}
