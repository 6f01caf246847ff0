// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/database.hpp>

#include <entente/sqlite/transaction.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <thread>
#include <vector>

using entente::database;
using entente::error_code;
using entente::transaction;
using support::code_of;
using support::refusal_of;
using support::temporary_folder;
namespace fs = std::filesystem;

namespace {

void write_file(fs::path const& path, std::string const& content) {
  std::ofstream{path, std::ios::binary} << content;
}

std::string read_file(fs::path const& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

database::options reading() {
  database::options how;
  how.read_only = true;
  return how;
}

/// A closed database with a few hundred rows.
void make_example(fs::path const& path) {
  database on{path};
  on.exec("CREATE TABLE t(v TEXT NOT NULL)");
  transaction work{on};
  auto insert = on.prepare("INSERT INTO t VALUES(?)");
  for (int i = 0; i < 300; ++i) insert.run(std::string(200, 'x'));
  work.commit();
}

/// Opens the file and reads all of it.
void read_all(fs::path const& path) {
  database on{path};
  auto rows = on.borrow("SELECT v FROM t");
  while (rows->step()) static_cast<void>(rows->column<std::string>(0));
}

}  // namespace

TEST_CASE("a database keeps what is written", "[sqlite]") {
  temporary_folder const folder;
  {
    database on{folder / "acme.db"};
    CHECK(on.file_name() == "acme.db");
    on.exec("CREATE TABLE t(v); INSERT INTO t VALUES(1),(2)");
    CHECK(on.changes() == 2);
    CHECK(on.last_insert_rowid() == 2);
  }
  database on{folder / "acme.db"};
  CHECK(on.prepared("SELECT sum(v) FROM t").value<int>() == 3);
  CHECK(on.has_table("t"));
  CHECK(on.has_table("T"));
  CHECK_FALSE(on.has_table("u"));
}

TEST_CASE("a database writes ahead, as durably as asked, without foreign keys", "[sqlite]") {
  temporary_folder const folder;
  database safe{folder / "a.db"};
  CHECK(safe.prepared("PRAGMA journal_mode").value<std::string>() == "wal");
  CHECK(safe.prepared("PRAGMA synchronous").value<int>() == 2);
  CHECK(safe.prepared("PRAGMA foreign_keys").value<int>() == 0);
  database::options how;
  how.synchronous = entente::durability::normal;
  how.cache_kib = 64'000;
  how.checkpoint_pages = 10;
  database fast{folder / "a.db", how};
  CHECK(fast.prepared("PRAGMA synchronous").value<int>() == 1);
  CHECK(fast.prepared("PRAGMA cache_size").value<int>() == -64'000);
  CHECK(fast.prepared("PRAGMA wal_autocheckpoint").value<int>() == 10);
}

TEST_CASE("the numbers in the header are kept, take part in transactions and have 32 bits",
          "[sqlite]") {
  temporary_folder const folder;
  {
    database on{folder / "a.db"};
    CHECK(on.application_id() == 0);
    CHECK(on.user_version() == 0);
    on.set_application_id(0x656e7465);
    on.set_user_version(-3);
    transaction dropped{on};
    on.set_user_version(9);
    CHECK(on.user_version() == 9);
  }
  database on{folder / "a.db"};
  CHECK(on.application_id() == 0x656e7465);
  CHECK(on.user_version() == -3);
  CHECK(code_of([&] { on.set_user_version(std::int64_t{1} << 31); }) ==
        error_code::invalid_argument);
  CHECK(code_of([&] { on.set_application_id((std::numeric_limits<std::int64_t>::min)()); }) ==
        error_code::invalid_argument);
}

TEST_CASE("commits are seen: one's own when they end, those of others when a transaction begins", "[sqlite]") {
  temporary_folder const folder;
  database here{folder / "a.db"};
  database there{folder / "a.db"};
  here.exec("CREATE TABLE t(v)");
  auto const seen_by = [](database& on) {
    transaction const now{on};
    return on.commits_seen();
  };
  auto known = here.commits_seen();
  CHECK(seen_by(here) == known);
  CHECK(seen_by(here) == known);

  here.exec("INSERT INTO t VALUES(1)");
  CHECK(here.commits_seen() != known);
  known = here.commits_seen();
  CHECK(seen_by(here) == known);

  for (int i = 0; i < 3; ++i) {
    there.exec("INSERT INTO t VALUES(1)");
    CHECK(seen_by(here) != known);
    known = here.commits_seen();
    CHECK(seen_by(here) == known);
    here.exec("DELETE FROM t");
    there.exec("INSERT INTO t VALUES(1)");  // right behind one's own
    known = here.commits_seen();
    CHECK(seen_by(here) != known);
    known = here.commits_seen();
  }
}

TEST_CASE("paths are taken as they are", "[sqlite]") {
  temporary_folder const folder;
  auto const back = fs::current_path();
  fs::current_path(folder.path());
  for (char const* name : {"file:x.db", "file:y?mode=memory", "a b.db", "Zürich🚀.db", "%41.db",
                           "#.db", "relative.db"}) {
    database on{fs::u8path(name)};
    on.exec("CREATE TABLE t(v)");
    CHECK(fs::exists(fs::u8path(name)));
  }
  fs::current_path(back);
  CHECK(code_of([] { database on{""}; }) == error_code::invalid_argument);
  CHECK(code_of([&] {
          database on{folder / std::string_view{"a\0b", 3}};
        }) == error_code::invalid_argument);
}

TEST_CASE("a file that is not there is made, or refused", "[sqlite]") {
  temporary_folder const folder;
  database::options how;
  how.create = false;
  auto const refused = refusal_of([&] { database on{folder / "a.db", how}; });
  REQUIRE(refused);
  CHECK(refused->code == error_code::not_found);
  CHECK(refused->message.find("\"a.db\"") != std::string::npos);
  CHECK_FALSE(refused->remedy.empty());
  CHECK(code_of([&] { database on{folder / "a.db", reading()}; }) == error_code::not_found);
  CHECK_FALSE(fs::exists(folder / "a.db"));
  { database on{folder / "a.db"}; }
  CHECK(fs::exists(folder / "a.db"));
  CHECK_NOTHROW(database{folder / "a.db", how});
}

TEST_CASE("errors name the file and not its path", "[sqlite]") {
  temporary_folder const folder;
  write_file(folder / "a.db", std::string(5000, 'x'));
  auto const refused = refusal_of([&] { database on{folder / "a.db"}; });
  REQUIRE(refused);
  CHECK(refused->text().find("\"a.db\"") != std::string::npos);
  CHECK(refused->text().find(folder.path().string()) == std::string::npos);
  CHECK_FALSE(refused->remedy.empty());
}

TEST_CASE("a place where no file can be is refused", "[sqlite]") {
  temporary_folder const folder;
  write_file(folder / "file", "x");
  CHECK(code_of([&] { database on{folder / "file" / "a.db"}; }) == error_code::storage_failed);
  CHECK(code_of([&] { database on{folder / "missing" / "a.db"}; }) == error_code::not_found);
  CHECK(code_of([&] { database on{folder.path()}; }) == error_code::storage_failed);
  CHECK(code_of([&] { database on{folder.path(), reading()}; }) == error_code::storage_failed);
}

TEST_CASE("a file that is no database is refused when it is opened, and left alone", "[sqlite]") {
  temporary_folder const folder;
  std::mt19937 random{7};
  for (std::size_t const size : {2u, 99u, 100u, 511u, 512u, 4096u, 100'000u}) {
    std::string content(size, '\0');
    for (char& c : content) c = static_cast<char>(random());
    write_file(folder / "a.db", content);
    CHECK(code_of([&] { database on{folder / "a.db"}; }) == error_code::storage_corrupt);
    CHECK(code_of([&] { database on{folder / "a.db", reading()}; }) == error_code::storage_corrupt);
    CHECK(read_file(folder / "a.db") == content);
  }
}

TEST_CASE("an empty file is a new database", "[sqlite]") {
  temporary_folder const folder;
  write_file(folder / "a.db", "");
  database on{folder / "a.db"};
  CHECK_FALSE(on.has_table("t"));
}

TEST_CASE("damage inside of the file is reported when it is met", "[sqlite]") {
  temporary_folder const folder;
  make_example(folder / "a.db");
  std::string content = read_file(folder / "a.db");
  REQUIRE(content.size() > 5 * 4096);
  for (std::size_t i = 4096; i < content.size(); ++i) content[i] = '\x5a';
  write_file(folder / "a.db", content);
  CHECK(code_of([&] { read_all(folder / "a.db"); }) == error_code::storage_corrupt);
}

TEST_CASE("a file cut short is damaged", "[sqlite]") {
  temporary_folder const folder;
  make_example(folder / "a.db");
  fs::resize_file(folder / "a.db", 4096 * 3);
  CHECK(code_of([&] { read_all(folder / "a.db"); }) == error_code::storage_corrupt);
}

TEST_CASE("no damage to a file does worse than a refusal", "[sqlite]") {
  temporary_folder const folder;
  make_example(folder / "good.db");
  std::string const good = read_file(folder / "good.db");
  std::mt19937 random{42};
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    std::size_t const reach = round % 2 == 0 ? 4096 : bad.size();
    for (int hits = 0; hits < 20; ++hits) bad[random() % reach] = static_cast<char>(random());
    fs::path const path = folder / ("bad" + std::to_string(round) + ".db");
    write_file(path, bad);
    auto const code = code_of([&] { read_all(path); });
    CHECK((!code || entente::category_of(*code) == entente::error_category::storage ||
           *code == error_code::malformed || *code == error_code::too_large));
    fs::remove(path);
  }
}

TEST_CASE("a database opened for reading is not written", "[sqlite]") {
  temporary_folder const folder;
  make_example(folder / "a.db");
  database on{folder / "a.db", reading()};
  CHECK(on.read_only());
  CHECK(on.prepared("SELECT count(*) FROM t").value<int>() == 300);
  auto const refused = refusal_of([&] { on.exec("DELETE FROM t"); });
  REQUIRE(refused);
  CHECK(refused->code == error_code::storage_read_only);
  CHECK_FALSE(refused->remedy.empty());
  CHECK(code_of([&] { on.set_user_version(2); }) == error_code::storage_read_only);
}

TEST_CASE("what the system forbids to write is refused as such", "[sqlite]") {
  temporary_folder const folder;
  auto const permit = [](fs::path const& path, bool writing) {
    fs::permissions(path, fs::perms::owner_write,
                    writing ? fs::perm_options::add : fs::perm_options::remove);
  };
  make_example(folder / "file.db");
  permit(folder / "file.db", false);
  if (std::ofstream{folder / "file.db", std::ios::app}) {
    WARN("this user may write everything, so there is nothing to test");
    return;
  }
  CHECK(code_of([&] { database on{folder / "file.db"}; }) == error_code::storage_read_only);
  CHECK(code_of([&] { database on{folder / "file.db", reading()}; }) == std::nullopt);

  fs::path const closed = folder / "closed";
  fs::create_directory(closed);
  make_example(closed / "a.db");
  permit(closed, false);
  CHECK(code_of([&] { database on{closed / "a.db"}; }) == error_code::storage_read_only);
  CHECK(code_of([&] { database on{closed / "new.db"}; }) == error_code::storage_read_only);
  permit(closed, true);
  CHECK(code_of([&] { database on{closed / "a.db"}; }) == std::nullopt);
}

TEST_CASE("a full device undoes the statement, and what was there stays", "[sqlite]") {
  temporary_folder const folder;
  database on{folder / "a.db"};
  on.exec("CREATE TABLE t(v); INSERT INTO t VALUES('kept'); PRAGMA max_page_count=20");
  auto const refused = refusal_of([&] {
    transaction work{on};
    auto insert = on.prepare("INSERT INTO t VALUES(?)");
    for (int i = 0; i < 1000; ++i) insert.run(std::string(1000, 'x'));
    work.commit();
  });
  REQUIRE(refused);
  CHECK(refused->code == error_code::storage_full);
  CHECK(refused->message.find("\"a.db\"") != std::string::npos);
  CHECK_FALSE(refused->remedy.empty());
  CHECK_FALSE(on.in_transaction());
  CHECK(on.prepared("SELECT count(*) FROM t").value<int>() == 1);

  on.exec("PRAGMA max_page_count=1000");
  on.exec("INSERT INTO t VALUES('again')");
  CHECK(on.prepared("SELECT count(*) FROM t").value<int>() == 2);
}

TEST_CASE("a value beyond SQLite's limit is too large", "[sqlite]") {
  database on{":memory:"};
  CHECK(code_of([&] {
          static_cast<void>(on.prepare("SELECT zeroblob(1000000001)").value<entente::bytes>());
        }) == error_code::too_large);
}

TEST_CASE("many can open one new file at once", "[sqlite]") {
  for (int round = 0; round < 20; ++round) {
    temporary_folder const folder;
    std::atomic<int> waiting{8};
    std::vector<std::string> refusals(8);
    std::vector<std::thread> threads;
    for (auto& refusal : refusals)
      threads.emplace_back([&] {
        --waiting;
        while (waiting != 0) std::this_thread::yield();
        try {
          database on{folder / "a.db"};
          transaction work{on};
          on.exec("CREATE TABLE IF NOT EXISTS t(v); INSERT INTO t VALUES(1)");
          work.commit();
        } catch (std::exception const& refused) {
          refusal = refused.what();
        }
      });
    for (auto& each : threads) each.join();
    CHECK(refusals == std::vector<std::string>(8));
    database on{folder / "a.db"};
    CHECK(on.prepared("SELECT count(*) FROM t").value<int>() == 8);
  }
}

TEST_CASE("a wrong statement is explained in SQLite's words", "[sqlite]") {
  database on{":memory:"};
  auto const refused = refusal_of([&] { on.exec("SELECT * FROM nowhere"); });
  REQUIRE(refused);
  CHECK(refused->code == error_code::storage_failed);
  CHECK(refused->message.find("no such table: nowhere") != std::string::npos);
}
