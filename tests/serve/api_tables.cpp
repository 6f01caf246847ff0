// SPDX-License-Identifier: BSL-1.0
#include <entente/serve/api_tables.hpp>

#include "serve/fixture.hpp"
#include "support/reference_schema.hpp"

#include <entente/graphql/print_schema.hpp>
#include <entente/graphql/schema.hpp>

#include <array>
#include <chrono>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace entente;

struct Space {
  std::string name;
};
struct Task {
  std::string title;
};
using two_entities = schema<Space, Task>;

graphql::type_def const& type_named(graphql::schema_def const& tables, std::string_view name) {
  for (graphql::type_def const* each : tables.types)
    if (each->name == name) return *each;
  FAIL("no type " << name);
  return *tables.types.front();
}

/// The fields of a root type that the reference documents have.
graphql::type_def reference_part(graphql::type_def const& root,
                                 std::vector<graphql::field_def>& fields) {
  for (auto const& each : root.fields)
    if (each.name.starts_with("sync")) fields.push_back(each);
  graphql::type_def part = root;
  part.fields = fields;
  return part;
}

enum class colour : int { red, green };

struct part {
  std::string name;
};

struct EveryKind {
  bool flag = false;
  std::int8_t tiny = 0;
  std::int32_t whole = 0;
  std::uint32_t natural = 0;
  std::int64_t large = 0;
  std::uint64_t largest = 0;
  float real = 0;
  colour shade = colour::red;
  std::string text;
  bytes blob;
  std::chrono::sys_time<std::chrono::milliseconds> when{};
  std::chrono::seconds span{};
  uuid key;
  ref<Space> space;
  std::optional<std::int32_t> maybe;
  std::vector<std::optional<std::string>> texts;
  std::array<double, 2> place{};
  std::map<std::string, int> counts;
  part nested;
  std::vector<part> parts;
};

std::string print_types(graphql::schema_def const& tables,
                        std::vector<std::string_view> const& names) {
  std::vector<graphql::type_def const*> types;
  for (auto const name : names) types.push_back(&type_named(tables, name));
  return graphql::print_schema({.types = types, .query = tables.query});
}

}  // namespace

TEST_CASE("The reference part of the API is the reference documents' schema, letter by letter") {
  auto const& tables = api_tables<two_entities>();
  std::vector<graphql::field_def> query_fields;
  std::vector<graphql::field_def> mutation_fields;
  auto const query = reference_part(*tables.query, query_fields);
  auto const mutation = reference_part(*tables.mutation, mutation_fields);
  std::vector<graphql::type_def const*> types;
  for (auto const* each : tables.types.first(10))
    types.push_back(each == tables.query ? &query : each == tables.mutation ? &mutation : each);
  CHECK(graphql::print_schema({.types = types, .query = &query, .mutation = &mutation}) ==
        support::reference_schema);
}

TEST_CASE("The tables of an API are free of contradictions") {
  CHECK_NOTHROW(graphql::schema{api_tables<two_entities>()});
  CHECK_NOTHROW(graphql::schema{api_tables<fixture::app>()});
  CHECK_NOTHROW(graphql::schema{api_tables<schema<EveryKind, Space>>()});
}

TEST_CASE("Each entity gets an object type, an input and a patch") {
  CHECK(print_types(api_tables<two_entities>(), {"Task", "TaskInput", "TaskPatch"}) ==
        R"~("""A record of Task"""
type Task {
  id: ID!

  """The id its creator gave it; it never changes."""
  clientId: ID!

  """Counts its changes, from 1."""
  version: Int!

  """When the server accepted the last change."""
  updatedAt: DateTime!
  isDeleted: Boolean!
  title: String!
}

"""A new record of Task; what is left out has its default."""
input TaskInput {
  """
  The record's id for its creator. A repeat with the same makes no second record.
  """
  clientId: ID
  title: String
}

"""What to change in a record of Task; what is left out stays."""
input TaskPatch {
  title: String
}
)~");
}

TEST_CASE("Every kind of field has its GraphQL type") {
  auto const& tables = api_tables<schema<EveryKind, Space>>();
  std::map<std::string_view, std::string_view> types;
  for (auto const& each : type_named(tables, "EveryKind").fields)
    types[each.name] = each.type.text();
  CHECK(types["flag"] == "Boolean!");
  CHECK(types["tiny"] == "Int!");
  CHECK(types["whole"] == "Int!");
  CHECK(types["natural"] == "Int64!");
  CHECK(types["large"] == "Int64!");
  CHECK(types["largest"] == "UInt64!");
  CHECK(types["real"] == "Float");
  CHECK(types["shade"] == "String!");
  CHECK(types["text"] == "String!");
  CHECK(types["blob"] == "String!");
  CHECK(types["when"] == "DateTime!");
  CHECK(types["span"] == "Int64!");
  CHECK(types["key"] == "ID!");
  CHECK(types["space"] == "ID");
  CHECK(types["maybe"] == "Int");
  CHECK(types["texts"] == "[String]!");
  CHECK(types["place"] == "[Float]!");
  CHECK(types["counts"] == "JSON!");
  CHECK(types["nested"] == "JSON!");
  CHECK(types["parts"] == "[JSON!]!");
  for (auto const& each : type_named(tables, "EveryKindPatch").input_fields)
    CHECK_FALSE(each.type.is_non_null());
  CHECK(type_named(tables, "UInt64").kind == graphql::type_kind::scalar);
}

TEST_CASE("A scalar that no field needs is not in the API") {
  for (auto const* each : api_tables<two_entities>().types) CHECK(each->name != "UInt64");
}

TEST_CASE("Names of lists are plurals") {
  namespace s = detail::serving;
  static constexpr std::string_view task = "task", box = "box", entry = "entry", day = "day",
                                    batch = "batch", y = "y";
  CHECK(s::plural<task>::text == "tasks");
  CHECK(s::plural<box>::text == "boxes");
  CHECK(s::plural<entry>::text == "entries");
  CHECK(s::plural<day>::text == "days");
  CHECK(s::plural<batch>::text == "batches");
  CHECK(s::plural<y>::text == "ys");
}
