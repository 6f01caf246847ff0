// SPDX-License-Identifier: BSL-1.0
#include <entente/base/uuid.hpp>

#include "support/catch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

using entente::make_uuid_v7;
using entente::timestamp;
using entente::uuid;
using std::chrono::microseconds;

namespace {

timestamp at(std::int64_t micros) { return timestamp{microseconds{micros}}; }

/// The 48 bits of milliseconds that RFC 9562 puts first.
std::uint64_t millis_of(uuid const& value) {
  std::uint64_t millis = 0;
  for (std::size_t i = 0; i < 6; ++i) millis = millis << 8 | value.octets[i];
  return millis;
}

constexpr std::uint64_t all_ones = ~std::uint64_t{0};

}  // namespace

TEST_CASE("a version 7 uuid has the layout of RFC 9562") {
  // The RFC's own example (appendix A.6): 2022-02-22T19:22:22Z is 0x017F22E279B0 milliseconds.
  auto const value = make_uuid_v7(at(1'645'557'742'000'000), [] { return 0x18c4'dc0c'0c07'398fu; });
  REQUIRE(value.text() == "017f22e2-79b0-7000-98c4-dc0c0c07398f");
}

TEST_CASE("version and variant stand whatever the random bits are") {
  for (std::uint64_t const bits :
       {std::uint64_t{0}, all_ones, std::uint64_t{0x5555'5555'5555'5555}}) {
    auto const value = make_uuid_v7(at(1'700'000'000'123'456), [=] { return bits; });
    REQUIRE(value.octets[6] >> 4 == 7);
    REQUIRE(value.octets[8] >> 6 == 2);
    REQUIRE(millis_of(value) == 1'700'000'000'123);
  }
}

TEST_CASE("the twelve bits behind the milliseconds are their fraction") {
  auto const fraction = [](std::int64_t micros) {
    auto const value = make_uuid_v7(at(micros), [] { return all_ones; });
    return (value.octets[6] & 15) << 8 | value.octets[7];
  };
  REQUIRE(fraction(5000) == 0);
  REQUIRE(fraction(5001) == 4);
  REQUIRE(fraction(5500) == 2048);
  REQUIRE(fraction(5999) == 4091);
}

TEST_CASE("ids made in different microseconds are ordered by time, as values and as text") {
  std::vector<uuid> made;
  std::uint64_t random = all_ones;
  for (std::int64_t const base : {0LL, 999LL, 1'700'000'000'000'999LL, 1'700'000'000'002'000LL}) {
    for (int step = 0; step < 3; ++step) {
      made.push_back(make_uuid_v7(at(base + step), [&] { return random; }));
      random = random * 6'364'136'223'846'793'005u + 1;
    }
  }
  for (std::size_t i = 1; i < made.size(); ++i) {
    REQUIRE(made[i - 1] < made[i]);
    REQUIRE(made[i - 1].text() < made[i].text());
  }
}

TEST_CASE("a time before 1970 counts as 1970") {
  auto const value =
      make_uuid_v7(at((std::numeric_limits<std::int64_t>::min)()), [] { return 0u; });
  REQUIRE(millis_of(value) == 0);
  REQUIRE(value.text() == "00000000-0000-7000-8000-000000000000");
}

TEST_CASE("ids of one microsecond differ by chance alone") {
  std::unordered_set<uuid> seen;
  for (int i = 0; i < 1000; ++i)
    REQUIRE(seen.insert(make_uuid_v7(at(1), entente::system_random)).second);
}

TEST_CASE("canonical text comes back as the same uuid") {
  constexpr std::string_view text = "0123abcd-4567-89ef-8000-ffffffffffff";
  constexpr auto parsed = uuid::parse(text);
  static_assert(parsed.has_value());
  REQUIRE(parsed->text() == text);
  REQUIRE(parsed->octets[0] == 0x01);
  REQUIRE(parsed->octets[15] == 0xff);
  REQUIRE(uuid::parse("00000000-0000-0000-0000-000000000000")->is_nil());
  REQUIRE_FALSE(parsed->is_nil());
}

TEST_CASE("any other text is no key") {
  std::string const good = "0123abcd-4567-89ef-8000-ffffffffffff";
  REQUIRE(uuid::parse(good));
  for (std::string_view const text :
       {"", "0123abcd456789ef8000ffffffffffff", "{0123abcd-4567-89ef-8000-ffffffffffff}",
        "0123ABCD-4567-89ef-8000-ffffffffffff", "0123abcd-4567-89ef-8000-fffffffffff",
        "0123abcd-4567-89ef-8000-fffffffffffff", " 123abcd-4567-89ef-8000-ffffffffffff",
        "0123abcd-4567-89ef-8000-ffffffffff\xc3\xbf", "urn:uuid:0123abcd-4567-89ef-8000-ffffff",
        "0123abcd-456789-ef-8000-ffffffffffff", "0123abcd--567-89ef-8000-ffffffffffff"})
    REQUIRE_FALSE(uuid::parse(text));
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (char const c : {'\0', '-', 'g', 'F', '/', ':', '`', '\x80'}) {
      auto broken = good;
      if (broken[i] == c) continue;
      broken[i] = c;
      REQUIRE_FALSE(uuid::parse(broken));
    }
    REQUIRE_FALSE(uuid::parse(std::string_view{good}.substr(0, i)));
  }
}

TEST_CASE("uuids compare by their octets, the first counts most") {
  uuid low;
  uuid high;
  low.octets[15] = 255;
  high.octets[14] = 1;
  REQUIRE(low < high);
  low.octets[0] = 128;
  REQUIRE(high < low);
  REQUIRE(low != high);
}
