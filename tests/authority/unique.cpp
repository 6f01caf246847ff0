// SPDX-License-Identifier: BSL-1.0
#include "authority/household.hpp"
#include "support/catch.hpp"

#include <entente/authority/reference.hpp>

using namespace household;

namespace {

operation rename(device& by, uuid const& key, std::int64_t base, std::string const& name) {
  return by.update("Room", key, base, R"({"set":{"name":")" + name + "\"}}", at(base));
}

}  // namespace

TEST_CASE("No two live records get the same value in a unique field") {
  household::server at_home;
  device one{1};
  device two{2};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const insert = two.insert("Room", new_key(), household::one("name", "\"kitchen\""));
  auto const refused = at_home.push(two, insert);
  CHECK(refused.outcome == verdict::conflict);
  CHECK(refused.code == error_code::not_unique);
  CHECK(refused.field == "name");
  CHECK_FALSE(refused.row);
  CHECK(at_home.row<Room>(insert.key).version == 0);
  // The same operation may come again, and goes once the name is free.
  at_home.push(one, rename(one, kitchen, 1, "cellar"));
  CHECK(at_home.push(two, insert).outcome == verdict::applied);
  auto const back = at_home.push(one, rename(one, kitchen, 2, "kitchen"));
  CHECK(back.code == error_code::not_unique);
  REQUIRE(back.row);
  CHECK(back.row->fields.find("cellar") != std::string::npos);
  CHECK(digests_agree(at_home));
}

TEST_CASE("Values may change hands within a group") {
  household::server at_home;
  device one{1};
  auto const a = room(at_home, one, "a");
  auto const b = room(at_home, one, "b");
  for (auto const& each : at_home.push_group(one, {rename(one, a, 1, "b"), rename(one, b, 1, "a")}))
    CHECK(each.outcome == verdict::applied);
  CHECK(at_home.row<Room>(a).value.name == "b");
  CHECK(at_home.row<Room>(b).value.name == "a");
  auto const results = at_home.push_group(one, {rename(one, a, 2, "c"), rename(one, b, 2, "c")});
  CHECK(results.at(0).outcome == verdict::held);
  CHECK(results.at(1).outcome == verdict::conflict);
  CHECK(results.at(1).code == error_code::not_unique);
  CHECK(at_home.row<Room>(a).value.name == "b");
}

TEST_CASE("A deleted record keeps nobody from its value, and comes back only while that is free") {
  household::server at_home;
  device one{1};
  auto const old = room(at_home, one, "kitchen");
  at_home.push(one, one.remove("Room", old, 1));
  auto const fresh = room(at_home, one, "kitchen");
  CHECK(at_home.row<Room>(fresh).version == 1);
  auto const refused = at_home.push(one, one.restore("Room", old, 2));
  CHECK(refused.code == error_code::not_unique);
  CHECK(at_home.row<Room>(old).deleted);
  at_home.push(one, rename(one, fresh, 1, "bath"));
  CHECK(at_home.push(one, one.restore("Room", old, 2)).outcome == verdict::applied);
}

TEST_CASE("Several fields are unique together, and nothing is compared where one is null") {
  household::server at_home;
  device one{1};
  auto const place = [&](int row, int number) {
    return at_home.push(one, one.insert("Lock", new_key(),
                                        R"({"row":)" + std::to_string(row) + R"(,"number":)" + std::to_string(number) + "}"));
  };
  CHECK(place(1, 1).outcome == verdict::applied);
  CHECK(place(1, 2).outcome == verdict::applied);
  CHECK(place(2, 1).outcome == verdict::applied);
  auto const refused = place(1, 2);
  CHECK(refused.code == error_code::not_unique);
  CHECK(refused.field == "row");
  auto const a = room(at_home, one, "a");
  auto const b = room(at_home, one, "b");
  CHECK(at_home.push(one, one.update("Room", a, 1, R"({"set":{"code":"x"}})")).outcome == verdict::applied);
  CHECK(at_home.push(one, one.update("Room", b, 1, R"({"set":{"code":"x"}})")).field == "code");
}

TEST_CASE("A stranger who takes a value that is taken is answered CONFLICT") {
  household::server at_home;
  device one{1};
  reference_door<home> door{at_home.truth};
  auto const kitchen = room(at_home, one, "kitchen");
  auto const push = [&](std::vector<std::string> const& items) {
    std::vector<pushed_item> all;
    for (auto const& each : items) all.push_back({.json = each});
    return door.push(at_home.who, "acme", 0, item_form::generic, all);
  };
  auto const results = push({R"({"clientId":"s1","name":"kitchen"})", R"({"clientId":"s2","name":"attic"})"});
  CHECK(results.at(0).error_code == "CONFLICT");
  CHECK(results.at(0).error_message.find("name") != std::string::npos);
  CHECK(results.at(1).success);
  auto const renamed = push({R"({"id":")" + kitchen.text() + R"(","name":"attic","version":1})"});
  CHECK(renamed.at(0).error_code == "CONFLICT");
  REQUIRE(renamed.at(0).conflict);
  CHECK(renamed.at(0).conflict->server_data.find("kitchen") != std::string::npos);
  CHECK(renamed.at(0).conflict->server_version == 1);
  CHECK(renamed.at(0).conflict->client_data.find("attic") != std::string::npos);
  CHECK(renamed.at(0).conflict->suggested == renamed.at(0).conflict->server_data);
  CHECK(digests_agree(at_home));
}
