// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/stream_position.hpp>

#include "support/catch.hpp"

#include <string>

using namespace entente::detail;

namespace {

std::optional<spelt_time> at(std::string const& text) { return spelt_time::parse(text); }
entente::timestamp clock_at(std::string const& text) {
  return std::chrono::floor<std::chrono::microseconds>(entente::parse_rfc3339(text).value());
}

}  // namespace

TEST_CASE("a time keeps the server's precision") {
  using std::chrono::nanoseconds;
  CHECK(at("2025-01-01T00:00:00Z")->unit() == std::chrono::seconds{1});
  CHECK(at("2025-01-01T00:00:00.5Z")->unit() == std::chrono::milliseconds{100});
  CHECK(at("2025-01-01T00:00:00.123+02:00")->unit() == std::chrono::milliseconds{1});
  CHECK(at("2025-01-01T00:00:00.123456789Z")->unit() == nanoseconds{1});
  CHECK(at("2025-01-01T00:00:00.1234567890123Z")->digits == 9);
  CHECK_FALSE(at("yesterday"));
}

TEST_CASE("a page with more behind it goes on just before its last record") {
  page_place page{"", {}, at("2025-01-01T00:00:10.500Z"), true, false, {}};
  CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:10.499Z");
  CHECK_FALSE(place_of_next_page(page).at_edge);
  SECTION("whatever time of day the server says it is") {
    page.said = at("2025-01-01T09:00:00.000Z");
    CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:10.499Z");
  }
  SECTION("or before that, if the server says so") {
    page.said = at("2025-01-01T00:00:09.000Z");
    CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:08.999Z");
  }
  SECTION("but never where it was") {
    page.before = "2025-01-01T00:00:10.499Z";
    CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:10.500Z");
    CHECK(place_of_next_page(page).at_edge);
    page.said = at("2025-01-01T00:00:10.499Z");
    CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:10.500Z");
    page.before = "2025-01-01T00:00:10.500Z";
    CHECK(place_of_next_page(page).cursor.empty());
  }
}

TEST_CASE(
    "a page of nothing but tombstones goes on where the server says, unless that is the time of day") {
  page_place page{"2025-01-01T00:00:00Z", at("2025-01-01T01:00:00Z"), {}, true, true, {}};
  CHECK(place_of_next_page(page).cursor.empty());
  page.clock = clock_at("2025-01-01T09:00:00Z");
  CHECK(place_of_next_page(page).cursor == "2025-01-01T00:59:59Z");
  page.clock = clock_at("2025-01-01T01:00:01Z");
  CHECK(place_of_next_page(page).cursor.empty());
}

TEST_CASE("the horizon is the last record, but not within the server's last moments") {
  page_place page{"2025-01-01T00:00:00.000Z",
                  at("2025-01-01T09:00:00.000Z"),
                  at("2025-01-01T08:00:00.123Z"),
                  false,
                  false,
                  clock_at("2025-01-01T09:00:00Z")};
  CHECK(place_of_horizon(page) == "2025-01-01T08:00:00.123Z");
  page.newest = at("2025-01-01T08:59:58.123Z");
  CHECK(place_of_horizon(page) == "2025-01-01T08:59:55.000Z");
  SECTION("even where pages led through them") {
    page.before = "2025-01-01T08:59:59.000Z";
    page.newest.reset();
    CHECK(place_of_horizon(page) == "2025-01-01T08:59:55.000Z");
  }
  SECTION(
      "as told by what the server says, where it has no other clock, and never going back by that") {
    page.clock.reset();
    CHECK(place_of_horizon(page) == "2025-01-01T08:59:55.000Z");
    page.before = "2025-01-01T08:59:59.000Z";
    page.newest.reset();
    page.said = at(page.before);
    CHECK(place_of_horizon(page) == page.before);
  }
}

TEST_CASE(
    "an empty page at the horizon leaves a cursor where it is, and makes one where there is none") {
  page_place page{"2025-01-01T00:00:00.000Z",      at("2025-01-01T09:00:00.000Z"), {}, false, false,
                  clock_at("2025-01-01T09:00:00Z")};
  CHECK(place_of_horizon(page) == page.before);
  page.before.clear();
  CHECK(place_of_horizon(page) == "2025-01-01T08:59:55.000Z");
  page.said.reset();
  CHECK(place_of_horizon(page).empty());
}

TEST_CASE("times of centuries that no server is in are no times, whatever they are compared with") {
  for (auto const* text : {"2325-11-05T09:12:34Z", "9999-12-31T23:59:59.999999999Z", "0000-01-01T00:00:00Z"}) {
    CHECK_FALSE(at(text));
    page_place page{"", at("2025-01-01T00:00:10Z"), {}, true, false, clock_at(text)};
    CHECK(place_of_next_page(page).cursor.empty());
    page.newest = at("2025-01-01T00:00:09Z");
    CHECK(place_of_next_page(page).cursor == "2025-01-01T00:00:08Z");
    CHECK(place_of_horizon(page) == "2025-01-01T00:00:05Z");
  }
  CHECK(at("1678-01-01T00:00:00Z"));
  CHECK(at("2261-12-31T00:00:00Z"));
}
