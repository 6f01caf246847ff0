// SPDX-License-Identifier: BSL-1.0
#include <entente/base/hybrid_clock.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <random>

using entente::edit_time;
using entente::hybrid_clock;
using entente::max_clock_skew;
using entente::timestamp;
using std::chrono::microseconds;

namespace {

constexpr std::int64_t noon = 1'700'000'000'000'000;
constexpr std::int64_t skew = microseconds{max_clock_skew}.count();

timestamp at(std::int64_t micros) { return timestamp{microseconds{micros}}; }

}  // namespace

TEST_CASE("a clock reads the wall clock as long as that goes forwards") {
  hybrid_clock clock;
  REQUIRE(clock.tick(at(noon)) == edit_time{noon});
  REQUIRE(clock.tick(at(noon + 7)) == edit_time{noon + 7});
  REQUIRE(clock.last() == edit_time{noon + 7});
}

TEST_CASE("two edits of one microsecond have different times") {
  hybrid_clock clock;
  REQUIRE(clock.tick(at(noon)) == edit_time{noon});
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + 1});
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + 2});
}

TEST_CASE("an edit is later than every edit seen before it") {
  hybrid_clock clock;
  clock.observe({noon + 1000}, at(noon));
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + 1001});
  clock.observe({noon + 500}, at(noon));
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + 1002});
}

TEST_CASE("a wild clock elsewhere is followed for two minutes and no further") {
  hybrid_clock clock;
  clock.observe({noon + 1'000'000'000'000}, at(noon));
  REQUIRE(clock.last() == edit_time{noon + skew});
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + skew + 1});
  clock.observe({(std::numeric_limits<std::int64_t>::max)()}, at(noon));
  REQUIRE(clock.tick(at(noon)) == edit_time{noon + skew + 2});
}

TEST_CASE("edits made while the clock stands at its limit still have different times") {
  hybrid_clock clock;
  clock.observe({noon + 2 * skew}, at(noon));
  auto const first = clock.tick(at(noon));
  auto const second = clock.tick(at(noon));
  REQUIRE(first < second);
}

TEST_CASE("a wall clock that is set back does not take edits back") {
  hybrid_clock clock;
  auto const before = clock.tick(at(noon));
  for (std::int64_t const set_back : {std::int64_t{1}, skew, 3600 * skew}) {
    auto const after = clock.tick(at(noon - set_back));
    REQUIRE(before < after);
    REQUIRE(after.micros <= noon + 3);
  }
  REQUIRE(clock.tick(at(noon + 10)) == edit_time{noon + 10});
}

TEST_CASE("a clock goes on after a restart where it stopped") {
  hybrid_clock first;
  auto const last = first.tick(at(noon));
  hybrid_clock second{last};
  REQUIRE(second.last() == last);
  REQUIRE(last < second.tick(at(noon - 5)));
}

TEST_CASE("observing never takes a clock back") {
  hybrid_clock clock{edit_time{noon}};
  clock.observe({noon - 1}, at(noon));
  clock.observe({(std::numeric_limits<std::int64_t>::min)()}, at(noon - 10 * skew));
  REQUIRE(clock.last() == edit_time{noon});
}

TEST_CASE("a claimed time is cut to two minutes from now, and the past is left alone") {
  REQUIRE(hybrid_clock::clamp({noon + skew + 1}, at(noon)) == edit_time{noon + skew});
  REQUIRE(hybrid_clock::clamp({noon + skew}, at(noon)) == edit_time{noon + skew});
  REQUIRE(hybrid_clock::clamp({noon - 5}, at(noon)) == edit_time{noon - 5});
  REQUIRE(hybrid_clock::clamp({0}, at(noon)) == edit_time{0});
}

TEST_CASE("readings increase strictly over any history") {
  std::mt19937_64 random{7};
  auto const up_to = [&](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>{0, most}(random);
  };
  for (int round = 0; round < 50; ++round) {
    hybrid_clock clock;
    std::int64_t now = noon;
    edit_time newest_seen{};
    edit_time previous = clock.last();
    for (int step = 0; step < 200; ++step) {
      now += up_to(skew / 10) - up_to(skew / 10) / 2;
      if (up_to(1) == 0) {
        edit_time const seen{now + up_to(3 * skew) - skew};
        clock.observe(seen, at(now));
        if (seen.micros <= now + skew && newest_seen < seen) newest_seen = seen;
      }
      auto const tick = clock.tick(at(now));
      REQUIRE(previous < tick);
      REQUIRE(newest_seen < tick);
      REQUIRE(tick.micros >= now);
      previous = tick;
    }
  }
}
