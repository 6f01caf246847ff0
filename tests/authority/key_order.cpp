// SPDX-License-Identifier: BSL-1.0
// Whether something is there does not depend on the order of keys and operation ids.
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

using namespace bench;

namespace {

uuid random_uuid(std::mt19937_64& random, bool in_order) {
  static std::uint64_t last = 0;
  if (in_order) return numbered(++last, 9);
  uuid id;
  for (auto& octet : id.octets) octet = static_cast<std::uint8_t>(random());
  id.octets[6] = static_cast<std::uint8_t>(0x40 | (id.octets[6] & 0x0f));
  return id;
}

}  // namespace

TEST_CASE("authority: keys and op ids in any order are found again where they are, and only there") {
  std::mt19937_64 random{30};
  for (int round = 0; round < 6; ++round) {
    server at_home;
    std::vector<device> devices{device{1}, device{2}};
    std::vector<uuid> keys;
    std::map<uuid, std::int64_t> versions;
    for (int push = 0; push < 12; ++push) {
      device& from = devices[random() % 2];
      std::vector<std::vector<operation>> groups;
      std::vector<std::int64_t> expected;
      for (std::size_t i = 1 + random() % 8; i > 0; --i) {
        bool const known = !keys.empty() && random() % 3 == 0;
        auto const key = known ? keys[random() % keys.size()] : random_uuid(random, random() % 2 == 0);
        keys.push_back(key);
        auto op = from.insert("Note", key, R"({"title":")" + std::to_string(random()) + R"("})",
                              at(static_cast<std::int64_t>(keys.size())));
        op.op_id = random_uuid(random, random() % 2 == 0);
        expected.push_back(++versions[key]);
        if (groups.empty() || random() % 2 == 0) groups.emplace_back();
        groups.back().push_back(std::move(op));
      }
      auto const first = at_home.push(from, groups);
      REQUIRE(first.results.size() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(first.results[i].outcome == verdict::applied);
        REQUIRE(first.results[i].version == expected[i]);
      }
      REQUIRE(at_home.push(from, groups).results == first.results);
    }
    CHECK(at_home.pull().changes.size() == versions.size());
    for (auto const& [key, version] : versions) REQUIRE(at_home.row<Note>(key).version == version);
  }
}

TEST_CASE("authority: a plain answer that was released is told as the record stands") {
  for (bool const beyond : {false, true}) {
    server at_home;
    device one{1};
    device two{2};
    auto const key = new_key();
    auto const made = one.insert("Note", key, R"({"title":"a"})");
    auto const answer = at_home.push(one, made);
    at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"b"}})", at(1)));
    CHECK(at_home.push(one, made) == answer);  // kept until it is released
    if (beyond)
      one.released.beyond.insert(one.released.beyond.end(), made.op_id);
    else
      one.released.through = made.sequence;
    auto const again = at_home.push(one, made);
    CHECK(again.outcome == verdict::applied);
    CHECK(again.version == 2);
    REQUIRE(again.row);
    CHECK(again.row->fields.find(R"("b")") != std::string::npos);
  }
}
