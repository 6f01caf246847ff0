// SPDX-License-Identifier: BSL-1.0
/// What makes an entity unusable, each as a named type whose arguments are the entity, the field
/// and what is wrong with it: the compiler prints them beside the one sentence that says what to
/// do. Users never name these types; `schema` instantiates those that apply.
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/customize.hpp>
#include <entente/entity/detail/field_fault.hpp>
#include <entente/reflect/reflected.hpp>

namespace entente {
inline namespace v0 {
namespace checks {

/// False, but not before the refusal is instantiated.
template <class...>
inline constexpr bool refused = false;

template <class Entity, reflection_fault Fault>
struct entity_is_reflectable {
  static_assert(Fault != reflection_fault::not_a_class,
                "entente: this type cannot be an entity, for it has no fields; make it a struct");
  static_assert(
      Fault != reflection_fault::not_an_aggregate,
      "entente: this type cannot be an entity as it stands, for it has constructors, private "
      "or virtual members; make it a plain aggregate, or adapt it with "
      "BOOST_HANA_ADAPT_STRUCT before the schema");
  static_assert(
      Fault != reflection_fault::has_base,
      "entente: this type cannot be an entity as it stands, for it has a base class; make "
      "the base a member, or adapt the type with BOOST_HANA_ADAPT_STRUCT before the schema");
  static_assert(
      Fault != reflection_fault::has_array,
      "entente: this type cannot be an entity as it stands, for it has a C array; make it a "
      "std::array or std::string, or adapt the type with BOOST_HANA_ADAPT_STRUCT before "
      "the schema");
  static_assert(Fault != reflection_fault::too_many_fields,
                "entente: this type has too many fields, and an entity has 1 to 64; group some of "
                "them into a nested struct, or split the entity");
  static_assert(
      Fault != reflection_fault::is_tuple && Fault != reflection_fault::uncountable,
      "entente: this type cannot be an entity, for its fields cannot be counted; adapt it "
      "with BOOST_HANA_ADAPT_STRUCT before the schema");
  static_assert(
      Fault != reflection_fault::inherited_adaptation,
      "entente: this type only inherits its Hana adaptation, which leaves its own members "
      "out; adapt the type itself with BOOST_HANA_ADAPT_STRUCT");
  static_assert(
      Fault != reflection_fault::unusable_accessor,
      "entente: the Hana adaptation of this type has an accessor without a name or without "
      "a reference that can be assigned to; correct it");
};

template <class Entity, std::size_t Fields>
struct entity_has_a_workable_number_of_fields {
  static_assert(
      refused<Entity>,
      "entente: an entity has 1 to 64 fields; group some of them into a nested struct, or "
      "split the entity");
};

template <class Entity>
struct entity_is_a_value {
  static_assert(
      refused<Entity>,
      "entente: an entity must be default constructible, copyable and assignable; give it a "
      "default constructor, and make const and reference members values");
};

template <class Entity, fixed_string Name>
struct entity_name_is_usable {
  static_assert(refused<Entity>,
                "entente: the entity's name is reserved or is not a plain identifier; set "
                "entity_traits<...>::name to another");
};

template <class Entity, fixed_string Table>
struct entity_table_name_is_usable {
  static_assert(refused<Entity>,
                "entente: the table name is reserved (sqlite_, pg_ and entente_ are taken) or not "
                "usable; set entity_traits<...>::table to another");
};

template <class Entity>
struct entity_validate_has_the_right_signature {
  static_assert(refused<Entity>,
                "entente: entity_traits<...>::validate must be "
                "static std::optional<entente::violation> validate(Entity const&)");
};

template <class Entity>
struct entity_visible_has_the_right_signature {
  static_assert(refused<Entity>,
                "entente: entity_traits<...>::visible must be "
                "static bool visible(std::string_view principal, Entity const&)");
};

template <class Entity, fixed_string Member>
struct entity_trait_has_the_right_form {
  static_assert(refused<Entity>,
                "entente: this member of entity_traits<...> has another form; write "
                "using fields = entente::field_policies<entente::merge<...>, ...>, "
                "using indexes = entente::indexes<...>, using touches = entente::touches<...>, "
                "using unique = entente::unique_sets<entente::unique<...>, ...>, "
                "using references = entente::references<entente::on_delete<...>, ...>, "
                "using wire_names or column_names = entente::names<entente::name_as<...>, ...>, and "
                "using history = entente::field_history<entente::formerly<...>, "
                "entente::converted<...>>");
};

template <class Entity>
struct former_field_names_are_usable {
  static_assert(refused<Entity>,
                "entente: a former name in entity_traits<...>::history is not a plain identifier, is "
                "the field's name of today, or is given twice; write the name as it travelled "
                "before the field was renamed");
};

template <class Entity>
struct former_entity_name_is_usable {
  static_assert(refused<Entity>,
                "entente: entity_traits<...>::formerly must be the name that the entity had before: "
                "a plain identifier that no other entity of the schema has or had");
};

template <class Entity, fixed_string Field, class Old>
struct former_type_is_supported {
  static_assert(refused<Entity>,
                "entente: the former type of this field cannot be stored or sent; name in "
                "entente::converted the type that the field had in the older schema");
};

template <class Entity, fixed_string Field, class Old, class New>
struct conversion_fits_its_types {
  static_assert(refused<Entity>,
                "entente: entente::converted takes a function from the former type, by const "
                "reference, to the one after it, or to std::optional of that; the function back, if "
                "there is one, likewise the other way round");
};

template <class Entity, class Schema, int Version>
struct history_is_dated_within_the_schema {
  static_assert(refused<Entity>,
                "entente: an entity with a history needs a schema version of 2 or more, so that old "
                "data can be told; raise schema_traits<...>::version, and give conversions of one "
                "field rising versions up to it");
};

template <class Entity, fixed_string Field, fixed_string Member>
struct entity_trait_names_a_ref {
  static_assert(refused<Entity>,
                "entente: this member of entity_traits<...> names a field that is no entente::ref; "
                "make the field a ref, or leave it out");
};

template <class Entity, fixed_string Field, class Rule>
struct reference_rule_is_known {
  static_assert(refused<Entity>,
                "entente: there is no such rule for a ref; write entente::restrict, "
                "entente::cascade or entente::set_null");
};

template <class Entity, fixed_string Field>
struct captured_record_is_not_cascaded {
  static_assert(refused<Entity>,
                "entente: a record of an entity with data_capture is never deleted along with another; "
                "write entente::restrict or entente::set_null");
};

template <class Entity, fixed_string Field>
struct ref_has_one_rule {
  static_assert(refused<Entity>,
                "entente: entity_traits<...>::references names this field twice; keep one "
                "entente::on_delete");
};

template <class Entity, fixed_string Field, class Policy>
struct unique_field_has_one_value {
  static_assert(refused<Entity>,
                "entente: a field that is merged from both sides (counter, set_union, append) cannot "
                "be unique, for nobody chooses its value; give it another policy");
};

template <class Entity>
struct unique_set_is_not_empty {
  static_assert(refused<Entity>,
                "entente: entity_traits<...>::unique has an entente::unique without a field; name at "
                "least one");
};

template <class Entity, designator Field, fixed_string Member>
struct entity_trait_names_a_field {
  static_assert(refused<Entity>,
                "entente: this member of entity_traits<...> names a field that the entity does not "
                "have; correct the name, or write a pointer to one of its members");
};

/// `Part` is the type at fault: Type itself, or something inside of it.
template <class Entity, fixed_string Field, class Type, class Part, detail::field_fault Fault>
struct field_type_is_supported {
  using fault = detail::field_fault;
  static_assert(Fault != fault::unsupported,
                "entente: this field's type cannot be stored or sent; use a supported type "
                "(docs/protocol.md lists them), adapt a type of your own with "
                "BOOST_HANA_ADAPT_STRUCT, or specialise entente::field_codec for it");
  static_assert(
      Fault != fault::has_base,
      "entente: this field's type has a base class, so its fields cannot be seen; make the "
      "base a member, or adapt the type with BOOST_HANA_ADAPT_STRUCT");
  static_assert(Fault != fault::has_array,
                "entente: this field's type has a C array, so its fields cannot be seen; make it a "
                "std::array or std::string, or adapt the type with BOOST_HANA_ADAPT_STRUCT");
  static_assert(Fault != fault::too_many_fields,
                "entente: this field's type has more than 100 fields; group some of them into a "
                "nested struct");
  static_assert(
      Fault != fault::inherited_adaptation,
      "entente: this field's type only inherits its Hana adaptation, which leaves its own "
      "members out; adapt the type itself with BOOST_HANA_ADAPT_STRUCT");
  static_assert(
      Fault != fault::unusable_accessor,
      "entente: the Hana adaptation of this field's type has an accessor without a name or "
      "without a reference that can be assigned to; correct it");
  static_assert(
      Fault != fault::not_a_value,
      "entente: this field's type must be default constructible, copyable and assignable; "
      "give it a default constructor, and make const and reference members values");
  static_assert(Fault != fault::is_id,
                "entente: an id is the key of a record, not a field; point at another record with "
                "entente::ref");
  static_assert(Fault != fault::two_nulls,
                "entente: an optional of an optional or of a ref cannot be stored, for null would "
                "have two meanings; take one optional away (a ref can point at nothing)");
  static_assert(
      Fault != fault::unfixed_enum,
      "entente: an enumeration without a fixed underlying type cannot be a field; declare "
      "it as enum class, or with a type as in enum level : int");
  static_assert(Fault != fault::nameless_enum,
                "entente: no value of this enumeration has a name within its range; specialise "
                "entente::enum_range for it");
  static_assert(Fault != fault::unusable_codec,
                "entente: entente::field_codec<...> must have static stored store(T const&) and "
                "static std::optional<T> load(stored const&), and stored must be another type");
};

template <class Entity>
struct entity_data_capture_stands_alone {
  static_assert(
      refused<Entity>,
      "entente: entity_traits<...>::data_capture is a static constexpr bool and decides how the "
      "entity's records merge; remove conflict, fields, on_delete and whole_record beside it");
};

template <class Entity, fixed_string Field, class Type, class Policy>
struct field_policy_fits_its_type {
  static_assert(
      refused<Entity>,
      "entente: this merge policy does not fit the field's type; counter takes a number, "
      "set_union and append a std::vector, max_wins and min_wins an ordered type, a policy "
      "of your own a static function merge(T const* base, T const& local, T const& remote)");
};

template <class Entity, fixed_string Field>
struct field_has_one_policy {
  static_assert(
      refused<Entity>,
      "entente: entity_traits<...>::fields names this field twice; keep one entente::merge");
};

template <class Entity, fixed_string Field, fixed_string WireName>
struct field_wire_name_is_usable {
  static_assert(
      refused<Entity>,
      "entente: this field's name on the wire is reserved for the record itself or is not a "
      "plain identifier; give it another through entity_traits<...>::wire_names");
};

template <class Entity, fixed_string Field, fixed_string Column>
struct field_column_name_is_usable {
  static_assert(
      refused<Entity>,
      "entente: this field's column name is reserved or not usable; give it another through "
      "entity_traits<...>::column_names");
};

template <class Entity, fixed_string Field, fixed_string OtherField>
struct field_names_differ {
  static_assert(refused<Entity>,
                "entente: two fields of the entity have the same name on the wire or, letter case "
                "aside, in SQL; rename one through entity_traits<...>::wire_names or column_names");
};

template <class Entity, class OtherEntity>
struct entity_names_differ {
  static_assert(refused<Entity>,
                "entente: two entities of the schema have, letter case aside, the same name or the "
                "same table; set entity_traits<...>::name or table of one of them to another");
};

template <class Entity, fixed_string Field, class Target, class Schema>
struct ref_target_is_in_the_schema {
  static_assert(refused<Entity>,
                "entente: this ref points at an entity outside the schema; add the entity to "
                "schema<...>, or hold an entente::uuid instead");
};

template <class Entity, class Schema>
struct entity_is_in_the_schema {
  static_assert(refused<Entity>,
                "entente: this type is not an entity of the schema; add it to schema<...>");
};

}  // namespace checks
}  // namespace v0
}  // namespace entente
