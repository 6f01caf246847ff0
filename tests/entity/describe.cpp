// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/describe.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <array>
#include <string_view>
#include <type_traits>

using entente::describe;
using entente::field_of;
using samples::fortress;
using samples::plain;
using samples::Space;
using samples::Task;

namespace {

using names = std::array<std::string_view, 5>;

template <class Entity, std::size_t I, class Policy>
constexpr bool has_policy = std::is_same_v<typename describe<Entity>::template policy<I>, Policy>;

template <class Entity, entente::designator Field, class Policy>
constexpr bool merges_by = has_policy<Entity, field_of<Entity, Field>, Policy>;

}  // namespace

TEST_CASE("an entity without traits is named after its type, its fields after its members") {
  using about = describe<plain>;
  STATIC_REQUIRE(about::size == 5);
  STATIC_REQUIRE(about::name == "plain");
  STATIC_REQUIRE(about::table == "plain");
  STATIC_REQUIRE(about::field_names ==
                 names{"first_name", "_Guarded_2", "trailing_", "HTTPPort", "a_1"});
  STATIC_REQUIRE(about::columns == about::field_names);
  STATIC_REQUIRE(about::on_delete == entente::delete_rule::delete_wins);
  STATIC_REQUIRE_FALSE(about::whole_record);
  STATIC_REQUIRE(about::indexed.none());
  STATIC_REQUIRE(about::refs.none());
  STATIC_REQUIRE(about::all.count() == 5);
}

TEST_CASE("names go camel case on the wire") {
  STATIC_REQUIRE(describe<plain>::wire_names ==
                 names{"firstName", "Guarded2", "trailing", "HTTPPort", "a1"});
  STATIC_REQUIRE(describe<Task>::wire_names[9] == "dueAt");
}

TEST_CASE("traits give other names, field by field") {
  using about = describe<Task>;
  STATIC_REQUIRE(about::name == "Task");
  STATIC_REQUIRE(about::table == "tasks");
  STATIC_REQUIRE(about::wire_names[field_of<Task, "note">] == "remark");
  STATIC_REQUIRE(about::columns[field_of<Task, "note">] == "note");
  STATIC_REQUIRE(about::columns[field_of<Task, "body">] == "text");
  STATIC_REQUIRE(about::wire_names[field_of<Task, "body">] == "body");
  STATIC_REQUIRE(about::field_names[field_of<Task, "body">] == "body");
}

TEST_CASE("traits can keep the names on the wire as they are in C++") {
  using about = describe<fortress>;
  STATIC_REQUIRE(about::wire_names == names{"number", "grid", "code", "owner", "space_"});
  STATIC_REQUIRE(about::columns == names{"number", "grid", "code", "owner_", "space_"});
  STATIC_REQUIRE(about::name == "Fortress");
  STATIC_REQUIRE(about::table == "Fortress");
}

TEST_CASE("a field can be named by member pointer and by text") {
  STATIC_REQUIRE(field_of<Task, &Task::title> == 0);
  STATIC_REQUIRE(field_of<Task, "title"> == 0);
  STATIC_REQUIRE(field_of<Task, &Task::space> == 8);
  STATIC_REQUIRE(field_of<Task, "space"> == 8);
  // An inherited member's pointer is one of the base; a private member has a name only.
  STATIC_REQUIRE(field_of<fortress, &fortress::number> == 0);
  STATIC_REQUIRE(field_of<fortress, &samples::numbered::number> == 0);
  STATIC_REQUIRE(field_of<fortress, &fortress::grid> == 1);
  STATIC_REQUIRE(field_of<fortress, "owner_"> == 3);
}

TEST_CASE("what is no field is found by no designator") {
  STATIC_REQUIRE(entente::detail::find_field<Task, "titel">() == describe<Task>::size);
  STATIC_REQUIRE(entente::detail::find_field<Task, "">() == describe<Task>::size);
  STATIC_REQUIRE(entente::detail::find_field<Task, &Space::name>() == describe<Task>::size);
  STATIC_REQUIRE(entente::detail::find_field<fortress, &fortress::left_out>() == 5);
  // The name in C++ counts, not that on the wire.
  STATIC_REQUIRE(entente::detail::find_field<Task, "dueAt">() == describe<Task>::size);
}

TEST_CASE("a field's policy is its own, or the entity's, or last write wins") {
  STATIC_REQUIRE(merges_by<Task, "tags", entente::set_union>);
  STATIC_REQUIRE(merges_by<Task, "votes", entente::counter>);
  STATIC_REQUIRE(merges_by<Task, "priority", entente::max_wins>);
  STATIC_REQUIRE(merges_by<Task, "title", entente::server_wins>);
  STATIC_REQUIRE(merges_by<Space, "name", entente::last_write_wins>);
  STATIC_REQUIRE(merges_by<fortress, "number", entente::counter>);
  STATIC_REQUIRE(merges_by<fortress, "owner_", entente::manual>);
  STATIC_REQUIRE(merges_by<fortress, "code", entente::last_write_wins>);
}

TEST_CASE("indexes and refs are masks of fields") {
  entente::field_mask indexed;
  indexed.set(2);
  indexed.set(8);
  STATIC_REQUIRE(describe<Task>::indexed == entente::field_mask{1u << 2 | 1u << 8});
  REQUIRE(describe<Task>::indexed == indexed);
  STATIC_REQUIRE(describe<Task>::refs == entente::field_mask{1u << 8});
  STATIC_REQUIRE(describe<fortress>::indexed == entente::field_mask{1u | 1u << 4});
  STATIC_REQUIRE(describe<fortress>::refs == entente::field_mask{1u << 4});
}

TEST_CASE("what a delete does and what clashes is up to the traits") {
  STATIC_REQUIRE(describe<Task>::on_delete == entente::delete_rule::update_wins);
  STATIC_REQUIRE(describe<Task>::whole_record);
}

TEST_CASE("a field is found by its name on the wire and by its name in C++") {
  STATIC_REQUIRE(describe<Task>::index_of_wire_name("remark") == 5);
  STATIC_REQUIRE(describe<Task>::index_of_wire_name("note") == describe<Task>::size);
  STATIC_REQUIRE(describe<Task>::index_of_wire_name("Title") == describe<Task>::size);
  STATIC_REQUIRE(describe<Task>::index_of_name("note") == 5);
  STATIC_REQUIRE(describe<Task>::index_of_name("remark") == describe<Task>::size);
  STATIC_REQUIRE(describe<Task>::index_of_name("") == describe<Task>::size);
}

TEST_CASE("fields keep their declared types, C arrays included") {
  STATIC_REQUIRE(std::is_same_v<describe<fortress>::type<1>, int[2][3]>);
  STATIC_REQUIRE(std::is_same_v<describe<fortress>::type<2>, char[8]>);
  STATIC_REQUIRE(std::is_same_v<describe<Task>::type<8>, entente::ref<Space>>);
}
