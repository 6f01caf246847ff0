// SPDX-License-Identifier: BSL-1.0
// Operations that the server has refused for good: listed, explained, corrected, sent again, given up, exported.
#include "replica/world.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <entente/base/advice.hpp>
#include <entente/wire/json_value.hpp>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace kit;
using entente::error_code;
using entente::operation_state;
using entente::stuck_kind;
using entente::verdict;
using support::answer_all;
using support::code_of;
using support::device;
using support::world;

namespace {

Tool tool(std::string title, std::optional<entente::id<Shelf>> shelf = {}) {
  Tool made;
  made.title = std::move(title);
  if (shelf) made.shelf = *shelf;
  return made;
}

/// Refuses the first operation of the queue, with its group.
void refuse_first(device& at) {
  auto const batch = at->lease(1, 1 << 20);
  auto answer = answer_all(batch, verdict::held);
  answer.results.front().outcome = verdict::rejected;
  answer.results.front().field = "title";
  REQUIRE(at->settle(batch, answer).rejected == 1);
}

struct office {
  world in;
  device one{in, "one"};
  device two{in, "two"};
};

}  // namespace

TEST_CASE("A dead letter tells its operation, its reason and what waits for it") {
  office all;
  auto const shelf = all.one->create(Shelf{"wall", 0});
  refuse_first(all.one);
  all.one->create(tool("saw", shelf));
  auto const letters = all.one->failed();
  REQUIRE(letters.size() == 1);
  CHECK(letters[0].op.key == shelf.key);
  CHECK(letters[0].why.code == error_code::validation_failed);
  CHECK(letters[0].why.field == "title");
  CHECK(letters[0].why.entity == letters[0].op.entity);
  REQUIRE(letters[0].held.size() == 1);
  CHECK(letters[0].held[0].state == operation_state::held);
}

TEST_CASE("Correcting a dead letter changes the record and sends it again") {
  office all;
  auto const saw = all.one->create(tool("bad"));
  REQUIRE(all.one->queue().size() == 1);
  refuse_first(all.one);
  auto const failed = all.one->failed().at(0).op.op_id;
  all.one->edit<Tool>(failed, [](Tool& t) { t.title = "good"; });
  CHECK(all.one->get(saw).title == "good");
  CHECK(all.one->failed().empty());
  CHECK(all.one->queue()[0].op_id != failed);
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(saw).title == "good");
  CHECK(all.one.diverged == 0);
}

TEST_CASE("Correcting one operation of a group sends the whole group, and later edits say the same") {
  office all;
  auto const saw = all.one->create(tool("saw"));
  REQUIRE(all.one.sync());
  auto const shelf = all.one->transaction([&](auto& group) {
    group.update(saw, [](Tool& t) {
      t.title = "bad";
      t.uses = 2;
    });
    return group.create(Shelf{"wall", 0});
  });
  refuse_first(all.one);
  // Written afterwards, and held: a group's operation does not take it in.
  all.one->update(saw, [](Tool& t) {
    t.title = "still bad";
    t.uses += 3;
    t.note = "sharp";
  });
  REQUIRE(all.one->status().held == 2);
  all.one->edit<Tool>(all.one->failed().at(0).op.op_id, [](Tool& t) {
    CHECK(t.title == "still bad");
    t.title = "good";
    t.uses += 10;
  });
  auto const queue = all.one->queue();
  REQUIRE(queue.size() == 3);
  CHECK(queue[0].group == queue[1].group);
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(saw).title == "good");
  CHECK(all.two->get(saw).uses == 15);
  CHECK(all.two->get(saw).note == "sharp");
  CHECK(all.two->find(shelf).has_value());
  CHECK(all.one->get(saw).uses == 15);
  CHECK(all.one.diverged == 0);
}

TEST_CASE("A correction that cannot be is refused, and changes nothing") {
  office all;
  auto const saw = all.one->create(tool("saw"));
  REQUIRE(all.one.sync());
  all.one->update(saw, [](Tool& t) { t.title = "bad"; });
  refuse_first(all.one);
  auto const failed = all.one->failed().at(0).op.op_id;
  auto const later = all.one->create(Shelf{"later", 0});
  CHECK(code_of([&] { all.one->edit<Tool>(failed, [&](Tool& t) { t.shelf = later; }); }) ==
        error_code::invalid_argument);
  CHECK(code_of([&] { all.one->edit<Shelf>(failed, [](Shelf& s) { s.name = "x"; }); }) ==
        error_code::invalid_argument);
  CHECK(code_of([&] { all.one->edit<Tool>(entente::uuid{}, [](Tool&) {}); }) == error_code::not_found);
  CHECK(all.one->get(saw).title == "bad");
  CHECK(all.one->failed().size() == 1);
  all.one->discard(failed);
  all.one->remove(saw);
  refuse_first(all.one);
  CHECK(code_of([&] {
          all.one->edit<Tool>(all.one->failed().at(0).op.op_id, [](Tool& t) { t.title = "x"; });
        }) == error_code::invalid_argument);
}

TEST_CASE("A whole local transaction can be given up, or just the operation that was refused") {
  office all;
  auto const saw = all.one->create(tool("saw"));
  REQUIRE(all.one.sync());
  auto const shelf = all.one->transaction([&](auto& group) {
    group.update(saw, [](Tool& t) { t.title = "bad"; });
    return group.create(Shelf{"wall", 0});
  });
  refuse_first(all.one);
  auto const failed = all.one->failed().at(0).op.op_id;
  SECTION("whole") {
    all.one->discard_group(failed);
    CHECK(all.one->status().clean());
    CHECK_FALSE(all.one->find_any(shelf).has_value());
    CHECK(all.one->snapshots().size() == 2);
  }
  SECTION("one") {
    all.one->discard(failed);
    CHECK(all.one->status().pending == 1);
    CHECK(all.one->snapshots().size() == 1);
    REQUIRE(all.one.sync());
    CHECK(all.one->find(shelf)->version == 1);
  }
  SECTION("sent again, it goes whole") {
    all.one->retry(failed);
    CHECK(all.one->status().pending == 2);
    REQUIRE(all.one.sync());
    CHECK(all.one->status().clean());
    CHECK(all.one->get(saw).title == "bad");
    return;
  }
  CHECK(all.one->get(saw).title == "saw");
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  CHECK(all.one.diverged == 0);
}

TEST_CASE("The export has everything that is needed to enter the work by hand") {
  office all;
  auto const shelf = all.one->create(Shelf{"wall", 0});
  REQUIRE(all.one.sync());
  all.one->update(shelf, [](Shelf& s) { s.name = "bad \"wall\""; });
  refuse_first(all.one);
  all.one->create(tool("saw", shelf));
  auto const text = all.one->export_failed();
  auto const parsed = entente::json_value::parse(text);
  REQUIRE(parsed.ok());
  CHECK(parsed->find("tenant")->as_string() == "acme");
  auto const& letter = parsed->find("failed")->elements()[0];
  CHECK(letter.find("clientId")->as_string() == shelf.key.text());
  CHECK(letter.find("record")->find("name")->as_string() == "bad \"wall\"");
  CHECK(letter.find("base")->find("name")->as_string() == "wall");
  CHECK(letter.find("error")->find("code")->as_string() == "validation_failed");
}

TEST_CASE("Why an operation is still here is told for every state") {
  office all;
  auto const shelf = all.one->create(Shelf{"wall", 0});
  auto const op_id = all.one->queue().at(0).op_id;
  auto why = all.one->why(op_id);
  CHECK(why.kind == stuck_kind::goes_next);
  CHECK_FALSE(why.problem.has_value());

  all.one->note_sync(entente::error{error_code::network_failed, "no connection", {}, {}, {}}, all.in.now);
  why = all.one->why(op_id);
  CHECK(why.kind == stuck_kind::sync_failed);
  CHECK(why.problem->code == error_code::network_failed);
  CHECK(why.retry_at == all.in.now);
  CHECK(why.sentence.find("no connection") != std::string::npos);
  CHECK(all.one->status().problem->message == "no connection");
  all.one.reopen();
  CHECK(all.one->why(op_id).kind == stuck_kind::sync_failed);
  all.one->note_sync({});
  CHECK_FALSE(all.one->status().problem.has_value());
  CHECK_FALSE(all.one->status().retry_at.has_value());

  auto batch = all.one.lease_all();
  CHECK(all.one->why(op_id).kind == stuck_kind::sending);
  all.one->settle(batch, answer_all(batch, verdict::retry, error_code::server_failed));
  why = all.one->why(op_id);
  CHECK(why.kind == stuck_kind::server_failing);
  CHECK(why.attempts == 1);
  CHECK(why.problem->message == "because");

  refuse_first(all.one);
  why = all.one->why(op_id);
  CHECK(why.kind == stuck_kind::refused);
  CHECK(entente::advice_for(*why.problem).actions.front() == entente::recovery_action::correct);
  all.one->create(tool("saw", shelf));
  why = all.one->why(all.one->queue().at(1).op_id);
  CHECK(why.kind == stuck_kind::held);
  CHECK(why.blocked_by == std::vector<entente::uuid>{op_id});

  all.one->retry(op_id);
  CHECK(all.one->why(op_id).kind == stuck_kind::not_queued);
  batch = all.one->lease(1, 1 << 20);
  all.one->settle(batch, answer_all(batch, verdict::conflict, error_code::conflict));
  why = all.one->why(all.one->queue().at(0).op_id);
  CHECK(why.kind == stuck_kind::conflict);
  all.one->keep_local(shelf);
  REQUIRE(all.one.sync());
  CHECK(all.one->queue().empty());
}

// ---- Histories -------------------------------------------------------------------------------------

TEST_CASE("However dead letters are dealt with, the queues empty and everybody has the same") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    world in{seed};
    device one{in, "one"};
    device two{in, "two"};
    auto const word = [&] { return "w" + std::to_string(in.roll(1000)); };
    auto const edit = [&](device& at, auto& all) {
      auto const shelves = all.template query<Shelf>().ids();
      if (shelves.empty() || in.chance(25)) return static_cast<void>(all.create(Shelf{word(), 0}));
      auto const shelf = shelves[in.roll(shelves.size())];
      auto const tools = all.template query<Tool>().ids();
      if (tools.empty() || in.chance(30)) return static_cast<void>(all.create(tool(word(), shelf)));
      auto const which = tools[in.roll(tools.size())];
      if (in.chance(10)) return all.remove(which);
      all.update(which, [&](Tool& t) {
        t.title = word();
        t.uses += 1;
        if (in.chance(30)) t.shelf = shelf;
      });
      static_cast<void>(at);
    };
    // The server refuses what comes at random.
    auto const refuse = [&](device& at) {
      auto const batch = at->lease(1 + in.roll(4), 1 << 20);
      if (batch.groups.empty()) return;
      entente::push_request passed = batch;
      std::set<entente::uuid> refused;
      std::vector<entente::op_result> results;
      std::erase_if(passed.groups, [&](auto const& group) {
        if (!in.chance(30)) return false;
        for (auto const& op : group) {
          auto& one_result = results.emplace_back();
          one_result.op_id = op.op_id;
          one_result.outcome = op.op_id == group.front().op_id ? verdict::rejected : verdict::held;
          one_result.code = error_code::validation_failed;
          one_result.message = "no";
        }
        return true;
      });
      auto answer = in.server->apply(in.who, "acme", passed);
      answer.results.insert(answer.results.end(), results.begin(), results.end());
      at->settle(batch, answer);
    };
    auto const deal_with = [&](device& at) {
      auto const letters = at->failed();
      if (letters.empty()) return;
      auto const& letter = letters[in.roll(letters.size())];
      switch (in.roll(4)) {
        case 0: at->retry(letter.op.op_id); break;
        case 1: at->discard(letter.op.op_id); break;
        case 2: at->discard_group(letter.op.op_id); break;
        default:
          if (letter.op.kind != entente::operation_kind::insert && letter.op.kind != entente::operation_kind::update)
            return at->retry(letter.op.op_id);
          if (letter.op.entity == entente::describe<Shelf>::name)
            at->edit<Shelf>(letter.op.op_id, [&](Shelf& s) { s.name = word(); });
          else
            at->edit<Tool>(letter.op.op_id, [&](Tool& t) {
              t.title = word();
              t.uses += 1;
            });
      }
    };
    for (int i = 0; i < 120; ++i) {
      in.pass(std::chrono::milliseconds{static_cast<std::int64_t>(in.roll(5000))});
      auto& at = in.chance(50) ? one : two;
      switch (in.roll(8)) {
        case 0: at.sync(); break;
        case 1: refuse(at); break;
        case 2: deal_with(at); break;
        case 3:
          at->transaction([&](auto& all) {
            for (auto n = 2 + in.roll(3); n > 0; --n) edit(at, all);
          });
          break;
        default: at->transaction([&](auto& all) { edit(at, all); });
      }
      for (auto const& op : at->queue(10'000)) {
        auto const why = at->why(op.op_id);
        CHECK(why.kind != stuck_kind::not_queued);
        if (op.state == operation_state::held) CHECK(why.blocked_by.size() == 1);
      }
    }
    for (int round = 0; round < 100; ++round) {
      for (auto* each : {&one, &two}) {
        each->sync();
        for (auto const& open : (*each)->conflicts())
          if (open.state == entente::conflict_state::open) {
            if (open.entity == entente::describe<Shelf>::name)
              (*each)->use_server(entente::id<Shelf>{open.key});
            else
              (*each)->use_server(entente::id<Tool>{open.key});
          }
        deal_with(*each);
      }
      if (one->status().clean() && two->status().clean()) break;
    }
    for (auto* each : {&one, &two, &one}) REQUIRE(each->sync());
    auto const rows_of = [](device& at) {
      std::multiset<std::string> rows;
      at->query<Tool>().for_each([&](auto const& each) {
        rows.insert(each.id.text() + each.value.title + std::to_string(each.value.uses) + each.value.shelf.key.text());
      });
      at->query<Shelf>().for_each([&](auto const& each) { rows.insert(each.id.text() + each.value.name); });
      return rows;
    };
    for (auto* each : {&one, &two}) {
      for (auto const& op : (*each)->queue())
        INFO(op.entity << ' ' << name_of(op.kind) << ' ' << name_of(op.state) << ' ' << op.message);
      CHECK((*each)->queue().empty());
      CHECK(each->diverged == 0);
    }
    CHECK(rows_of(one) == rows_of(two));
  }
}
