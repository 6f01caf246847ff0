// SPDX-License-Identifier: BSL-1.0
// Random histories in which people force, wipe and change their minds, over wires that fail: nothing unsynced
// goes without being set aside or explicitly discarded, and in the end everybody who keeps a record has it as
// the server has it.
//
// ENTENTE_HISTORIES=n runs n histories, ENTENTE_SEED=s just the one of that seed.
#include "sync/office.hpp"

#include <entente/wire/record_codec.hpp>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace office;

namespace {

struct crash : std::runtime_error {
  crash() : std::runtime_error("crash") {}
};

using place = std::tuple<std::string, uuid, operation_kind, std::string>;

place place_of(queued_operation const& op) { return {op.entity, op.key, op.kind, op.body}; }

/// A device, and what its owner does not want on it.
struct desk {
  std::unique_ptr<device> at;
  std::set<uuid> no_spaces{};
  bool no_done = false;
  std::vector<queued_operation> queued{};  ///< as it was before what is being done now came to its end
  bool watching = false;
};

class history {
 public:
  explicit history(std::uint64_t seed) : seed_(seed), dice_(seed), server_(seed) {
    for (std::size_t i = 0; i < 3; ++i) add(i);
  }

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    for (int i = 0; i < 80; ++i) step(desks_[roll(desks_.size())]);
    come_to_rest();
    for (auto& each : desks_) check(each);
  }

 private:
  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  bool chance(std::uint64_t percent) { return roll(100) < percent; }
  std::string word() { return "w" + std::to_string(++words_); }

  void add(std::size_t number) {
    auto how = server_.syncing();
    how.batch_operations = 1 + roll(8);
    how.page_records = 1 + roll(5);
    desks_.push_back({std::make_unique<device>(server_, "desk" + std::to_string(number), how)});
    auto& line = *desks_.back().at->line;
    line.every_push = [this, number, &line](push_request const& request) {
      return call<push_answer>(desks_[number], line, request);
    };
    line.every_pull = [this, number, &line](pull_request const& request) {
      return call<change_page>(desks_[number], line, request);
    };
  }

  template <class Answer, class Request>
  remote_answer<Answer> call(desk& of, scripted::wire<office::schema>& line, Request const& request) {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(roll(50))});
    if (trouble_ && chance(20)) write(of);
    if (trouble_ && chance(5)) wipe(of);
    if (of.watching) of.queued = (*of.at)->queue(1000);
    if (!trouble_ || !chance(20)) return line.deliver(request);
    switch (roll(4)) {
      case 0: throw crash{};
      case 1: static_cast<void>(line.deliver(request)); throw crash{};
      case 2: static_cast<void>(line.deliver(request)); return failed(reaction::retry_later);
      default: return failed(reaction::retry_later);
    }
  }

  void step(desk& of) {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(roll(5000))});
    auto& at = *of.at;
    switch (roll(14)) {
      case 0:
      case 1:
      case 2:
      case 3: attempt(of, [&] { return at->sync(); }); break;
      case 4: force_pull(of); break;
      case 5:
        if (chance(50))
          attempt(of, [&] { return at->force_push(confirm::force_push{}); });
        else
          attempt(of, [&] { return at->template force_push<Deed>(confirm::force_push{}); });
        break;
      case 6: wipe(of); break;
      case 7: think_again(of, 50); break;
      case 8: decide(of); break;
      default: write(of);
    }
  }

  template <class Run>
  bool attempt(desk& of, Run&& run) {
    try {
      return run().complete();
    } catch (crash const&) {
      of.at->reopen();
      return false;
    }
  }

  void write(desk& of) {
    server_.pass(std::chrono::milliseconds{1});
    (*of.at)->transaction([&](auto& all) {
      for (auto n = chance(70) ? 1 : 3; n > 0; --n) edit(all);
    });
  }

  template <class Entity, class All>
  std::optional<id<Entity>> any(All& all) {
    auto const ids = all.template query<Entity>().ids();
    if (ids.empty()) return std::nullopt;
    return ids[roll(ids.size())];
  }

  template <class All>
  void edit(All& all) {
    auto const kind = roll(8);
    if (kind == 0) {
      all.create(Space{word(), ""});
    } else if (kind == 1) {
      all.create(Deed{word(), word()});
    } else if (kind < 4) {
      auto made = task(word());
      if (auto const space = any<Space>(all)) made.space = *space;
      all.create(made);
    } else if (kind == 4) {
      if (auto const deed = any<Deed>(all))
        all.template update<Deed>(*deed, [&](Deed& d) { (chance(50) ? d.text : d.clause) = word(); });
    } else if (auto const one = any<Task>(all)) {
      if (chance(15)) return all.remove(*one);
      auto const space = any<Space>(all);
      all.template update<Task>(*one, [&](Task& t) {
        if (chance(50)) t.title = word();
        if (chance(20)) t.done = !t.done;
        if (chance(30)) ++t.votes;
        if (chance(20)) t.tags.push_back(word());
        if (chance(20) && space) t.space = *space;
      });
    }
  }

  // ---- What throws away, and what must be left of it ---------------------------------------------

  /// Everything that was queued is queued still, or was set aside.
  void check_kept(desk& of, std::set<place> const& aside_before) {
    std::set<place> kept = aside_before;
    for (auto const& op : (*of.at)->queue(1000)) kept.insert(place_of(op));
    for (auto const& each : (*of.at)->set_aside(1000))
      kept.insert({each.entity, each.key, each.kind, each.body});
    for (auto const& op : of.queued) {
      INFO(op.entity << ' ' << name_of(op.kind) << ' ' << op.body);
      CHECK(kept.contains(place_of(op)));
    }
  }

  void force_pull(desk& of) {
    auto& at = *of.at;
    of.queued = at->queue(1000);
    of.watching = true;
    auto const wipes = wipes_;
    bool const one = chance(40);
    bool const done = attempt(of, [&] {
      return one ? at->template force_pull<Task>(confirm::force_pull{})
                 : at->force_pull(confirm::force_pull{});
    });
    of.watching = false;
    if (wipes == wipes_) check_kept(of, {});
    if (!done) return;
    for (auto const& op : at->queue(1000))
      CHECK((one && op.entity != "Task"));
  }

  void wipe(desk& of) {
    auto& at = *of.at;
    ++wipes_;
    auto const after = chance(50) ? after_wipe::exclude : after_wipe::redownload;
    auto const work = static_cast<unsynced_work>(roll(3));
    auto const before = at->queue(1000);
    of.queued = before;
    auto const how_many = at->status().set_aside;
    try {
      if (chance(70)) {
        auto const space = any<Space>(*at);
        if (!space) return;
        at->wipe(wipe_scope::of(*space), after, work, confirm::wipe{});
        if (after == after_wipe::exclude) of.no_spaces.insert(space->key);
      } else {
        at->wipe(wipe_scope::where<Task>(field<&Task::done> == true), after, work, confirm::wipe{});
        if (after == after_wipe::exclude) of.no_done = true;
      }
    } catch (failure const& refused) {
      CHECK(refused.code() == error_code::not_ready);
      CHECK(work == unsynced_work::refuse);
      CHECK(at->queue(1000).size() == before.size());
      return;
    }
    if (work == unsynced_work::refuse) {
      CHECK(at->queue(1000).size() == before.size());
      CHECK(at->status().set_aside == how_many);
    }
    if (work != unsynced_work::discard) check_kept(of, {});
  }

  void think_again(desk& of, std::uint64_t forget) {
    for (auto const& each : (*of.at)->set_aside(1000)) {
      if (chance(forget)) {
        (*of.at)->forget_set_aside(each.id);
        continue;
      }
      try {
        (*of.at)->restore_set_aside(each.id);
      } catch (failure const& refused) {
        CHECK((refused.code() == error_code::not_ready || refused.code() == error_code::validation_failed));
      }
    }
  }

  void decide(desk& of) {
    for (auto const& one : (*of.at)->conflicts()) {
      if (one.state != conflict_state::open) continue;
      auto const pick = [&]<class Entity>(id<Entity> which) {
        if (chance(50))
          (*of.at)->keep_local(which);
        else
          (*of.at)->use_server(which);
      };
      if (one.entity == "Deed") pick(id<Deed>{one.key});
      if (one.entity == "Task") pick(id<Task>{one.key});
      if (one.entity == "Space") pick(id<Space>{one.key});
    }
  }

  // ---- The end ---------------------------------------------------------------------------------

  void come_to_rest() {
    trouble_ = false;
    for (auto& of : desks_) think_again(of, 30);
    for (int round = 0; round < 40; ++round) {
      bool busy = false;
      for (auto& of : desks_) {
        decide(of);
        auto const report = (*of.at)->sync();
        INFO("problem: " << (report.problem ? report.problem->text() : ""));
        REQUIRE(report.complete());
        for (auto const& op : (*of.at)->queue(1000))
          if (op.state == operation_state::failed) {
            (*of.at)->discard(op.op_id);
            break;
          }
        busy = busy || report.pushed + report.pulled > 0 || !(*of.at)->status().clean();
      }
      if (!busy) return;
    }
    FAIL_CHECK("it does not come to rest");
  }

  void check(desk& of) {
    auto const status = (*of.at)->status();
    CHECK(status.clean());
    CHECK(status.diverged.empty());
    CHECK(status.quarantined == 0);
    check_rows<Space>(of, [&](uuid const& key, Space const&) { return of.no_spaces.contains(key); });
    check_rows<Task>(of, [&](uuid const&, Task const& one) {
      return of.no_spaces.contains(one.space.key) || (of.no_done && one.done);
    });
    check_rows<Deed>(of, [](uuid const&, Deed const&) { return false; });
  }

  template <class Entity, class Unwanted>
  void check_rows(desk& of, Unwanted const& unwanted) {
    std::map<uuid, change> truth;
    pull_request request;
    for (bool more = true; more;) {
      auto const page = server_.truth().changes_since(server_.who, "acme", request);
      for (auto const& each : page.changes)
        if (each.entity == describe<Entity>::name && !each.deleted) truth[each.key] = each;
      request.cursor = page.cursor;
      more = page.has_more;
    }
    (*of.at)->template query<Entity>().for_each([&](record<Entity> const& row) {
      auto const found = truth.find(row.id.key);
      REQUIRE(found != truth.end());
      std::string text;
      write_object(text, row.value);
      CHECK(text == found->second.fields);
      CHECK(row.version == found->second.version);
      CHECK(row.updated_at == found->second.at);
      truth.erase(found);
    });
    for (auto const& [key, missing] : truth) {
      Entity value{};
      REQUIRE(read_fields(std::string_view{missing.fields}, value));
      INFO(missing.entity << ' ' << missing.fields);
      CHECK(unwanted(key, value));
    }
  }

  std::uint64_t seed_;
  std::mt19937_64 dice_;
  backend server_;
  std::vector<desk> desks_;
  std::uint64_t words_ = 0;
  std::uint64_t wipes_ = 0;
  bool trouble_ = true;
};

std::optional<std::uint64_t> number_in(char const* variable) {
  char const* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

}  // namespace

TEST_CASE("Whoever forces and wipes loses nothing unasked, and everybody ends up with the same") {
  if (auto const one = number_in("ENTENTE_SEED")) {
    history{*one}.run();
    return;
  }
  auto const many = number_in("ENTENTE_HISTORIES").value_or(60);
  for (std::uint64_t seed = 1; seed <= many; ++seed) history{seed}.run();
}
