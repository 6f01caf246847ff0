// SPDX-License-Identifier: BSL-1.0
#include <entente/base/digest.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

using entente::digest;
using entente::stamp;
using entente::uuid;

namespace {

struct row {
  uuid key;
  std::int64_t version;
  stamp at;
};

std::vector<row> random_rows(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::vector<row> rows(count);
  for (auto& each : rows) {
    for (auto& octet : each.key.octets) octet = static_cast<std::uint8_t>(random());
    each.version = static_cast<std::int64_t>(random() % 10);
    each.at = stamp{static_cast<std::int64_t>(random() % 1000)};
  }
  return rows;
}

digest sum_of(std::vector<row> const& rows) {
  digest sum;
  for (auto const& each : rows) sum.add(each.key, each.version, each.at);
  return sum;
}

}  // namespace

TEST_CASE("the digest of nothing is zero") {
  REQUIRE(digest{} == digest{0, 0});
  REQUIRE(digest{}.text() == std::string(32, '0'));
}

TEST_CASE("the order in which records are added does not matter") {
  auto rows = random_rows(100, 1);
  auto const sum = sum_of(rows);
  std::mt19937_64 random{2};
  for (int i = 0; i < 5; ++i) {
    std::shuffle(rows.begin(), rows.end(), random);
    REQUIRE(sum_of(rows) == sum);
  }
}

TEST_CASE("removing a record undoes adding it") {
  auto rows = random_rows(50, 3);
  auto sum = sum_of(rows);
  auto const gone = rows.back();
  rows.pop_back();
  sum.remove(gone.key, gone.version, gone.at);
  REQUIRE(sum == sum_of(rows));
  for (auto const& each : rows) sum.remove(each.key, each.version, each.at);
  REQUIRE(sum == digest{});
}

TEST_CASE("key, version and stamp each change the digest, and do not stand in for one another") {
  row const plain{random_rows(1, 4)[0].key, 1, stamp{2}};
  auto const sum = sum_of({plain});
  std::set<std::pair<std::uint64_t, std::uint64_t>> seen{{sum.low, sum.high}};
  auto const is_new = [&](row const& changed) {
    auto const other = sum_of({changed});
    return seen.insert({other.low, other.high}).second;
  };
  REQUIRE(is_new({plain.key, 2, stamp{1}}));
  REQUIRE(is_new({plain.key, 2, stamp{2}}));
  REQUIRE(is_new({plain.key, 1, stamp{3}}));
  REQUIRE(is_new({plain.key, -1, stamp{2}}));
  REQUIRE(is_new({uuid{}, 0, stamp{0}}));
  for (std::size_t octet = 0; octet < 16; ++octet)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = plain;
      changed.key.octets[octet] = static_cast<std::uint8_t>(changed.key.octets[octet] ^ 1 << bit);
      REQUIRE(is_new(changed));
    }
}

TEST_CASE("swapping the versions of two records changes the digest") {
  auto const rows = random_rows(2, 5);
  auto const straight = sum_of({{rows[0].key, 1, stamp{1}}, {rows[1].key, 2, stamp{2}}});
  auto const crossed = sum_of({{rows[0].key, 2, stamp{2}}, {rows[1].key, 1, stamp{1}}});
  REQUIRE(straight != crossed);
}

TEST_CASE("a digest does not depend on the program, the compiler or the byte order") {
  digest sum;
  sum.add(*uuid::parse("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"), 3, stamp{1'762'333'954'123'456});
  REQUIRE(sum.text() == "9abce297ec4458c02cb4875ff4888386");
}

TEST_CASE("text comes back as the same digest") {
  auto const sum = sum_of(random_rows(10, 6));
  REQUIRE(sum.text().size() == 32);
  REQUIRE(digest::parse(sum.text()) == sum);
  digest const plain{0x89ab'cdef'0123'4567u, 1};
  REQUIRE(plain.text() == "000000000000000189abcdef01234567");
  REQUIRE(digest::parse(plain.text()) == plain);
}

TEST_CASE("any other text is no digest") {
  std::string const good(32, 'a');
  REQUIRE(digest::parse(good));
  REQUIRE_FALSE(digest::parse(""));
  REQUIRE_FALSE(digest::parse(good + "a"));
  REQUIRE_FALSE(digest::parse(good.substr(1)));
  for (char const c : {'A', 'g', '-', ' ', '\0', '/', ':', '`', '\x80'}) {
    auto broken = good;
    broken[31] = c;
    REQUIRE_FALSE(digest::parse(broken));
  }
}
