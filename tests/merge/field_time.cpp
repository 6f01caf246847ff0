// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

using namespace samples;
using entente::field_time;
using entente::is_later;

TEST_CASE("of two edits the later one is the one with the greater time, then the greater author") {
  CHECK(is_later({time(2), author(1)}, {time(1), author(9)}));
  CHECK_FALSE(is_later({time(1), author(9)}, {time(2), author(1)}));
  CHECK(is_later({time(1), author(2)}, {time(1), author(1)}));
  CHECK_FALSE(is_later({time(1), author(1)}, {time(1), author(2)}));
  CHECK(is_later({time(1), author(1)}, {time(1), author(1)}));
  CHECK(is_later({time(2), {}}, {time(1), {}}));
}

TEST_CASE("with an author unknown, an edit of the same time is not later") {
  CHECK_FALSE(is_later({time(1), {}}, {time(1), author(1)}));
  CHECK_FALSE(is_later({time(1), author(1)}, {time(1), {}}));
  CHECK_FALSE(is_later({time(1), {}}, {time(1), {}}));
}

TEST_CASE("exactly one of two different known edits is later") {
  dice random{1};
  for (int i = 0; i < 500; ++i) {
    field_time const a{time(random.number()),
                       author(static_cast<std::uint8_t>(1 + random.below(3)))};
    field_time const b{time(random.number()),
                       author(static_cast<std::uint8_t>(1 + random.below(3)))};
    if (a == b) continue;
    CHECK(is_later(a, b) != is_later(b, a));
  }
}
