// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include "graphql/zoo.hpp"

#include <entente/base/fixed_string.hpp>

#include <string_view>

using namespace entente::graphql;

namespace {

constexpr bool reads(type_ref type, bool non_null, bool list, std::string_view name) {
  return type.is_non_null() == non_null && type.is_list() == list && type.name() == name;
}
static_assert(reads("Int", false, false, "Int"));
static_assert(reads("Int!", true, false, "Int"));
static_assert(reads("[Int!]!", true, false, "Int"));
static_assert(reads("[[Int!]]", false, true, "Int"));
static_assert(type_ref{"[[Int!]]!"}.nullable() == type_ref{"[[Int!]]"});
static_assert(type_ref{"[[Int!]]!"}.item() == type_ref{"[Int!]"});
static_assert(type_ref{"[[Int!]]!"}.item().item() == type_ref{"Int!"});

// Tables made by templates, as a server makes them for its entities.
template <entente::fixed_string Name>
struct entity_types {
  static constexpr auto page_name = Name + entente::fixed_string{"Page"};
  static constexpr auto page_list =
      entente::fixed_string{"["} + Name + entente::fixed_string{"!]!"};
  static constexpr field_def fields[] = {{.name = "id", .type = "ID!"},
                                         {.name = "next", .type = page_name.view()}};
  static constexpr type_def type{.kind = type_kind::object, .name = Name.view(), .fields = fields};
  static constexpr field_def page_fields[] = {{.name = "items", .type = page_list.view()}};
  static constexpr type_def page{
      .kind = type_kind::object, .name = page_name.view(), .fields = page_fields};
};

template <entente::fixed_string... Names>
struct tables_of {
  static constexpr field_def root_fields[] = {
      {.name = Names.view(), .type = entity_types<Names>::page_name.view()}...};
  static constexpr type_def root{.kind = type_kind::object, .name = "Query", .fields = root_fields};
  static constexpr type_def const* types[] = {&root, &entity_types<Names>::type...,
                                              &entity_types<Names>::page...};
  static constexpr schema_def schema{.types = types, .query = &root};
};

auto refusal(schema_def const& tables) {
  auto const why = support::refusal_of([&] { (void)schema{tables}; });
  return why ? why->text() : "";
}

}  // namespace

TEST_CASE("a schema can be made of templates that refer to each other") {
  schema const types{tables_of<"Task", "Space">::schema};
  REQUIRE(types.find_type("TaskPage") != nullptr);
  CHECK(types.find_field(*types.find_type("TaskPage"), "items").type == types.find_type("Task"));
  CHECK(types.find_field(*types.find_type("Space"), "next").type == types.find_type("SpacePage"));
}

TEST_CASE("types, fields and what lies behind them are found by name") {
  schema const& types = zoo::types_of_zoo();
  CHECK(types.find_type("Otter") == &zoo::otter);
  CHECK(types.find_type("Unicorn") == nullptr);
  CHECK(types.find_field(zoo::otter, "favourite").type == &zoo::food);
  CHECK_FALSE(types.find_field(zoo::otter, "talks"));
  CHECK_FALSE(types.find_field(zoo::food, "__typename"));
  CHECK(types.find_field(zoo::either, "__typename"));
  CHECK_FALSE(types.find_field(zoo::otter, "__schema"));
  CHECK(types.find_field(zoo::query, "__schema"));
  CHECK(types.root(operation_kind::mutation) == &zoo::mutation);
  CHECK(types.root(operation_kind::subscription) == nullptr);
}

TEST_CASE("abstract types know what they can stand for") {
  schema const& types = zoo::types_of_zoo();
  CHECK(types.is_possible(zoo::animal, zoo::otter));
  CHECK_FALSE(types.is_possible(zoo::animal, zoo::keeper));
  CHECK(types.is_possible(zoo::named, zoo::keeper));
  CHECK(types.is_possible(zoo::either, zoo::parrot));
  CHECK(types.overlap(zoo::animal, zoo::either));
  CHECK(types.overlap(zoo::keeper, zoo::named));
  CHECK_FALSE(types.overlap(zoo::keeper, zoo::either));
}

TEST_CASE("only those built-in scalars are listed that are in use") {
  schema const types{tables_of<"Task">::schema};
  CHECK(types.find_type("ID") != nullptr);
  CHECK(types.find_type("Boolean") != nullptr);
  CHECK(types.find_type("Float") == nullptr);
}

namespace {

constexpr field_def dangling_fields[] = {{.name = "a", .type = "Nowhere"}};
constexpr type_def dangling{.kind = type_kind::object, .name = "Query", .fields = dangling_fields};
constexpr field_def twice_fields[] = {{.name = "a", .type = "Int"}, {.name = "a", .type = "Int"}};
constexpr type_def twice{.kind = type_kind::object, .name = "Query", .fields = twice_fields};
constexpr arg_def bad_args[] = {{.name = "x", .type = "Query"}};
constexpr arg_def same_args[] = {{.name = "x", .type = "Int"}, {.name = "x", .type = "Int"}};
constexpr arg_def default_args[] = {{.name = "x", .type = "Int", .default_value = "[1"}};
template <auto const& Args>
struct with_args {
  static constexpr field_def fields[] = {{.name = "a", .type = "Int", .args = Args}};
  static constexpr type_def root{.kind = type_kind::object, .name = "Query", .fields = fields};
  static constexpr type_def const* types[] = {&root};
  static constexpr schema_def tables{.types = types, .query = &root};
};

}  // namespace

TEST_CASE("tables that contradict themselves are refused with the place of the mistake") {
  type_def const* one[] = {&dangling};
  CHECK(refusal({.types = one, .query = &dangling}).starts_with("Query.a: the type of this field"));
  type_def const* two[] = {&twice};
  CHECK(refusal({.types = two, .query = &twice}).starts_with("Query.a: two fields have this name"));
  type_def const* same[] = {&zoo::food, &zoo::food};
  CHECK(
      refusal({.types = same, .query = &zoo::food}).starts_with("Food: two types have this name"));
  type_def const* none[] = {&zoo::food};
  CHECK(refusal({.types = none, .query = nullptr}).starts_with("the query type is missing"));
  CHECK(refusal(with_args<bad_args>::tables).starts_with("Query.x: its type is no input type"));
  CHECK(refusal(with_args<same_args>::tables).starts_with("Query.x: two arguments have this name"));
  CHECK(refusal(with_args<default_args>::tables)
            .starts_with("Query.x: the default value is no literal"));
}
