// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/faulty_file_system.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <entente/sqlite/database.hpp>
#include <entente/sqlite/transaction.hpp>

#include <cstdint>
#include <filesystem>
#include <random>
#include <string>

using namespace entente;

namespace {

/// A file with a table of numbers, on a disk that fails as told.
struct bench {
  support::temporary_folder folder{support::memory_folder()};
  std::mt19937_64 dice{7};
  faulty_file_system disk{[this] { return dice(); }};
  std::filesystem::path file = folder.path() / "numbers.db";

  database open() {
    database_options how;
    how.file_system = disk.name();
    how.checkpoint_pages = 3;
    how.synchronous = durability::full;
    return database{file, how};
  }

  bench() { open().exec("CREATE TABLE number(n INTEGER, filler BLOB)"); }

  /// Adds a number in a transaction of its own; whether that came through.
  bool add(database& on, std::int64_t n) {
    try {
      transaction all{on};
      on.prepared("INSERT INTO number VALUES(?, randomblob(3000))").run(n);
      all.commit();
      return true;
    } catch (failure const&) {
      return false;
    }
  }

  std::int64_t count(database& on) {
    return on.prepared("SELECT count(*) FROM number").value<std::int64_t>().value_or(-1);
  }
  std::string check(database& on) { return on.prepare("PRAGMA integrity_check").value<std::string>().value_or(""); }
};

}  // namespace

TEST_CASE("a file system without faults changes nothing and counts") {
  bench in;
  auto on = in.open();
  auto const before = in.disk.changes();
  REQUIRE(in.add(on, 1));
  CHECK(in.disk.changes() > before);
  CHECK(in.disk.locks() > 0);
  CHECK(in.disk.faults() == 0);
  CHECK(in.count(on) == 1);
}

TEST_CASE("a full disk and a broken one are told as such, and pass") {
  bench in;
  auto on = in.open();
  auto const [fault, code] = GENERATE(std::pair{storage_fault::full, error_code::storage_full},
                                      std::pair{storage_fault::io_error, error_code::storage_failed});
  in.disk.fail_after(1, fault);
  CHECK(support::code_of([&] { on.exec("INSERT INTO number VALUES(1, randomblob(9000))"); }) == code);
  CHECK(in.disk.faults() == 1);
  CHECK(in.add(on, 2));
  CHECK(in.count(on) == 1);
}

TEST_CASE("after a crash at any operation the file is whole and holds what was committed") {
  for (auto const end : {restart_after::process_end, restart_after::power_cut})
    for (auto const what : {storage_fault::crash, storage_fault::torn})
      for (std::uint64_t step = 1;; ++step) {
        CAPTURE(step);
        bench in;
        std::int64_t committed = 0;
        bool met = false;
        {
          database on = in.open();
          in.disk.fail_after(step, what);
          for (int i = 0; i < 6; ++i)
            if (in.add(on, i)) ++committed;
          met = in.disk.crashed();
        }
        in.disk.restart(end);
        auto on = in.open();
        CHECK(in.check(on) == "ok");
        auto const left = in.count(on);
        CHECK(left >= committed);
        CHECK(left <= committed + 1);  // the one at which it happened may have got through
        if (!met) break;
      }
}

TEST_CASE("without syncing, a power cut takes the last commits and nothing else") {
  bench in;
  std::int64_t least = 20;
  for (int round = 0; round < 10; ++round) {
    {
      database_options how;
      how.file_system = in.disk.name();
      how.synchronous = durability::normal;
      database on{in.file, how};
      on.exec("DELETE FROM number; PRAGMA wal_checkpoint(TRUNCATE)");
      for (int i = 0; i < 20; ++i) REQUIRE(in.add(on, i));
      in.disk.fail_after(1, storage_fault::crash);
      in.add(on, 20);
    }
    in.disk.restart(restart_after::power_cut);
    auto on = in.open();
    CHECK(in.check(on) == "ok");
    auto const left = in.count(on);
    CHECK(on.prepared("SELECT coalesce(max(n)+1,0) FROM number").value<std::int64_t>() == left);
    least = (std::min)(least, left);
  }
  CHECK(least < 20);
}
