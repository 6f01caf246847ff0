// SPDX-License-Identifier: BSL-1.0
// Random histories of several clients over wires on which everything goes wrong, with crashes between any two
// calls: at rest everybody has the same, and nothing that was written is lost or counted twice.
//
// ENTENTE_HISTORIES=n runs n histories of each kind, ENTENTE_SEED=s just the one of that seed.
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "sync/scripted.hpp"
#include "sync/village.hpp"

#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using namespace entente;
using namespace village;
using scripted::failed;

using world = schema<Ledger, Street, House, Tree, Deed, Plan, Poem, Space, Task>;
using backend = scripted::backend<world>;

/// The program ends here.
struct crash : std::runtime_error {
  crash() : std::runtime_error("crash") {}
};

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t roll(std::uint64_t sides) { return engine_() % sides; }
  bool chance(std::uint64_t percent) { return roll(100) < percent; }
  std::string word() { return "w" + std::to_string(++words_) + std::string(roll(4), 'x'); }

 private:
  std::mt19937_64 engine_;
  std::uint64_t words_ = 0;
};

/// What must be true of a ledger, from what was written into it.
struct expected_ledger {
  std::string name;
  std::int64_t total = 0;
  std::multiset<std::string> lines{};
  std::set<std::string> labels{};
  std::int64_t peak = 0;
  std::int64_t trough = 0;
};

struct trouble {
  std::uint64_t percent = 0;  ///< of the calls that something happens to
  bool skewed = false;        ///< clocks that are wrong by hours
};

class history {
 public:
  history(std::uint64_t seed, trouble what)
      : what_(what), seed_(seed), dice_(seed), server_(seed, seed % 3 == 0) {
    for (std::size_t i = 0, n = 2 + dice_.roll(3); i < n; ++i) add_device(i);
  }

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    for (int i = 0; i < 70; ++i) step();
    come_to_rest();
    check();
  }

 private:
  using device = scripted::device<world>;

  // ---- What happens ----------------------------------------------------------------------------

  void add_device(std::size_t number) {
    auto how = server_.syncing();
    how.batch_operations = 1 + dice_.roll(12);
    how.page_records = 1 + dice_.roll(12);
    std::chrono::minutes const skew{what_.skewed ? static_cast<std::int64_t>(dice_.roll(600)) - 300
                                                 : 0};
    auto fresh = std::make_unique<device>(server_, "device" + std::to_string(number), how, skew);
    auto& line = *fresh->line;
    line.every_push = [this, &line, at = fresh.get()](push_request const& request) {
      return call<push_answer>(*at, line, request);
    };
    line.every_pull = [this, &line, at = fresh.get()](pull_request const& request) {
      return call<change_page>(*at, line, request);
    };
    devices_.push_back(std::move(fresh));
  }

  template <class Answer, class Request>
  remote_answer<Answer> call(device& at, scripted::wire<world>& line, Request const& request) {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(dice_.roll(50))});
    if (what_.percent > 0 && dice_.chance(10)) write(at);
    if (!dice_.chance(what_.percent)) return line.deliver(request);
    switch (dice_.roll(10)) {
      case 0: throw crash{};
      case 1: static_cast<void>(line.deliver(request)); throw crash{};
      case 2: return failed(reaction::retry_later);
      case 3: static_cast<void>(line.deliver(request)); return failed(reaction::retry_later);
      case 4: static_cast<void>(line.deliver(request)); return line.deliver(request);
      case 5: return failed(reaction::sign_in, error_code::unauthenticated);
      case 6: return failed(reaction::hold, error_code::forbidden);
      case 7: return failed(reaction::stop, error_code::cancelled);
      case 8: server_.restart(); return line.deliver(request);
      default: return spoilt(line, request);
    }
  }

  remote_answer<push_answer> spoilt(scripted::wire<world>& line, push_request const& request) {
    if (request.groups.size() > 1 && dice_.chance(30))
      return failed(reaction::shrink, error_code::too_large);
    auto answer = line.deliver(request);
    if (dice_.chance(30)) {
      for (auto& each : answer.results) {
        each = op_result{each.op_id, verdict::retry, 0, {}, {}, error_code::server_failed, {}, {}};
        break;
      }
      return answer;
    }
    std::erase_if(answer.results, [&](auto const&) { return dice_.chance(50); });
    std::reverse(answer.results.begin(), answer.results.end());
    return answer;
  }
  remote_answer<change_page> spoilt(scripted::wire<world>& line, pull_request const& request) {
    auto shorter = request;
    shorter.limit = 1;
    return line.deliver(shorter);
  }

  void step() {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(dice_.roll(5000))});
    auto& at = *devices_[dice_.roll(devices_.size())];
    switch (dice_.roll(12)) {
      case 0:
      case 1:
      case 2: sync(at); break;
      case 3: decide(at); break;
      case 4:
        if (dice_.chance(20)) at.reopen();
        if (dice_.chance(20)) at->transaction([](auto&) {});
        break;
      default: write(at);
    }
  }

  void sync(device& at) {
    try {
      static_cast<void>(at->sync());
    } catch (crash const&) {
      at.reopen();
    }
  }

  /// A local transaction of one or more writes; now and then one that is given up.
  void write(device& at) {
    server_.pass(std::chrono::milliseconds{1});
    auto const before = ledgers_;
    bool const gives_up = dice_.chance(5);
    try {
      at->transaction([&](auto& all) {
        for (auto n = dice_.chance(70) ? 1 : 1 + dice_.roll(5); n > 0; --n) edit(all);
        if (gives_up) throw crash{};
      });
    } catch (crash const&) {
      ledgers_ = before;
    }
  }

  template <class Entity, class All>
  std::optional<id<Entity>> any(All& all) {
    auto const ids = all.template query<Entity>().ids();
    if (ids.empty()) return std::nullopt;
    return ids[dice_.roll(ids.size())];
  }

  template <class All>
  void edit(All& all) {
    switch (dice_.roll(18)) {
      case 0: make_ledger(all); break;
      case 1: all.create(Street{dice_.word()}); break;
      case 2: make_house(all); break;
      case 3: {
        Tree made{dice_.word(), dice_.word(), {}};
        if (auto const house = any<House>(all)) made.house = *house;
        all.create(made);
        break;
      }
      case 4: all.create(Deed{dice_.word(), dice_.word(), 1}); break;
      case 5:
        if (dice_.chance(50))
          all.create(Plan{dice_.word(), dice_.word()});
        else
          all.create(Poem{dice_.word()});
        break;
      case 6: {
        Task made;
        made.title = dice_.word();
        if (auto const space = any<Space>(all))
          made.space = *space;
        else
          made.space = all.create(Space{dice_.word(), ""});
        all.create(made);
        break;
      }
      case 7:
      case 8:
      case 9: edit_ledger(all); break;
      case 10:
      case 11: edit_house(all); break;
      case 12:
        edit_or_remove<Tree>(all, 20, [&](Tree& t) {
          if (dice_.chance(30)) t.house = any<House>(all).value_or(id<House>{});
          (dice_.chance(50) ? t.name : t.spot) = dice_.word();
        });
        break;
      case 13:
        edit_or_remove<Deed>(all, 10, [&](Deed& d) {
          if (dice_.chance(20)) ++d.pages;
          (dice_.chance(50) ? d.text : d.clause) = dice_.word();
        });
        break;
      case 14:
        edit_or_remove<Plan>(
            all, 5, [&](Plan& p) { (dice_.chance(50) ? p.north : p.south) = dice_.word(); });
        break;
      case 15: edit_or_remove<Poem>(all, 5, [&](Poem& p) { p.text = dice_.word(); }); break;
      default:
        edit_or_remove<Task>(all, 15, [&](Task& t) {
          if (dice_.chance(50)) t.done = !t.done;
          if (dice_.chance(50)) ++t.votes;
          if (dice_.chance(30)) t.tags.push_back(dice_.word());
          if (dice_.chance(30)) t.note = dice_.word();
        });
    }
  }

  template <class Entity, class All, class Change>
  void edit_or_remove(All& all, std::uint64_t removed, Change const& change) {
    auto const which = any<Entity>(all);
    if (!which) return;
    if (!dice_.chance(removed)) return all.update(*which, change);
    all.remove(*which);
    if (dice_.chance(30)) all.restore(*which);
  }

  template <class All>
  void make_ledger(All& all) {
    Ledger made{dice_.word(),
                static_cast<std::int64_t>(dice_.roll(10)),
                {dice_.word()},
                {dice_.word()},
                0,
                0};
    auto const which = all.create(made);
    ledgers_[which.key] = {made.name, made.total, {made.lines.front()}, {made.labels.front()},
                           0,         0};
  }

  template <class All>
  void edit_ledger(All& all) {
    auto const which = any<Ledger>(all);
    if (!which) return;
    auto& expected = ledgers_.at(which->key);
    all.update(*which, [&](Ledger& one) {
      for (auto n = 1 + dice_.roll(3); n > 0; --n) switch (dice_.roll(6)) {
          case 0: expected.name = one.name = dice_.word(); break;
          case 1: {
            auto const by = static_cast<std::int64_t>(dice_.roll(9)) - 4;
            one.total += by;
            expected.total += by;
            break;
          }
          case 2: expected.lines.insert(one.lines.emplace_back(dice_.word())); break;
          case 3: expected.labels.insert(one.labels.emplace_back(dice_.word())); break;
          case 4:
            one.peak = (std::max)(one.peak, static_cast<std::int64_t>(dice_.roll(1000)));
            expected.peak = (std::max)(expected.peak, one.peak);
            break;
          default:
            one.trough = (std::min)(one.trough, -static_cast<std::int64_t>(dice_.roll(1000)));
            expected.trough = (std::min)(expected.trough, one.trough);
        }
    });
  }

  template <class All>
  void make_house(All& all) {
    House made;
    made.door = dice_.word();
    made.tags = {dice_.word()};
    made.visits = static_cast<std::int64_t>(dice_.roll(3));
    if (auto const street = any<Street>(all)) made.street = *street;
    all.create(made);
  }

  template <class All>
  void edit_house(All& all) {
    auto const street = any<Street>(all);
    edit_or_remove<House>(all, 10, [&](House& one) {
      for (auto n = 1 + dice_.roll(3); n > 0; --n) switch (dice_.roll(10)) {
          case 0: one.door = dice_.word(); break;
          case 1: one.plaque = dice_.word(); break;
          case 2: one.tenant = dice_.word(); break;
          case 3: ++one.visits; break;
          case 4: one.tags.push_back(dice_.word()); break;
          case 5:
            if (!one.tags.empty()) one.tags.erase(one.tags.begin());
            break;
          case 6: one.log.push_back(dice_.word()); break;
          case 7:
            if (!one.log.empty()) one.log.clear();
            break;
          case 8: one.warmth = static_cast<std::int64_t>(dice_.roll(100)); break;
          default:
            if (street) one.street = *street;
        }
    });
  }

  void decide(device& at) {
    std::set<std::pair<std::string, uuid>> seen;
    for (auto const& one : at->conflicts()) {
      CHECK(seen.emplace(one.entity, one.key).second);
      if (dice_.chance(30) || one.state != conflict_state::open) continue;
      world::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (one.entity == describe<Entity>::name) decide_one(at, id<Entity>{one.key});
      });
    }
  }

  template <class Entity>
  void decide_one(device& at, id<Entity> which) {
    auto const open = at->conflict_of(which);
    REQUIRE(open.has_value());
    switch (dice_.roll(3)) {
      case 0: at->keep_local(which); break;
      case 1: at->use_server(which); break;
      default: at->resolve(which, open->suggested);
    }
  }

  // ---- What must be true in the end --------------------------------------------------------------

  void come_to_rest() {
    what_.percent = 0;
    for (int round = 0; round < 60; ++round) {
      bool busy = false;
      for (auto& each : devices_) {
        decide(*each);
        auto const report = (*each)->sync();
        INFO("problem: " << (report.problem ? report.problem->text() : ""));
        REQUIRE(report.complete());
        busy = busy || report.pushed + report.pulled > 0 || !(*each)->status().clean();
      }
      if (!busy) return;
    }
    FAIL_CHECK("it does not come to rest");
  }

  void check() {
    for (auto& each : devices_) check_queue(*each);
    world::for_each(
        [&]<class Entity>(std::type_identity<Entity>, std::size_t) { check_rows<Entity>(); });
    check_ledgers();
  }

  void check_queue(device& at) {
    auto const status = at->status();
    std::vector<std::string> left;
    for (auto const& op : at->queue())
      left.push_back(std::to_string(op.sequence) + ' ' + op.entity + ' ' +
                     std::string{name_of(op.kind)} + ' ' + std::string{name_of(op.state)} + " by " +
                     std::to_string(op.held_by) + ' ' + op.message + ' ' + op.field);
    CHECK(left == std::vector<std::string>{});
    CHECK(status.clean());
    CHECK(status.conflicts == 0);
    CHECK(status.diverged.empty());
    CHECK(status.quarantined == 0);
  }

  template <class Entity>
  void check_rows() {
    std::vector<std::string> truth;
    pull_request request;
    for (bool more = true; more;) {
      auto const page = server_.truth().changes_since(server_.who, "acme", request);
      for (auto const& each : page.changes)
        if (each.entity == describe<Entity>::name && !each.deleted)
          truth.push_back(each.key.text() + ' ' + std::to_string(each.version) + '@' +
                          std::to_string(each.at.micros) + ' ' + each.fields);
      request.cursor = page.cursor;
      more = page.has_more;
    }
    std::sort(truth.begin(), truth.end());
    for (auto& each : devices_) {
      std::vector<std::string> here;
      (*each)->template query<Entity>().for_each([&](record<Entity> const& row) {
        auto& text = here.emplace_back(row.id.text() + ' ' + std::to_string(row.version) + '@' +
                                       std::to_string(row.updated_at.micros) + ' ');
        write_object(text, row.value);
      });
      std::sort(here.begin(), here.end());
      std::vector<std::string> differing;
      std::set_symmetric_difference(here.begin(), here.end(), truth.begin(), truth.end(),
                                    std::back_inserter(differing));
      CHECK(differing == std::vector<std::string>{});
    }
  }

  void check_ledgers() {
    std::size_t found = 0;
    (*devices_.front())->query<Ledger>().for_each([&](record<Ledger> const& row) {
      ++found;
      INFO(row.id.text());
      REQUIRE(ledgers_.contains(row.id.key));
      auto const& expected = ledgers_.at(row.id.key);
      auto const& is = row.value;
      CHECK(is.total == expected.total);
      CHECK(std::multiset<std::string>(is.lines.begin(), is.lines.end()) == expected.lines);
      CHECK(std::set<std::string>(is.labels.begin(), is.labels.end()) == expected.labels);
      CHECK(is.labels.size() == expected.labels.size());
      CHECK(is.peak == expected.peak);
      CHECK(is.trough == expected.trough);
      // The last to write has the last word, where the clocks can tell who that was.
      if (!what_.skewed) CHECK(is.name == expected.name);
    });
    CHECK(found == ledgers_.size());
  }

  trouble what_;
  std::uint64_t seed_;
  dice dice_;
  backend server_;
  std::vector<std::unique_ptr<device>> devices_;
  std::map<uuid, expected_ledger> ledgers_;
};

std::optional<std::uint64_t> number_in(char const* variable) {
  char const* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

void run_histories(std::uint64_t first, std::uint64_t count, trouble what) {
  if (auto const one = number_in("ENTENTE_SEED")) {
    history{*one, what}.run();
    return;
  }
  auto const many = number_in("ENTENTE_HISTORIES").value_or(count);
  for (std::uint64_t seed = first; seed < first + many; ++seed) history{seed, what}.run();
}

}  // namespace

TEST_CASE("Clients that are often apart end up with the same, and with everything") {
  run_histories(1, 30, {0, false});
}

TEST_CASE(
    "Whatever is lost, repeated, cut short or crashes on the way, everybody ends up with the same, and with everything") {
  run_histories(100'000, 80, {25, false});
}

TEST_CASE("Clocks that are wrong by hours lose nothing either") {
  run_histories(200'000, 40, {15, true});
}
