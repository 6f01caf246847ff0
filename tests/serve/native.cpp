// SPDX-License-Identifier: BSL-1.0
// The native pair over HTTP, by our own remote and by hand.
#include "serve/pushing.hpp"

#include <entente/remote/http.hpp>
#include <entente/remote/schema_outline.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace fixture;

namespace {

struct no_aliases final : alias_book {
  std::optional<std::string> foreign_id(std::string_view, uuid const&) override {
    return std::nullopt;
  }
  std::optional<uuid> key_of(std::string_view, std::string_view) override { return std::nullopt; }
  void note(std::string_view, std::string_view, uuid const&) override {}
};

uuid numbered(std::uint8_t number) {
  uuid made = *uuid::parse("01890a5d-ac96-774b-bcce-b30209900000");
  made.octets[15] = number;
  return made;
}

operation insert_space(std::uint8_t number, std::string const& name) {
  operation op;
  op.op_id = numbered(static_cast<std::uint8_t>(100 + number));
  op.sequence = number;
  op.entity = "Space";
  op.kind = operation_kind::insert;
  op.key = numbered(number);
  op.edited = {start_of_time};
  op.body = R"({"set":{"name":)" + quoted_text(name) + "}}";
  return op;
}

struct caller {
  explicit caller(world& in, std::string token = "one")
      : remote(in.server.url(), std::move(token)) {}

  remote_answer<push_answer> push(std::vector<std::vector<operation>> groups) {
    push_request request;
    request.replica = numbered(0);
    request.groups = std::move(groups);
    return remote.push(context, request);
  }
  remote_answer<change_page> pull(std::string cursor = {}, std::size_t limit = 1000) {
    pull_request request;
    request.replica = numbered(0);
    request.cursor = std::move(cursor);
    request.limit = limit;
    return remote.pull(context, request);
  }

  schema_outline outline = outline_of<app>();
  no_aliases aliases;
  remote_context context{"acme", outline, aliases};
  http_remote remote;
};

std::string wire(operation const& op) {
  std::string text;
  write_json(text, op);
  return text;
}

answer push_by_hand(world& in, std::string const& groups) {
  return in.ask("mutation($g: [JSON!]!) { pushOperations(replica: \"" + numbered(0).text() +
                    "\", groups: $g) { results epoch serverTime } }",
                "{\"g\":" + groups + "}");
}

}  // namespace

TEST_CASE("Our own remote pushes, is answered again, and pulls") {
  world in;
  caller device{in};
  auto const pushed =
      device.push({{insert_space(1, "one")}, {insert_space(2, "two"), insert_space(3, "three")}});
  REQUIRE(pushed.ok());
  REQUIRE((*pushed).results.size() == 3);
  for (auto const& each : (*pushed).results) {
    CHECK(each.outcome == verdict::applied);
    CHECK(each.version == 1);
  }
  CHECK((*pushed).server_time.micros == in.micros);
  in.wait(60);
  auto const again = device.push({{insert_space(1, "one")}});
  REQUIRE(again.ok());
  CHECK((*again).results.at(0) == (*pushed).results.at(0));
  CHECK((*again).epoch == (*pushed).epoch);

  auto const first = device.pull({}, 2);
  REQUIRE(first.ok());
  CHECK((*first).changes.size() == 2);
  CHECK((*first).has_more);
  CHECK((*first).digests.empty());
  CHECK((*first).epoch == (*pushed).epoch);
  auto const second = device.pull((*first).cursor);
  REQUIRE(second.ok());
  REQUIRE((*second).changes.size() == 1);
  CHECK((*second).changes[0].key == numbered(3));
  CHECK((*second).changes[0].fields == R"({"name":"three","description":""})");
  CHECK_FALSE((*second).has_more);
  CHECK((*second).digests.size() == app::size);
}

TEST_CASE("A refused operation holds its group, and no other") {
  world in;
  caller device{in};
  auto wrong = insert_space(2, "two");
  wrong.body = R"({"set":{"name":7}})";
  auto const pushed = device.push({{insert_space(1, "one"), wrong}, {insert_space(3, "three")}});
  REQUIRE(pushed.ok());
  std::vector<verdict> verdicts(4);
  for (auto const& each : (*pushed).results) verdicts[each.op_id.octets[15] - 100u] = each.outcome;
  CHECK(verdicts[1] == verdict::held);
  CHECK(verdicts[2] == verdict::rejected);
  CHECK(verdicts[3] == verdict::applied);
  CHECK(in.ask("{ spaces { name } }").get("data.spaces") == R"([{"name":"three"}])");
}

TEST_CASE(
    "An operation that cannot be read is rejected by its id, and the rest of the batch applied") {
  world in;
  auto const got = push_by_hand(in, "[[" + wire(insert_space(1, "one")) + R"(,{"opId":")" +
                                        numbered(102).text() + R"(","kind":"explode"}],[)" +
                                        wire(insert_space(3, "three")) + "]]");
  INFO(got.body);
  REQUIRE(got.count("data.pushOperations.results") == 3);
  CHECK(got.text("data.pushOperations.results.0.verdict") == "applied");
  CHECK(got.text("data.pushOperations.results.1.verdict") == "held");
  CHECK(got.text("data.pushOperations.results.2.verdict") == "rejected");
  CHECK(got.text("data.pushOperations.results.2.opId") == numbered(102).text());
  CHECK(got.text("data.pushOperations.results.2.error.code") == "malformed");
  CHECK(in.ask("{ spaces { name } }").get("data.spaces") == R"([{"name":"three"}])");
}

TEST_CASE("What is no push or pull at all is the caller's mistake") {
  world in;
  for (auto const* groups : {"[5]", "[{}]", "[[5]]", "[[{}]]", R"([[{"opId":"x"}]])", "[\"x\"]"}) {
    auto const got = push_by_hand(in, groups);
    CHECK(got.code() == "BAD_USER_INPUT");
    CHECK(got.get("data") == "null");
  }
  for (
      auto const* question :
      {"mutation { pushOperations(replica: \"x\", groups: []) { epoch } }",
       "mutation { pushOperations(replica: \"01890a5d-ac96-774b-bcce-b30209900000\", acknowledged: 5, groups: []) { epoch } }",
       "{ pullChanges(replica: \"x\") { cursor } }",
       "{ pullChanges(limit: 0) { cursor } }",
       "{ pullChanges(acknowledged: {through: -1}) { cursor } }"})
    CHECK(in.ask(question).code() == "BAD_USER_INPUT");
}

TEST_CASE("More operations than the server takes are refused whole") {
  auto options = default_options();
  options.max_operations = 2;
  world in{options};
  caller device{in};
  auto const pushed =
      device.push({{insert_space(1, "one")}, {insert_space(2, "two"), insert_space(3, "three")}});
  REQUIRE_FALSE(pushed.ok());
  CHECK(pushed.why().reaction == reaction::shrink);
  CHECK(in.ask("{ spaces { name } }").get("data.spaces") == "[]");
}

TEST_CASE("Our own remote is told of wrong tokens and tenants out of reach") {
  world in;
  CHECK(caller{in, "wrong"}.pull().why().reaction == reaction::sign_in);
  auto const far = caller{in, "far"}.pull();
  REQUIRE_FALSE(far.ok());
  CHECK(far.why().why.code == error_code::forbidden);
}

TEST_CASE("A database that is busy makes our own remote wait as long as it is asked to") {
  auto options = default_options();
  options.writer_wait = std::chrono::milliseconds{20};
  world in{options};
  caller device{in};
  REQUIRE(device.push({{insert_space(1, "one")}}).ok());
  principal const ann{.name = "ann", .tenants = {"acme"}};
  in.server.truth().write(ann, "acme", [&](auto&) {
    auto const refused = device.push({{insert_space(2, "two")}});
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.why().reaction == reaction::retry_later);
    CHECK(refused.why().retry_after == std::chrono::seconds{1});
  });
  CHECK(device.push({{insert_space(2, "two")}}).ok());
}

TEST_CASE("A page of a tenant that was never written can be gone on from") {
  world in;
  caller device{in};
  auto const page = device.pull();
  REQUIRE(page.ok());
  CHECK((*page).changes.empty());
  CHECK_FALSE((*page).has_more);
  REQUIRE(device.push({{insert_space(1, "one")}}).ok());
  auto const next = device.pull((*page).cursor);
  REQUIRE(next.ok());
  CHECK((*next).changes.size() == 1);
}
