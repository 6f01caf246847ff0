// SPDX-License-Identifier: BSL-1.0
// Devices of several people, each of whom sees a part of the records.
#include "support/catch.hpp"
#include "support/diary.hpp"
#include "sync/scripted.hpp"

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace entente;
using diary::Entry;
using diary::pages;
using diary::Topic;
using backend = scripted::backend<pages>;

/// A device of one person.
struct person {
  person(backend& server, std::string const& owner, std::string const& device_name)
      : who{owner, {"acme"}, true}, at(server, device_name) {
    at.line->every_push = [this, &server](push_request const& request) -> remote_answer<push_answer> {
      return server.truth().apply(who, "acme", request);
    };
    at.line->every_pull = [this, &server](pull_request const& request) -> remote_answer<change_page> {
      return server.truth().changes_since(who, "acme", request);
    };
  }
  person(person const&) = delete;

  client<pages>* operator->() { return &*at; }

  principal who;
  scripted::device<pages> at;
};

void sync(person& one) {
  auto const report = one->sync();
  INFO("problem: " << (report.problem ? report.problem->text() : ""));
  REQUIRE(report.complete());
}

}  // namespace

TEST_CASE("A record leaves the devices of those who do not see it any more, with a snapshot, and can come back") {
  backend server;
  person ann{server, "ann", "a"};
  person bob{server, "bob", "b"};
  auto const entry = ann->create(Entry{"", "hello"});
  sync(ann);
  sync(bob);
  CHECK(bob->find(entry));
  ann->update(entry, [](Entry& e) { e.owner = "ann"; });
  sync(ann);
  sync(bob);
  CHECK_FALSE(bob->find_any(entry));
  REQUIRE(bob->snapshots().size() == 1);
  CHECK(bob->snapshots().front().reason == "left");
  ann->update(entry, [](Entry& e) { e.owner = "bob"; });
  sync(ann);
  CHECK_FALSE(ann->find_any(entry));
  sync(bob);
  CHECK(bob->get(entry).text == "hello");
  CHECK(ann->status().clean());
}

TEST_CASE("What was written to a record that is out of sight meanwhile waits for a person") {
  backend server;
  person ann{server, "ann", "a"};
  person bob{server, "bob", "b"};
  auto const entry = ann->create(Entry{"", "hello"});
  sync(ann);
  sync(bob);
  bob->update(entry, [](Entry& e) { e.text = "mine"; });
  ann->update(entry, [](Entry& e) { e.owner = "ann"; });
  sync(ann);
  sync(bob);
  REQUIRE(bob->conflicts().size() == 1);
  CHECK(bob->get(entry).text == "mine");
  bob->use_server(entry);
  sync(bob);
  CHECK_FALSE(bob->find_any(entry));
  CHECK(bob->status().clean());
  CHECK_FALSE(bob->snapshots().empty());
}

TEST_CASE("After a renewed view a device has what its person sees now") {
  backend server;
  person ann{server, "ann", "a"};
  person bob{server, "bob", "b"};
  auto const shared = ann->create(Entry{"", "hello"});
  sync(ann);
  sync(bob);
  auto const note = bob->create(Entry{"bob", "offline"});
  bob.who.name = "carol";  // as if the rules had changed: bob sees with other eyes
  auto const carols = ann->create(Entry{"carol", "for carol"});
  sync(ann);
  server.truth().renew_view("acme", "carol");
  bob->update(note, [](Entry& e) { e.owner = "carol"; });
  sync(bob);
  CHECK(bob->find(shared));
  CHECK(bob->find(carols));
  CHECK(bob->find(note));
  CHECK(bob->status().clean());
}

TEST_CASE("Whatever changes hands, in the end everybody has exactly what they see") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    std::mt19937_64 dice{seed};
    auto const roll = [&](std::uint64_t sides) { return dice() % sides; };
    backend server{seed};
    std::vector<std::unique_ptr<person>> people;
    std::vector<std::string> const names{"ann", "bob", "carol"};
    for (auto const& name : names)
      for (int i = 0; i < 2; ++i)
        people.push_back(std::make_unique<person>(server, name, name + std::to_string(i)));
    auto const owner = [&] { return roll(4) == 0 ? std::string{} : names[roll(names.size())]; };
    auto const decide = [&](person& one) {
      for (auto const& open : one->conflicts()) {
        if (open.entity == "Entry" && open.state == conflict_state::open) one->use_server(id<Entry>{open.key});
      }
    };
    auto const step = [&](person& one) {
      server.pass(std::chrono::milliseconds{1 + static_cast<std::int64_t>(roll(2000))});
      auto const ids = one->query<Entry>().ids();
      switch (roll(7)) {
        case 0:
        case 1: static_cast<void>(one->sync()); break;
        case 2: one->create(Entry{owner(), "t" + std::to_string(roll(100)), one->create(Topic{"x"})}); break;
        case 3:
          if (!ids.empty()) one->remove(ids[roll(ids.size())]);
          break;
        case 4: decide(one); break;
        default:
          if (ids.empty()) break;
          one->update(ids[roll(ids.size())], [&](Entry& e) {
            if (roll(2) == 0) e.owner = owner();
            e.text = "t" + std::to_string(roll(100));
          });
      }
      if (roll(30) == 0) server.truth().renew_view("acme", one.who.name);
    };
    for (int i = 0; i < 120; ++i) step(*people[roll(people.size())]);
    bool busy = true;
    for (int round = 0; busy && round < 30; ++round) {
      busy = false;
      for (auto& each : people) {
        decide(*each);
        auto const report = (*each)->sync();
        REQUIRE(report.complete());
        CHECK(report.diverged.empty());
        busy = busy || report.pushed + report.pulled > 0 || !(*each)->status().clean();
      }
    }
    CHECK_FALSE(busy);
    auto const truth = server.truth().read(principal{"root", {"acme"}, true}, "acme", [](auto& store) {
      std::map<uuid, Entry> rows;
      auto const found = store.template list<Entry>(100'000, 0);
      stored_row<Entry> row;
      while (found->step()) {
        store.read_row(*found, row);
        rows[row.key] = row.value;
      }
      return rows;
    });
    for (auto& each : people) {
      std::map<uuid, std::string> expected;
      for (auto const& [key, entry] : *truth)
        if (visible_to(each->who.name, entry)) expected[key] = entry.owner + "/" + entry.text;
      std::map<uuid, std::string> here;
      (*each)->query<Entry>().for_each(
          [&](record<Entry> const& row) { here[row.id.key] = row.value.owner + "/" + row.value.text; });
      INFO(each->who.name);
      CHECK(here == expected);
    }
  }
}
