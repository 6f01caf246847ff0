// SPDX-License-Identifier: BSL-1.0
// Files of an older schema: every row, operation and image finds its place in today's, or is kept and told.
#include "replica/eras.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>
#include <entente/sqlite.hpp>

#include <optional>
#include <string>
#include <vector>

using entente::error_code;
using entente::operation_state;
using support::code_of;

namespace {

struct fixture {
  support::temporary_folder folder;

  [[nodiscard]] entente::replica_options options() const {
    entente::replica_options how;
    how.directory = folder.path() / "device";
    how.tenant = "acme";
    how.principal = "ann";
    return how;
  }
  [[nodiscard]] entente::authority_options server_options() const {
    entente::authority_options how;
    how.directory = folder.path() / "server";
    how.synchronous = entente::durability::normal;
    return how;
  }
  [[nodiscard]] entente::database raw() const { return entente::database{options().directory / "acme.db"}; }
};

entente::principal const who{"ann", {"acme"}, true};

/// Pushes and pulls until nothing is left.
template <class Schema, class ServerSchema>
void exchange(entente::replica<Schema>& local, entente::authority<ServerSchema>& server) {
  for (auto batch = local.lease(100, 1'000'000); !batch.groups.empty(); batch = local.lease(100, 1'000'000))
    local.settle(batch, server.apply(who, "acme", batch));
  for (bool more = true; more;) {
    entente::pull_request request;
    request.cursor = local.cursor();
    request.schema_version = Schema::version;
    auto const page = server.changes_since(who, "acme", request);
    more = page.has_more;
    local.apply(page);
  }
}

era1::Task task(std::string title) {
  era1::Task one;
  one.title = std::move(title);
  return one;
}

template <class Entity>
entente::id<Entity> same(auto const& other) {
  return {other.key};
}

std::int64_t count(entente::database& on, std::string const& sql) {
  return on.prepare(sql).value<std::int64_t>().value_or(-1);
}

}  // namespace

TEST_CASE("Fields are renamed, converted, added and dropped, and nothing of them is lost") {
  fixture at;
  entente::id<era1::Task> id;
  entente::id<era1::Task> odd;
  entente::id<era1::Room> room;
  entente::id<era1::Plank> plank;
  {
    entente::replica<era1::app> local{at.options()};
    entente::authority<era1::app> server{at.server_options()};
    room = local.create(era1::Room{"hall"});
    auto one = task("mend");
    one.priority = "high";
    one.votes = 4;
    one.hours = 2;
    one.tags = {"wood"};
    one.note = "soon";
    one.mood = era1::level::high;
    one.due = std::chrono::sys_seconds{std::chrono::seconds{1'700'000'000}};
    one.room = room;
    id = local.create(one);
    auto two = task("odd");
    two.priority = "medium";
    odd = local.create(two);
    plank = local.create(era1::Plank{7});
    exchange(local, server);
    CHECK_FALSE(local.migration());
  }
  entente::replica<era2::app> local{at.options()};
  era2::Task const now = local.get(same<era2::Task>(id));
  CHECK(now.headline == "mend");
  CHECK(now.priority == 3);
  CHECK(now.votes == 4);
  CHECK(now.minutes == 120);
  CHECK(now.tags == std::vector<std::string>{"wood"});
  CHECK(now.colour == "white");
  CHECK(local.get(same<era2::Plank>(plank)).width == "narrow");
  CHECK(now.mood == era2::level::high);
  CHECK(now.room.key == room.key);
  CHECK(local.get(same<era2::Place>(room)).name == "hall");
  CHECK(local.get(same<era2::Task>(odd)).priority == 1);

  auto const& told = local.migration();
  REQUIRE(told);
  CHECK(told->from_version == 1);
  CHECK(told->to_version == 2);
  CHECK(told->entities_changed == std::vector<std::string>{"Place", "Task", "Plank"});
  CHECK(told->entities_added == std::vector<std::string>{"Label"});
  CHECK(told->entities_dropped == std::vector<std::string>{"Gadget"});
  CHECK(told->records == 4);
  CHECK_FALSE(told->lossless());
  REQUIRE(told->left_behind.size() == 2);
  CHECK(told->left_behind[0].field == "priority");
  CHECK(told->left_behind[0].count == 1);
  CHECK(told->left_behind[1].field == "width");

  auto file = at.raw();
  CHECK(count(file, "SELECT count(*) FROM pragma_table_info('Task') WHERE name IN ('title','note','due')") == 0);
  CHECK(count(file, "SELECT count(*) FROM sqlite_master WHERE name IN ('jobs','Gadget','Room')") == 0);
  CHECK(count(file, "SELECT count(*) FROM sqlite_master WHERE name LIKE 'entente!_former%' ESCAPE '!'") == 0);
  CHECK(count(file, "SELECT count(*) FROM sqlite_master WHERE type='index' AND name='entente_Task:priority'") == 1);
  CHECK(count(file, "SELECT count(*) FROM sqlite_master WHERE type='index' AND name='entente_jobs:title'") == 0);
  auto const kept = file.prepare("SELECT entente_unknown FROM Task WHERE priority=3").value<std::string>();
  CHECK(kept == R"({"note":"soon","due":"2023-11-14T22:13:20Z"})");
  CHECK(file.prepare("SELECT entente_unknown FROM Plank").value<std::string>() == R"({"width":7})");
  // What the file had no place for is asked for again.
  CHECK(local.cursor().empty());
}

TEST_CASE("A file that is up to date is not touched, and one of a newer program is refused") {
  fixture at;
  { entente::replica<era2::app> const local{at.options()}; }
  {
    entente::replica<era2::app> const again{at.options()};
    CHECK_FALSE(again.migration());
  }
  CHECK(code_of([&] { entente::replica<era1::app> const old{at.options()}; }) == error_code::newer_schema);
  entente::replica<era2::app> const still{at.options()};
  CHECK_FALSE(still.migration());
}

TEST_CASE("What was never sent is brought to today's schema, and sent so") {
  fixture at;
  entente::id<era1::Task> id;
  {
    entente::replica<era1::app> local{at.options()};
    entente::authority<era1::app> server{at.server_options()};
    auto one = task("mend");
    one.hours = 1;
    one.votes = 1;
    id = local.create(one);
    exchange(local, server);
    local.update(id, [](era1::Task& t) {
      t.title = "mend it";
      t.priority = "high";
      t.votes += 2;
      t.hours += 3;
      t.tags = {"wood"};
      t.note = "now";
    });
    auto const fresh = local.create(task("paint"));
    local.update(fresh, [](era1::Task& t) { t.mood = era1::level::high; });
  }
  entente::replica<era2::app> local{at.options()};
  CHECK(local.migration()->operations == 2);
  CHECK(local.migration()->dead_letters == 0);
  auto const ops = local.queue();
  REQUIRE(ops.size() == 2);
  for (auto const& op : ops) {
    CHECK(op.entity == "Task");
    CHECK(op.schema_version == 2);
    CHECK(op.state == operation_state::pending);
  }
  auto const now = local.get(same<era2::Task>(id));
  CHECK(now.headline == "mend it");
  CHECK(now.minutes == 240);
  CHECK(now.votes == 3);
  CHECK(now.tags == std::vector<std::string>{"wood"});

  entente::authority<era2::app> server{at.server_options()};
  exchange(local, server);
  CHECK(local.status().pending == 0);
  CHECK(local.status().failed == 0);
  auto const told = local.get(same<era2::Task>(id));
  CHECK(told.headline == "mend it");
  CHECK(told.priority == 3);
  CHECK(told.votes == 3);
  CHECK(told.minutes == 240);
}

TEST_CASE("What may have reached the server goes again as it was, and counts here as what it is today") {
  fixture at;
  entente::id<era1::Task> id;
  entente::push_request before;
  entente::push_answer lost;
  {
    entente::replica<era1::app> local{at.options()};
    entente::authority<era1::app> server{at.server_options()};
    id = local.create(task("mend"));
    before = local.lease(100, 1'000'000);
    lost = server.apply(who, "acme", before);
    local.update(id, [](era1::Task& t) { t.priority = "high"; });
  }
  entente::replica<era2::app> local{at.options()};
  CHECK(local.get(same<era2::Task>(id)).headline == "mend");
  auto const again = local.lease(1, 1'000'000);
  REQUIRE(again.groups.size() == 1);
  CHECK(again.groups == before.groups);
  // The server has been upgraded meanwhile, and gives the answer it gave before.
  entente::authority<era2::app> server{at.server_options()};
  auto const answer = server.apply(who, "acme", again);
  REQUIRE(answer.results.size() == 1);
  CHECK(answer.results[0].outcome == entente::verdict::applied);
  CHECK(answer.results[0].version == lost.results[0].version);
  local.settle(again, answer);
  exchange(local, server);
  CHECK(local.get(same<era2::Task>(id)).priority == 3);
  CHECK(local.status().pending == 0);
  CHECK(count(*std::make_unique<entente::database>(at.options().directory / "acme.db"),
              "SELECT count(*) FROM entente_sent_form") == 0);
}

TEST_CASE("What was refused after it was sent is sent anew in today's form") {
  fixture at;
  entente::id<era1::Task> id;
  entente::push_request before;
  {
    entente::replica<era1::app> local{at.options()};
    id = local.create(task("mend"));
    before = local.lease(100, 1'000'000);
  }
  entente::replica<era2::app> local{at.options()};
  auto const again = local.lease(100, 1'000'000);
  entente::push_answer answer;
  answer.results.push_back({});
  answer.results[0].op_id = again.groups[0][0].op_id;
  answer.results[0].outcome = entente::verdict::rejected;
  answer.results[0].code = error_code::validation_failed;
  answer.results[0].message = "because";
  local.settle(again, answer);
  local.retry(local.queue()[0].op_id);
  auto const renewed = local.lease(100, 1'000'000);
  CHECK(renewed.groups[0][0].schema_version == 2);
  CHECK(renewed.groups[0][0].body.find("headline") != std::string::npos);
}

TEST_CASE("What cannot be brought over is a dead letter, told and with its reason") {
  fixture at;
  entente::id<era1::Gadget> gadget;
  {
    entente::replica<era1::app> local{at.options()};
    auto one = task("odd");
    one.priority = "medium";
    auto const id = local.create(one);
    local.transaction([&](auto& all) {
      all.update(id, [](era1::Task& t) { t.title = "odder"; });
      all.create(task("in the same group"));
    });
    gadget = local.create(era1::Gadget{"drill"});
    local.create(task("fine"));
  }
  entente::replica<era2::app> local{at.options()};
  CHECK(local.migration()->dead_letters == 2);
  auto const ops = local.queue();
  REQUIRE(ops.size() == 5);
  CHECK(ops[0].state == operation_state::failed);
  CHECK(ops[0].error_code == "validation_failed");
  CHECK(ops[0].field == "priority");
  CHECK(ops[0].body.find("medium") != std::string::npos);
  CHECK(ops[1].state == operation_state::held);
  CHECK(ops[2].state == operation_state::held);
  CHECK(ops[3].state == operation_state::failed);
  CHECK(ops[3].entity == "Gadget");
  CHECK(ops[3].body.find("drill") != std::string::npos);
  CHECK(ops[4].state == operation_state::pending);
  local.discard(ops[3].op_id);
  CHECK(local.queue().size() == 4);
}

TEST_CASE("Conflicts, snapshots and what is in quarantine are of today as well") {
  fixture at;
  auto const key = entente::make_uuid_v7(entente::system_now(), entente::system_random);
  auto const strange = entente::make_uuid_v7(entente::system_now(), entente::system_random);
  std::int64_t snapshot = 0;
  {
    entente::replica<era1::app> local{at.options()};
    entente::change_page page;
    page.epoch = key;
    page.cursor = "1";
    entente::change one;
    one.entity = "Task";
    one.key = key;
    one.version = 1;
    one.at = {100};
    one.schema_version = 1;
    one.fields = R"({"title":"a","priority":"low","note":"x"})";
    page.changes.push_back(one);
    auto unreadable = one;
    unreadable.entity = "Label";
    unreadable.key = strange;
    unreadable.at = {101};
    unreadable.schema_version = 2;
    unreadable.fields = R"({"text":"later"})";
    page.changes.push_back(unreadable);
    local.apply(page);
    CHECK(local.status().quarantined == 1);
    entente::id<era1::Task> const id{key};
    local.update(id, [](era1::Task& t) { t.title = "mine"; });
    page.cursor = "2";
    page.changes = {one};
    page.changes[0].version = 2;
    page.changes[0].at = {200};
    page.changes[0].edited = {9'000'000'000'000'000};
    page.changes[0].fields = R"({"title":"theirs","priority":"high","note":"x"})";
    local.apply(page);
    REQUIRE(local.snapshots(10).size() == 1);
    snapshot = local.snapshots(10)[0].id;
    local.update(id, [](era1::Task& t) { t.note = "mine"; });
    page.cursor = "3";
    page.changes[0].version = 3;
    page.changes[0].at = {300};
    page.changes[0].fields = R"({"title":"theirs","priority":"high","note":"theirs"})";
    local.apply(page);
    CHECK(local.conflicts().size() == 1);
  }
  entente::replica<era2::app> local{at.options()};
  entente::id<era2::Task> const id{key};
  auto const open = local.conflict_of(id);
  REQUIRE(open);
  REQUIRE(open->server);
  CHECK(open->server->headline == "theirs");
  CHECK(open->server->priority == 3);
  CHECK(local.snapshots(10).back().image.find(R"("headline":"mine")") != std::string::npos);
  CHECK(local.get(entente::id<era2::Label>{strange}).text == "later");
  CHECK(local.status().quarantined == 0);
  local.use_server(id);
  local.undo(snapshot);
  CHECK(local.get(id).headline == "mine");
}

namespace {

/// What a server with a newer program tells an older one, record by record.
struct feed {
  entente::change_page page;

  entente::change_page const& tell(entente::uuid const& key, std::int64_t version, std::string fields) {
    page.epoch = entente::uuid::parse("018f5e3a-7c1e-7b2a-9d4e-0000000000ff").value();
    page.cursor = std::to_string(version);
    entente::change one;
    one.entity = "Task";
    one.key = key;
    one.version = version;
    one.at = {100 * version};
    one.edited = {9'000'000'000'000'000};
    one.schema_version = 1;
    one.fields = std::move(fields);
    page.changes = {one};
    return page;
  }
};

auto const first_key = entente::uuid::parse("018f5e3a-7c1e-7b2a-9d4e-000000000001").value();
auto const second_key = entente::uuid::parse("018f5e3a-7c1e-7b2a-9d4e-000000000002").value();

}  // namespace

TEST_CASE("Snapshots, conflicts and work set aside of an older program have what a newer one wrote") {
  fixture at;
  {
    entente::replica<era1::app> local{at.options()};
    feed server;
    local.apply(server.tell(first_key, 1, R"({"title":"a","note":"x","colour":"red"})"));
    local.apply(server.tell(second_key, 2, R"({"title":"a","note":"x","colour":"red"})"));
    local.update(entente::id<era1::Task>{first_key}, [](era1::Task& t) {
      t.title = "mine";
      t.note = "mine";
    });
    entente::id<era1::Task> const aside{second_key};
    local.update(aside, [](era1::Task& t) { t.title = "mine"; });
    local.wipe(entente::wipe_scope::of(aside), entente::after_wipe::redownload, entente::unsynced_work::set_aside,
               entente::confirm::wipe{});
    local.apply(server.tell(first_key, 3, R"({"title":"theirs","note":"theirs","colour":"red"})"));
    REQUIRE(local.conflicts().size() == 1);
  }
  entente::replica<era2::app> local{at.options()};
  entente::id<era2::Task> const id{first_key};
  auto const open = local.conflict_of(id);
  REQUIRE(open);
  REQUIRE((open->base && open->server));
  CHECK(open->base->colour == "red");
  CHECK(open->server->colour == "red");
  REQUIRE(local.set_aside().size() == 1);
  CHECK(local.set_aside()[0].image.find(R"("colour":"red")") != std::string::npos);
  local.use_server(id);
  CHECK(local.get(id).colour == "red");
  local.undo(local.snapshots().at(0).id);
  CHECK(local.get(id).headline == "mine");
  CHECK(local.get(id).colour == "red");
}

TEST_CASE("An undo leaves alone what a snapshot of an older program says nothing of") {
  fixture at;
  {
    entente::replica<era1::app> local{at.options()};
    feed server;
    local.apply(server.tell(first_key, 1, R"({"title":"a"})"));
    local.update(entente::id<era1::Task>{first_key}, [](era1::Task& t) { t.title = "mine"; });
    local.apply(server.tell(first_key, 2, R"({"title":"theirs"})"));
    REQUIRE(local.snapshots().size() == 1);
  }
  entente::replica<era2::app> local{at.options()};
  entente::id<era2::Task> const id{first_key};
  local.update(id, [](era2::Task& t) { t.colour = "blue"; });
  local.undo(local.snapshots().at(0).id);
  CHECK(local.get(id).headline == "mine");
  CHECK(local.get(id).colour == "blue");
}

TEST_CASE("Names may change places") {
  fixture at;
  // Tables: what one entity called its own another takes over.
  {
    entente::replica<era1::app> local{at.options()};
    local.create(era1::Room{"hall"});
  }
  entente::replica<era2::app> const local{at.options()};
  CHECK(local.query<era2::Place>().count() == 1);
}

TEST_CASE("Work that was set aside is of today as well") {
  fixture at;
  entente::id<era1::Task> id;
  {
    entente::replica<era1::app> local{at.options()};
    entente::authority<era1::app> server{at.server_options()};
    id = local.create(task("mend"));
    exchange(local, server);
    local.update(id, [](era1::Task& t) {
      t.title = "mine";
      t.priority = "high";
      t.hours += 2;
    });
    local.wipe(entente::wipe_scope::of(id), entente::after_wipe::redownload, entente::unsynced_work::set_aside,
               entente::confirm::wipe{});
    REQUIRE(local.set_aside().size() == 1);
  }
  entente::replica<era2::app> local{at.options()};
  entente::authority<era2::app> server{at.server_options()};
  auto const work = local.set_aside();
  REQUIRE(work.size() == 1);
  CHECK(work[0].schema_version == 2);
  CHECK(work[0].image.find(R"("headline":"mine")") != std::string::npos);
  exchange(local, server);
  auto const today = same<era2::Task>(id);
  REQUIRE(local.get(today).headline == "mend");
  local.restore_set_aside(work[0].id);
  exchange(local, server);
  CHECK(local.status().clean());
  CHECK(local.get(today).headline == "mine");
  CHECK(local.get(today).priority == 3);
  CHECK(local.get(today).minutes == 120);
}

TEST_CASE("An exclusion goes on under a field's later name, and ends with a field that is gone") {
  fixture at;
  entente::id<era1::Task> mend;
  entente::id<era1::Task> noted;
  entente::id<era1::Gadget> drill;
  {
    entente::replica<era1::app> local{at.options()};
    entente::authority<era1::app> server{at.server_options()};
    mend = local.create(task("mend"));
    auto one = task("look");
    one.note = "soon";
    noted = local.create(one);
    drill = local.create(era1::Gadget{"drill"});
    exchange(local, server);
    auto const away = [&](auto scope) {
      CHECK(local.wipe(scope, entente::after_wipe::exclude, entente::unsynced_work::refuse, entente::confirm::wipe{})
                .records == 1);
    };
    away(entente::wipe_scope::where<era1::Task>(entente::field<&era1::Task::title> == "mend"));
    away(entente::wipe_scope::where<era1::Task>(entente::field<&era1::Task::note> == "soon"));
    away(entente::wipe_scope::where<era1::Gadget>(entente::field<&era1::Gadget::label> == "drill"));
  }
  entente::replica<era2::app> local{at.options()};
  entente::authority<era2::app> server{at.server_options()};
  REQUIRE(local.exclusions().size() == 1);
  CHECK(local.exclusions()[0].entities == std::vector<std::string>{"Task"});
  exchange(local, server);
  CHECK_FALSE(local.find(same<era2::Task>(mend)).has_value());
  CHECK(local.get(same<era2::Task>(noted)).headline == "look");
  CHECK(local.status().diverged.empty());
  local.lift_exclusion(local.exclusions()[0].id);
  exchange(local, server);
  CHECK(local.get(same<era2::Task>(mend)).headline == "mend");
  CHECK(local.status().diverged.empty());
}
