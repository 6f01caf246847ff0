// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/reference.hpp>

#include "remote/device.hpp"
#include "remote/strangers.hpp"
#include "support/catch.hpp"
#include "support/stranger_server.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace entente;
using namespace tests;
using fault = stranger_server::fault;

TEST_CASE("a pushed record gets the server's id, and is pulled back under its own key") {
  auto const form = either_form();
  stranger_server server;
  device local;
  auto remote = remote_to(server, form);
  auto const op = local.insert(key_number(1), a_task("bread"));
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  auto const* const result = result_of(*answer, op);
  REQUIRE(result != nullptr);
  CHECK(result->outcome == verdict::applied);
  CHECK(result->version == 1);
  CHECK(result->updated_at.micros > 0);
  CHECK(server.rows("Task").at(0).fields.at("title") == "\"bread\"");
  CHECK(server.rows("Task").at(0).fields.count("clientMutationId") == 0);
  CHECK(local.aliases.foreign_id("Task", key_number(1)) == "101");

  std::string cursor;
  auto const changes = pull_all(remote, local, "Task", cursor);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].key == key_number(1));
  CHECK(changes[0].id == "101");
  CHECK(changes[0].version == 1);
  CHECK(member_of(changes[0].fields, "title") == "\"bread\"");
  CHECK(member_of(changes[0].fields, "ownedBy") == "\"a stranger\"");
  CHECK(member_of(changes[0].fields, "id") == "missing");
}

TEST_CASE("an update sends the changed fields only, and whole deltas as values") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto task = a_task("bread");
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), task))).ok());
  server.edit("Task", "101", "body", "\"theirs\"");
  auto changed = task;
  changed.votes = 3;
  changed.tags = {"x"};
  auto const op = local.update(key_number(1), task, changed, 2);
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  CHECK(answer->results.at(0).version == 3);
  auto const row = server.rows("Task").at(0);
  CHECK(row.fields.at("body") == "\"theirs\"");
  CHECK(row.fields.at("votes") == "3");
  CHECK(row.fields.at("tags") == "[\"x\"]");
  CHECK(server.bodies().back().find("bread") == std::string::npos);
}

TEST_CASE("a child pushed with its parent refers to the id the parent was given") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto child = a_task("child");
  child.space = ref<Space>{key_number(1)};
  auto const answer = remote.push(
      local.context,
      pushing(local.insert(key_number(1), Space{"home", ""}), local.insert(key_number(2), child)));
  REQUIRE(answer.ok());
  CHECK(answer->results.size() == 2);
  CHECK(server.rows("Task").at(0).fields.at("space") == "\"101\"");

  std::string cursor;
  auto const changes = pull_all(remote, local, "Task", cursor);
  CHECK(member_of(changes.at(0).fields, "space") == "\"" + key_number(1).text() + "\"");
}

TEST_CASE("a child waits for a parent that the server did not take") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.plan(fault::item_internal);
  auto child = a_task("child");
  child.space = ref<Space>{key_number(1)};
  auto const parent_op = local.insert(key_number(1), Space{"home", ""});
  auto const child_op = local.insert(key_number(2), child);
  auto const free_op = local.insert(key_number(3), a_task("free"));
  auto const request = pushing(parent_op, child_op, free_op);
  auto const answer = remote.push(local.context, request);
  REQUIRE(answer.ok());
  CHECK(result_of(*answer, parent_op)->outcome == verdict::retry);
  CHECK(result_of(*answer, parent_op)->code == error_code::server_failed);
  CHECK(result_of(*answer, child_op) == nullptr);
  CHECK(result_of(*answer, free_op)->outcome == verdict::applied);

  auto const again = remote.push(local.context, pushing(parent_op, child_op));
  REQUIRE(again.ok());
  CHECK(again->results.size() == 2);
  CHECK(server.rows("Task").back().fields.at("space") ==
        "\"" + server.rows("Space").at(0).id + "\"");
}

TEST_CASE("a later operation on a record waits for an earlier one that was not applied") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto const first = a_task("one");
  auto const second = a_task("two");
  auto const insert = local.insert(key_number(1), first);
  auto const update = local.update(key_number(1), first, second, 0);
  server.plan(fault::item_internal);
  auto const answer = remote.push(local.context, pushing(insert, update));
  REQUIRE(answer.ok());
  CHECK(answer->results.size() == 1);
  CHECK(server.requests() == 1);

  auto const again = remote.push(local.context, pushing(insert, update));
  REQUIRE(again.ok());
  CHECK(result_of(*again, update)->outcome == verdict::applied);
  CHECK(result_of(*again, update)->version == 2);
  CHECK(server.rows("Task").at(0).fields.at("title") == "\"two\"");
}

TEST_CASE("results are matched by id in any order") {
  stranger_server server;
  server.results_backwards = true;
  device local;
  auto remote = remote_to(server, either_form());
  auto const good = local.insert(key_number(1), a_task("fine"));
  auto const bad = local.insert(key_number(2), a_task("forbidden words"));
  auto const answer = remote.push(local.context, pushing(good, bad));
  REQUIRE(answer.ok());
  CHECK(server.requests() == 1);
  CHECK(result_of(*answer, good)->outcome == verdict::applied);
  CHECK(result_of(*answer, bad)->outcome == verdict::rejected);
  CHECK(result_of(*answer, bad)->code == error_code::validation_failed);
  CHECK(local.aliases.foreign_id("Task", key_number(1)) == "101");
}

TEST_CASE("results that give client ids back in upper case are ours all the same") {
  stranger_server server;
  server.upper_case_ids = true;
  device local;
  auto remote = remote_to(server, either_form());
  auto const op = local.insert(key_number(1), a_task("bread"));
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  device elsewhere;
  std::string cursor;
  CHECK(pull_all(remote, elsewhere, "Task", cursor).at(0).key == key_number(1));
}

TEST_CASE("operations without a result are unknown, and an answer without any is a failure") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto const one = local.insert(key_number(1), a_task("one"));
  auto const two = local.insert(key_number(2), a_task("two"));
  server.answers_at_most = 1;
  auto const answer = remote.push(local.context, pushing(one, two));
  REQUIRE(answer.ok());
  CHECK(answer->results.size() == 1);
  server.answers_at_most = 0;
  auto const none = remote.push(local.context, pushing(two));
  REQUIRE_FALSE(none.ok());
  CHECK(none.why().reaction == reaction::retry_later);
  CHECK(none.why().why.code == error_code::protocol_violation);
}

TEST_CASE("results that name the server's ids only are matched where there is no doubt") {
  stranger_server server;
  server.names_client_ids = false;
  device local;
  auto remote = remote_to(server, either_form());
  auto const one = local.insert(key_number(1), a_task("one"));
  auto const two = local.insert(key_number(2), a_task("two"));
  auto const both = remote.push(local.context, pushing(one, two));
  CHECK_FALSE(both.ok());
  auto const alone = remote.push(local.context, pushing(one));
  REQUIRE(alone.ok());
  CHECK(alone->results.at(0).outcome == verdict::applied);
  CHECK(local.aliases.foreign_id("Task", key_number(1)) == "101");
  std::string cursor;
  pull_all(remote, local, "Task", cursor);
  auto const update_one = local.update(key_number(1), a_task("one"), a_task("1"), 1);
  auto const update_two = local.update(key_number(2), a_task("two"), a_task("2"), 1);
  auto const updates = remote.push(local.context, pushing(update_one, update_two));
  REQUIRE(updates.ok());
  CHECK(updates->results.size() == 2);
}

TEST_CASE("answers that came before a later run failed are kept") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.plan(fault::none);
  server.plan(GENERATE(fault::html_503, fault::no_answer, fault::not_json, fault::half_answer));
  auto const space = local.insert(key_number(1), Space{"home", ""});
  auto const task = local.insert(key_number(2), a_task("bread"));
  auto const answer = remote.push(local.context, pushing(space, task));
  REQUIRE(answer.ok());
  CHECK(answer->results.size() == 1);
  CHECK(result_of(*answer, space)->outcome == verdict::applied);
}

TEST_CASE("an insert whose answer was lost is repeated without a second record") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto const op = local.insert(key_number(1), a_task("bread"));
  server.plan(GENERATE(fault::lose_answer, fault::half_answer));
  auto const lost = remote.push(local.context, pushing(op));
  REQUIRE_FALSE(lost.ok());
  CHECK(lost.why().reaction == reaction::retry_later);
  if (GENERATE(false, true)) {
    std::string cursor;
    CHECK(pull_all(remote, local, "Task", cursor).at(0).key == key_number(1));
  }
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  CHECK(answer->results.at(0).version == 1);
  CHECK(server.rows("Task").size() == 1);
}

TEST_CASE("an update whose answer was lost is recognised by its own values standing") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  auto before = a_task("one");
  before.space = ref<Space>{key_number(9)};
  REQUIRE(remote
              .push(local.context, pushing(local.insert(key_number(9), Space{"home", ""}),
                                           local.insert(key_number(1), before)))
              .ok());
  auto after = before;
  after.votes = 4;
  after.weight = 1.5;
  after.space = ref<Space>{};
  auto const op = local.update(key_number(1), before, after, 1);
  server.plan(fault::lose_answer);
  REQUIRE_FALSE(remote.push(local.context, pushing(op)).ok());
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  CHECK(answer->results.at(0).version == 2);
  CHECK(answer->results.at(0).row.has_value());
  CHECK(server.rows("Task").at(0).version == 2);
}

TEST_CASE("a delete whose answer was lost is done") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  auto const op = local.remove("Task", key_number(1), 1);
  server.plan(fault::lose_answer);
  REQUIRE_FALSE(remote.push(local.context, pushing(op)).ok());
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::applied);
  CHECK(answer->results.at(0).row->deleted);
  CHECK(answer->results.at(0).version == 2);
}

TEST_CASE("a conflict is a stale verdict with the server's record") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  bool const told = GENERATE(true, false);
  server.tells_server_data = told;
  server.page_limit = 2;
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  for (std::uint8_t i = 0; i < 5; ++i) server.add("Task", {{"title", "\"other\""}});
  server.edit("Task", "101", "title", "\"theirs\"");
  auto const op = local.update(key_number(1), a_task("one"), a_task("mine"), 1);
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  auto const& result = answer->results.at(0);
  CHECK(result.outcome == verdict::stale);
  CHECK(result.version == 2);
  REQUIRE(result.row.has_value());
  CHECK(result.row->key == key_number(1));
  CHECK(result.row->entity == "Task");
  CHECK_FALSE(result.row->deleted);
  CHECK(member_of(result.row->fields, "title") == "\"theirs\"");
}

TEST_CASE("a conflict that does not show the record never makes it look deleted") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.knows_conflict = false;
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  server.edit("Task", "101", "title", "\"theirs\"");
  auto const answer = remote.push(
      local.context, pushing(local.update(key_number(1), a_task("one"), a_task("mine"), 1)));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::stale);
  CHECK_FALSE(answer->results.at(0).row->deleted);
  CHECK(member_of(answer->results.at(0).row->fields, "title") == "\"theirs\"");
}

TEST_CASE("a conflict about a record the server deleted is stale with a tombstone") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.tells_server_data = GENERATE(true, false);
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  server.remove("Task", "101");
  auto const answer = remote.push(
      local.context, pushing(local.update(key_number(1), a_task("one"), a_task("mine"), 1)));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::stale);
  CHECK(answer->results.at(0).row->deleted);
  CHECK(answer->results.at(0).version == 2);
}

TEST_CASE("an operation without its record is refused, not sent empty") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  auto op = local.update(key_number(1), a_task("one"), a_task("two"), 1);
  op.image.clear();
  auto const answer = remote.push(local.context, pushing(op));
  REQUIRE(answer.ok());
  CHECK(answer->results.at(0).outcome == verdict::rejected);
  CHECK(server.requests() == 0);
}

TEST_CASE("a server of an earlier phase is asked for less, once it has said so") {
  stranger_server server;
  server.knows_conflict = false;
  server.knows_deleted_ids = false;
  server.missing_field_text =
      GENERATE("Cannot query field \"x\" on type \"T\".",
               "The field `deletedIds` does not exist, nor does `conflict`");
  device local;
  auto remote = remote_to(server, either_form());
  auto const answer =
      remote.push(local.context, pushing(local.insert(key_number(1), a_task("one"))));
  REQUIRE(answer.ok());
  CHECK(server.requests() == 2);
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(2), a_task("two")))).ok());
  CHECK(server.requests() == 3);
  REQUIRE(remote.pull(local.context, from("Task")).ok());
  CHECK(server.requests() == 5);
  REQUIRE(remote.pull(local.context, from("Task")).ok());
  CHECK(server.requests() == 6);
}

TEST_CASE("failures of a whole request are no verdicts") {
  struct expectation {
    fault happened;
    reaction wanted;
    error_code code;
  };
  auto const expected = GENERATE(
      expectation{fault::html_503, reaction::retry_later, error_code::server_failed},
      expectation{fault::busy_retry_after, reaction::retry_later, error_code::rate_limited},
      expectation{fault::unauthorised, reaction::sign_in, error_code::unauthenticated},
      expectation{fault::too_large, reaction::shrink, error_code::too_large},
      expectation{fault::refused_whole, reaction::hold, error_code::forbidden},
      expectation{fault::not_json, reaction::retry_later, error_code::protocol_violation},
      expectation{fault::no_answer, reaction::retry_later, error_code::network_failed},
      expectation{fault::half_answer, reaction::retry_later, error_code::network_failed});
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.plan(expected.happened);
  auto const answer =
      remote.push(local.context, pushing(local.insert(key_number(1), a_task("bread"))));
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.why().reaction == expected.wanted);
  CHECK(answer.why().why.code == expected.code);
  CHECK(answer.why().why.text().find("secret") == std::string::npos);
  CHECK(answer.why().why.text().find("bread") == std::string::npos);
  if (expected.happened == fault::busy_retry_after)
    CHECK(answer.why().retry_after == std::chrono::seconds{7});
  if (expected.happened == fault::too_large) return;
  server.plan(expected.happened);
  auto const page = remote.pull(local.context, from("Task"));
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == expected.wanted);
}

TEST_CASE("the scopes of a schema are its entities, parents first") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  auto const traits = remote.traits(local.context);
  CHECK(traits.scopes == std::vector<std::string>{"Space", "Task"});
  CHECK(traits.wants_images);
  CHECK(traits.pull_after_unknown_outcome);
}
