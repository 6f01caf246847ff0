// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/messages.hpp"

#include <entente/wire/operation.hpp>

#include <string>
#include <string_view>

using namespace entente;
using messages::check_damage;
using messages::check_members;
using messages::check_round_trip;
using messages::dice;
using messages::text_of;

TEST_CASE("an operation is written as the protocol says") {
  operation made;
  made.sequence = 7;
  made.entity = "Task";
  made.kind = operation_kind::remove;
  made.base_version = 3;
  made.edited = {9};
  CHECK(
      text_of(made) ==
      R"({"opId":"00000000-0000-0000-0000-000000000000","seq":7,"entity":"Task","kind":"delete",)"
      R"("clientId":"00000000-0000-0000-0000-000000000000","base":3,"editedAt":9,"schema":1,"patch":{}})");
  made.force = true;
  CHECK(text_of(made).find(R"("force":true,"patch")") != std::string::npos);
}

TEST_CASE("operations come back from the wire as they were") {
  dice random(1);
  for (int round = 0; round < 50; ++round) {
    operation const made = random.operation();
    check_round_trip(made, read_operation);
    check_members(
        made, read_operation,
        {"opId", "seq", "entity", "kind", "clientId", "base", "editedAt", "schema", "patch"});
    check_damage(made, read_operation, 2);
  }
}

TEST_CASE("members of an operation of the wrong kind are refused by name") {
  std::string const good = text_of(operation{});
  auto const refused_with = [&](std::string_view from, std::string_view to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    auto const read = read_operation(text);
    REQUIRE_FALSE(read.ok());
    return read.why().field;
  };
  CHECK(refused_with(R"("seq":0)", R"("seq":-1)") == "seq");
  CHECK(refused_with(R"("seq":0)", R"("seq":"0")") == "seq");
  CHECK(refused_with(R"("base":0)", R"("base":-1)") == "base");
  CHECK(refused_with(R"("kind":"update")", R"("kind":"remove")") == "kind");
  CHECK(refused_with(R"("schema":1)", R"("schema":3000000000)") == "schema");
  CHECK(refused_with(R"("patch":{})", R"("patch":[])") == "patch");
  CHECK(refused_with(R"("patch":{})", R"("patch":{"a"})") == "patch");
  CHECK(refused_with(R"("clientId":"0)", R"("clientId":"x)") == "clientId");
}

TEST_CASE("the fingerprint covers everything but the sequence") {
  dice random(3);
  operation const made = random.operation();
  uuid const hash = body_hash(made);
  CHECK(body_hash(made) == hash);
  auto const changed = [&](auto change) {
    operation other = made;
    change(other);
    return body_hash(other) != hash;
  };
  CHECK_FALSE(changed([](operation& o) { o.sequence += 1; }));
  CHECK(changed([](operation& o) { o.op_id.octets[3] ^= 1; }));
  CHECK(changed([](operation& o) { o.entity += "x"; }));
  CHECK(changed([](operation& o) {
    o.kind = o.kind == operation_kind::insert ? operation_kind::update : operation_kind::insert;
  }));
  CHECK(changed([](operation& o) { o.key.octets[15] ^= 1; }));
  CHECK(changed([](operation& o) { o.base_version ^= 1; }));
  CHECK(changed([](operation& o) { o.edited.micros ^= 1; }));
  CHECK(changed([](operation& o) { o.schema_version += 1; }));
  CHECK(changed([](operation& o) { o.force = !o.force; }));
  CHECK(changed([](operation& o) { o.body = R"({"set":{"other":1}})"; }));
}

TEST_CASE("the fingerprint stays what stored receipts say it is") {
  operation made;
  made.entity = "Task";
  CHECK(body_hash(made).text() == "4ebe2340-1b80-8bc6-969b-870da4f97849");
}
