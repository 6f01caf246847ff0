// SPDX-License-Identifier: BSL-1.0
// Conflicts from their opening to their end: what a person is shown, what is decided, and what becomes of the
// decision.
#include "replica/world.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace kit;
using entente::conflict_state;
using entente::error_code;
using entente::verdict;
using support::answer_all;
using support::code_of;
using support::device;
using support::world;

namespace {

/// A deed that two devices have, edited on both: `one` has the conflict.
struct clash {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  entente::id<Deed> deed = one->create(Deed{"text", "clause", 1});

  clash() {
    REQUIRE(one.sync());
    REQUIRE(two.sync());
    one->update(deed, [](Deed& d) { d.text = "mine"; });
    theirs("theirs");
    REQUIRE(one.sync());
    REQUIRE(one->conflict_count() == 1);
  }

  void theirs(std::string text) {
    in.pass(std::chrono::seconds{10});
    two->update(deed, [&](Deed& d) { d.text = text; });
    REQUIRE(two.sync());
  }
  [[nodiscard]] entente::conflict<Deed> shown() { return one->conflict_of(deed).value(); }
};

}  // namespace

TEST_CASE("A conflict tells when both sides were edited, and which fields differ, by type and as text") {
  clash all;
  auto const shown = all.shown();
  CHECK(shown.state == conflict_state::open);
  CHECK(shown.local_edited.micros > 0);
  CHECK(shown.server_edited.micros > shown.local_edited.micros);
  CHECK_FALSE(shown.server_deleted);
  CHECK_FALSE(shown.message.empty());
  std::vector<std::string> fields;
  entente::for_each_difference(shown, [&](std::string_view field, auto const* base,
                                          auto const& local, auto const* server) {
    fields.emplace_back(field);
    REQUIRE(base != nullptr);
    REQUIRE(server != nullptr);
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(local)>, std::string>) {
      CHECK(*base == "text");
      CHECK(local == "mine");
      CHECK(*server == "theirs");
    }
  });
  CHECK(fields == std::vector<std::string>{"text"});
  auto const as_text = entente::differences(shown);
  REQUIRE(as_text.size() == 1);
  CHECK(as_text[0].field == "text");
  CHECK(as_text[0].base == "\"text\"");
  CHECK(as_text[0].local == "\"mine\"");
  CHECK(as_text[0].server == "\"theirs\"");
}

TEST_CASE("A decision is resolving until the server has taken it") {
  clash all;
  all.one->keep_local(all.shown());
  auto status = all.one->status();
  CHECK(status.conflicts == 0);
  CHECK(status.resolving == 1);
  REQUIRE(all.one->conflicts().size() == 1);
  CHECK(all.one->conflicts()[0].state == conflict_state::resolving);
  CHECK(all.one->conflict_count() == 0);
  SECTION("acknowledged, it has ended") {
    REQUIRE(all.one.sync());
    CHECK(all.one->conflicts().empty());
    CHECK(all.one->status().clean());
    CHECK(all.one->status().resolving == 0);
    REQUIRE(all.two.sync());
    CHECK(all.two->get(all.deed).text == "mine");
  }
  SECTION("it can be changed before it is sent, and not while it is on its way") {
    all.one->use_server(all.deed);
    CHECK(all.one->conflicts().empty());
    CHECK(all.one->get(all.deed).text == "theirs");
    CHECK(all.one->status().clean());
  }
  SECTION("on its way it stays as it is") {
    auto const batch = all.one.lease_all();
    CHECK(code_of([&] { all.one->use_server(all.deed); }) == error_code::conflict);
    all.one->release(batch);
    REQUIRE(all.one.sync());
    CHECK(all.one->conflicts().empty());
  }
  SECTION("a crash does not lose it") {
    static_cast<void>(all.one.lease_all());
    all.one.reopen();
    CHECK(all.one->status().resolving == 1);
    REQUIRE(all.one.sync());
    CHECK(all.one->status().clean());
  }
  SECTION("refused, it is open again and says why") {
    auto const batch = all.one.lease_all();
    all.one->settle(batch, answer_all(batch, verdict::rejected));
    auto const again = all.shown();
    CHECK(again.state == conflict_state::open);
    CHECK(again.message == "because");
    CHECK(all.one->conflicts()[0].error_code == "validation_failed");
    CHECK(all.one->status().failed == 0);
    all.one->resolve(again, Deed{"ours", "clause", 1});
    REQUIRE(all.one.sync());
    CHECK(all.one->status().clean());
    REQUIRE(all.two.sync());
    CHECK(all.two->get(all.deed).text == "ours");
  }
}

TEST_CASE("A decision that the server's next version clashes with is open again with fresh images") {
  clash all;
  all.one->keep_local(all.shown());
  all.theirs("theirs again");
  bool const found_by_the_pull = GENERATE(false, true);
  if (found_by_the_pull)
    REQUIRE(all.one.pull());
  else
    REQUIRE(all.one.push());
  auto const again = all.shown();
  CHECK(again.state == conflict_state::open);
  REQUIRE(again.base.has_value());
  CHECK(again.base->text == "theirs");
  CHECK(again.server->text == "theirs again");
  CHECK(again.local.text == "mine");
  CHECK(again.base_version == 2);
  CHECK(again.server_version == 3);
  CHECK(all.one->conflict_count() == 1);
  all.one->keep_local(again);
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
}

TEST_CASE("What was decided on an older version than the one known is refused, and changes nothing") {
  clash all;
  auto const stale = all.shown();
  all.theirs("theirs again");
  REQUIRE(all.one.pull());
  auto const before = all.one->queue();
  CHECK(code_of([&] { all.one->keep_local(stale); }) == error_code::conflict);
  CHECK(code_of([&] { all.one->use_server(stale); }) == error_code::conflict);
  CHECK(code_of([&] { all.one->resolve(stale, Deed{"ours", "", 1}); }) == error_code::conflict);
  CHECK(all.one->conflict_count() == 1);
  CHECK(all.one->get(all.deed).text == "mine");
  CHECK(all.one->queue()[0].op_id == before[0].op_id);
  CHECK(all.one->snapshots().empty());
  auto const fresh = all.shown();
  CHECK(fresh.base->text == "text");
  all.one->use_server(fresh);
  CHECK(all.one->get(all.deed).text == "theirs again");
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
}

TEST_CASE("A merged record keeps a snapshot of the edit that it replaces") {
  clash all;
  all.one->resolve(all.shown(), Deed{"ours", "clause", 1});
  REQUIRE(all.one->snapshots().size() == 1);
  CHECK(all.one->snapshots()[0].image.find("mine") != std::string::npos);
  CHECK(all.one->snapshots()[0].reason == "resolved");
}

TEST_CASE("Deciding as the server has it needs no operation, and ends the conflict at once") {
  clash all;
  all.one->resolve(all.deed, all.shown().server.value());
  CHECK(all.one->conflicts().empty());
  CHECK(all.one->status().clean());
  CHECK(all.one->get(all.deed).text == "theirs");
  REQUIRE(all.one.sync());
  CHECK(all.one.diverged == 0);
}

TEST_CASE("A decision that refers to a record made here later goes after it") {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  Tool made;
  made.title = "saw";
  auto const saw = one->create(made);
  REQUIRE(one.sync());
  REQUIRE(two.sync());
  two->remove(saw);
  REQUIRE(two.sync());
  one->update(saw, [](Tool& t) { t.title = "axe"; });
  auto const batch = one.lease_all();
  one->settle(batch, answer_all(batch, verdict::conflict, error_code::conflict));
  auto const shelf = one->create(Shelf{"wall", 0});
  one->update(saw, [&](Tool& t) { t.shelf = shelf; });
  REQUIRE(one.pull());
  auto const shown = one->conflict_of(saw);
  REQUIRE(shown.has_value());
  CHECK(shown->server_deleted);
  CHECK_FALSE(shown->server.has_value());
  one->keep_local(*shown);
  CHECK(one->status().resolving == 1);
  REQUIRE(one.sync());
  CHECK(one->status().clean());
  CHECK(one->conflicts().empty());
  REQUIRE(two.sync());
  CHECK(two->get(saw).title == "axe");
  CHECK(two->get(saw).shelf.key == shelf.key);
}

TEST_CASE("A conflict whose record the server does not know shows what was written here") {
  world in;
  device one{in, "one"};
  auto const deed = one->create(Deed{"text", "clause", 1});
  auto const batch = one.lease_all();
  one->settle(batch, answer_all(batch, verdict::conflict, error_code::not_found));
  auto const shown = one->conflict_of(deed);
  REQUIRE(shown.has_value());
  CHECK_FALSE(shown->server.has_value());
  CHECK_FALSE(shown->server_deleted);
  CHECK(shown->server_version == 0);
  CHECK(entente::differences(*shown).size() == 3);
  one->keep_local(*shown);
  REQUIRE(one.sync());
  CHECK(one->status().clean());
  CHECK(one->find(deed)->version == 1);
}

TEST_CASE("There is one conflict per record, also when an earlier operation of it clashes as well") {
  clash all;
  // The answer to an edit is lost, and the next edit clashes by what the pull brings.
  all.one->keep_local(all.deed);
  auto const lost = all.one.lease_all();
  all.one->release(lost);
  all.one->update(all.deed, [](Deed& d) { d.clause = "my clause"; });
  all.two->update(all.deed, [](Deed& d) { d.clause = "their clause"; });
  all.theirs("theirs again");
  REQUIRE(all.one.pull());
  CHECK(all.one->conflict_count() == 1);
  auto const batch = all.one.lease_all();
  all.one->settle(batch, all.in.server->apply(all.in.who, "acme", batch));
  CHECK(all.one->conflicts().size() == 1);
  CHECK(all.one->conflict_count() == 1);
  all.one->keep_local(all.deed);
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.deed).clause == "my clause");
  CHECK(all.two->get(all.deed).text == "mine");
}

// ---- Histories -------------------------------------------------------------------------------------

namespace {

/// Devices that edit the same few deeds, with words that occur once. No word that somebody wrote and that waits
/// here may vanish: it waits still, or the server has it, or a snapshot keeps it.
class quarrel {
 public:
  explicit quarrel(std::uint64_t seed) : in(seed) {
    for (int i = 0; i < 3; ++i)
      devices.push_back(std::make_unique<device>(in, "device" + std::to_string(i)));
    for (int i = 0; i < 3; ++i) (*devices[0])->create(Deed{word(), word(), 1});
    for (auto& each : devices) REQUIRE(each->sync());
  }

  void step(std::uint64_t trouble) {
    in.pass(std::chrono::milliseconds{static_cast<std::int64_t>(in.roll(5000))});
    auto& at = *devices[in.roll(devices.size())];
    auto const kind = in.roll(10);
    if (kind < 5) return edit(at);
    keeping_words(at, [&] {
      if (kind < 7)
        at.sync(trouble);
      else if (kind < 8)
        at.pull(trouble);
      else
        decide(at, 50);
    });
  }

  void come_to_rest() {
    for (int round = 0; round < 60; ++round) {
      bool busy = false;
      for (auto& each : devices) {
        keeping_words(*each, [&] { each->sync(); });
        keeping_words(*each, [&] { decide(*each, 100); });
        busy = busy || !(*each)->status().clean();
        in.pass(std::chrono::seconds{1});
      }
      if (!busy) break;
    }
    for (auto& each : devices) REQUIRE(each->sync());
    for (auto& each : devices) REQUIRE(each->pull());
  }

  void check() {
    auto const truth = deeds_of(*devices[0]);
    for (auto& each : devices) {
      std::string left;
      for (auto const& op : (*each)->queue())
        left += std::string{name_of(op.kind)} + ' ' + std::string{name_of(op.state)} + " by " +
                std::to_string(op.held_by) + " group " + std::to_string(op.group) + ' ' + op.message + '\n';
      CHECK(left == "");
      CHECK((*each)->conflicts().empty());
      CHECK((*each)->status().resolving == 0);
      CHECK((*each)->queue().empty());
      CHECK(each->diverged == 0);
      CHECK(deeds_of(*each) == truth);
    }
    CHECK(decided > 0);
  }

  int decided = 0;

 private:
  std::string word() { return "w" + std::to_string(++words) + "w"; }

  void edit(device& at) {
    auto const ids = at->query<Deed>().ids();
    if (ids.empty()) return;
    auto const id = ids[in.roll(ids.size())];
    at->transaction([&](auto& all) {
      if (in.chance(4)) return all.remove(id);
      all.update(id, [&](Deed& d) { in.chance(50) ? d.text = word() : d.clause = word(); });
      if (in.chance(20)) all.create(Deed{word(), word(), 1});
    });
  }

  void decide(device& at, std::uint64_t percent) {
    for (auto const& one : at->conflicts()) {
      if (one.state != conflict_state::open || !in.chance(percent)) continue;
      auto const shown = at->conflict_of(entente::id<Deed>{one.key});
      REQUIRE(shown.has_value());
      ++decided;
      switch (in.roll(4)) {
        case 0: at->keep_local(*shown); break;
        case 1: at->use_server(*shown); break;
        case 2: at->resolve(*shown, shown->suggested); break;
        default: at->resolve(shown->id, Deed{word(), word(), 2});
      }
    }
  }

  static std::set<std::string> words_in(std::string const& text) {
    std::set<std::string> found;
    for (auto at = text.find('w'); at != std::string::npos; at = text.find('w', at + 1)) {
      auto end = at + 1;
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
      if (end > at + 1 && end < text.size() && text[end] == 'w') found.insert(text.substr(at, end - at + 1));
    }
    return found;
  }

  template <class Act>
  void keeping_words(device& at, Act&& act) {
    std::set<std::string> shown;  // what was not overwritten since by the same person
    at->query<Deed>().for_each([&](entente::record<Deed> const& each) {
      shown.insert(each.value.text);
      shown.insert(each.value.clause);
    });
    std::set<std::string> before;
    for (auto const& op : at->queue(10'000))
      for (auto const& each : words_in(op.body))
        if (shown.contains(each)) before.insert(each);
    act();
    check_holds(at);
    std::set<std::string> after;
    for (auto const& op : at->queue(10'000)) after.merge(words_in(op.body));
    for (auto const& kept : at->snapshots(10'000)) after.merge(words_in(kept.image));
    entente::pull_request request;
    request.limit = 1000;
    for (auto const& each : in.server->changes_since(in.who, "acme", request).changes)
      accepted.merge(words_in(each.fields));
    for (auto const& each : before) {
      INFO(each);
      REQUIRE((after.contains(each) || accepted.contains(each)));
    }
  }

  /// Whoever waits, waits for an operation that cannot go on by itself.
  static void check_holds(device& at) {
    std::set<std::int64_t> causes;
    auto const queue = at->queue(10'000);
    for (auto const& op : queue)
      if (op.state == entente::operation_state::conflict || op.state == entente::operation_state::failed)
        causes.insert(op.sequence);
    for (auto const& op : queue)
      if (op.state == entente::operation_state::held) REQUIRE(causes.contains(op.held_by));
  }

  static std::vector<std::string> deeds_of(device& at) {
    std::vector<std::string> found;
    at->query<Deed>().for_each([&](entente::record<Deed> const& each) {
      found.push_back(each.id.text() + " " + std::to_string(each.version) + " " + each.value.text +
                      " " + each.value.clause);
    });
    std::sort(found.begin(), found.end());
    return found;
  }

  world in;
  std::vector<std::unique_ptr<device>> devices;
  std::int64_t words = 0;
  std::set<std::string> accepted;  // by the server, whatever became of them later
};

}  // namespace

TEST_CASE("However conflicts are decided, nothing is lost, the queues empty and everybody has the same") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    quarrel one{seed};
    for (int i = 0; i < 100; ++i) one.step(seed % 2 == 0 ? 20 : 0);
    one.come_to_rest();
    one.check();
  }
}
