// SPDX-License-Identifier: BSL-1.0
// Random histories with faults: whatever happens on the way, at rest everybody has the same.
#include "replica/world.hpp"
#include "support/catch.hpp"

#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace kit;
using support::device;
using support::world;

template <class Entity>
std::vector<std::string> rows_of(device& at) {
  std::vector<std::string> rows;
  at->query<Entity>().for_each([&](entente::record<Entity> const& each) {
    std::string text = each.id.text() + " " + std::to_string(each.version) + "@" +
                       std::to_string(each.updated_at.micros) + " ";
    entente::write_object(text, each.value);
    rows.push_back(text);
  });
  std::sort(rows.begin(), rows.end());
  return rows;
}

template <class Entity>
std::vector<std::string> rows_of(world& in) {
  std::vector<std::string> rows;
  entente::pull_request request;
  for (;;) {
    auto const page = in.server->changes_since(in.who, "acme", request);
    for (auto const& each : page.changes)
      if (each.entity == entente::describe<Entity>::name && !each.deleted)
        rows.push_back(each.key.text() + " " + std::to_string(each.version) + "@" +
                       std::to_string(each.at.micros) + " " + each.fields);
    request.cursor = page.cursor;
    if (!page.has_more) break;
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

template <class Entity>
std::optional<entente::id<Entity>> any(world& in, device& at) {
  auto const ids = at->query<Entity>().ids();
  if (ids.empty()) return std::nullopt;
  return ids[in.roll(ids.size())];
}

class history {
 public:
  explicit history(std::uint64_t seed) : in(seed) {
    for (std::size_t i = 0, n = 2 + in.roll(2); i < n; ++i)
      devices.push_back(std::make_unique<device>(in, "device" + std::to_string(i)));
  }

  void step(std::uint64_t trouble) {
    in.pass(std::chrono::milliseconds{static_cast<std::int64_t>(in.roll(5000))});
    auto& at = *devices[in.roll(devices.size())];
    switch (in.roll(10)) {
      case 0: at.sync(trouble); break;
      case 1: at.push(trouble); break;
      case 2: at.pull(trouble); break;
      case 3:
        at->transaction([&](auto& all) {
          for (auto n = 1 + in.roll(4); n > 0; --n) edit(at, all);
        });
        break;
      case 4:
        if (in.chance(20)) at.reopen();
        break;
      case 5: decide(at); break;
      default: at->transaction([&](auto& all) { edit(at, all); });
    }
    if (++steps % 5 == 0) check_counts(at);
  }

  /// Rows say how many operations the queue holds of them, and have a base image just as long.
  void check_counts(device& at) {
    entente::database look{at.file(), {.read_only = true}};
    for (std::string const entity : {"Shelf", "Tool", "Plant", "Deed"}) {
      INFO(entity);
      CHECK(look.prepare("SELECT count(*) FROM " + entity +
                         " t WHERE entente_pending<>(SELECT count(*) FROM entente_queue q WHERE "
                         "q.key=t.entente_key AND q.entity='" + entity + "')")
                .value<int>() == 0);
      CHECK(look.prepare("SELECT count(*) FROM entente_base_" + entity +
                         " b WHERE NOT EXISTS(SELECT 1 FROM entente_queue q WHERE q.key=b.entente_key)")
                .value<int>() == 0);
      CHECK(look.prepare("SELECT count(*) FROM " + entity +
                         " t WHERE entente_pending>0 AND entente_version>0 AND NOT EXISTS("
                         "SELECT 1 FROM entente_base_" + entity + " b WHERE b.entente_key=t.entente_key)")
                .value<int>() == 0);
    }
  }

  template <class All>
  void edit(device& at, All& all) {
    auto const word = [&] { return "w" + std::to_string(in.roll(1000)); };
    switch (in.roll(9)) {
      case 0: all.create(Shelf{word(), 0}); break;
      case 1: {
        Tool made;
        made.title = word();
        made.tags = {word()};
        made.uses = static_cast<std::int64_t>(in.roll(3));
        if (auto const ids = all.template query<Shelf>().ids(); !ids.empty())
          made.shelf = ids[in.roll(ids.size())];
        all.create(made);
        break;
      }
      case 2: all.create(Plant{word(), word(), false}); break;
      case 3: all.create(Deed{word(), word(), 1}); break;
      case 4:
        if (auto const ids = all.template query<Shelf>().ids(); !ids.empty()) {
          auto const by = static_cast<std::int64_t>(in.roll(5));
          all.update(ids[in.roll(ids.size())], [&](Shelf& s) {
            s.visits += by;
            if (in.chance(30)) s.name = word();
          });
          visits += by;
        }
        break;
      case 5:
      case 6: edit_tool(all, word); break;
      case 7:
        if (auto const ids = all.template query<Plant>().ids(); !ids.empty()) {
          auto const id = ids[in.roll(ids.size())];
          if (in.chance(25))
            all.remove(id);
          else
            all.update(id, [&](Plant& p) { in.chance(50) ? p.name = word() : p.spot = word(); });
        }
        break;
      default:
        if (auto const ids = all.template query<Deed>().ids(); !ids.empty()) {
          auto const id = ids[in.roll(ids.size())];
          if (in.chance(10))
            all.remove(id);
          else
            all.update(id, [&](Deed& d) { in.chance(50) ? d.text = word() : d.clause = word(); });
        }
    }
    static_cast<void>(at);
  }

  template <class All, class Word>
  void edit_tool(All& all, Word const& word) {
    auto const ids = all.template query<Tool>().ids();
    if (ids.empty()) return;
    auto const id = ids[in.roll(ids.size())];
    if (in.chance(10)) {
      all.remove(id);
      if (in.chance(30)) all.restore(id);
      return;
    }
    auto const shelves = all.template query<Shelf>().ids();
    all.update(id, [&](Tool& t) {
      for (auto n = 1 + in.roll(3); n > 0; --n) switch (in.roll(10)) {
          case 0: t.title = word(); break;
          case 1: t.placed = word(); break;
          case 2: t.owner = word(); break;
          case 3: ++t.uses; break;
          case 4: t.tags.push_back(word()); break;
          case 5:
            if (!t.tags.empty()) t.tags.erase(t.tags.begin());
            break;
          case 6: t.log.push_back(word()); break;
          case 7: t.high = static_cast<std::int64_t>(in.roll(100)); break;
          case 8: t.low = -static_cast<std::int64_t>(in.roll(100)); break;
          default:
            if (!shelves.empty()) t.shelf = shelves[in.roll(shelves.size())];
        }
    });
  }

  void decide(device& at) {
    for (auto const& one : at->conflicts()) {
      if (in.chance(50)) continue;
      decide_typed<Shelf>(at, one);
      decide_typed<Tool>(at, one);
      decide_typed<Plant>(at, one);
      decide_typed<Deed>(at, one);
    }
  }

  template <class Entity>
  void decide_typed(device& at, entente::conflict_info const& one) {
    if (one.entity != entente::describe<Entity>::name) return;
    entente::id<Entity> const id{one.key};
    auto const open = at->conflict_of(id);
    REQUIRE(open.has_value());
    switch (in.roll(3)) {
      case 0: at->keep_local(id); break;
      case 1: at->use_server(id); break;
      default: at->resolve(id, open->suggested);
    }
  }

  /// Heals everything and lets everybody finish.
  void come_to_rest() {
    for (int round = 0; round < 60; ++round) {
      bool busy = false;
      for (auto& each : devices) {
        each->sync();
        decide(*each);
        busy = busy || !(*each)->status().clean();
        in.pass(std::chrono::seconds{1});
      }
      if (!busy) break;
    }
    for (auto& each : devices) REQUIRE(each->sync());
    for (auto& each : devices) REQUIRE(each->pull());
  }

  template <class Entity>
  void all_equal() {
    auto const truth = rows_of<Entity>(in);
    for (auto& each : devices) {
      auto const here = rows_of<Entity>(*each);
      std::vector<std::string> differing;
      std::set_symmetric_difference(here.begin(), here.end(), truth.begin(), truth.end(),
                                    std::back_inserter(differing));
      CHECK(differing == std::vector<std::string>{});
    }
  }

  void check() {
    for (auto& each : devices) {
      auto const status = (*each)->status();
      INFO("pending " << status.pending << " held " << status.held << " failed " << status.failed
                      << " conflicts " << status.conflicts);
      for (auto const& op : (*each)->queue())
        INFO(op.entity << ' ' << name_of(op.kind) << ' ' << name_of(op.state) << ' ' << op.message
                       << ' ' << op.field);
      CHECK(status.clean());
      CHECK(status.diverged.empty());
      CHECK(status.quarantined == 0);
      CHECK(each->diverged == 0);
    }
    all_equal<Shelf>();
    all_equal<Tool>();
    all_equal<Plant>();
    all_equal<Deed>();
    std::int64_t sum = 0;
    (*devices.front())->query<Shelf>().for_each([&](auto const& each) {
      sum += each.value.visits;
    });
    CHECK(sum == visits);
  }

  world in;
  std::vector<std::unique_ptr<device>> devices;
  std::int64_t visits = 0;
  int steps = 0;
};

}  // namespace

TEST_CASE("After any history without faults everybody has the same") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    INFO("seed " << seed);
    history one{seed};
    for (int i = 0; i < 120; ++i) one.step(0);
    one.come_to_rest();
    one.check();
  }
}

TEST_CASE(
    "After any history with lost, repeated and cut exchanges and crashes everybody has the same") {
  for (std::uint64_t seed = 1001; seed <= 1040; ++seed) {
    INFO("seed " << seed);
    history one{seed};
    for (int i = 0; i < 150; ++i) one.step(20);
    one.come_to_rest();
    one.check();
  }
}
