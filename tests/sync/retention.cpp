// SPDX-License-Identifier: BSL-1.0
// Devices that stay away for longer than the server keeps what was deleted.
//
// ENTENTE_HISTORIES=n runs n random histories, ENTENTE_SEED=s just the one of that seed.
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "sync/scripted.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace ledgers {

/// Never deleted: what becomes of it is known exactly.
struct Ledger {
  std::string name;
  std::int64_t total = 0;
};
/// Lives on when somebody updates it.
struct Tree {
  std::string name;
};

using world = entente::schema<Ledger, Tree, Space, Task>;

}  // namespace ledgers

template <>
struct entente::entity_traits<ledgers::Ledger> {
  using fields = field_policies<merge<&ledgers::Ledger::total, counter>>;
};
template <>
struct entente::entity_traits<ledgers::Tree> {
  static constexpr auto on_delete = delete_rule::update_wins;
};

namespace {

using namespace entente;
using namespace ledgers;
using namespace std::chrono_literals;
using backend = scripted::backend<world>;
using device = scripted::device<world>;

constexpr auto ten_days = 240h;

struct forgetful : backend {
  explicit forgetful(std::uint64_t seed = 1) : backend(seed) {
    retention = ten_days;
    restart();
  }
};

Task task(std::string title) {
  Task made;
  made.title = std::move(title);
  return made;
}

}  // namespace

TEST_CASE("sync: who was away for longer than deletions are kept loses the records, and no pending work") {
  forgetful server;
  device one{server, "one"};
  device two{server, "two"};
  auto const doomed = one->create(task("doomed"));
  auto const edited = one->create(task("edited"));
  auto const tree = one->create(Tree{"oak"});
  auto const book = one->create(Ledger{"book", 1});
  REQUIRE(one->sync().complete());
  REQUIRE(two->sync().complete());
  one->remove(doomed);
  one->remove(edited);
  one->remove(tree);
  REQUIRE(one->sync().complete());
  two->update(edited, [](Task& t) { t.title = "by two"; });
  two->update(tree, [](Tree& t) { t.name = "elm"; });
  two->update(book, [](Ledger& l) { l.total += 5; });
  auto const fresh = two->create(task("made offline"));
  server.pass(ten_days + 24h);
  CHECK(server.truth().purge("acme").tombstones == 3);

  auto const report = two->sync();
  CHECK(report.complete());
  CHECK(report.diverged.empty());
  CHECK_FALSE(two->find(doomed));
  CHECK_FALSE(two->find(edited));
  CHECK(two->get(book).total == 6);
  CHECK(two->find(fresh));
  REQUIRE(two->conflicts().size() == 1);  // the tree: a person decides
  two->keep_local(tree);
  REQUIRE(two->sync().complete());
  REQUIRE(one->sync().complete());
  REQUIRE(one->sync().complete());
  CHECK(one->get(tree).name == "elm");
  CHECK(one->get(book).total == 6);
  CHECK(one->find(fresh));
  CHECK(one->status().diverged.empty());
}

TEST_CASE("sync: an answer that was lost long ago counts once") {
  forgetful server;
  device one{server, "one"};
  device two{server, "two"};
  auto const book = one->create(Ledger{"book", 1});
  REQUIRE(one->sync().complete());
  REQUIRE(two->sync().complete());
  auto const doomed = two->create(task("doomed"));
  two->update(book, [](Ledger& l) { l.total += 5; });
  two.line->next_pushes.push_back([line = two.line.get()](push_request const& request) {
    static_cast<void>(line->deliver(request));
    return scripted::failed(reaction::retry_later);
  });
  static_cast<void>(two->sync());
  REQUIRE(one->sync().complete());
  one->remove(doomed);
  REQUIRE(one->sync().complete());
  server.pass(ten_days + 24h);
  CHECK(server.truth().purge("acme").receipts >= 2);
  two->update(book, [](Ledger& l) { l.total += 10; });
  REQUIRE(two->sync().complete());
  REQUIRE(one->sync().complete());
  CHECK(one->get(book).total == 16);
  CHECK(two->get(book).total == 16);
  CHECK_FALSE(one->find(doomed));
  CHECK_FALSE(two->find(doomed));
  CHECK(server.truth().status("acme").records == 1);
}

namespace {

class history {
 public:
  explicit history(std::uint64_t seed) : seed_(seed), dice_(seed), server_(seed) {
    for (std::size_t i = 0, n = 2 + roll(3); i < n; ++i) {
      auto how = server_.syncing();
      how.batch_operations = 1 + roll(8);
      how.page_records = 1 + roll(8);
      std::chrono::minutes const skew{static_cast<std::int64_t>(roll(240)) - 120};
      devices_.push_back(std::make_unique<device>(server_, "device" + std::to_string(i), how, skew));
      auto& line = *devices_.back()->line;
      line.every_push = [this, &line](push_request const& request) { return call<push_answer>(line, request); };
      line.every_pull = [this, &line](pull_request const& request) { return call<change_page>(line, request); };
    }
  }

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    for (int i = 0; i < 80; ++i) {
      step();
      look();
    }
    trouble_ = 0;
    come_to_rest();
    check();
  }

 private:
  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  bool chance(std::uint64_t percent) { return roll(100) < percent; }

  template <class Answer, class Request>
  remote_answer<Answer> call(scripted::wire<world>& line, Request const& request) {
    server_.pass(1s);
    if (!chance(trouble_)) return line.deliver(request);
    if (chance(60)) static_cast<void>(line.deliver(request));
    return scripted::failed(reaction::retry_later);
  }

  void step() {
    server_.pass(std::chrono::minutes{roll(600)});
    if (chance(8)) server_.pass(std::chrono::hours{24 * roll(15)});
    auto& at = *devices_[roll(devices_.size())];
    switch (roll(8)) {
      case 0: server_.truth().purge("acme"); break;
      case 1:
      case 2:
      case 3: static_cast<void>(at->sync()); break;
      default: write(at);
    }
  }

  template <class Entity>
  std::optional<id<Entity>> any(device& at) {
    auto const ids = at->template query<Entity>().ids();
    if (ids.empty()) return std::nullopt;
    return ids[roll(ids.size())];
  }

  void write(device& at) {
    switch (roll(8)) {
      case 0: {
        auto const made = at->create(Ledger{"l", 0});
        totals_[made.key] = 0;
        break;
      }
      case 1:
      case 2:
        if (auto const one = any<Ledger>(at)) {
          auto const by = static_cast<std::int64_t>(1 + roll(9));
          at->update(*one, [&](Ledger& l) { l.total += by; });
          totals_[one->key] += by;
        }
        break;
      case 3: at->create(task("t")); break;
      case 4: at->create(Tree{"t"}); break;
      case 5:
        if (auto const one = any<Task>(at)) at->update(*one, [&](Task& t) { ++t.votes; });
        if (auto const one = any<Tree>(at)) at->update(*one, [&](Tree& t) { t.name += "x"; });
        break;
      default:
        if (auto const one = any<Task>(at)) at->remove(*one);
        if (auto const one = any<Tree>(at); one && chance(40)) at->remove(*one);
    }
  }

  /// A task that was deleted on the server never lives there again.
  void look() {
    std::set<uuid> live;
    server_.truth().read(server_.who, "acme", [&](auto& store) {
      auto const rows = store.template scan<Task>(stamp{}, 1'000'000);
      stored_row<Task> row;
      while (rows->step()) {
        store.read_row(*rows, row);
        (row.deleted ? gone_ : live).insert(row.key);
      }
      return true;
    });
    for (auto const& key : live) CHECK(gone_.count(key) == 0);
  }

  void come_to_rest() {
    for (int round = 0; round < 40; ++round) {
      bool busy = false;
      for (auto& each : devices_) {
        for (auto const& one : (*each)->conflicts()) {
          REQUIRE(one.entity == "Tree");
          if (one.state != conflict_state::open) continue;
          if (chance(50))
            (*each)->keep_local(id<Tree>{one.key});
          else
            (*each)->use_server(id<Tree>{one.key});
        }
        auto const report = (*each)->sync();
        INFO((report.problem ? report.problem->text() : ""));
        REQUIRE(report.complete());
        // A record that a person kept begins anew at version 1: who has seen its deletion finds that out by the digest.
        auto const status = (*each)->status();
        busy = busy || report.pushed + report.pulled > 0 || !status.clean() || !status.diverged.empty();
        if (chance(10)) server_.truth().purge("acme");
      }
      if (!busy) return;
    }
    FAIL_CHECK("it does not come to rest");
  }

  template <class Entity>
  std::vector<std::tuple<uuid, std::int64_t, std::int64_t>> rows_of(device& at) {
    std::vector<std::tuple<uuid, std::int64_t, std::int64_t>> rows;
    at->template query<Entity>().for_each([&](record<Entity> const& row) {
      rows.emplace_back(row.id.key, row.version, row.updated_at.micros);
    });
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  void check() {
    look();
    std::int64_t records = 0;
    world::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      auto const first = rows_of<Entity>(*devices_.front());
      records += static_cast<std::int64_t>(first.size());
      for (auto& each : devices_) CHECK(rows_of<Entity>(*each) == first);
    });
    CHECK(server_.truth().status("acme").records == records);
    for (auto& each : devices_) {
      CHECK((*each)->queue().empty());
      CHECK((*each)->status().diverged.empty());
      std::map<uuid, std::int64_t> totals;
      (*each)->template query<Ledger>().for_each(
          [&](record<Ledger> const& row) { totals[row.id.key] = row.value.total; });
      CHECK(totals == totals_);
    }
  }

  std::uint64_t const seed_;
  std::mt19937_64 dice_;
  forgetful server_;
  std::uint64_t trouble_ = 15;
  std::vector<std::unique_ptr<device>> devices_;
  std::map<uuid, std::int64_t> totals_;
  std::set<uuid> gone_;
};

}  // namespace

TEST_CASE("sync: random histories with purges and long absences converge, and nothing comes back") {
  auto const* const seed = std::getenv("ENTENTE_SEED");
  auto const* const many = std::getenv("ENTENTE_HISTORIES");
  if (seed != nullptr) return history{std::strtoull(seed, nullptr, 10)}.run();
  std::uint64_t const count = many != nullptr ? std::strtoull(many, nullptr, 10) : 20;
  for (std::uint64_t i = 1; i <= count; ++i) history{i}.run();
}
