// SPDX-License-Identifier: BSL-1.0
// What a column says to a program that has its type no more is what the value would have said on the wire.
#include <entente/sqlite/detail/column_json.hpp>

#include "support/catch.hpp"
#include "wire/every_kind.hpp"

#include <entente/sql/columns.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/testing/random_value.hpp>
#include <entente/wire/adopt_member.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace entente;
using every_kind::everything;

template <>
struct entente::random_values<every_kind::colour> {
  static every_kind::colour make(seeded_random const& random, value_range) {
    return {static_cast<std::uint8_t>(random.below(256)), 7};
  }
};
template <>
struct entente::random_values<std::uint64_t> {
  static std::uint64_t make(seeded_random const& random, value_range) {
    return random() >> (1 + random.below(63));  // what SQL can hold
  }
};
template <>
struct entente::random_values<ref<every_kind::other>> {
  static ref<every_kind::other> make(seeded_random const& random, value_range range) {
    return ref<every_kind::other>{random_value<uuid>(random, range)};
  }
};

TEST_CASE("every kind of field comes back from its column as the wire would have brought it") {
  using schema = entente::schema<everything, every_kind::other>;
  database on{":memory:"};
  on.exec("CREATE TABLE t(" + column_definitions<everything>() + ")");
  auto const outline = table_outline_of<schema, everything>();
  seeded_random const random{4};
  for (int round = 0; round < 300; ++round) {
    auto const stored = random_value<everything>(random);
    on.exec("DELETE FROM t");
    {
      auto run =
          on.prepare("INSERT INTO t VALUES(" + placeholders(describe<everything>::size) + ")");
      bind_fields(run, 1, stored);
      run.run();
    }
    everything read;
    {
      auto run = on.prepare("SELECT " + column_list<everything>() + " FROM t");
      REQUIRE(run.step());
      read_fields_from(run, 0, read);
      differing_fields(stored, read).for_each([](std::size_t i) {
        FAIL(describe<everything>::field_names[i]);
      });
      everything adopted;
      for (std::size_t i = 0; i < describe<everything>::size; ++i) {
        auto const& column = outline.columns[i];
        auto const json = detail::column_json(run, static_cast<int>(i), column.form);
        INFO(describe<everything>::field_names[i] << " " << json);
        CHECK(adopt_member(adopted, column.wire_name, json));
      }
      differing_fields(stored, adopted).for_each([](std::size_t i) {
        FAIL_CHECK(describe<everything>::field_names[i]);
      });
    }
  }
}

TEST_CASE("a column that holds no time, or whose outline is damaged, is refused") {
  std::string out;
  constexpr auto most = (std::numeric_limits<std::int64_t>::max)();
  for (auto const& [count, num, den] : std::vector<std::array<std::int64_t, 3>>{{most, 86'400, 1},
                                                                                {most, 1, 60},
                                                                                {-most - 1, 1, 1},
                                                                                {5, 1, 0},
                                                                                {5, 0, 1},
                                                                                {5, -1, 1},
                                                                                {most, 1, 1'000}})
    CHECK_THROWS_AS(detail::write_time(out, count, num, den), failure);
  CHECK(out.empty());
  database on{":memory:"};
  auto run = on.prepare("SELECT 5");
  REQUIRE(run.step());
  CHECK(detail::column_json(run, 0, "time/1/1:00") == R"("1970-01-01T00:00:05Z")");
  for (auto const* form :
       {"time/", "time/1", "time/1/", "time//1", "time/a/b", "time/99999999999999999999/1"})
    CHECK_THROWS_AS(detail::column_json(run, 0, form), failure);
}
