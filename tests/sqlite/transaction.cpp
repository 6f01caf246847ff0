// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/transaction.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <chrono>
#include <stdexcept>

using entente::database;
using entente::error_code;
using entente::transaction;
using entente::transaction_kind;
using support::code_of;

namespace {

int rows(database& on) { return on.prepared("SELECT count(*) FROM t").value<int>().value(); }

}  // namespace

TEST_CASE("a committed transaction stays, others leave nothing", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v)");
  {
    transaction kept{on};
    CHECK(on.in_transaction());
    on.exec("INSERT INTO t VALUES(1)");
    kept.commit();
    CHECK_FALSE(on.in_transaction());
  }
  CHECK(rows(on) == 1);
  {
    transaction const dropped{on};
    on.exec("INSERT INTO t VALUES(2)");
  }
  CHECK_FALSE(on.in_transaction());
  CHECK(rows(on) == 1);
  try {
    transaction const interrupted{on};
    on.exec("INSERT INTO t VALUES(3)");
    throw std::runtime_error("stop");
  } catch (std::runtime_error const&) {
  }
  CHECK(rows(on) == 1);
}

TEST_CASE("a transaction can be undone by hand, and ends once", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v)");
  transaction work{on};
  on.exec("INSERT INTO t VALUES(1)");
  work.roll_back();
  CHECK(rows(on) == 0);
  CHECK(code_of([&] { work.commit(); }) == error_code::invalid_argument);
}

TEST_CASE("transactions do not nest", "[sqlite]") {
  database on{":memory:"};
  transaction const outer{on};
  CHECK(code_of([&] { transaction const inner{on}; }) == error_code::invalid_argument);
  CHECK(on.in_transaction());
}

TEST_CASE("a statement left in the middle of its rows does not hinder the end of a transaction",
          "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v); INSERT INTO t VALUES(1),(2)");
  {
    transaction work{on};
    auto& reading = on.prepared("SELECT v FROM t");
    REQUIRE(reading.step());
    on.exec("INSERT INTO t VALUES(3)");
    work.commit();
    reading.reset();
  }
  {
    transaction const work{on};
    REQUIRE(on.prepared("SELECT v FROM t").step());
    on.exec("DELETE FROM t");
  }
  CHECK(rows(on) == 3);
}

TEST_CASE("a second writer is told that the database is busy", "[sqlite]") {
  support::temporary_folder const folder;
  database::options impatient;
  impatient.busy_timeout = std::chrono::milliseconds{1};
  database first{folder / "a.db", impatient};
  database second{folder / "a.db", impatient};
  first.exec("CREATE TABLE t(v)");
  transaction holding{first};
  first.exec("INSERT INTO t VALUES(1)");

  CHECK(code_of([&] { transaction const late{second}; }) == error_code::storage_busy);
  CHECK(code_of([&] { second.exec("INSERT INTO t VALUES(2)"); }) == error_code::storage_busy);
  CHECK(rows(second) == 0);  // readers are not held up, and see what is committed
  holding.commit();
  CHECK(rows(second) == 1);
  transaction next{second};
  second.exec("INSERT INTO t VALUES(2)");
  next.commit();
  CHECK(rows(first) == 2);
}

TEST_CASE("a reading transaction sees one state of the database", "[sqlite]") {
  support::temporary_folder const folder;
  database writer{folder / "a.db"};
  database reader{folder / "a.db"};
  writer.exec("CREATE TABLE t(v)");
  transaction snapshot{reader, transaction_kind::read};
  CHECK(rows(reader) == 0);
  writer.exec("INSERT INTO t VALUES(1)");
  CHECK(rows(reader) == 0);

  // What it has read is no longer true, so it must not write.
  auto const refused = support::refusal_of([&] { reader.exec("INSERT INTO t VALUES(2)"); });
  REQUIRE(refused);
  CHECK(refused->code == error_code::storage_busy);
  CHECK(refused->remedy.find("begin a transaction") != std::string::npos);

  snapshot.commit();
  CHECK(rows(reader) == 1);
}

TEST_CASE("a transaction that an error undid cannot be committed", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v UNIQUE)");
  transaction work{on};
  on.exec("INSERT INTO t VALUES(1)");
  CHECK(code_of([&] { on.exec("INSERT OR ROLLBACK INTO t VALUES(1)"); }) ==
        error_code::storage_failed);
  CHECK_FALSE(on.in_transaction());
  CHECK(code_of([&] { work.commit(); }) == error_code::storage_failed);
  CHECK(rows(on) == 0);
}
