// SPDX-License-Identifier: BSL-1.0
// What verdicts and pages do.
#include "replica/shared.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <filesystem>
#include <string>

using namespace kit;
using entente::error_code;
using entente::operation_state;
using entente::verdict;
using support::answer_all;
using support::code_of;
using support::device;
using support::shared;
using support::tool;
using support::world;

TEST_CASE("A page that was asked for before the stream was moved is left alone") {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  one->create(Shelf{.name = "top"});
  REQUIRE(one.sync());

  entente::pull_request request;
  request.cursor = two->cursor();
  auto const late = in.server->changes_since(in.who, "acme", request);
  REQUIRE(two.sync());
  auto const where = two->cursor();
  auto const report = two->apply(late, {}, request.cursor);
  CHECK(report.stale);
  CHECK(report.applied == 0);
  CHECK(two->cursor() == where);
  CHECK(two->status().diverged.empty());
}

TEST_CASE("An answer counts also where another process has opened the file meanwhile") {
  world in;
  device one{in, "one"};
  auto const shelf = one->create(Shelf{"a", 1});
  auto const batch = one.lease_all();
  auto const answer = in.server->apply(in.who, "acme", batch);
  device same_file{in, "one"};
  same_file->update(shelf, [](Shelf& at) { at.visits += 2; });
  auto const settled = one->settle(batch, answer);
  CHECK(settled.applied == 1);
  REQUIRE(one->queue().size() == 1);
  CHECK(one->queue()[0].kind == entente::operation_kind::update);
  REQUIRE(same_file.sync());
  CHECK(one->get(shelf).visits == 3);
}

TEST_CASE("Results are matched by id: missing ones are asked again, strangers are reported") {
  world in;
  device one{in, "one"};
  one->create(Shelf{"a", 0});
  one->create(Shelf{"b", 0});
  auto const batch = one.lease_all();
  auto answer = in.server->apply(in.who, "acme", batch);
  answer.results.erase(answer.results.begin());
  entente::op_result stranger;
  stranger.op_id = one->incarnation();
  answer.results.push_back(stranger);
  auto const settled = one->settle(batch, answer);
  CHECK(settled.applied == 1);
  CHECK(settled.protocol_errors == 1);
  REQUIRE(one->queue().size() == 1);
  CHECK(one->queue()[0].op_id == batch.groups[0][0].op_id);
  CHECK(one->queue()[0].state == operation_state::pending);
  CHECK(one->released().through == 0);
  CHECK(one->released().beyond.size() == 1);
  auto const released = one->released();
  auto page = in.server->changes_since(in.who, "acme", {});
  one->apply(page, released);
  CHECK(one->released().beyond.empty());
  REQUIRE(one.sync());
  CHECK(one->released().through == 2);
}

TEST_CASE("A batch holds whole groups up to its limits, and a larger group goes alone") {
  world in;
  device one{in, "one"};
  for (int i = 0; i < 3; ++i) one->create(Shelf{"x", 0});
  one->transaction([](auto& all) {
    for (int i = 0; i < 5; ++i) all.create(Shelf{"y", 0});
  });
  one->create(Shelf{"z", 0});
  auto const sizes = [&](entente::push_request const& batch) {
    std::string out;
    for (auto const& group : batch.groups) out += std::to_string(group.size());
    return out;
  };
  CHECK(sizes(one->lease(4, 1 << 20)) == "111");
  CHECK(sizes(one->lease(2, 1 << 20)) == "11");  // what was not settled goes again
  auto batch = one->lease(3, 1 << 20);
  one->settle(batch, in.server->apply(in.who, "acme", batch));
  batch = one->lease(2, 1 << 20);
  CHECK(sizes(batch) == "5");
  one->settle(batch, in.server->apply(in.who, "acme", batch));
  CHECK(sizes(one->lease(2, 1)) == "1");
}

TEST_CASE("A page that does not lead on is refused, and nothing of it stays") {
  world in;
  device one{in, "one"};
  one->create(Shelf{"a", 0});
  REQUIRE(one.push());
  auto page = in.server->changes_since(in.who, "acme", {});
  page.cursor = one->cursor();
  page.has_more = true;
  CHECK(code_of([&] { one->apply(page); }) == error_code::protocol_violation);
}

TEST_CASE("A cloned file takes a new incarnation, and neither copy loses or repeats anything") {
  world in;
  device one{in, "one"};
  auto const shelf = one->create(Shelf{"wall", 0});
  REQUIRE(one.sync());
  one->update(shelf, [](Shelf& s) { s.visits += 1; });
  one->release(one.lease_all());  // sent or not: nobody knows
  one.reopen();
  std::filesystem::copy(in.folder / "one", in.folder / "copy");
  device copy{in, "copy"};
  CHECK(copy->incarnation() == one->incarnation());
  one->update(shelf, [](Shelf& s) { s.visits += 10; });
  copy->update(shelf, [](Shelf& s) { s.visits += 100; });
  REQUIRE(one.push());
  for (int i = 0; i < 3; ++i) {
    REQUIRE(copy.sync());
    in.pass(std::chrono::seconds{1});
    REQUIRE(one.sync());
  }
  CHECK(copy->incarnation() != one->incarnation());
  CHECK(one->get(shelf).visits == 111);
  CHECK(copy->get(shelf).visits == 111);
  CHECK(copy->status().clean());
}

TEST_CASE(
    "Another epoch is read from its beginning; pending work stays, what the server lost is given back") {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  auto const kept = one->create(Shelf{"kept", 0});
  REQUIRE(one.sync());
  in.server.reset();
  std::filesystem::copy(in.folder / "server", in.folder / "backup");
  entente::authority_options how;
  how.directory = in.folder / "server";
  how.now = in.clock();
  how.random = in.randomness();
  in.server = std::make_unique<entente::authority<town>>(how);
  auto const lost = one->create(Shelf{"lost", 0});
  one->update(kept, [](Shelf& s) { s.name = "changed"; });
  REQUIRE(one.sync());
  REQUIRE(two.sync());
  one->update(kept, [](Shelf& s) { s.visits += 5; });

  in.server.reset();
  how.directory = in.folder / "backup";
  in.server = std::make_unique<entente::authority<town>>(how);
  in.server->note_restored("acme");
  for (int i = 0; i < 3; ++i) {
    REQUIRE(one.sync());
    REQUIRE(two.sync());
  }
  CHECK(one->status().clean());
  CHECK(one->get(kept).name == "changed");
  CHECK(one->get(kept).visits == 5);
  CHECK(two->get(kept).visits == 5);
  CHECK(one->find(lost).has_value());
  CHECK(two->find(lost).has_value());
  CHECK(one.diverged + two.diverged == 0);
}

TEST_CASE(
    "What cannot be read is kept aside, counted, holds its record's work back and is read when it can be") {
  shared all;
  all.two->update(all.saw, [](Tool& t) { t.note = "new"; });
  REQUIRE(all.two.sync());
  all.one->update(all.saw, [](Tool& t) { t.title = "mine"; });
  entente::pull_request request;
  request.cursor = all.one->cursor();
  auto page = all.in.server->changes_since(all.in.who, "acme", request);
  auto const good = page;
  for (auto& each : page.changes) each.fields = R"({"title":7})";
  auto const report = all.one->apply(page);
  CHECK(report.quarantined == 1);
  CHECK(report.diverged.empty());  // counted all the same
  CHECK(all.one->status().quarantined == 1);
  CHECK(all.one->get(all.saw).title == "mine");
  CHECK(all.one->status().held == 1);
  all.one->update(all.saw, [](Tool& t) { t.uses += 1; });
  CHECK(all.one->status().pending == 0);

  all.two->update(all.saw, [](Tool& t) { t.high = 9; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.pull());
  CHECK(all.one->status().quarantined == 0);
  CHECK(all.one->get(all.saw).note == "new");
  CHECK(all.one->get(all.saw).title == "mine");
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  CHECK(all.one.diverged == 0);
}

TEST_CASE("A digest that differs is reported once and repaired by reading again") {
  shared all;
  entente::pull_request request;
  request.cursor = all.one->cursor();
  auto page = all.in.server->changes_since(all.in.who, "acme", request);
  page.digests[1].count += 1;
  CHECK(all.one->apply(page).diverged == std::vector<std::string>{"Tool"});
  CHECK(all.one->status().diverged == std::vector<std::string>{"Tool"});
  CHECK(all.one->cursor().empty());
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  REQUIRE(all.one.pull());
  CHECK(all.one->status().diverged.empty());
  CHECK(all.one->get(all.saw).title == "axe");
  REQUIRE(all.one.sync());
}

TEST_CASE(
    "A server that does not merge: stale operations are merged here and sent again as new ones") {
  shared all;
  all.one->update(all.saw, [](Tool& t) {
    t.title = "axe";
    t.uses += 2;
  });
  auto const batch = all.one->lease(10, 1 << 20, true);
  REQUIRE(batch.groups.size() == 1);
  auto const sent = batch.groups[0][0];
  CHECK(sent.image.find(R"("title":"axe")") != std::string::npos);
  CHECK(sent.image.find(R"("uses":2)") != std::string::npos);
  auto answer = answer_all(batch, verdict::stale, error_code::conflict);
  entente::change row;
  row.entity = "Tool";
  row.key = all.saw.key;
  row.version = 5;
  row.at = {99};
  row.edited = {1};
  row.fields = R"({"title":"theirs","uses":10,"note":"kept"})";
  answer.results[0].row = row;
  auto const settled = all.one->settle(batch, answer);
  CHECK(settled.restaged == 1);
  auto const again = all.one->lease(10, 1 << 20, true);
  REQUIRE(again.groups.size() == 1);
  auto const resent = again.groups[0][0];
  CHECK(resent.op_id != sent.op_id);
  CHECK(resent.base_version == 5);
  CHECK(resent.image.find(R"("uses":12)") != std::string::npos);
  CHECK(resent.image.find(R"("note":"kept")") != std::string::npos);
  for (int i = 0; i < 7; ++i) {
    CHECK(all.one->conflicts().empty());
    auto const next = all.one.lease_all();
    auto stale = answer_all(next, verdict::stale, error_code::conflict);
    row.version += 1;
    stale.results[0].row = row;
    all.one->settle(next, stale);
  }
  CHECK(all.one->conflicts().size() == 1);
}

TEST_CASE(
    "A provisional page takes rows of an equal version, keeps its own cursor and knows deleted ids") {
  world in;
  device one{in, "one"};
  entente::change row;
  row.entity = "Shelf";
  row.key = in.who.name.empty() ? entente::uuid{} : entente::make_uuid_v7(in.now, in.randomness());
  row.version = 3;
  row.at = {50};
  row.fields = R"({"name":"a","visits":1})";
  entente::change_page page;
  page.scope = "Shelf";
  page.provisional = true;
  page.cursor = "t1";
  page.changes = {row};
  one->apply(page);
  CHECK(one->cursor("Shelf") == "t1");
  CHECK(one->cursor().empty());
  page.changes[0].fields = R"({"name":"b","visits":1})";
  one->apply(page);
  CHECK(one->get(entente::id<Shelf>{row.key}).name == "b");
  page.changes[0].version = 2;
  page.changes[0].fields = R"({"name":"old","visits":1})";
  one->apply(page);
  CHECK(one->get(entente::id<Shelf>{row.key}).name == "b");
  page.changes[0] = entente::change{};
  page.changes[0].entity = "Shelf";
  page.changes[0].key = row.key;
  page.changes[0].deleted = true;
  CHECK(one->apply(page).removed == 1);
  CHECK_FALSE(one->find(entente::id<Shelf>{row.key}).has_value());
  CHECK(one->find_any(entente::id<Shelf>{row.key})->version == 3);
}

TEST_CASE("A record made before the first pull and deleted meanwhile does not stay as a ghost") {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  auto const plant = one->create(Plant{"fern", "sill", false});
  auto const batch = one.lease_all();
  in.server->apply(in.who, "acme", batch);  // and the answer is lost
  one->release(batch);
  REQUIRE(two.sync());
  two->remove(plant);
  REQUIRE(two.sync());
  REQUIRE(one.pull());
  REQUIRE(one.sync());
  CHECK_FALSE(one->find(plant).has_value());
  CHECK(one.diverged == 0);
}

TEST_CASE("Notes and aliases are kept in the file") {
  world in;
  device one{in, "one"};
  auto const key = entente::make_uuid_v7(in.now, in.randomness());
  CHECK_FALSE(one->note("failures").has_value());
  one->set_note("failures", "3");
  one->note_alias("crm", "Shelf", "4711", key);
  one->note_alias("crm", "Shelf", "4711", entente::uuid{});
  one.reopen();
  CHECK(one->note("failures") == "3");
  CHECK(one->foreign_id("crm", "Shelf", key) == "4711");
  CHECK(one->key_of("crm", "Shelf", "4711") == key);
  CHECK_FALSE(one->key_of("erp", "Shelf", "4711").has_value());
}

TEST_CASE("A device with a wrong clock is corrected by the server's") {
  shared all;
  auto answer = entente::push_answer{};
  answer.server_time = {(all.in.now + std::chrono::hours{1}).time_since_epoch().count()};
  all.one->settle({}, answer);
  all.one->update(all.saw, [](Tool& t) { t.title = "x"; });
  CHECK(all.one->queue()[0].edited.micros >= answer.server_time.micros);
}

TEST_CASE("A process that never syncs follows what the one that does has learned of the time") {
  shared all;
  device syncing{all.in, "one"};
  auto const learn = [&](std::chrono::hours ahead) {
    auto answer = entente::push_answer{};
    answer.server_time = {(all.in.now + ahead).time_since_epoch().count()};
    syncing->settle({}, answer);
    return answer.server_time.micros;
  };
  auto const edit = [&](device& on, std::string title) {
    on->update(all.saw, [&](Tool& t) { t.title = std::move(title); });
    return on->queue()[0].edited.micros;
  };
  auto const corrected = learn(std::chrono::hours{1});
  auto const first = edit(all.one, "x");
  CHECK(first >= corrected);
  learn(std::chrono::hours{0});  // the clock was set right, but no edit is earlier than one before it
  CHECK(edit(all.one, "y") > first);
}

TEST_CASE("What an answer takes to arrive is not taken for a wrong clock") {
  shared all;
  auto const asked_at = all.in.now;
  auto answer = entente::push_answer{};
  answer.server_time = {all.in.now.time_since_epoch().count()};
  auto const waited = GENERATE(as<std::chrono::microseconds>{}, std::chrono::milliseconds{700},
                               std::chrono::hours{8});  // the laptop was closed
  all.in.pass(waited);
  all.one->settle({}, answer, asked_at);
  all.one->update(all.saw, [](Tool& t) { t.title = "x"; });
  CHECK(all.one->queue()[0].edited.micros >= all.in.now.time_since_epoch().count());
}

TEST_CASE("What a page leaves out of a record stays as it was there, and comes from no other record of the page") {
  world in;
  device one{in, "one"};
  std::int64_t stamps = 100;
  entente::change_page page;
  page.epoch.octets[0] = 1;
  page.has_more = true;
  auto const tell = [&](entente::uuid const& key, std::int64_t version, std::string fields) {
    entente::change told;
    told.entity = "Tool";
    told.key = key;
    told.version = version;
    told.at = {++stamps};
    told.edited = {stamps};
    told.deleted = fields.empty();
    told.fields = std::move(fields);
    page.changes.push_back(std::move(told));
  };
  auto const apply = [&] {
    page.cursor = "after " + std::to_string(stamps);
    auto const report = one->apply(page);
    CHECK(report.quarantined == 0);
    page.changes.clear();
  };
  auto const unknown = [&](entente::uuid const& key) {
    entente::database look{one->options().directory / "acme.db", {.read_only = true}};
    return look.prepared("SELECT coalesce(entente_unknown,'') FROM Tool WHERE entente_key=?")
        .value<std::string>(key)
        .value_or("no row");
  };
  std::vector<entente::uuid> keys;
  for (int i = 0; i < 4; ++i) keys.push_back(entente::make_uuid_v7(in.now, in.randomness()));
  auto const get = [&](int i) { return one->get(entente::id<Tool>{keys.at(static_cast<std::size_t>(i))}); };

  tell(keys[0], 1, R"({"title":"saw","note":"rusty","tags":["a","b"],"uses":3,"colour":"red"})");
  tell(keys[1], 1, R"({"title":"axe"})");
  tell(keys[2], 1, R"({"title":"rasp","note":null,"log":["made"]})");
  apply();
  CHECK(get(0).note == "rusty");
  CHECK(get(0).tags == std::vector<std::string>{"a", "b"});
  CHECK(unknown(keys[0]) == R"({"colour":"red"})");
  CHECK(get(1).note == std::nullopt);
  CHECK(get(1).tags.empty());
  CHECK(get(1).uses == 0);
  CHECK(unknown(keys[1]).empty());
  CHECK(get(2).log == std::vector<std::string>{"made"});

  tell(keys[2], 2, R"({"uses":7})");
  tell(keys[0], 2, R"({"title":"long saw"})");
  tell(keys[1], 2, "");
  tell(keys[3], 1, R"({"title":"new"})");
  apply();
  CHECK(get(2).title == "rasp");
  CHECK(get(2).uses == 7);
  CHECK(get(2).log == std::vector<std::string>{"made"});
  CHECK(get(0).title == "long saw");
  CHECK(get(0).note == "rusty");
  CHECK(get(0).uses == 3);
  CHECK(get(3).uses == 0);
  CHECK(get(3).log.empty());
  auto const gone = one->find_any(entente::id<Tool>{keys[1]});
  REQUIRE(gone.has_value());
  CHECK(gone->deleted);
  CHECK(gone->value.title == "axe");
}
