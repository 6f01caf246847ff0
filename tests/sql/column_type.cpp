// SPDX-License-Identifier: BSL-1.0
#include <entente/sql/column_type.hpp>

#include "support/catch.hpp"
#include "support/tasks.hpp"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

enum class colour { red, green };
struct point {
  double x = 0;
  double y = 0;
};
struct celsius {
  double degrees = 0;
};
struct nickname {
  std::optional<std::string> text;
};

template <class T>
bool has_types(std::string_view sqlite, std::string_view postgresql) {
  return entente::column_type<T>(entente::dialect::sqlite) == sqlite &&
         entente::column_type<T>(entente::dialect::postgresql) == postgresql;
}

}  // namespace

template <>
struct entente::field_codec<celsius> {
  using stored = double;
};
template <>
struct entente::field_codec<nickname> {
  using stored = std::optional<std::string>;
};

TEST_CASE("every kind of field has a column type", "[sql]") {
  CHECK(has_types<bool>("INTEGER", "BOOLEAN"));
  CHECK(has_types<std::int8_t>("INTEGER", "BIGINT"));
  CHECK(has_types<std::uint64_t>("INTEGER", "BIGINT"));
  CHECK(has_types<float>("REAL", "DOUBLE PRECISION"));
  CHECK(has_types<colour>("TEXT", "TEXT"));
  CHECK(has_types<std::string>("TEXT", "TEXT"));
  CHECK(has_types<char[8]>("TEXT", "TEXT"));
  CHECK(has_types<entente::bytes>("BLOB", "BYTEA"));
  CHECK(has_types<entente::timestamp>("INTEGER", "BIGINT"));
  CHECK(has_types<std::chrono::hours>("INTEGER", "BIGINT"));
  CHECK(has_types<entente::uuid>("BLOB", "UUID"));
  CHECK(has_types<entente::ref<Space>>("BLOB", "UUID"));
  CHECK(has_types<std::vector<std::string>>("TEXT", "JSON"));
  CHECK(has_types<std::array<int, 3>>("TEXT", "JSON"));
  CHECK(has_types<std::map<std::string, int>>("TEXT", "JSON"));
  CHECK(has_types<point>("TEXT", "JSON"));
}

TEST_CASE("an optional and a custom type have the column of what they hold", "[sql]") {
  CHECK(has_types<std::optional<double>>("REAL", "DOUBLE PRECISION"));
  CHECK(has_types<celsius>("REAL", "DOUBLE PRECISION"));
  CHECK(has_types<nickname>("TEXT", "TEXT"));
}

TEST_CASE("optionals and refs, also inside a custom type, may be NULL", "[sql]") {
  STATIC_REQUIRE(entente::nullable_column<std::optional<int>>);
  STATIC_REQUIRE(entente::nullable_column<entente::ref<Space>>);
  STATIC_REQUIRE(entente::nullable_column<nickname>);
  STATIC_REQUIRE_FALSE(entente::nullable_column<celsius>);
  STATIC_REQUIRE_FALSE(entente::nullable_column<entente::uuid>);
  STATIC_REQUIRE_FALSE(entente::nullable_column<std::vector<int>>);
}
