// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/retry_after.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <string>

using namespace std::chrono;
using entente::detail::parse_http_date;
using entente::detail::parse_retry_after;

namespace {
entente::timestamp const now{sys_days{year{1994} / November / 6} + hours{8} + minutes{49} +
                             seconds{30}};
}

TEST_CASE("Retry-After is read as seconds, of any number") {
  CHECK(parse_retry_after("7", now) == milliseconds{7000});
  CHECK(parse_retry_after("0", now) == milliseconds{0});
  CHECK(parse_retry_after("000000000007", now) == milliseconds{7000});
  CHECK(parse_retry_after("86401", now) == hours{24});
  CHECK(parse_retry_after("99999999999999999999", now) == hours{24});
}

TEST_CASE("Retry-After is read as a date") {
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now) == seconds{7});
  CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:07 GMT", now) == seconds{0});
  CHECK(parse_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", now) == hours{24});
}

TEST_CASE("anything else is no Retry-After") {
  auto const text =
      GENERATE(as<std::string>{}, "", "soon", "-1", "1.5", " 7", "Sun, 06 Nov 1994 08:49:37",
               "Sun, 31 Feb 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
               "Sun, 06 Nom 1994 08:49:37 GMT", "Sun, x6 Nov 1994 08:49:37 GMT");
  CHECK_FALSE(parse_retry_after(text, now));
  CHECK_FALSE(parse_http_date(text));
}
