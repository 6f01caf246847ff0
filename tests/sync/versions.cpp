// SPDX-License-Identifier: BSL-1.0
// Programs of different ages on one tenant, and upgrades in mid-flight: everybody ends with the same data.
#include "replica/eras.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

entente::principal const who{"ann", {"acme"}, true};

/// A server and devices, each of the first version until it is upgraded.
struct history {
  explicit history(std::uint64_t seed) : dice(seed) {
    how.directory = folder.path() / "server";
    how.synchronous = entente::durability::normal;
    how.now = [this] { return now; };
    how.random = [this] { return dice(); };
    old_server.emplace(how);
  }

  [[nodiscard]] std::uint64_t roll(std::uint64_t sides) { return dice() % sides; }

  entente::push_answer apply(entente::push_request const& request) {
    return old_server ? old_server->apply(who, "acme", request) : new_server->apply(who, "acme", request);
  }
  entente::change_page pull(entente::pull_request const& request) {
    return old_server ? old_server->changes_since(who, "acme", request)
                      : new_server->changes_since(who, "acme", request);
  }
  void upgrade_server() {
    if (!old_server) return;
    old_server.reset();
    new_server.emplace(how);
  }

  support::temporary_folder folder;
  entente::timestamp now{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 dice;
  entente::authority_options how;
  std::optional<entente::authority<era1::app>> old_server;
  std::optional<entente::authority<era2::app>> new_server;
};

struct device {
  device(history& in, std::string const& name) : world(in) {
    how.directory = in.folder.path() / name;
    how.tenant = "acme";
    how.principal = "ann";
    how.now = [&in] { return in.now; };
    how.random = [&in] { return in.dice(); };
    old_one.emplace(how);
  }

  void upgrade() {
    if (!old_one) return;
    old_one.reset();
    new_one.emplace(how);
  }

  void edit() {
    if (old_one)
      edit_old(*old_one);
    else
      edit_new(*new_one);
  }

  /// One exchange; answers get lost where `faults` says so.
  bool exchange(bool faults) {
    return old_one ? exchange_with(*old_one, faults) : exchange_with(*new_one, faults);
  }

  template <class Schema>
  bool exchange_with(entente::replica<Schema>& local, bool faults) {
    bool moved = false;
    local.retry_deferred();
    for (;;) {
      auto const batch = local.lease(faults ? 1 + world.roll(5) : 100, 1'000'000);
      if (batch.groups.empty()) break;
      moved = true;
      if (faults && world.roll(6) == 0) {  // never arrived
        local.release(batch);
        return moved;
      }
      auto const answer = world.apply(batch);
      if (faults && world.roll(5) == 0) {  // arrived, and the answer was lost
        local.release(batch);
        return moved;
      }
      auto const settled = local.settle(batch, answer);
      if (settled.retried > 0) break;
    }
    for (bool more = true; more;) {
      entente::pull_request request;
      request.cursor = local.cursor();
      request.limit = faults ? 1 + world.roll(4) : 100;
      request.schema_version = Schema::version;
      auto const page = world.pull(request);
      if (faults && world.roll(8) == 0) return true;
      more = page.has_more;
      moved = moved || !page.changes.empty();
      local.apply(page);
    }
    return moved;
  }

  void edit_old(entente::replica<era1::app>& local) {
    auto const all = local.query<era1::Task>().all();
    if (all.empty() || world.roll(4) == 0) {
      era1::Task one;
      one.title = "t" + std::to_string(world.roll(100));
      one.priority = world.roll(2) == 0 ? "low" : "high";
      local.create(one);
      if (world.roll(3) == 0) local.create(era1::Room{"r" + std::to_string(world.roll(100))});
      return;
    }
    auto const& chosen = all[world.roll(all.size())];
    if (world.roll(10) == 0) return local.remove(chosen.id);
    local.update(chosen.id, [&](era1::Task& t) {
      switch (world.roll(6)) {
        case 0: t.title = "t" + std::to_string(world.roll(100)); break;
        case 1: t.priority = t.priority == "low" ? "high" : "low"; break;
        case 2: t.votes += 1; break;
        case 3: t.hours += 1; break;
        case 4: t.tags.push_back("g" + std::to_string(world.roll(1'000'000))); break;
        default: t.mood = t.mood == era1::level::low ? era1::level::high : era1::level::low;
      }
    });
  }

  void edit_new(entente::replica<era2::app>& local) {
    auto const all = local.query<era2::Task>().all();
    if (all.empty() || world.roll(4) == 0) {
      era2::Task one;
      one.headline = "t" + std::to_string(world.roll(100));
      one.colour = "red";
      local.create(one);
      if (world.roll(3) == 0) local.create(era2::Label{"l" + std::to_string(world.roll(100))});
      return;
    }
    auto const& chosen = all[world.roll(all.size())];
    if (world.roll(10) == 0) return local.remove(chosen.id);
    local.update(chosen.id, [&](era2::Task& t) {
      switch (world.roll(6)) {
        case 0: t.headline = "t" + std::to_string(world.roll(100)); break;
        case 1: t.priority = t.priority == 1 ? 3 : 1; break;
        case 2: t.votes += 1; break;
        case 3: t.minutes += 60; break;
        case 4: t.tags.push_back("g" + std::to_string(world.roll(1'000'000))); break;
        default: t.colour = t.colour == "red" ? "blue" : "red";
      }
    });
  }

  history& world;
  entente::replica_options how;
  std::optional<entente::replica<era1::app>> old_one;
  std::optional<entente::replica<era2::app>> new_one;
};

std::string image(era2::Task const& value) {
  std::string text;
  entente::write_object(text, value);
  return text;
}

std::vector<std::string> rows(entente::replica<era2::app>& local) {
  std::vector<std::string> all;
  for (auto const& each : local.query<era2::Task>().all())
    all.push_back(each.id.key.text() + " " + std::to_string(each.version) + " " + image(each.value));
  for (auto const& each : local.query<era2::Place>().all()) all.push_back(each.id.key.text() + " " + each.value.name);
  for (auto const& each : local.query<era2::Label>().all()) all.push_back(each.id.key.text() + " " + each.value.text);
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<std::string> rows(entente::authority<era2::app>& server, std::vector<std::string> const& of) {
  std::vector<std::string> all;
  entente::pull_request request;
  request.limit = 10'000;
  for (auto const& each : server.changes_since(who, "acme", request).changes) {
    if (each.deleted) continue;
    std::string line = each.key.text() + " ";
    if (each.entity == "Task") {
      era2::Task value;
      entente::unknown_members rest;
      REQUIRE(entente::read_fields(std::string_view{each.fields}, value, &rest));
      line += std::to_string(each.version) + " " + image(value);
    } else if (each.entity == "Place") {
      era2::Place value;
      REQUIRE(entente::read_fields(std::string_view{each.fields}, value));
      line += value.name;
    } else {
      era2::Label value;
      REQUIRE(entente::read_fields(std::string_view{each.fields}, value));
      line += value.text;
    }
    all.push_back(line);
  }
  std::sort(all.begin(), all.end());
  CHECK(all.size() == of.size());
  return all;
}

}  // namespace

TEST_CASE("Random histories with upgrades in mid-flight on either side end with the same data everywhere") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    history world{seed};
    std::vector<std::unique_ptr<device>> devices;
    for (int i = 0; i < 3; ++i) devices.push_back(std::make_unique<device>(world, "d" + std::to_string(i)));
    for (int step = 0; step < 60; ++step) {
      world.now += std::chrono::milliseconds{1 + world.roll(5'000)};
      auto& one = *devices[world.roll(devices.size())];
      auto const what = world.roll(20);
      if (what < 11)
        one.edit();
      else if (what < 18)
        one.exchange(true);
      else if (step > 20 && what == 18)
        one.upgrade();
      else if (step > 20)
        world.upgrade_server();
    }
    world.upgrade_server();
    for (auto& each : devices) each->upgrade();
    for (int round = 0; round < 6; ++round)
      for (auto& each : devices) {
        for (auto const& op : each->new_one->queue())
          if (op.state == entente::operation_state::failed) {
            // A difference in the unit of then means nothing to the server of now; nothing else may fail.
            CHECK(op.field == "hours");
            each->new_one->discard(op.op_id);
            break;
          }
        each->exchange(false);
      }
    for (auto& each : devices)
      for (int i = 0; i < 20 && each->new_one->status().failed > 0; ++i) {
        for (auto const& op : each->new_one->queue())
          if (op.state == entente::operation_state::failed) {
            each->new_one->discard(op.op_id);
            break;
          }
        each->exchange(false);
      }
    for (int round = 0; round < 2; ++round)
      for (auto& each : devices) each->exchange(false);
    auto const first = rows(*devices[0]->new_one);
    auto const truth = rows(*world.new_server, first);
    for (auto& each : devices) {
      auto const status = each->new_one->status();
      CHECK(status.pending + status.sending + status.held + status.failed + status.conflicts == 0);
      CHECK(status.quarantined == 0);
      CHECK(status.diverged.empty());
      CHECK(rows(*each->new_one) == truth);
    }
  }
}

TEST_CASE("What the server is too old for waits for it: an entity, and a field in a form it cannot read") {
  history world{7};
  device modern{world, "modern"};
  modern.upgrade();
  auto& local = *modern.new_one;
  auto const label = local.create(era2::Label{"x"});
  local.update(label, [](era2::Label& l) { l.text = "y"; });
  auto const task = local.create(era2::Task{});
  modern.exchange(false);
  CHECK(local.status().held == 2);
  CHECK(local.status().failed == 0);
  REQUIRE(local.queue().size() == 2);
  CHECK(local.queue()[0].held_by == entente::held_by_server);
  CHECK(local.queue()[0].error_code == "newer_schema");
  modern.exchange(false);
  CHECK(local.status().held == 2);
  world.upgrade_server();
  modern.exchange(false);
  CHECK(local.queue().empty());
  CHECK(local.find(label)->version == 1);
  CHECK(local.find(task)->version == 1);
}

TEST_CASE("An older client sees a newer one's edits where they can be told, and loses nothing of the rest") {
  history world{9};
  device old{world, "old"};
  device modern{world, "modern"};
  modern.upgrade();
  world.upgrade_server();
  era2::Task one;
  one.headline = "a";
  one.priority = 3;
  one.colour = "red";
  auto const id = modern.new_one->create(one);
  modern.exchange(false);
  old.exchange(false);
  entente::id<era1::Task> const there{id.key};
  auto seen = old.old_one->get(there);
  CHECK(seen.title == "a");
  CHECK(seen.priority == "high");
  old.old_one->update(there, [](era1::Task& t) { t.title = "b"; });
  old.exchange(false);
  modern.exchange(false);
  auto const now = modern.new_one->get(id);
  CHECK(now.headline == "b");
  CHECK(now.priority == 3);
  CHECK(now.colour == "red");
  old.upgrade();
  old.exchange(false);
  CHECK(old.new_one->get(id).colour == "red");
  CHECK(old.new_one->get(id).headline == "b");
}
