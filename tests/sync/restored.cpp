// SPDX-License-Identifier: BSL-1.0
// Files that come back from a backup or live twice, on the devices and on the server.
//
// ENTENTE_HISTORIES=n runs n random histories of each kind, ENTENTE_SEED=s just the one of that seed.
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
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace entente;
using namespace std::chrono_literals;
using village::Ledger;
using village::Street;
using village::House;

using world = schema<Ledger, Street, House>;
using backend = scripted::backend<world>;
using device = scripted::device<world>;

void copy_folder(std::filesystem::path const& from, std::filesystem::path const& to) {
  std::filesystem::remove_all(to);
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

/// Syncs until nobody has anything left to say.
void come_to_rest(backend& server, std::vector<device*> const& devices) {
  for (int round = 0; round < 30; ++round) {
    bool busy = false;
    for (auto* each : devices) {
      server.pass(1s);
      auto const report = (*each)->sync();
      INFO("problem: " << (report.problem ? report.problem->text() : ""));
      REQUIRE(report.complete());
      busy = busy || report.pushed + report.pulled > 0 || !(*each)->status().clean();
    }
    if (!busy) return;
  }
  FAIL_CHECK("it does not come to rest");
}

template <class Entity>
std::vector<std::string> rows_of(device& at) {
  std::vector<std::string> rows;
  at->query<Entity>().for_each([&](record<Entity> const& row) {
    auto& text = rows.emplace_back(row.id.text() + ' ' + std::to_string(row.version) + '@' +
                                   std::to_string(row.updated_at.micros) + ' ');
    write_object(text, row.value);
  });
  std::sort(rows.begin(), rows.end());
  return rows;
}

void check_equal(std::vector<device*> const& devices) {
  for (auto* each : devices) {
    CHECK(rows_of<Ledger>(*each) == rows_of<Ledger>(*devices.front()));
    CHECK(rows_of<Street>(*each) == rows_of<Street>(*devices.front()));
    CHECK(rows_of<House>(*each) == rows_of<House>(*devices.front()));
    CHECK((*each)->status().diverged.empty());
    CHECK((*each)->status().clean());
    CHECK((*each)->queue().empty());
  }
}

std::optional<std::uint64_t> number_in(char const* variable) {
  char const* const text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  return std::strtoull(text, nullptr, 10);
}

template <class History>
void run_histories(std::uint64_t first, std::uint64_t count) {
  if (auto const one = number_in("ENTENTE_SEED")) return History{*one}.run();
  auto const many = number_in("ENTENTE_HISTORIES").value_or(count);
  for (std::uint64_t seed = first; seed < first + many; ++seed) History{seed}.run();
}

/// Devices whose files are copied, put back and used twice. Each writes lines that are its own, so that every
/// line is known to be there once.
class copies {
 public:
  explicit copies(std::uint64_t seed) : seed_(seed), dice_(seed), server_(seed) {}

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    add("device0");
    add("device1");
    auto const first = (*devices_[0])->create(Ledger{"shared", 0, {}, {}, 0, 0});
    shared_ = first;
    come_to_rest(server_, all());
    for (int i = 0; i < 60; ++i) step();
    come_to_rest(server_, all());
    check();
  }

 private:
  struct backup {
    std::string of;                  ///< the device's folder
    std::filesystem::path where;
    std::set<std::string> written;   ///< by what is in it
  };

  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }

  void add(std::string const& name) {
    auto how = server_.syncing();
    how.batch_operations = 1 + roll(6);
    devices_.push_back(std::make_unique<device>(server_, name, how));
    names_.push_back(name);
    written_.emplace_back();
  }

  std::vector<device*> all() {
    std::vector<device*> out;
    for (auto& each : devices_) out.push_back(each.get());
    return out;
  }

  void step() {
    server_.pass(std::chrono::seconds{1 + static_cast<std::int64_t>(roll(60))});
    auto const who = roll(devices_.size());
    auto& at = *devices_[who];
    switch (roll(12)) {
      case 0:
      case 1:
      case 2: sync(who); break;
      case 3: save(who); break;
      case 4: put_back(); break;
      case 5:
        if (devices_.size() < 5) clone(who);
        break;
      case 6:  // the answer is lost
        at.line->next_pushes.push_back([&at](push_request const& request) {
          static_cast<void>(at.line->deliver(request));
          return scripted::failed(reaction::retry_later);
        });
        sync(who);
        break;
      default: write(who);
    }
  }

  void sync(std::size_t who) {
    static_cast<void>((*devices_[who])->sync());
    devices_[who]->line->next_pushes.clear();
    // What was acknowledged must be there in the end, whatever becomes of the file.
    if ((*devices_[who])->queue().empty())
      acknowledged_.insert(written_[who].begin(), written_[who].end());
  }

  /// A line each, in operations of their own: a fold cannot be told apart from what it was made of.
  void write(std::size_t who) {
    auto& at = *devices_[who];
    auto const line = "l" + std::to_string(++words_);
    at->transaction([&](auto& inside) {
      inside.update(shared_, [&](Ledger& one) {
        one.lines.push_back(line);
        one.labels.push_back(line);
        ++one.total;
      });
      inside.create(Street{line});
    });
    written_[who].insert(line);
  }

  void save(std::size_t who) {
    backup one{names_[who], server_.folder.path() / ("backup" + std::to_string(++files_)), written_[who]};
    copy_folder(server_.folder.path() / names_[who], one.where);
    backups_.push_back(one);
  }

  /// A device's file is lost, and an older one takes its place.
  void put_back() {
    if (backups_.empty()) return;
    auto const& one = backups_[roll(backups_.size())];
    auto const who = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), one.of) - names_.begin());
    devices_[who]->close();
    copy_folder(one.where, server_.folder.path() / one.of);
    written_[who] = one.written;
    devices_[who]->reopen();
  }

  void clone(std::size_t who) {
    auto const name = "device" + std::to_string(devices_.size());
    copy_folder(server_.folder.path() / names_[who], server_.folder.path() / name);
    add(name);
    written_.back() = written_[who];
  }

  void check() {
    check_equal(all());
    for (auto const& each : written_) acknowledged_.insert(each.begin(), each.end());
    auto const end = (*devices_[0])->get(shared_);
    std::multiset<std::string> const lines(end.lines.begin(), end.lines.end());
    for (auto const& line : acknowledged_) {
      INFO(line);
      CHECK(lines.count(line) == 1);
      CHECK(std::count(end.labels.begin(), end.labels.end(), line) == 1);
    }
    // What reached the server before its file was lost counts as well.
    CHECK(std::set<std::string>(lines.begin(), lines.end()).size() == lines.size());
    CHECK(end.total == static_cast<std::int64_t>(lines.size()));
    CHECK((*devices_[0])->query<Street>().count() == lines.size());
  }

  std::uint64_t seed_;
  std::mt19937_64 dice_;
  backend server_;
  std::vector<std::unique_ptr<device>> devices_;
  std::vector<std::string> names_;
  std::vector<std::set<std::string>> written_;
  std::set<std::string> acknowledged_;
  std::vector<backup> backups_;
  id<Ledger> shared_{};
  int words_ = 0;
  int files_ = 0;
};

/// A server that is put back from backups now and then, and devices that are often apart.
class restorations {
 public:
  explicit restorations(std::uint64_t seed) : seed_(seed), dice_(seed), server_(seed) {}

  void run() {
    INFO("ENTENTE_SEED=" << seed_);
    for (std::size_t i = 0; i < 2 + roll(3); ++i) {
      auto how = server_.syncing();
      how.batch_operations = 1 + roll(6);
      how.page_records = 1 + roll(6);
      devices_.push_back(std::make_unique<device>(server_, "device" + std::to_string(i), how));
    }
    for (int i = 0; i < 70; ++i) step();
    come_to_rest(server_, all());
    check();
  }

 private:
  struct expected {
    std::int64_t total = 0;
    std::multiset<std::string> lines{};
    std::set<std::string> labels{};
    std::string name{};
  };

  std::uint64_t roll(std::uint64_t sides) { return dice_() % sides; }
  std::string word() { return "w" + std::to_string(++words_); }

  std::vector<device*> all() {
    std::vector<device*> out;
    for (auto& each : devices_) out.push_back(each.get());
    return out;
  }

  void step() {
    server_.pass(std::chrono::seconds{1 + static_cast<std::int64_t>(roll(600))});
    auto& at = *devices_[roll(devices_.size())];
    switch (roll(14)) {
      case 0:
      case 1:
      case 2:
      case 3:
        server_.pass(1s);
        static_cast<void>(at->sync());
        break;
      case 4: save(); break;
      case 5: put_back(); break;
      default: write(at);
    }
  }

  void save() {
    server_.restart([&](std::filesystem::path const& folder) {
      if (!std::filesystem::exists(folder)) return;
      auto const where = server_.folder.path() / ("backup" + std::to_string(++files_));
      copy_folder(folder, where);
      backups_.push_back(where);
    });
  }

  void put_back() {
    if (backups_.empty() || restored_ == 2) return;
    // Who has missed a whole epoch cannot tell what others have given back in it (docs/limitations.md).
    if (++restored_ == 2) come_to_rest(server_, all());
    server_.restart([&](std::filesystem::path const& folder) { copy_folder(backups_[roll(backups_.size())], folder); });
    server_.truth().note_restored("acme");
  }

  void write(device& at) {
    auto const ledgers = at->query<Ledger>().ids();
    if (ledgers.empty() || roll(8) == 0) {
      auto const first = word();
      auto const key = at->create(Ledger{first, 3, {first}, {first}, 0, 0});
      ledgers_[key.key] = {3, {first}, {first}, first};
      return;
    }
    auto const houses = at->query<House>().ids();
    switch (roll(5)) {
      case 0: {
        House made;
        made.door = word();
        made.street = at->create(Street{word()});
        live_.insert(at->create(made).key);
        return;
      }
      case 1:
        if (!houses.empty()) {
          auto const which = houses[roll(houses.size())];
          at->remove(which);
          live_.erase(which.key);
          return;
        }
        break;
      default: break;
    }
    auto const which = ledgers[roll(ledgers.size())];
    auto& known = ledgers_.at(which.key);
    at->update(which, [&](Ledger& one) {
      auto const by = static_cast<std::int64_t>(roll(9)) - 4;
      one.total += by;
      known.total += by;
      known.lines.insert(one.lines.emplace_back(word()));
      known.labels.insert(one.labels.emplace_back(word()));
      if (roll(3) == 0) known.name = one.name = word();
    });
  }

  void check() {
    check_equal(all());
    auto& one = *devices_.front();
    CHECK(one->query<Ledger>().count() == ledgers_.size());
    for (auto const& [key, known] : ledgers_) {
      auto const is = one->find(id<Ledger>{key});
      INFO(key.text());
      REQUIRE(is);
      CHECK(is->value.total == known.total);
      CHECK(std::multiset<std::string>(is->value.lines.begin(), is->value.lines.end()) == known.lines);
      CHECK(std::set<std::string>(is->value.labels.begin(), is->value.labels.end()) == known.labels);
    }
    std::set<uuid> houses;
    for (auto const& each : one->query<House>().ids()) houses.insert(each.key);
    CHECK(houses == live_);
  }

  std::uint64_t seed_;
  std::mt19937_64 dice_;
  backend server_;
  std::vector<std::unique_ptr<device>> devices_;
  std::map<uuid, expected> ledgers_;
  std::set<uuid> live_;
  std::vector<std::filesystem::path> backups_;
  int restored_ = 0;
  int words_ = 0;
  int files_ = 0;
};

}  // namespace

TEST_CASE("A server put back from a backup gets back what it lost, once, and keeps what was written since") {
  backend server;
  device one{server, "one"};
  device two{server, "two"};
  auto const key = one->create(Ledger{"a", 5, {"first"}, {"first"}, 0, 0});
  auto const doomed = one->create(Street{"doomed"});
  come_to_rest(server, {&one, &two});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(folder, server.folder.path() / "backup"); });
  one->update(key, [](Ledger& l) {
    l.total += 3;
    l.lines.push_back("second");
  });
  auto const lost = one->create(Street{"lost"});
  one->remove(doomed);
  come_to_rest(server, {&one});
  two->update(key, [](Ledger& l) {
    l.total += 10;
    l.name = "b";
  });
  server.restart([&](std::filesystem::path const& folder) { copy_folder(server.folder.path() / "backup", folder); });
  // The one that has seen less comes first; the other's stamps tell what has happened.
  auto const told = GENERATE(true, false);
  if (told) server.truth().note_restored("acme");
  if (told) CHECK(two->sync().complete());
  auto const report = one->sync();
  CHECK(report.complete());
  CHECK(report.given_back == 3);
  come_to_rest(server, {&one, &two});
  check_equal({&one, &two});
  CHECK(one->get(key).total == 18);
  CHECK(one->get(key).name == "b");
  CHECK(one->get(key).lines == std::vector<std::string>{"first", "second"});
  CHECK(two->find(lost).has_value());
  CHECK_FALSE(two->find(doomed).has_value());
}

TEST_CASE("A record that a restored server has never heard of stays deleted, whoever still has it or makes it") {
  backend server;
  device one{server, "one"};
  device two{server, "two"};
  one->create(Street{"old"});
  come_to_rest(server, {&one, &two});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(folder, server.folder.path() / "backup"); });
  // The answer to its maker is lost, so that the maker sends it again.
  auto const made = one->create(Street{"made"});
  one.line->next_pushes.push_back([line = one.line.get()](push_request const& request) {
    static_cast<void>(line->deliver(request));
    return scripted::failed(reaction::retry_later);
  });
  CHECK_FALSE(one->sync().complete());
  auto const known = two->create(Street{"known"});
  come_to_rest(server, {&two});
  device three{server, "three"};
  come_to_rest(server, {&three});
  two->remove(made);
  two->remove(known);
  come_to_rest(server, {&two});
  three->remove(known);  // on its own, and not sent yet
  server.restart([&](std::filesystem::path const& folder) { copy_folder(server.folder.path() / "backup", folder); });
  server.truth().note_restored("acme");
  bool const first = GENERATE(true, false);
  if (first) come_to_rest(server, {&two, &one, &three});
  come_to_rest(server, {&one, &three, &two});
  check_equal({&one, &two, &three});
  CHECK(one->query<Street>().count() == 1);
  CHECK_FALSE(one->find(made).has_value());
}

TEST_CASE("A server whose file is lost gets everything back") {
  backend server;
  device one{server, "one"};
  device two{server, "two"};
  auto const key = one->create(Ledger{"a", 5, {"first"}, {}, 0, 0});
  come_to_rest(server, {&one, &two});
  server.restart([&](std::filesystem::path const& folder) { std::filesystem::remove_all(folder); });
  bool const written_to = GENERATE(true, false);
  if (written_to) two->create(Street{"b"});
  come_to_rest(server, {&one, &two});
  check_equal({&one, &two});
  CHECK(one->get(key).total == 5);
  CHECK(one->query<Street>().count() == (written_to ? 1 : 0));
  device three{server, "three"};
  come_to_rest(server, {&three});
  CHECK(three->get(key).total == 5);
}

TEST_CASE("An edit made before a record was given back is kept where nobody else changed its field") {
  backend server;
  device one{server, "one"};
  device two{server, "two"};
  one->create(Street{"old"});
  come_to_rest(server, {&one, &two});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(folder, server.folder.path() / "backup"); });
  auto const key = one->create(Ledger{"a", 5, {"first"}, {}, 0, 0});
  come_to_rest(server, {&one, &two});
  two->update(key, [](Ledger& l) { l.name = "mine"; });
  server.pass(1min);
  one->update(key, [](Ledger& l) { l.total += 3; });
  come_to_rest(server, {&one});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(server.folder.path() / "backup", folder); });
  server.truth().note_restored("acme");
  server.pass(1min);
  come_to_rest(server, {&one});
  come_to_rest(server, {&two, &one});
  check_equal({&one, &two});
  CHECK(one->get(key).name == "mine");
  CHECK(one->get(key).total == 8);
}

TEST_CASE("What a restored server told before its stream was begun again is not given back as if it were lost") {
  backend server;
  device one{server, "one"};
  auto how = server.syncing();
  how.page_records = 1;
  device two{server, "two", how};
  one->create(Street{"old"});
  come_to_rest(server, {&one, &two});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(folder, server.folder.path() / "backup"); });
  auto const lost = two->create(Street{"lost"});
  come_to_rest(server, {&two});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(server.folder.path() / "backup", folder); });
  server.truth().note_restored("acme");
  server.pass(1s);
  auto const key = one->create(Ledger{"a", 5, {"first"}, {"first"}, 0, 0});
  come_to_rest(server, {&one});
  one->create(Street{"beyond"});
  come_to_rest(server, {&one});
  // The stream breaks off after the ledger; by the time it is read from its beginning, the ledger is another one.
  auto const deliver = [line = two.line.get()](pull_request const& request) { return line->deliver(request); };
  two.line->next_pulls = {deliver, deliver, [](pull_request const&) { return scripted::failed(reaction::retry_later); }};
  CHECK_FALSE(two->sync().complete());
  REQUIRE(two->find(key).has_value());
  one->update(key, [](Ledger& l) {
    l.total += 3;
    l.lines.push_back("second");
    l.labels.push_back("second");
  });
  come_to_rest(server, {&one});
  server.truth().renew_view("acme", "ann");
  server.pass(1min);
  auto const report = two->sync();
  CHECK(report.complete());
  CHECK(report.given_back == 1);
  come_to_rest(server, {&one, &two});
  check_equal({&one, &two});
  CHECK(one->find(lost).has_value());
  CHECK(one->get(key).total == 8);
  CHECK(one->get(key).lines == std::vector<std::string>{"first", "second"});
  CHECK(one->get(key).labels == std::vector<std::string>{"first", "second"});
}

TEST_CASE("What a restored server has is not overwritten by whoever begins its stream anew with less") {
  backend server;
  device one{server, "one"};
  device two{server, "two"};
  auto const key = one->create(Street{"early"});
  come_to_rest(server, {&one, &two});
  one->update(key, [](Street& s) { s.name = "late"; });
  come_to_rest(server, {&one});
  server.restart([&](std::filesystem::path const& folder) { copy_folder(folder, server.folder.path() / "backup"); });
  one->create(Street{"lost"});
  come_to_rest(server, {&one});
  // Its cursor is gone when it meets the restored server.
  server.truth().renew_view("acme", "ann");
  auto const deliver = [line = two.line.get()](pull_request const& request) { return line->deliver(request); };
  two.line->next_pulls = {deliver, [](pull_request const&) { return scripted::failed(reaction::retry_later); }};
  CHECK_FALSE(two->sync().complete());
  server.restart([&](std::filesystem::path const& folder) { copy_folder(server.folder.path() / "backup", folder); });
  server.truth().note_restored("acme");
  server.pass(1min);
  auto const report = two->sync();
  CHECK(report.complete());
  CHECK(report.given_back == 0);
  come_to_rest(server, {&one, &two});
  check_equal({&one, &two});
  CHECK(two->get(key).name == "late");
}

TEST_CASE("Servers put back from backups lose nothing that was acknowledged, and do nothing twice") {
  run_histories<restorations>(1, 60);
}

TEST_CASE("A file put back from a backup uses its old places again, and no edit is taken for another") {
  backend server;
  device one{server, "one"};
  auto const key = one->create(Ledger{"a", 0, {}, {}, 0, 0});
  REQUIRE(one->sync().complete());
  copy_folder(server.folder.path() / "one", server.folder.path() / "backup");
  one->update(key, [](Ledger& l) { l.total += 1; });
  REQUIRE(one->sync().complete());
  REQUIRE(one->sync().complete());  // and the answer is acknowledged
  one.close();
  copy_folder(server.folder.path() / "backup", server.folder.path() / "one");
  one.reopen();
  one->update(key, [](Ledger& l) { l.total += 10; });
  come_to_rest(server, {&one});
  CHECK(one->get(key).total == 11);
}

TEST_CASE("Files copied, put back and used twice lose nothing that was acknowledged, and do nothing twice") {
  run_histories<copies>(1, 60);
}
