// SPDX-License-Identifier: BSL-1.0
#include <entente/sql/columns.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

using entente::dialect;

namespace {

struct renamed {
  std::int64_t order_by = 0;
  std::optional<entente::bytes> blob;
};

}  // namespace

template <>
struct entente::entity_traits<renamed> {
  using column_names = entente::names<entente::name_as<&renamed::order_by, "say \"x\"">>;
};

TEST_CASE("column definitions follow declaration order, with NOT NULL where none is no value",
          "[sql]") {
  CHECK(
      entente::column_definitions<Task>() ==
      R"("title" TEXT NOT NULL, "body" TEXT NOT NULL, "done" INTEGER NOT NULL, )"
      R"("priority" INTEGER NOT NULL, "weight" REAL NOT NULL, "note" TEXT, "tags" TEXT NOT NULL, )"
      R"("votes" INTEGER NOT NULL, "space" BLOB)");
  CHECK(entente::column_definitions<Task>(dialect::postgresql) ==
        R"("title" TEXT NOT NULL, "body" TEXT NOT NULL, "done" BOOLEAN NOT NULL, )"
        R"("priority" BIGINT NOT NULL, "weight" DOUBLE PRECISION NOT NULL, "note" TEXT, )"
        R"("tags" JSON NOT NULL, )"
        R"("votes" BIGINT NOT NULL, "space" UUID)");
  CHECK(entente::column_definition<Task>(5) == R"("note" TEXT)");
}

TEST_CASE("columns are listed by their names in SQL, quoted", "[sql]") {
  CHECK(entente::column_list<Space>() == R"("name","description")");
  CHECK(entente::column_list<Space>("excluded") == R"(excluded."name",excluded."description")");
  CHECK(entente::column_list<renamed>() == R"("say ""x""","blob")");
  CHECK(entente::excluded_assignments<Space>() ==
        R"("name"=excluded."name","description"=excluded."description")");
}

TEST_CASE("assignments have a place for each column", "[sql]") {
  CHECK(entente::assignments<Space>() == R"("name"=?,"description"=?)");
  CHECK(entente::assignments<Space>(entente::describe<Space>::all, dialect::postgresql, 3) ==
        R"("name"=$3,"description"=$4)");
}

TEST_CASE("a mask leaves columns out of every list", "[sql]") {
  entente::field_mask const description{0b10};
  entente::field_mask const none;
  CHECK(entente::column_list<Space>("t", description) == R"(t."description")");
  CHECK(entente::assignments<Space>(description) == R"("description"=?)");
  CHECK(entente::excluded_assignments<Space>(description) ==
        R"("description"=excluded."description")");
  CHECK(entente::column_list<Space>("", none).empty());
  CHECK(entente::assignments<Space>(none).empty());
}

TEST_CASE("placeholders are counted, and numbered where the dialect numbers them", "[sql]") {
  CHECK(entente::placeholders(0).empty());
  CHECK(entente::placeholders(1) == "?");
  CHECK(entente::placeholders(3) == "?,?,?");
  CHECK(entente::placeholders(3, dialect::postgresql, 9) == "$9,$10,$11");
}
