// SPDX-License-Identifier: BSL-1.0
// A program that dies between any two statements of a migration leaves the old file whole.
#if defined(__linux__)

#include "replica/eras.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>
#include <entente/sqlite.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
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
  entente::authority<era2::app> server{how};
  CHECK(server.changes_since(who, "acme", {}).changes.size() == 3);
}

#endif
