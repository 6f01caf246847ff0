// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/add_missing_columns.hpp>

#include <entente/sqlite/transaction.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <optional>
#include <string>
#include <vector>

using entente::database;
using entente::transaction;

namespace {

struct note {
  std::string title;
  bool open = true;
  std::optional<std::int64_t> rank = 7;
  std::vector<std::int64_t> sizes = {1, 2};
  double weight = 0.5;
  entente::uuid key;
};

}  // namespace

TEST_CASE("a table from an older program gets the new fields' columns and values", "[sqlite]") {
  database on{":memory:"};
  on.exec(
      "CREATE TABLE note(TITLE TEXT NOT NULL, other);"
      "INSERT INTO note VALUES('one', 1), ('two', 2)");
  {
    transaction work{on};
    CHECK(entente::add_missing_columns<note>(on).bits() == 0b111110);
    work.commit();
  }
  auto row = on.prepare("SELECT " + entente::column_list<note>() + " FROM note ORDER BY title");
  for (std::string const title : {"one", "two"}) {
    REQUIRE(row.step());
    note value{"", false, std::nullopt, {}, 0, {}};
    entente::read_fields_from(row, 0, value);
    CHECK(value.title == title);
    CHECK(value.open);
    CHECK(value.rank == 7);
    CHECK(value.sizes == std::vector<std::int64_t>{1, 2});
    CHECK(value.weight == 0.5);
    CHECK(value.key.is_nil());
  }
  CHECK_FALSE(row.step());
  transaction const again{on};
  CHECK(entente::add_missing_columns<note>(on).none());
}

TEST_CASE("columns are added within a transaction only", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE note(title TEXT NOT NULL)");
  CHECK(support::code_of([&] { entente::add_missing_columns<note>(on); }) ==
        entente::error_code::invalid_argument);
}
