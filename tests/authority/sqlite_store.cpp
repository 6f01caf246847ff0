// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <entente/sqlite/database.hpp>

#include <fstream>
#include <iterator>
#include <thread>

using namespace bench;
using support::code_of;

namespace {

std::size_t files_in(std::filesystem::path const& folder) {
  if (!std::filesystem::exists(folder)) return 0;
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator{folder}, std::filesystem::directory_iterator{}));
}

}  // namespace

TEST_CASE("sqlite_store: a tenant that the caller does not reach is forbidden, and nothing is made for it") {
  server at_home;
  device one{1};
  push_request const request{one.incarnation, {}, {{one.insert("Note", new_key(), R"({"title":"a"})")}}};
  for (std::string const tenant : {"other", "", "ACME", "acme ", "../acme", "acme.db"}) {
    CHECK(code_of([&] { at_home.truth.apply(at_home.who, tenant, request); }) == error_code::forbidden);
    CHECK(code_of([&] { at_home.truth.changes_since(at_home.who, tenant, {}); }) == error_code::forbidden);
    CHECK(code_of([&] { at_home.truth.write(at_home.who, tenant, [](auto&) {}); }) == error_code::forbidden);
    CHECK(code_of([&] { at_home.truth.read(at_home.who, tenant, [](auto&) { return 1; }); }) == error_code::forbidden);
  }
  CHECK(files_in(at_home.options.directory) == 0);
}

TEST_CASE("sqlite_store: reading a tenant without data makes no file, and gives an empty page") {
  server at_home;
  pull_request request;
  request.replica = numbered(1);
  request.released = {5, {numbered(2)}};
  auto const page = at_home.truth.changes_since(at_home.who, "acme", request);
  CHECK(page.changes.empty());
  CHECK_FALSE(page.has_more);
  CHECK(page.epoch.is_nil());
  CHECK(page.server_time.micros == noon);
  CHECK(files_in(at_home.options.directory) == 0);
}

TEST_CASE("sqlite_store: tenants never see each other's data") {
  server at_home;
  at_home.who.tenants = {"acme", "ACME", "a/../b", "nul"};
  device one{1};
  auto const key = new_key();
  for (auto const& tenant : at_home.who.tenants) {
    at_home.tenant = tenant;
    // The same key, op ids, places in the queue.
    auto op = one.insert("Note", key, R"({"title":")" + std::to_string(tenant.size()) + tenant[0] + "\"}");
    op.op_id = numbered(5);
    op.sequence = 1;
    CHECK(at_home.push(one, op).outcome == verdict::applied);
  }
  std::vector<uuid> epochs;
  for (auto const& tenant : at_home.who.tenants) {
    at_home.tenant = tenant;
    CHECK(at_home.note(key).title == std::to_string(tenant.size()) + tenant[0]);
    auto const page = at_home.pull();
    CHECK(page.changes.size() == 1);
    for (auto const& known : epochs) CHECK(known != page.epoch);
    epochs.push_back(page.epoch);
  }
}

TEST_CASE("sqlite_store: only so many files stay open, and closed ones open again") {
  authority_options how;
  how.open_tenants = 2;
  server at_home{how};
  device one{1};
  at_home.who.tenants.clear();
  for (int i = 0; i < 8; ++i) at_home.who.tenants.push_back("tenant" + std::to_string(i));
  auto const key = new_key();
  for (int round = 0; round < 3; ++round)
    for (auto const& tenant : at_home.who.tenants) {
      at_home.tenant = tenant;
      auto op = round == 0 ? one.insert("Note", key, R"({"title":"a"})")
                           : one.update("Note", key, round, R"({"delta":{"votes":1}})");
      CHECK(at_home.push(one, op).outcome == verdict::applied);
      CHECK(at_home.pull().changes.size() == 1);
    }
  // A file that is closed leaves no write-ahead log behind.
  CHECK(files_in(at_home.options.directory) <= 8 + 2 * 2);

  SECTION("files in use are not closed, not even the one just opened") {
    at_home.truth.read(at_home.who, "tenant0", [&](auto&) {
      return at_home.truth.read(at_home.who, "tenant1", [&](auto&) {
        return at_home.truth.read(at_home.who, "tenant2", [&](auto& store) {
          return store.number("last_stamp");
        });
      });
    });
  }
}

TEST_CASE("sqlite_store: no file need stay open") {
  authority_options how;
  how.open_tenants = 0;
  server at_home{how};
  device one{1};
  auto const key = at_home.note_of(one);
  CHECK(at_home.note(key).title == "a");
}

TEST_CASE("sqlite_store: who waits too long for the writer is told that it is busy") {
  authority_options how;
  how.writer_wait = std::chrono::milliseconds{10};
  server at_home{how};
  device one{1};
  auto const key = at_home.note_of(one);
  at_home.truth.write(at_home.who, "acme", [&](auto&) {
    std::optional<error_code> code;
    std::thread{[&] { code = code_of([&] { at_home.push(one, one.remove("Note", key, 1)); }); }}.join();
    CHECK(code == error_code::storage_busy);
    CHECK(at_home.pull().changes.size() == 1);  // readers do not wait
  });
  // Another process holds the lock.
  database other{at_home.options.directory / "acme.db"};
  {
    transaction held{other};
    CHECK(code_of([&] { at_home.push(one, one.remove("Note", key, 1)); }) == error_code::storage_busy);
    // Not even opening the file needs it.
    auto again = at_home.restarted();
    CHECK(again.changes_since(at_home.who, "acme", {}).changes.size() == 1);
  }
  CHECK(at_home.push(one, one.remove("Note", key, 1)).outcome == verdict::applied);
}

TEST_CASE("sqlite_store: a body that throws leaves nothing behind, and the tenant works on") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const before = at_home.row<Note>(key);
  CHECK_THROWS_AS(at_home.truth.write(at_home.who, "acme",
                                      [&](auto& session) {
                                        auto row = before;
                                        row.version = 9;
                                        session.store.save(row);
                                        throw std::runtime_error{"no"};
                                      }),
                  std::runtime_error);
  CHECK_THROWS_AS(at_home.truth.read(at_home.who, "acme", [&](auto&) -> int { throw std::runtime_error{"no"}; }),
                  std::runtime_error);
  CHECK(at_home.row<Note>(key).version == 1);
  CHECK(at_home.push(one, one.remove("Note", key, 1)).outcome == verdict::applied);
}

TEST_CASE("sqlite_store: files that are not a tenant's own are refused, and left alone") {
  server at_home;
  device one{1};
  auto const file = at_home.options.directory / "acme.db";
  auto const push = [&] { at_home.push(one, one.insert("Note", new_key(), R"({"title":"a"})")); };
  std::filesystem::create_directories(at_home.options.directory);

  SECTION("garbage") {
    std::ofstream{file} << std::string(5000, 'x');
    CHECK(code_of(push) == error_code::storage_corrupt);
    CHECK(code_of([&] { at_home.pull(); }) == error_code::storage_corrupt);
    CHECK(std::filesystem::file_size(file) == 5000);
  }
  SECTION("another program's database") {
    database{file}.exec("CREATE TABLE notes(x)");
    CHECK(code_of(push) == error_code::storage_corrupt);
    CHECK_FALSE(database{file}.prepared("SELECT 1 FROM sqlite_master WHERE name LIKE 'entente%'").value<int>());
  }
  SECTION("a marked one") {
    database{file}.set_application_id(0x1234);
    CHECK(code_of(push) == error_code::storage_corrupt);
  }
  SECTION("another tenant's") {
    push();
    at_home.truth.write(at_home.who, "acme", [](auto& session) { session.store.put_state("tenant", std::string{"b"}); });
    auto again = at_home.restarted();
    CHECK(code_of([&] { again.changes_since(at_home.who, "acme", {}); }) == error_code::wrong_tenant);
  }
  SECTION("a newer layout, or a newer schema") {
    push();
    {
      database raw{file};
      raw.set_user_version(2);
    }
    auto again = at_home.restarted();
    CHECK(code_of([&] { again.changes_since(at_home.who, "acme", {}); }) == error_code::newer_schema);
    {
      database raw{file};
      raw.set_user_version(1);
    }
    at_home.truth.write(at_home.who, "acme", [](auto& session) { session.store.put_state("schema_version", 2); });
    CHECK(code_of([&] { again.changes_since(at_home.who, "acme", {}); }) == error_code::newer_schema);
  }
  SECTION("an empty one is as good as none") {
    std::ofstream{file}.flush();
    push();
    CHECK(at_home.pull().changes.size() == 1);
  }
}

TEST_CASE("sqlite_store: a file that was refused is looked at anew the next time") {
  server at_home;
  device one{1};
  std::filesystem::create_directories(at_home.options.directory);
  auto const file = at_home.options.directory / "acme.db";
  std::ofstream{file} << std::string(5000, 'x');
  auto const op = one.insert("Note", new_key(), R"({"title":"a"})");
  CHECK(code_of([&] { at_home.push(one, op); }) == error_code::storage_corrupt);
  std::filesystem::remove(file);
  CHECK(at_home.pull().changes.empty());
  CHECK_FALSE(std::filesystem::exists(file));  // not made by reading
  CHECK(at_home.push(one, op).outcome == verdict::applied);
}

TEST_CASE("sqlite_store: a directory that cannot be is refused") {
  support::temporary_folder folder;
  std::ofstream{folder / "file"} << "x";
  authority_options how;
  how.directory = folder / "file";
  server at_home{how};
  device one{1};
  CHECK(code_of([&] { at_home.note_of(one); }) == error_code::storage_failed);
  CHECK(at_home.pull().changes.empty());
}

TEST_CASE("sqlite_store: a directory that cannot be written is refused as such") {
  support::temporary_folder folder;
  namespace fs = std::filesystem;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec);
  bool const bars = !std::ofstream{folder / "probe"};  // root may write anywhere
  authority_options how;
  how.directory = folder / "data";
  server at_home{how};
  device one{1};
  auto const code = code_of([&] { at_home.note_of(one); });
  if (bars) CHECK(code == error_code::storage_read_only);
  fs::permissions(folder.path(), fs::perms::owner_all);
}

TEST_CASE("sqlite_store: a full database refuses what is too much, keeps the rest, and is read as before") {
  authority_options how;
  how.max_tenant_bytes = 300'000;
  server at_home{how};
  device one{1};
  auto const key = at_home.note_of(one);
  auto const other = at_home.note_of(one);
  std::string const much(300'000, 'x');
  auto const big = one.insert("Place", new_key(), R"({"name":")" + much + "\"}");
  auto const counted = one.update("Note", other, 1, R"({"delta":{"votes":1}})");
  auto const answer = at_home.push(one, {{one.update("Note", key, 1, R"({"delta":{"votes":10}})"), big}, {counted}});
  CHECK(answer.results[0].outcome == verdict::retry);
  CHECK(answer.results[1].outcome == verdict::retry);
  CHECK(answer.results[1].code == error_code::storage_full);
  CHECK(answer.results[2].outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 0);
  CHECK(at_home.note(other).votes == 1);
  // Also who knows the database from before it was restored learns from where on they differ.
  auto const newest = at_home.pull().changes.back().at;
  one.released.epoch = answer.epoch;
  at_home.truth.note_restored("acme");
  auto const after = at_home.push(one, {{big}, {counted}});
  CHECK(after.epoch != answer.epoch);
  CHECK(after.epoch_start == newest);
  one.released.epoch = after.epoch;

  for (int i = 0; i < 200; ++i) {
    auto const op = one.insert("Place", new_key(), R"({"name":")" + std::string(3'000, 'y') + "\"}");
    auto const code = code_of([&] { at_home.push(one, op); });
    if (code) CHECK(*code == error_code::storage_full);
  }
  auto const page = at_home.pull();
  std::int64_t places = 0;
  digest sum;
  for (auto const& each : page.changes)
    if (each.entity == "Place") {
      ++places;
      sum.add(each.key, each.version, each.at);
    }
  CHECK(places > 10);
  CHECK(places < 200);
  CHECK(page.digests[0].count == places);
  CHECK(page.digests[0].value == sum);
}
