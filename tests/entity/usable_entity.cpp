// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/usable_entity.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <string_view>

namespace {

struct hollow {};
struct reserved {
  std::int64_t version = 0;
};
struct underscores {
  int _ = 0;
};
struct clash {
  int a_1 = 0;
  int a1 = 0;
};
struct case_clash {
  int size = 0;
  int Size = 0;
};
struct of_rowid {
  int RowId = 0;
};
struct of_ours {
  int Entente_key = 0;
};
#define TEN(p)                                                                                  \
  int p##0 = 0, p##1 = 0, p##2 = 0, p##3 = 0, p##4 = 0, p##5 = 0, p##6 = 0, p##7 = 0, p##8 = 0, \
      p##9 = 0
struct sixty_four {
  TEN(a);
  TEN(b);
  TEN(c);
  TEN(d);
  TEN(e);
  TEN(f);
  int g0 = 0, g1 = 0, g2 = 0, g3 = 0;
};
struct sixty_five {
  TEN(a);
  TEN(b);
  TEN(c);
  TEN(d);
  TEN(e);
  TEN(f);
  int g0 = 0, g1 = 0, g2 = 0, g3 = 0, g4 = 0;
};
#undef TEN

template <int Which>
struct table_case {
  int x = 0;
};
constexpr std::string_view tables[] = {"sqlite_x",
                                       "SQLITE_master",
                                       "pg_class",
                                       "entente_queue",
                                       "",
                                       "a\"b",
                                       std::string_view{"a\0b", 3}};
constexpr std::string_view good_tables[] = {"tasks", "order", "my table", "T\xc3\xa4sk"};
template <int Which>
struct good_table_case {
  int x = 0;
};

struct Query {
  int x = 0;
};
struct __internal {
  int x = 0;
};

}  // namespace

template <int Which>
struct entente::entity_traits<table_case<Which>> {
  static constexpr std::string_view name = "Case";
  static constexpr std::string_view table = tables[Which];
};
template <int Which>
struct entente::entity_traits<good_table_case<Which>> {
  static constexpr std::string_view name = "Case";
  static constexpr std::string_view table = good_tables[Which];
};
template <>
struct entente::entity_traits<samples::box<bool>> {
  static constexpr std::string_view name = "BoolBox";
};

using entente::usable_entity;

TEST_CASE("plain and adapted entities are usable, up to sixty-four fields") {
  STATIC_REQUIRE(usable_entity<samples::Task>);
  STATIC_REQUIRE(usable_entity<samples::Space>);
  STATIC_REQUIRE(usable_entity<samples::plain>);
  STATIC_REQUIRE(usable_entity<samples::tree>);
  STATIC_REQUIRE(usable_entity<samples::fortress>);
  STATIC_REQUIRE(usable_entity<sixty_four>);
}

TEST_CASE("asking about an unusable entity does not end the compilation") {
  STATIC_REQUIRE_FALSE(usable_entity<int>);
  STATIC_REQUIRE_FALSE(usable_entity<hollow>);
  STATIC_REQUIRE_FALSE(usable_entity<sixty_five>);
}

TEST_CASE("names of the record itself, and names that are none, are refused as fields") {
  STATIC_REQUIRE_FALSE(usable_entity<reserved>);
  STATIC_REQUIRE_FALSE(usable_entity<underscores>);
  STATIC_REQUIRE_FALSE(usable_entity<of_rowid>);
  STATIC_REQUIRE_FALSE(usable_entity<of_ours>);
}

TEST_CASE("two fields must not share a name on the wire, nor a column in another letter case") {
  STATIC_REQUIRE_FALSE(usable_entity<clash>);
  STATIC_REQUIRE_FALSE(usable_entity<case_clash>);
}

TEST_CASE("tables of SQLite, PostgreSQL and the library are refused, in any letter case") {
  STATIC_REQUIRE_FALSE(usable_entity<table_case<0>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<1>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<2>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<3>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<4>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<5>>);
  STATIC_REQUIRE_FALSE(usable_entity<table_case<6>>);
}

TEST_CASE("any other table name will do, for it is quoted") {
  STATIC_REQUIRE(usable_entity<good_table_case<0>>);
  STATIC_REQUIRE(usable_entity<good_table_case<1>>);
  STATIC_REQUIRE(usable_entity<good_table_case<2>>);
  STATIC_REQUIRE(usable_entity<good_table_case<3>>);
}

TEST_CASE("entities must not take names of the GraphQL schema") {
  STATIC_REQUIRE_FALSE(usable_entity<Query>);
  STATIC_REQUIRE_FALSE(usable_entity<__internal>);
}

TEST_CASE("an instance of a class template is usable once it is given a name") {
  STATIC_REQUIRE_FALSE(usable_entity<samples::box<int>>);
  STATIC_REQUIRE(usable_entity<samples::box<bool>>);
}
