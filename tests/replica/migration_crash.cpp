// SPDX-License-Identifier: BSL-1.0
// Compiled alone: its names hide those of others.
// A program that dies between any two statements of a migration, or at any operation on its disk, and a disk that
// fails at any of them, leave the old file whole.
#if defined(__linux__)

#include "replica/eras.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/base/error.hpp>
#include <entente/replica.hpp>
#include <entente/sqlite.hpp>
#include <entente/sqlite/faulty_file_system.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace {

// Statements that may still begin; negative: no limit.
int allowed = -1;

int count_statement(unsigned, void*, void*, void*) {
  if (allowed == 0) ::_exit(9);
  if (allowed > 0) --allowed;
  return 0;
}

int watch(sqlite3* on, char const**, sqlite3_api_routines const*) {
  return sqlite3_trace_v2(on, SQLITE_TRACE_STMT, &count_statement, nullptr);
}

/// The whole file as text, so that any difference shows.
std::string dump(std::filesystem::path const& file) {
  entente::database on{file};
  std::vector<std::string> tables;
  std::string out;
  {
    auto all = on.prepare("SELECT name,sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type,name");
    while (all.step()) out += all.column<std::string>(1) + "\n";
    auto each = on.prepare("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name");
    while (each.step()) tables.push_back(each.column<std::string>(0));
  }
  for (auto const& table : tables) {
    auto rows = on.prepare("SELECT * FROM " + entente::quoted_name(table));
    int const columns = rows.column_count();
    std::string sql = "SELECT ''";
    {
      auto names = on.prepare("SELECT name FROM pragma_table_info(?)");
      names.bind(1, table);
      while (names.step()) sql += "||quote(" + entente::quoted_name(names.column<std::string>(0)) + ")||','";
    }
    auto texts = on.prepare(sql + " FROM " + entente::quoted_name(table));
    while (texts.step()) out += table + std::to_string(columns) + ": " + texts.column<std::string>(0) + "\n";
  }
  return out;
}

/// Runs `body` in a process of its own that dies after so many statements. Whether it came to its end.
template <class Body>
bool survives(int statements, Body&& body) {
  auto const child = ::fork();
  if (child == 0) {
    allowed = statements;
    try {
      body();
    } catch (...) {
      ::_exit(8);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) != 8);
  return WEXITSTATUS(status) == 0;
}

/// Dies at every place in turn, and checks the file each time. Returns how many places there are.
template <class Body>
int die_everywhere(std::filesystem::path const& kept, std::filesystem::path const& file, Body&& body) {
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch));
  auto const whole = dump(kept);
  int places = 0;
  for (bool done = false; !done; ++places) {
    for (auto const* tail : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + tail);
    std::filesystem::copy_file(kept, file);
    done = survives(places, body);
    auto const left = dump(file);
    // All of it, or nothing of it.
    if (!done && left != whole) CHECK(left.find("\"headline\"") != std::string::npos);
    if (!done && left != whole) CHECK(left.find("entente_former") == std::string::npos);
    if (done) CHECK(left != whole);
  }
  sqlite3_reset_auto_extension();
  return places;
}

/// On a disk that fails at each of its operations in turn. `open(name)` opens the file through that file system, which
/// is to bring it to the new schema. Returns how many operations there are.
template <class Open>
std::uint64_t fail_everywhere(std::filesystem::path const& kept, std::filesystem::path const& file, Open&& open) {
  using entente::restart_after;
  using entente::storage_fault;
  struct kind {
    storage_fault what;
    restart_after end;
    std::uint64_t stride;
  };
  auto const whole = dump(kept);
  std::uint64_t places = 0;
  for (auto const& [what, end, stride] : {kind{storage_fault::crash, restart_after::power_cut, 1},
                                          kind{storage_fault::crash, restart_after::process_end, 11},
                                          kind{storage_fault::torn, restart_after::power_cut, 11},
                                          kind{storage_fault::full, {}, 11}, kind{storage_fault::io_error, {}, 11}})
    for (std::uint64_t n = 1;; n += stride) {
      CAPTURE(static_cast<int>(what), n);
      for (auto const* tail : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + tail);
      std::filesystem::copy_file(kept, file);
      std::mt19937_64 luck{n};
      entente::faulty_file_system disk{[&] { return luck(); }};
      disk.fail_after(n, what, true);
      bool done = true;
      try {
        open(disk.name());
      } catch (entente::failure const& refused) {
        CHECK(entente::category_of(refused.code()) == entente::error_category::storage);
        done = false;
      }
      bool const met = disk.faults() > 0;
      disk.restart(end);
      auto const left = dump(file);
      bool const migrated = left.find("\"headline\"") != std::string::npos;
      CHECK((left == whole || (migrated && left.find("entente_former") == std::string::npos)));
      CHECK(entente::database{file}.prepare("PRAGMA integrity_check").value<std::string>() == "ok");
      if (done) CHECK(migrated);
      if (!migrated) CHECK_NOTHROW(open(""));
      if (!met) break;
      if (stride == 1) places = n;
    }
  return places;
}

}  // namespace

TEST_CASE("A replica's migration that dies between any two statements leaves the old file whole") {
  support::temporary_folder const folder;
  entente::replica_options how;
  how.directory = folder.path() / "device";
  how.tenant = "acme";
  {
    entente::replica<era1::app> local{how};
    auto const room = local.create(era1::Room{"hall"});
    for (int i = 0; i < 3; ++i) {
      era1::Task one;
      one.title = "t" + std::to_string(i);
      one.note = "n";
      one.room = room;
      local.create(one);
    }
    auto const sent = local.lease(1, 1'000'000);
    local.release(sent);
  }
  auto const file = how.directory / "acme.db";
  auto const kept = folder.path() / "kept.db";
  std::filesystem::copy_file(file, kept);
  int const places = die_everywhere(kept, file, [&] { entente::replica<era2::app> const local{how}; });
  CHECK(places > 100);
  CHECK(fail_everywhere(kept, file, [&](std::string const& disk) {
          auto on_disk = how;
          on_disk.durable = true;
          on_disk.file_system = disk;
          entente::replica<era2::app> const local{on_disk};
        }) > 100);
  // And it can be taken up again.
  entente::replica<era2::app> local{how};
  CHECK(local.query<era2::Task>().count() == 3);
  CHECK(local.status().pending == 4);
}

TEST_CASE("A server's migration that dies between any two statements leaves the old file whole") {
  support::temporary_folder const folder;
  entente::authority_options how;
  how.directory = folder.path() / "server";
  how.synchronous = entente::durability::normal;
  entente::principal const who{"ann", {"acme"}, true};
  {
    entente::replica_options device;
    device.directory = folder.path() / "device";
    device.tenant = "acme";
    entente::replica<era1::app> local{device};
    entente::authority<era1::app> server{how};
    for (int i = 0; i < 3; ++i) {
      era1::Task one;
      one.title = "t" + std::to_string(i);
      local.create(one);
    }
    auto const batch = local.lease(100, 1'000'000);
    server.apply(who, "acme", batch);
  }
  auto const file = how.directory / "acme.db";
  auto const kept = folder.path() / "kept.db";
  std::filesystem::copy_file(file, kept);
  int const places = die_everywhere(kept, file, [&] {
    entente::authority<era2::app> server{how};
    static_cast<void>(server.changes_since(who, "acme", {}));
  });
  CHECK(places > 50);
  CHECK(fail_everywhere(kept, file, [&](std::string const& disk) {
          auto on_disk = how;
          on_disk.synchronous = entente::durability::full;
          on_disk.file_system = disk;
          entente::authority<era2::app> server{on_disk};
          static_cast<void>(server.changes_since(who, "acme", {}));
        }) > 50);
  entente::authority<era2::app> server{how};
  CHECK(server.changes_since(who, "acme", {}).changes.size() == 3);
}

#endif
