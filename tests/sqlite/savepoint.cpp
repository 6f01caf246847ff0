// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/savepoint.hpp>

#include <entente/sqlite/transaction.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"

using entente::database;
using entente::error_code;
using entente::savepoint;
using entente::transaction;
using support::code_of;

namespace {

int sum(database& on) {
  return on.prepared("SELECT coalesce(sum(v), 0) FROM t").value<int>().value();
}

}  // namespace

TEST_CASE("a savepoint keeps or undoes its part of a transaction", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v)");
  transaction work{on};
  on.exec("INSERT INTO t VALUES(1)");
  {
    savepoint kept{on};
    on.exec("INSERT INTO t VALUES(2)");
    kept.release();
  }
  {
    savepoint const dropped{on};
    on.exec("INSERT INTO t VALUES(4)");
  }
  CHECK(sum(on) == 3);
  work.commit();
  CHECK(sum(on) == 3);
}

TEST_CASE("savepoints nest", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v)");
  transaction work{on};
  {
    savepoint outer{on};
    on.exec("INSERT INTO t VALUES(1)");
    {
      savepoint const inner{on};
      on.exec("INSERT INTO t VALUES(2)");
    }
    {
      savepoint inner{on};
      on.exec("INSERT INTO t VALUES(4)");
      inner.release();
    }
    CHECK(sum(on) == 5);
    outer.roll_back();
  }
  CHECK(sum(on) == 0);
  work.commit();
}

TEST_CASE("a savepoint needs a transaction and ends once", "[sqlite]") {
  database on{":memory:"};
  CHECK(code_of([&] { savepoint const alone{on}; }) == error_code::invalid_argument);
  transaction const work{on};
  savepoint part{on};
  part.release();
  CHECK(code_of([&] { part.release(); }) == error_code::invalid_argument);
}

TEST_CASE("a savepoint survives that an error undoes the whole transaction", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v UNIQUE); INSERT INTO t VALUES(1)");
  {
    transaction const work{on};
    savepoint const part{on};
    CHECK(code_of([&] { on.exec("INSERT OR ROLLBACK INTO t VALUES(1)"); }) ==
          error_code::storage_failed);
  }
  CHECK_FALSE(on.in_transaction());
  CHECK(sum(on) == 1);
}
