// SPDX-License-Identifier: BSL-1.0
// Replicas whose rows are not what the server has: found by ranges of keys, and mended record by record.
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/sqlite/database.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sync.hpp>
#include <entente/testing.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace entente;

namespace {

/// A server that may be told to take no operations for a while.
struct moody_remote : local_remote<authority<app>> {
  moody_remote(local_remote<authority<app>> to, std::shared_ptr<bool> takes)
      : local_remote<authority<app>>(std::move(to)), takes_pushes(std::move(takes)) {}
  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    if (*takes_pushes) return local_remote<authority<app>>::push(context, request);
    return remote_failure{reaction::hold, {error_code::forbidden, "not today", {}, {}, {}}, {}};
  }
  std::shared_ptr<bool> takes_pushes;
};

struct machines {
  explicit machines(std::uint64_t seed = 1) : random(seed) {
    authority_options how;
    how.directory = folder.path() / "server";
    how.now = clock.function();
    how.random = random.function();
    how.synchronous = durability::normal;
    *server = std::make_unique<authority<app>>(how);
  }

  std::unique_ptr<client<app>> device(std::string const& name) {
    replica_options local;
    local.directory = folder.path() / name;
    local.tenant = "acme";
    local.now = clock.function();
    local.random = random.function();
    return std::make_unique<client<app>>(local, moody_remote{{server, principal{"ann", {"acme"}}}, takes_pushes});
  }

  /// Does to a file what no program of ours would.
  void damage(std::string const& where, std::string const& sql) {
    database on{folder.path() / where / tenant_file_name("acme")};
    on.exec(sql);
  }

  support::temporary_folder folder{support::memory_folder()};
  manual_clock clock;
  seeded_random random;
  std::shared_ptr<bool> takes_pushes = std::make_shared<bool>(true);
  std::shared_ptr<std::unique_ptr<authority<app>>> server =
      std::make_shared<std::unique_ptr<authority<app>>>();
};

Task task(std::string title) {
  Task made;
  made.title = std::move(title);
  return made;
}

std::map<std::string, std::string> rows(client<app>& at) {
  std::map<std::string, std::string> found;
  at.query<Task>().for_each([&](record<Task> const& each) {
    auto& text = found[each.id.text()];
    text = std::to_string(each.version) + '@' + std::to_string(each.updated_at.micros) + ' ';
    write_object(text, each.value);
  });
  return found;
}

/// Two devices with the same tasks, one of which is about to lose its way.
struct twins : machines {
  explicit twins(int many, std::uint64_t seed = 1) : machines(seed) {
    for (int i = 0; i < many; ++i) {
      ids.push_back(one->create(task("task " + std::to_string(i))));
      if (i % 50 == 0) clock.pass(std::chrono::milliseconds{3});
    }
    REQUIRE(one->sync().complete());
    REQUIRE(two->sync().complete());
  }

  std::unique_ptr<client<app>> one = device("one");
  std::unique_ptr<client<app>> two = device("two");
  std::vector<id<Task>> ids{};
};

}  // namespace

TEST_CASE("Records that were lost, changed or made up in the file are found and mended one by one") {
  twins in{2000};
  in.damage("two", "DELETE FROM \"Task\" WHERE title IN ('task 7','task 1500');"
                   "UPDATE \"Task\" SET title='forged',entente_version=entente_version+1,"
                   "entente_stamp=entente_stamp+1 WHERE title='task 900'");
  auto const compared = in.two->verify(verify_mode::compare);
  REQUIRE(compared.sync.complete());
  CHECK(compared.by_ranges);
  CHECK(compared.records.differing == 3);
  CHECK(compared.records.mended == 0);
  CHECK(compared.differing == std::vector<std::string>{"Task"});
  CHECK_FALSE(compared.converged());
  CHECK(compared.records.compared < 800);

  auto const repaired = in.two->verify();
  REQUIRE(repaired.sync.complete());
  CHECK(repaired.records.differing == 3);
  CHECK(repaired.records.mended == 3);
  CHECK(repaired.converged());
  CHECK(rows(*in.two) == rows(*in.one));
  CHECK(in.two->verify().records.differing == 0);
}

TEST_CASE("A record that only this device has goes, and a snapshot of it stays") {
  twins in{300};
  in.damage("two",
            "INSERT INTO \"Task\" SELECT NULL,x'01020304050607080910111213141516',"
            "entente_version,entente_stamp,entente_deleted,entente_pending,entente_generation,entente_unknown,"
            "entente_created,title,body,done,priority,weight,note,tags,votes,space FROM \"Task\" LIMIT 1");
  auto const repaired = in.two->verify();
  REQUIRE(repaired.sync.complete());
  CHECK(repaired.records.removed == 1);
  CHECK(repaired.converged());
  CHECK(rows(*in.two) == rows(*in.one));
  REQUIRE(in.two->snapshots().size() == 1);
}

TEST_CASE("Pending edits of a differing record are kept, and merged onto what the server has") {
  twins in{10};
  in.damage("two", "UPDATE \"Task\" SET body='forged',entente_version=entente_version+3,"
                   "entente_stamp=entente_stamp+3 WHERE title='task 4';"
                   "UPDATE entente_digest SET low=low+1 WHERE entity='Task'");
  in.two->update(in.ids[4], [](Task& t) {
    t.votes += 2;
    t.title = "mine";
  });
  *in.takes_pushes = false;
  auto const report = in.two->sync();
  CHECK(report.repaired == 1);
  CHECK(in.two->status().pending == 1);
  CHECK(in.two->get(in.ids[4]).title == "mine");
  CHECK(in.two->get(in.ids[4]).body.empty());
  *in.takes_pushes = true;
  REQUIRE(in.two->sync().complete());
  CHECK(in.two->status().clean());
  CHECK(in.two->get(in.ids[4]).votes == 2);
  REQUIRE(in.one->sync().complete());
  CHECK(rows(*in.two) == rows(*in.one));
}

TEST_CASE("A wrong sum, here or on the server, is counted anew") {
  twins in{20};
  in.damage("two", "UPDATE entente_digest SET low=low+1 WHERE entity='Task'");
  auto const here = in.two->verify();
  CHECK(here.converged());
  CHECK(here.sync.repaired == 0);
  CHECK(in.two->sync().diverged.empty());
  in.server->reset();
  in.damage("server", "UPDATE entente_digest SET high=high+7,count=count+1 WHERE entity='Task'");
  authority_options how;
  how.directory = in.folder.path() / "server";
  how.now = in.clock.function();
  how.random = in.random.function();
  *in.server = std::make_unique<authority<app>>(how);
  in.one->update(in.ids[0], [](Task& t) { t.done = true; });
  auto const there = in.one->verify();
  REQUIRE(there.sync.complete());
  CHECK(there.records.differing == 0);
  CHECK(in.one->sync().diverged.empty());
  CHECK(in.two->sync().diverged.empty());
}

TEST_CASE("A sync that finds a different sum at its end mends the records by itself, and says how many") {
  twins in{500};
  in.damage("two", "DELETE FROM \"Task\" WHERE title='task 3';"
                   "UPDATE entente_digest SET low=low+5 WHERE entity='Task'");
  in.one->update(in.ids[1], [](Task& t) { t.done = true; });
  REQUIRE(in.one->sync().complete());
  auto const report = in.two->sync();
  REQUIRE(report.complete());
  CHECK(report.repaired == 1);
  CHECK(report.diverged.empty());
  CHECK(rows(*in.two) == rows(*in.one));
  CHECK_FALSE(in.two->cursor().empty());
}

TEST_CASE("Whatever becomes of the rows, repair brings back what the server has, and keeps what is queued") {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    CAPTURE(seed);
    twins in{static_cast<int>(5 + seed * 40), seed};
    std::int64_t added = 0;
    for (int i = 0; i < 12; ++i) {
      auto const which = in.ids[in.random.below(in.ids.size())];
      auto const key = "x'" + [&] {
        std::string hex;
        for (char const c : which.text())
          if (c != '-') hex += c;
        return hex;
      }() + "'";
      switch (in.random.below(3)) {
        case 0:
          if (in.two->find(which)) {
            in.two->update(which, [](Task& t) { ++t.votes; });
            ++added;
          }
          break;
        case 1:
          in.damage("two", "DELETE FROM \"Task\" WHERE entente_pending=0 AND entente_key=" + key);
          break;
        default:
          in.damage("two", "UPDATE \"Task\" SET body='forged',entente_version=entente_version+1,"
                           "entente_stamp=entente_stamp+1 WHERE entente_pending=0 AND entente_key=" + key);
      }
    }
    REQUIRE(in.two->verify().sync.complete());
    REQUIRE(in.two->sync().complete());
    CHECK(in.two->status().clean());
    REQUIRE(in.one->sync().complete());
    CHECK(rows(*in.two) == rows(*in.one));
    std::int64_t votes = 0;
    in.one->query<Task>().for_each([&](record<Task> const& each) { votes += each.value.votes; });
    CHECK(votes == added);
  }
}
