// SPDX-License-Identifier: BSL-1.0
#include <entente/testing.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/sync/client.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

using namespace entente;

namespace {

/// One server, one device, and a network between them.
struct pair_of_machines {
  explicit pair_of_machines(std::uint64_t seed) : random(seed) { start(); }

  void start() {
    authority_options how;
    how.directory = folder.path() / "server";
    how.now = clock.function();
    how.random = random.function();
    how.synchronous = durability::normal;
    *server = std::make_unique<authority<app>>(how);
  }

  client<app> device() {
    replica_options local;
    local.directory = folder.path() / "device";
    local.tenant = "acme";
    local.now = clock.function();
    local.random = random.function();
    sync_options syncing;
    syncing.now = clock.function();
    syncing.random = random.function();
    return {local, faulty_remote{local_remote{server, principal{"ann", {"acme"}}}, network},
            syncing};
  }

  support::temporary_folder folder{support::memory_folder()};
  manual_clock clock;
  seeded_random random;
  std::shared_ptr<std::unique_ptr<authority<app>>> server =
      std::make_shared<std::unique_ptr<authority<app>>>();
  std::shared_ptr<faulty_network> network = std::make_shared<faulty_network>(random);
};

Task task(std::string title) {
  Task made;
  made.title = std::move(title);
  return made;
}

}  // namespace

TEST_CASE("A network with every fault loses nothing and counts nothing twice") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    pair_of_machines in{seed};
    auto device = in.device();
    auto const id = device.create(task("walk"));
    in.network->faults = {10, 10, 10, 10, 10, 5, 5, 5};
    for (int i = 0; i < 30; ++i) {
      device.update<Task>(id, [](Task& t) { ++t.votes; });
      static_cast<void>(device.sync());
      in.clock.pass(std::chrono::minutes{1});
    }
    in.network->heal();
    for (auto const& op : device.queue())  // of which the network said that it is too large
      if (op.state == operation_state::failed) device.retry(op.op_id);
    REQUIRE(device.sync().complete());
    CHECK(device.status().clean());
    CHECK(device.get(id).votes == 30);
    auto other = in.folder.path() / "other";
    replica_options local;
    local.directory = other;
    local.tenant = "acme";
    client<app> second{local, local_remote{in.server, principal{"ann", {"acme"}}}};
    REQUIRE(second.sync().complete());
    CHECK(second.get(id).votes == 30);
    auto const& counts = in.network->counts;
    CHECK(counts.lost_request + counts.lost_answer + counts.repeated + counts.late + counts.cut >
          0);
  }
}

TEST_CASE("A partition either way, and a server that is away, are failures of the network") {
  pair_of_machines in{1};
  auto device = in.device();
  device.create(task("walk"));
  in.network->answers_pass = false;
  CHECK(device.sync().problem->code == error_code::network_failed);
  in.network->heal();
  in.server->reset();
  CHECK(device.sync().problem->code == error_code::network_failed);
  in.start();
  CHECK(device.sync().complete());
  CHECK(device.status().clean());
  CHECK(in.network->counts.partitioned == 1);
}

TEST_CASE("A manual clock moves when told, and a device's may be wrong") {
  manual_clock clock;
  auto const right = clock.function();
  auto const ahead = clock.function(std::chrono::hours{24});
  clock.pass(std::chrono::minutes{5});
  CHECK(right() == clock.now());
  CHECK(ahead() - right() == std::chrono::hours{24});
}

TEST_CASE("An application rehearses with two devices, a bad network and no server program") {
  support::temporary_folder const folder{support::memory_folder()};
  manual_clock clock;
  seeded_random dice{7};
  authority<app> server{{.directory = folder / "server", .now = clock.function()}};
  auto const network = std::make_shared<faulty_network>(dice);
  network->faults = {.lost_answer = 20, .repeated = 20};
  auto const device = [&](char const* name) {
    return client<app>{{.directory = folder / name, .tenant = "acme", .now = clock.function()},
                       faulty_remote{local_remote{server, {"ann", {"acme"}}}, network}};
  };
  auto phone = device("phone");
  auto tablet = device("tablet");
  auto const id = phone.create(task("walk"));
  std::int64_t votes = 0;
  for (int i = 0; i < 50; ++i) {
    clock.pass(std::chrono::minutes{1});
    auto& at = dice.chance(50) ? phone : tablet;
    if (at.find(id)) at.update(id, [&](Task& t) { ++t.votes, ++votes; });
    static_cast<void>(at.sync());
  }
  network->heal();
  for (auto* at : {&phone, &tablet, &phone}) CHECK(at->sync().complete());
  CHECK(phone.get(id).votes == votes);
  CHECK(tablet.get(id).votes == votes);
  CHECK(network->counts.lost_answer + network->counts.repeated > 0);
}
