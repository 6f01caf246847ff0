// SPDX-License-Identifier: BSL-1.0
// Random histories of devices whose entities have rules between records, over wires on which answers are lost: at rest
// everybody has the same, no two live records share a unique value, nobody refers to a deleted record by a ref with
// a rule, and no queue is stuck.
//
// ENTENTE_SEED=s runs just the history of that seed.
#include "sync/family.hpp"

#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace {

using namespace family;

class history {
 public:
  history(std::uint64_t seed, std::uint64_t trouble) : seed_(seed), trouble_(trouble), dice_(seed), server_(seed) {
    for (auto const* name : {"a", "b", "c"}) {
      auto how = server_.syncing();
      how.batch_operations = 1 + roll(12);
      how.page_records = 1 + roll(12);
      devices_.push_back(std::make_unique<device>(server_, name, how));
      auto& line = *devices_.back()->line;
      line.every_push = [this, &line](push_request const& request) { return call<push_answer>(line, request); };
      line.every_pull = [this, &line](pull_request const& request) { return call<change_page>(line, request); };
    }
  }

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    for (int i = 0; i < 90; ++i) step();
    come_to_rest();
    check();
  }

 private:
  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  bool chance(std::uint64_t percent) { return roll(100) < percent; }
  std::string name() { return "n" + std::to_string(roll(6)); }

  template <class Answer, class Request>
  remote_answer<Answer> call(scripted::wire<home>& line, Request const& request) {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(roll(50))});
    if (!chance(trouble_)) return line.deliver(request);
    if (chance(50)) static_cast<void>(line.deliver(request));
    return scripted::failed(reaction::retry_later);
  }

  void step() {
    server_.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(roll(3000))});
    auto& at = *devices_[roll(devices_.size())];
    switch (roll(8)) {
      case 0: static_cast<void>(at->sync()); break;
      case 1: decide(at); break;
      case 2: at.reopen(); break;
      default: write(at);
    }
  }

  /// What the rules refuse has not happened.
  void write(device& at) {
    try {
      at->transaction([&](auto& all) {
        for (auto n = chance(70) ? 1 : 1 + roll(4); n > 0; --n) edit(all);
      });
    } catch (failure const& refused) {
      bool const by_rule =
          refused.code() == error_code::not_unique || refused.code() == error_code::validation_failed;
      if (!by_rule) throw;
    }
  }

  template <class Entity, class All>
  std::optional<id<Entity>> any(All& all) {
    auto const ids = all.template query<Entity>().ids();
    if (ids.empty()) return std::nullopt;
    return ids[roll(ids.size())];
  }
  template <class Entity, class All>
  ref<Entity> some(All& all) {
    auto const found = any<Entity>(all);
    return found && !chance(10) ? ref<Entity>{*found} : ref<Entity>{};
  }

  template <class All>
  void edit(All& all) {
    switch (roll(13)) {
      case 0: all.create(Room{name(), chance(30) ? std::optional{name()} : std::nullopt}); break;
      case 1: all.create(Shelf{name(), some<Room>(all)}); break;
      case 2: all.create(Book{name(), some<Shelf>(all)}); break;
      case 3: all.create(Note{name(), some<Book>(all)}); break;
      case 4: all.create(Lock{static_cast<std::int64_t>(roll(2)), static_cast<std::int64_t>(roll(3)), some<Room>(all)}); break;
      case 5: change<Room>(all, [&](Room& r) { r.name = name(); }); break;
      case 6: swap_names(all); break;
      case 7: change<Shelf>(all, [&](Shelf& s) { chance(50) ? void(s.label = name()) : void(s.room = some<Room>(all)); }); break;
      case 8: change<Book>(all, [&](Book& b) { chance(50) ? void(b.title = name()) : void(b.shelf = some<Shelf>(all)); }); break;
      case 9: change<Note>(all, [&](Note& n) { chance(50) ? void(n.text = name()) : void(n.book = some<Book>(all)); }); break;
      case 10: change<Lock>(all, [&](Lock& l) { chance(50) ? void(++l.number) : void(l.room = some<Room>(all)); }); break;
      default: remove_or_restore(all);
    }
  }

  template <class Entity, class All, class Change>
  void change(All& all, Change const& how) {
    if (auto const which = any<Entity>(all)) all.update(*which, how);
  }

  template <class All>
  void swap_names(All& all) {
    auto const one = any<Room>(all);
    auto const other = any<Room>(all);
    if (!one || *one == *other) return;
    auto const first = all.get(*one).name;
    auto const second = all.get(*other).name;
    all.update(*one, [&](Room& r) { r.name = second; });
    all.update(*other, [&](Room& r) { r.name = first; });
  }

  template <class All>
  void remove_or_restore(All& all) {
    auto const pick = roll(5);
    std::size_t i = 0;
    home::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (i++ != pick) return;
      auto const which = any<Entity>(all);
      if (!which) return;
      all.remove(*which);
      removed_[std::string{describe<Entity>::name}].push_back(which->key);
      auto const& gone = removed_[std::string{describe<Entity>::name}];
      if (!chance(40)) return;
      id<Entity> const back{gone[roll(gone.size())]};
      try {
        all.restore(back);
      } catch (failure const& unknown) {
        if (unknown.code() != error_code::not_found) throw;
      }
    });
  }

  void decide(device& at) {
    for (auto const& one : at->conflicts())
      home::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (one.entity != describe<Entity>::name || one.state != conflict_state::open) return;
        id<Entity> const which{one.key};
        try {
          if (chance(50)) return at->use_server(which);
          auto const open = at->conflict_of(which);
          if (open->local_deleted) return at->keep_local(which);
          auto value = open->local;
          if constexpr (std::is_same_v<Entity, Room>) value = {"fresh" + std::to_string(++fresh_), {}};
          if constexpr (std::is_same_v<Entity, Lock>) value = {100, ++fresh_, {}};
          at->resolve(which, value);
        } catch (failure const& refused) {
          if (refused.code() != error_code::not_unique) throw;
        }
      });
    for (auto const& op : at->queue())
      if (op.state == operation_state::failed) at->discard(op.op_id);
  }

  void come_to_rest() {
    trouble_ = 0;
    for (int round = 0; round < 60; ++round) {
      bool busy = false;
      for (auto& each : devices_) {
        decide(*each);
        auto const report = (*each)->sync();
        INFO("problem: " << (report.problem ? report.problem->text() : ""));
        REQUIRE(report.complete());
        busy = busy || report.pushed + report.pulled > 0 || !(*each)->status().clean();
        server_.pass(std::chrono::seconds{1});
      }
      if (!busy) return;
    }
    FAIL_CHECK("it does not come to rest");
  }

  template <class Entity>
  static std::map<std::string, std::string> rows_of(device& at) {
    std::map<std::string, std::string> rows;
    at->query<Entity>().for_each([&](record<Entity> const& row) {
      auto& text = rows[row.id.text()];
      text = std::to_string(row.version) + '@' + std::to_string(row.updated_at.micros) + '/' +
             std::to_string(row.created_at.micros) + ' ';
      write_object(text, row.value);
    });
    return rows;
  }

  void check() {
    for (auto& each : devices_) {
      auto const status = (*each)->status();
      std::vector<std::string> left;
      for (auto const& op : (*each)->queue())
        left.push_back(op.entity + ' ' + std::string{name_of(op.kind)} + ' ' + std::string{name_of(op.state)} + ' ' +
                       op.message + ' ' + op.field);
      CHECK(left == std::vector<std::string>{});
      CHECK(status.diverged.empty());
      CHECK(status.quarantined == 0);
    }
    home::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      auto const first = rows_of<Entity>(*devices_.front());
      std::map<std::string, std::string> truth;
      for (auto const& each : server_.truth().changes_since(server_.who, "acme", {}).changes)
        if (each.entity == describe<Entity>::name && !each.deleted)
          truth[each.key.text()] = std::to_string(each.version) + '@' + std::to_string(each.at.micros) + '/' +
                                   std::to_string(each.created.micros) + ' ' + each.fields;
      for (auto& each : devices_) CHECK(rows_of<Entity>(*each) == truth);
      check_targets<Entity>();
    });
    check_unique<Room>([](Room const& r) { return r.name; });
    check_unique<Lock>([](Lock const& l) { return std::to_string(l.row) + "/" + std::to_string(l.number); });
  }

  template <class Entity>
  void check_targets() {
    auto& at = **devices_.front();
    at.template query<Entity>().for_each([&](record<Entity> const& row) {
      for_each_ruled_ref<Entity>([&]<class, std::size_t I>() {
        auto const& target = get_field<I>(row.value);
        if (target) CHECK(at.find(*target));
      });
    });
  }

  template <class Entity, class Value>
  void check_unique(Value const& value) {
    std::set<std::string> seen;
    (*devices_.front())->query<Entity>().for_each([&](record<Entity> const& row) {
      CHECK(seen.insert(value(row.value)).second);
    });
  }

  std::uint64_t seed_;
  std::uint64_t trouble_;
  std::mt19937_64 dice_;
  backend server_;
  std::vector<std::unique_ptr<device>> devices_;
  std::map<std::string, std::vector<uuid>> removed_;
  std::int64_t fresh_ = 0;
};

void run_histories(std::uint64_t first, std::uint64_t count, std::uint64_t trouble) {
  char const* const chosen = std::getenv("ENTENTE_SEED");
  if (chosen != nullptr) return history{std::strtoull(chosen, nullptr, 10), trouble}.run();
  for (std::uint64_t seed = first; seed < first + count; ++seed) history{seed, trouble}.run();
}

}  // namespace

TEST_CASE("Whatever devices do apart, the rules between records hold in the end, and everybody has the same") {
  run_histories(1, 40, 0);
}

TEST_CASE("The rules between records hold however many answers are lost on the way") { run_histories(1000, 40, 25); }
