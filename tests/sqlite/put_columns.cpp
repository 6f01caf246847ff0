// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/put_columns.hpp>

#include <entente/sql/columns.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/record_codec.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "wire/every_kind.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

using entente::database;
using every_kind::everything;
using support::refusal_of;

namespace {

class column_bench {
 public:
  column_bench() { on.exec("CREATE TABLE t(" + entente::column_definitions<everything>() + ")"); }

  void hold(everything const& value) {
    on.exec("DELETE FROM t");
    auto run = on.prepare("INSERT INTO t VALUES(" + entente::placeholders(entente::describe<everything>::size) + ")");
    entente::bind_fields(run, 1, value);
    run.run();
  }

  /// By way of the struct.
  std::string through_struct() {
    auto row = select();
    everything value;
    entente::read_fields_from(row, 0, value);
    std::string out;
    entente::write_fields(out, value, entente::describe<everything>::all);
    return out;
  }
  std::string straight() {
    auto row = select();
    buffer.clear();
    entente::put_columns(buffer, row, 0, entente::columns_of<everything>);
    std::string out;
    buffer.append_to(out);
    return out;
  }

  database on{":memory:"};
  entente::record_buffer buffer;  // kept from record to record, as a page does

 private:
  entente::statement select() {
    auto row = on.prepare("SELECT " + entente::column_list<everything>() + " FROM t");
    REQUIRE(row.step());
    return row;
  }
};

}  // namespace

TEST_CASE("columns become the same JSON as the struct that they hold, in every kind of field", "[sqlite]") {
  column_bench table;
  table.hold({});
  CHECK(table.straight() == table.through_struct());
  every_kind::dice dice{20};
  for (int i = 0; i < 500; ++i) {
    everything value;
    dice.fill(value);
    value.unsigned_long = (std::min)(value.unsigned_long, std::uint64_t{9'223'372'036'854'775'807u});
    table.hold(value);
    REQUIRE(table.straight() == table.through_struct());
  }
}

TEST_CASE("what a column holds that its field does not take is refused alike with and without the struct", "[sqlite]") {
  column_bench table;
  every_kind::dice dice{21};
  everything value;
  dice.fill(value);
  value.unsigned_long = 7;
  auto const alike = [&](std::string const& column, std::string const& held) {
    table.hold(value);
    table.on.exec("UPDATE t SET \"" + column + "\"=" + held);
    auto const one = refusal_of([&] { static_cast<void>(table.straight()); });
    auto const other = refusal_of([&] { static_cast<void>(table.through_struct()); });
    INFO(column << " = " << held << ": " << (one ? one->text() : "taken") << " / " << (other ? other->text() : "taken"));
    return one.has_value() == other.has_value() && (one ? one->text() == other->text() && one->field == other->field
                                                        : table.straight() == table.through_struct());
  };
  for (std::string const column :
       {"truth", "tiny", "byte_number", "unsigned_long", "single", "real", "feeling", "initial", "text", "content", "day",
        "nanosecond", "lap", "key", "link", "perhaps", "remark", "spare", "numbers", "flags", "words", "parts", "table",
        "gaps", "triple", "counts", "shelf", "home", "family", "paint", "palette"})
    for (std::string const held :
         {"2", "-1", "300", "9223372036854775807", "1.5", "1e300", "'NaN'", "'1'", "'happy'", "''", "x'00'", "x'c328'",
          "CAST(x'c328' AS TEXT)", "'[]'", "'[ 1 , 2 ]'", "'[1'", "'[1] x'", "'[\"a\\u00e9\\n\"]'", "'[null]'",
          "'[true]'", "'[[1],[]]'", "'{}'", "'{\"b\":1,\"a\":2}'", "'{\"name\":1}'", "'[1,2,3]'", "'[\"a\",]'"})
      REQUIRE(alike(column, held));
}
