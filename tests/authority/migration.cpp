// SPDX-License-Identifier: BSL-1.0
// A server's file of an older schema, and clients of other schemas than the server's.
#include "replica/eras.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using entente::error_code;
using entente::operation_kind;
using entente::uuid;
using entente::verdict;
using support::code_of;

namespace {

entente::principal const who{"ann", {"acme"}, true};

struct fixture {
  support::temporary_folder folder;
  std::vector<entente::migration_report> told;

  [[nodiscard]] entente::authority_options options() {
    entente::authority_options how;
    how.directory = folder.path() / "server";
    how.synchronous = entente::durability::normal;
    how.migrated = [this](std::string_view tenant, entente::migration_report const& report) {
      CHECK(tenant == "acme");
      told.push_back(report);
    };
    return how;
  }
  [[nodiscard]] entente::database raw() const { return entente::database{folder.path() / "server" / "acme.db"}; }
};

uuid numbered(int n) {
  uuid id;
  id.octets[0] = 1;
  id.octets[15] = static_cast<unsigned char>(n);
  return id;
}

struct pusher {
  uuid incarnation = numbered(200);
  std::int64_t sequence = 0;
  int schema_version = 1;

  entente::operation make(std::string entity, operation_kind kind, uuid key, std::int64_t base, std::string body) {
    entente::operation op;
    op.op_id = numbered(static_cast<int>(100 + sequence));
    op.sequence = ++sequence;
    op.entity = std::move(entity);
    op.kind = kind;
    op.key = key;
    op.base_version = base;
    op.edited = {1'700'000'000'000'000 + sequence};
    op.schema_version = schema_version;
    op.body = std::move(body);
    return op;
  }
  template <class Schema>
  entente::op_result push(entente::authority<Schema>& to, entente::operation const& op) {
    return to.apply(who, "acme", {incarnation, {}, {{op}}}).results.at(0);
  }
};

template <class Schema>
entente::change_page pull(entente::authority<Schema>& from, int schema_version, std::string cursor = {}) {
  entente::pull_request request;
  request.cursor = std::move(cursor);
  request.schema_version = schema_version;
  return from.changes_since(who, "acme", request);
}

template <class Entity, class Schema>
entente::stored_row<Entity> row(entente::authority<Schema>& in, uuid key) {
  entente::stored_row<Entity> found;
  in.read(who, "acme", [&](auto& store) { return store.load(key, found); });
  return found;
}

auto const task_body =
    R"({"set":{"title":"a","priority":"low","votes":1,"hours":2,"tags":["x"],"note":"n","mood":"high"}})";

}  // namespace

TEST_CASE("A server's records, their origins and their past are of today, and no record has a new version") {
  fixture at;
  auto const key = numbered(1);
  pusher one;
  entente::change_page before;
  {
    entente::authority<era1::app> server{at.options()};
    CHECK(one.push(server, one.make("Task", operation_kind::insert, key, 0, task_body)).outcome == verdict::applied);
    CHECK(one.push(server, one.make("Task", operation_kind::update, key, 1, R"({"set":{"title":"b"}})")).version == 2);
    CHECK(one.push(server, one.make("Task", operation_kind::update, key, 2, R"({"set":{"priority":"high"}})")).version == 3);
    CHECK(one.push(server, one.make("Task", operation_kind::update, key, 3, R"({"add":{"tags":["y"]}})")).version == 4);
    CHECK(one.push(server, one.make("Room", operation_kind::insert, numbered(2), 0, R"({"set":{"name":"hall"}})")).version == 1);
    CHECK(one.push(server, one.make("Gadget", operation_kind::insert, numbered(3), 0, R"({"set":{"label":"drill"}})")).version == 1);
    before = pull(server, 1);
  }
  CHECK(at.told.empty());
  entente::authority<era2::app> server{at.options()};
  auto const now = row<era2::Task>(server, key);
  REQUIRE(at.told.size() == 1);
  CHECK(at.told[0].entities_dropped == std::vector<std::string>{"Gadget"});
  CHECK(at.told[0].lossless());
  CHECK(now.version == 4);
  CHECK(now.value.headline == "b");
  CHECK(now.value.priority == 3);
  CHECK(now.value.minutes == 120);
  CHECK(now.value.tags == std::vector<std::string>{"x", "y"});
  CHECK(now.value.mood == era2::level::high);
  CHECK(now.unknown == R"({"note":"n","due":"1970-01-01T00:00:00Z"})");
  CHECK(now.meta.of("headline").version == 2);
  CHECK(now.meta.of("priority").version == 3);
  auto file = at.raw();
  CHECK(file.prepare("SELECT value FROM entente_history WHERE field='headline'").value<std::string>() == "\"a\"");
  CHECK(file.prepare("SELECT value FROM entente_history WHERE field='priority'").value<std::string>() == "1");
  auto const after = pull(server, 0);
  REQUIRE(after.changes.size() == 2);
  CHECK(after.epoch == before.epoch);
  CHECK(after.changes[0].at == before.changes[0].at);
  CHECK(after.changes[0].schema_version == 2);
  CHECK(after.digests[0].entity == "Place");
  CHECK(after.digests[0].value == before.digests[0].value);
  CHECK(after.digests[1].value == before.digests[1].value);
  // A repeat gets the answer it got.
  pusher again;
  again.sequence = 1;
  CHECK(again.push(server, again.make("Task", operation_kind::update, key, 1, R"({"set":{"title":"b"}})")).version == 2);
  CHECK(row<era2::Task>(server, key).version == 4);
}

TEST_CASE("What a schema no longer knows is out of sight, and there again for one that does") {
  fixture at;
  pusher one;
  {
    entente::authority<era1::app> server{at.options()};
    one.push(server, one.make("Gadget", operation_kind::insert, numbered(3), 0, R"({"set":{"label":"drill"}})"));
  }
  {
    entente::authority<era2::app> server{at.options()};
    CHECK(pull(server, 2).changes.empty());
    auto const answer =
        one.push(server, one.make("Gadget", operation_kind::update, numbered(3), 1, R"({"set":{"label":"saw"}})"));
    CHECK(answer.outcome == verdict::rejected);
    CHECK(answer.code == error_code::not_found);
  }
  at.raw().exec("UPDATE entente_state SET value=1 WHERE name='schema_version'");
  entente::authority<era1::app> server{at.options()};
  CHECK(row<era1::Gadget>(server, numbered(3)).value.label == "drill");
}

TEST_CASE("Older clients write under their names, and are answered under them") {
  fixture at;
  entente::authority<era2::app> server{at.options()};
  auto const key = numbered(1);
  pusher old;
  auto const made = old.push(server, old.make("Task", operation_kind::insert, key, 0, task_body));
  REQUIRE(made.outcome == verdict::applied);
  REQUIRE(made.row);
  CHECK(made.row->fields ==
        R"({"title":"a","priority":"low","votes":1,"hours":2,"tags":["x"],"colour":"white","mood":"high","room":null,"note":"n"})");
  CHECK(made.row->schema_version == 1);
  auto const now = row<era2::Task>(server, key);
  CHECK(now.value.headline == "a");
  CHECK(now.value.priority == 1);
  CHECK(now.value.minutes == 120);

  // A difference of a field that has no policy for it any more is carried out.
  CHECK(old.push(server, old.make("Task", operation_kind::update, key, 1, R"({"delta":{"votes":4}})")).outcome == verdict::applied);
  CHECK(row<era2::Task>(server, key).value.votes == 5);
  // One of a field that was converted means nothing.
  auto const difference = old.push(server, old.make("Task", operation_kind::update, key, 2, R"({"delta":{"hours":4}})"));
  CHECK(difference.outcome == verdict::rejected);
  CHECK(difference.field == "hours");
  auto const medium = old.push(server, old.make("Task", operation_kind::update, key, 2, R"({"set":{"priority":"medium"}})"));
  CHECK(medium.outcome == verdict::rejected);
  CHECK(medium.code == error_code::validation_failed);
  CHECK(row<era2::Task>(server, key).version == 2);

  CHECK(old.push(server, old.make("Room", operation_kind::insert, numbered(2), 0, R"({"set":{"name":"hall"}})")).outcome == verdict::applied);
  auto const page = pull(server, 1);
  REQUIRE(page.changes.size() == 2);
  CHECK(page.changes[1].entity == "Room");
  CHECK(page.digests[0].entity == "Room");
  CHECK(page.digests[0].count == 1);
  CHECK(pull(server, 2).changes[1].entity == "Place");
}

TEST_CASE("Newer clients are asked to wait for what the server cannot know yet, and the rest is kept by name") {
  fixture at;
  entente::authority<era1::app> server{at.options()};
  pusher modern;
  modern.schema_version = 2;
  auto const label = modern.make("Label", operation_kind::insert, numbered(1), 0, R"({"set":{"text":"x"}})");
  auto const answer = modern.push(server, label);
  CHECK(answer.outcome == verdict::retry);
  CHECK(answer.code == error_code::newer_schema);
  auto const made = modern.push(
      server, modern.make("Task", operation_kind::insert, numbered(2), 0, R"({"set":{"headline":"a","colour":"red"}})"));
  CHECK(made.outcome == verdict::applied);
  auto const change = modern.push(
      server, modern.make("Task", operation_kind::update, numbered(2), 1, R"({"delta":{"minutes":5}})"));
  CHECK(change.outcome == verdict::retry);
  CHECK(change.code == error_code::newer_schema);

  entente::authority<era2::app> upgraded{at.options()};
  CHECK(modern.push(upgraded, label).outcome == verdict::applied);
  auto const now = row<era2::Task>(upgraded, numbered(2));
  CHECK(now.value.headline == "a");
  CHECK(now.value.colour == "red");
  CHECK(now.unknown.find("headline") == std::string::npos);
}

TEST_CASE("A server's file of a newer schema is refused") {
  fixture at;
  pusher modern;
  {
    entente::authority<era2::app> server{at.options()};
    modern.push(server, modern.make("Label", operation_kind::insert, numbered(1), 0, R"({"set":{"text":"x"}})"));
  }
  entente::authority<era1::app> old{at.options()};
  CHECK(code_of([&] { pull(old, 1); }) == error_code::newer_schema);
}
