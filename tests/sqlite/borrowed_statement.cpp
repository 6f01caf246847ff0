// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/borrowed_statement.hpp>

#include <entente/sqlite/database.hpp>

#include "support/catch.hpp"

#include <utility>

using entente::database;

namespace {

constexpr char const* children = "SELECT v FROM t WHERE parent=? ORDER BY v";

/// Counts a tree's nodes: each level reads on while the next one reads with the same text.
int count_below(database& on, int parent) {
  int count = 0;
  auto rows = on.borrow(children);
  rows->bind(1, parent);
  while (rows->step()) count += 1 + count_below(on, rows->column<int>(0));
  return count;
}

}  // namespace

TEST_CASE("a borrowed statement is reset when a loop is left early", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(parent, v); INSERT INTO t VALUES(0,1),(0,2)");
  {
    auto rows = on.borrow(children);
    rows->bind(1, 0);
    REQUIRE(rows->step());
  }
  on.exec("DROP TABLE t");  // refused while a statement reads
}

TEST_CASE("one text can be borrowed again while it is in use", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(parent, v); INSERT INTO t VALUES(0,1),(0,2),(1,3),(1,4),(3,5),(2,6)");
  CHECK(count_below(on, 0) == 6);
  CHECK(count_below(on, 0) == 6);
}

TEST_CASE("a cached statement is the same one each time, unless it is lent", "[sqlite]") {
  database on{":memory:"};
  auto* const first = &on.prepared("SELECT 1");
  CHECK(&on.prepared("SELECT 1") == first);
  {
    auto lent = on.borrow("SELECT 1");
    CHECK(&*lent == first);
    auto const handed_on = std::move(lent);
    CHECK(&on.prepared("SELECT 1") != first);
  }
  CHECK(&on.prepared("SELECT 1") == first);
}

TEST_CASE("asking for a cached statement resets it", "[sqlite]") {
  database on{":memory:"};
  auto& echo = on.prepared("SELECT ?");
  echo.bind(1, 1);
  REQUIRE(echo.step());
  auto& again = on.prepared("SELECT ?");
  REQUIRE(again.step());
  CHECK(again.is_null(0));
}
