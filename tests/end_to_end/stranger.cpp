// SPDX-License-Identifier: BSL-1.0
// Two devices and somebody else's backend, which misbehaves in every way it can.
#include "support/catch.hpp"
#include "support/stranger_server.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/remote/reference.hpp>
#include <entente/sync/client.hpp>
#include <entente/wire/record_codec.hpp>

#include <array>
#include <cstddef>
#include <random>
#include <set>
#include <string>

using namespace entente;
using fault = tests::stranger_server::fault;

namespace {

replica_options local_at(support::temporary_folder const& folder, char const* name) {
  replica_options options;
  options.directory = folder.path() / name;
  options.tenant = "acme";
  options.principal = "somebody";
  return options;
}

// Without the ref, whose key is a matter of each device where the server assigns ids.
std::multiset<std::string> tasks_of(client<app>& device) {
  std::multiset<std::string> all;
  for (auto const& each : device.query<Task>().all()) {
    auto plain = each.value;
    plain.space = {};
    std::string text;
    write_object(text, plain);
    all.insert(text);
  }
  return all;
}

class history {
 public:
  history(tests::stranger_server& server, unsigned seed) : server_(server), dice_(seed) {}

  void step(client<app>& device) {
    auto const name = std::to_string(++steps_);
    auto const tasks = device.query<Task>().all();
    switch (dice_() % 8) {
      case 0: {
        Task child;
        child.title = "in " + name;
        child.space = device.create(Space{"space " + name, ""});
        device.create(child);
        return;
      }
      case 1: {
        Task task;
        task.title = "task " + name;
        device.create(task);
        return;
      }
      case 2:
      case 3:
        if (!tasks.empty())
          device.update(tasks[dice_() % tasks.size()].id,
                        [&](Task& task) { task.title = "edit " + name; });
        return;
      case 4:
        if (tasks.size() > 3) device.remove(tasks[dice_() % tasks.size()].id);
        return;
      case 5: {
        auto const rows = server_.rows("Task");
        if (!rows.empty())
          server_.edit("Task", rows[dice_() % rows.size()].id, "body", "\"theirs " + name + "\"");
        return;
      }
      default: plan_faults(); device.sync();
    }
  }

 private:
  void plan_faults() {
    constexpr std::array<fault, 8> all{fault::none,          fault::lose_answer, fault::html_503,
                                       fault::half_answer,   fault::not_json,    fault::no_answer,
                                       fault::item_internal, fault::none};
    for (auto count = dice_() % 4; count > 0; --count) server_.plan(all[dice_() % all.size()]);
  }

  tests::stranger_server& server_;
  std::mt19937 dice_;
  int steps_ = 0;
};

}  // namespace

TEST_CASE("Two devices and a stranger's backend converge, whatever it does to them") {
  auto const form = GENERATE(reference_form::generic, reference_form::per_entity);
  auto const seed = GENERATE(range(1U, 24U));
  INFO("seed " << seed);
  tests::stranger_server server;
  server.page_limit = 3;
  server.knows_conflict = seed % 2 != 0;
  server.tells_server_data = seed % 3 != 1;
  server.says_time_of_day = seed % 3 == 0;
  server.results_backwards = seed % 2 == 0;
  server.adopts_client_ids = seed == 4;
  server.integer_ids = seed % 5 == 1;
  server.upper_case_ids = seed % 7 == 2;
  server.includes_since = seed % 11 == 5;
  support::temporary_folder const folder;
  client<app> a{local_at(folder, "a"), reference_remote{server.url(), "", form}};
  client<app> b{local_at(folder, "b"), reference_remote{server.url(), "", form}};
  history happens{server, seed};
  std::mt19937 who{seed};
  for (int step = 0; step < 60; ++step) happens.step(who() % 2 == 0 ? a : b);

  // What faults are left come first.
  for (int round = 0; round < 8; ++round) {
    a.sync();
    b.sync();
  }
  CHECK(a.sync().complete());
  CHECK(b.sync().complete());
  CHECK(tasks_of(a) == tasks_of(b));
  std::size_t live = 0;
  std::set<std::string> client_ids;
  for (auto const& row : server.rows("Task")) {
    if (!row.deleted) ++live;
    CHECK(client_ids.insert(row.client_id).second);
  }
  CHECK(a.query<Task>().count() == live);
  for (auto* const device : {&a, &b}) {
    CHECK(device->status().pending == 0);
    CHECK(device->status().quarantined == 0);
    for (auto const& task : device->query<Task>().all())
      if (task.value.space) CHECK(device->find(*task.value.space).has_value());
  }
}
