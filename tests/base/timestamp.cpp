// SPDX-License-Identifier: BSL-1.0
#include <entente/base/timestamp.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using entente::parse_rfc3339;
using entente::stamp;
using entente::timestamp;
using entente::to_rfc3339;
using namespace std::chrono;

namespace {

/// Microseconds since 1970; the test fails where the text is refused.
std::int64_t micros_of(std::string_view text) {
  INFO(text);
  auto const parsed = parse_rfc3339(text);
  REQUIRE(parsed.ok());
  return (*parsed).time_since_epoch().count();
}

bool refused(std::string_view text) {
  auto const parsed = parse_rfc3339(text);
  return !parsed.ok() && parsed.why().code == entente::error_code::malformed &&
         !parsed.why().remedy.empty();
}

}  // namespace

TEST_CASE("a time is written as RFC 3339 in UTC with six digits") {
  REQUIRE(to_rfc3339(stamp{0}) == "1970-01-01T00:00:00.000000Z");
  REQUIRE(to_rfc3339(stamp{1'762'333'954'123'456}) == "2025-11-05T09:12:34.123456Z");
  REQUIRE(to_rfc3339(stamp{-1}) == "1969-12-31T23:59:59.999999Z");
  REQUIRE(to_rfc3339(stamp{-86'400'000'000}) == "1969-12-31T00:00:00.000000Z");
}

TEST_CASE("any number of digits from none to nine can be asked for") {
  auto const when = sys_seconds{seconds{1'762'333'954}} + nanoseconds{120'456'789};
  REQUIRE(to_rfc3339(when, 0) == "2025-11-05T09:12:34Z");
  REQUIRE(to_rfc3339(when, 1) == "2025-11-05T09:12:34.1Z");
  REQUIRE(to_rfc3339(when, 3) == "2025-11-05T09:12:34.120Z");
  REQUIRE(to_rfc3339(when, 9) == "2025-11-05T09:12:34.120456789Z");
  REQUIRE(to_rfc3339(sys_days{2024y / February / 29}, 0) == "2024-02-29T00:00:00Z");
  REQUIRE(to_rfc3339(sys_time<hours>{hours{-1}}, 0) == "1969-12-31T23:00:00Z");
}

TEST_CASE("times outside the years 0000 to 9999 are clamped to their ends") {
  using limits = std::numeric_limits<std::int64_t>;
  std::string const oldest = "0000-01-01T00:00:00.000000Z";
  std::string const newest = "9999-12-31T23:59:59.999999Z";
  REQUIRE(to_rfc3339(stamp{(limits::min)()}) == oldest);
  REQUIRE(to_rfc3339(stamp{(limits::max)()}) == newest);
  auto const year_zero = sys_days{0y / January / 1};
  REQUIRE(to_rfc3339(timestamp{year_zero}) == oldest);
  REQUIRE(to_rfc3339(timestamp{year_zero} - microseconds{1}) == oldest);
  REQUIRE(to_rfc3339(timestamp{year_zero} - days{1}) == oldest);
  auto const year_ten_thousand = timestamp{sys_days{year{10000} / January / 1}};
  REQUIRE(to_rfc3339(year_ten_thousand - microseconds{1}) == newest);
  REQUIRE(to_rfc3339(year_ten_thousand) == newest);
}

TEST_CASE("the earliest nanosecond there is can be written") {
  REQUIRE(to_rfc3339(sys_time<nanoseconds>::min(), 9) == "1677-09-21T00:12:43.145224192Z");
  REQUIRE(to_rfc3339(sys_time<nanoseconds>::max(), 9) == "2262-04-11T23:47:16.854775807Z");
}

TEST_CASE("the examples of RFC 3339 are read") {
  REQUIRE(micros_of("1985-04-12T23:20:50.52Z") == 482'196'050'520'000);
  REQUIRE(micros_of("1996-12-19T16:39:57-08:00") == micros_of("1996-12-20T00:39:57Z"));
  REQUIRE(micros_of("1990-12-31T15:59:60-08:00") == micros_of("1990-12-31T23:59:60Z"));
  REQUIRE(micros_of("1937-01-01T12:00:27.87+00:20") == micros_of("1937-01-01T11:40:27.87Z"));
}

TEST_CASE("offsets move the time, also across midnight, and an unknown one is UTC") {
  REQUIRE(micros_of("2000-01-01T00:30:00+01:00") == micros_of("1999-12-31T23:30:00Z"));
  REQUIRE(micros_of("1999-12-31T23:30:00-01:00") == micros_of("2000-01-01T00:30:00Z"));
  REQUIRE(micros_of("2000-01-01T00:00:00+23:59") == micros_of("1999-12-31T00:01:00Z"));
  REQUIRE(micros_of("2000-01-01T00:00:00-00:00") == micros_of("2000-01-01T00:00:00Z"));
}

TEST_CASE("fractions count to the microsecond, further digits are cut") {
  REQUIRE(micros_of("1970-01-01T00:00:00.1Z") == 100'000);
  REQUIRE(micros_of("1970-01-01T00:00:00.000001Z") == 1);
  REQUIRE(micros_of("1970-01-01T00:00:00.0000019Z") == 1);
  REQUIRE(micros_of("1969-12-31T23:59:59.9999999Z") == -1);
  REQUIRE(micros_of("1970-01-01T00:00:00." + std::string(1000, '9') + "Z") == 999'999);
}

TEST_CASE("lower-case letters are read as the RFC allows") {
  REQUIRE(micros_of("1970-01-01t00:00:01z") == 1'000'000);
}

TEST_CASE("a leap second is the first of the next minute") {
  REQUIRE(micros_of("2016-12-31T23:59:60Z") == micros_of("2017-01-01T00:00:00Z"));
  REQUIRE(micros_of("2016-12-31T23:59:60.5Z") == micros_of("2017-01-01T00:00:00.5Z"));
  REQUIRE(refused("2016-12-31T23:59:61Z"));
}

TEST_CASE("every year of four digits is read and written back") {
  for (std::string const text :
       {"0000-01-01T00:00:00.000000Z", "0001-01-01T00:00:00.000000Z", "0000-02-29T12:00:00.000000Z",
        "1582-10-15T00:00:00.000000Z", "1677-01-01T00:00:00.000000Z", "2262-12-31T23:59:59.999999Z",
        "9999-12-31T23:59:59.999999Z"})
    REQUIRE(to_rfc3339(timestamp{microseconds{micros_of(text)}}) == text);
  // What an offset leads to beyond the years is clamped when it is written.
  REQUIRE(to_rfc3339(stamp{micros_of("9999-12-31T23:59:59-01:00")}) ==
          "9999-12-31T23:59:59.999999Z");
}

TEST_CASE("a time written is read back as itself") {
  std::uint64_t state = 1;
  for (int i = 0; i < 2000; ++i) {
    state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    auto const micros = static_cast<std::int64_t>(state >> 8) % 253'402'300'799'999'999;
    REQUIRE(micros_of(to_rfc3339(stamp{micros})) == micros);
    REQUIRE(micros_of(to_rfc3339(stamp{-micros / 5})) == -micros / 5);
  }
}

TEST_CASE("days that do not exist are refused") {
  for (std::string_view const text :
       {"2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2024-02-30T00:00:00Z",
        "2024-04-31T00:00:00Z", "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z",
        "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z", "2024-01-01T24:00:00Z",
        "2024-01-01T00:60:00Z", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+00:60"}) {
    INFO(text);
    REQUIRE(refused(text));
  }
  REQUIRE(parse_rfc3339("2000-02-29T00:00:00Z").ok());
}

TEST_CASE("whatever else is not a time is refused") {
  for (std::string_view const text : {"",
                                      "Z",
                                      "now",
                                      "0",
                                      "1762333954",
                                      "2025-11-05",
                                      "2025-11-05T09:12Z",
                                      "2025-11-05T09:12:34",
                                      "2025-11-05 09:12:34Z",
                                      "2025-11-05T09:12:34.Z",
                                      "2025-11-05T09:12:34,5Z",
                                      "2025-11-05T09:12:34+0100",
                                      "2025-11-05T09:12:34+01",
                                      "2025-11-05T09:12:34+01:0",
                                      "2025-11-05T09:12:34+",
                                      "2025-11-05T09:12:34 Z",
                                      "2025-11-05T09:12:34ZZ",
                                      "2025-11-05T09:12:34Z ",
                                      " 2025-11-05T09:12:34Z",
                                      "+025-11-05T09:12:34Z",
                                      "-025-11-05T09:12:34Z",
                                      "12025-11-05T09:12:34Z",
                                      "2025-W45-3T09:12:34Z",
                                      "20251105T091234Z",
                                      "2025-11-05T09:12:34.1.2Z",
                                      "2025/11/05T09:12:34Z",
                                      "2025-11-05T-9:12:34Z",
                                      "2025-11-05T09:12:+4Z",
                                      "\xef\xbb\xbf 2025-11-05T09:12:34Z"}) {
    INFO(text);
    REQUIRE(refused(text));
  }
  std::string const good = "2025-11-05T09:12:34.5+01:00";
  REQUIRE(parse_rfc3339(good).ok());
  for (std::size_t i = 0; i < good.size(); ++i) {
    REQUIRE(refused(std::string_view{good}.substr(0, i)));
    auto broken = good;
    broken[i] = '\0';
    REQUIRE(refused(broken));
    broken[i] = 'x';
    REQUIRE(refused(broken));
  }
}

TEST_CASE("what was refused is not repeated in the message") {
  auto const parsed = parse_rfc3339("secret");
  REQUIRE(parsed.why().text().find("secret") == std::string::npos);
}

TEST_CASE("the system's clock tells a time of this century") {
  auto const now = entente::system_now();
  REQUIRE(now > timestamp{sys_days{2024y / January / 1}});
  REQUIRE(now < timestamp{sys_days{2100y / January / 1}});
}
