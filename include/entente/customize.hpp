// SPDX-License-Identifier: BSL-1.0
/// The index of every extension point: what an application may specialise or name in its traits.
/// It includes the standard library only, so that it is cheap beside the declaration of an entity.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

// ---- Naming a field --------------------------------------------------------------------------

/// The text of a field's name as part of a template argument.
template <std::size_t N>
struct field_literal {
  char text[N]{};
  constexpr field_literal(char const (&name)[N]) noexcept {
    for (std::size_t i = 0; i < N; ++i) text[i] = name[i];
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
};

/// Names one field in a template argument, either way: `&Task::title` where the member can be
/// named, `"title"` everywhere (adapted types with private members).
template <class What>
struct designator {
  What what;
  constexpr designator(What named) noexcept : what(named) {}
};

template <std::size_t N>
struct designator<field_literal<N>> {
  field_literal<N> what;
  constexpr designator(char const (&name)[N]) noexcept : what(name) {}
};

template <std::size_t N>
designator(char const (&)[N]) -> designator<field_literal<N>>;
template <class Member, class Class>
designator(Member Class::*) -> designator<Member Class::*>;

// ---- Merge policies --------------------------------------------------------------------------
// What happens to a field that two sides changed at once. A field changed by one side only follows
// that side, whatever its policy.

/// The later edit wins, by hybrid logical clock; ties go to the greater replica id. The default.
struct last_write_wins {};
/// The server's value stays.
struct server_wins {};
/// The value of the device that pushes last stays.
struct client_wins {};
/// A person decides: the record waits in conflict with base, local and server values.
struct manual {};
/// Numbers only: what travels is the difference, and differences add up exactly.
struct counter {};
/// Lists only, seen as sets: what travels is what was added and removed; a concurrent add wins.
struct set_union {};
/// Lists only: elements added at the end by anybody stay, in the order the server saw them.
struct append {};
/// The greater value stays.
struct max_wins {};
/// The smaller value stays.
struct min_wins {};

/// The trait behind a policy of your own: any other type named as a policy must either have a
/// static function `merge(T const* base, T const& local, T const& remote) -> T`, or this template
/// specialised for it. `base` is null where the common ancestor is no longer known. The function
/// must be pure: client and server call it and have to come to the same value.
template <class Policy>
struct merge_policy {
  template <class T>
    requires requires(T const* base, T const& value) {
      { Policy::merge(base, value, value) } -> std::convertible_to<T>;
    }
  static T merge(T const* base, T const& local, T const& remote) {
    return Policy::merge(base, local, remote);
  }
};

/// What a delete does to a concurrent update of the same record, and the other way round.
enum class delete_rule {
  delete_wins,  ///< the record is deleted; the lost edit is kept as a snapshot on its device
  update_wins,  ///< the record lives on, or comes back, with the update
};

// ---- Describing an entity --------------------------------------------------------------------

/// Gives one field a policy: `merge<&Task::tags, set_union>`.
template <designator Field, class Policy>
struct merge {};

/// The exceptions to an entity's default policy: `using fields = field_policies<merge<...>, ...>;`.
template <class... Merges>
struct field_policies {};

/// Fields that get an SQL index each: `using indexes = entente::indexes<&Task::done, "space">;`.
template <designator... Fields>
struct indexes {};

/// Fields whose values, taken together, no two live records of a tenant have at the same time:
/// `unique<&Space::name>`, `unique<&Seat::row, &Seat::number>`. Where one of them is null nothing is
/// compared. Texts are compared byte by byte. The server decides, at the end of a group; a device
/// refuses what it knows.
template <designator... Fields>
struct unique {};

/// A list of `unique`: `using unique = entente::unique_sets<entente::unique<...>, ...>;`.
template <class... Sets>
struct unique_sets {};

/// What becomes of a record when the record that it refers to is deleted.
struct restrict {};  ///< the delete is refused as long as a record refers to what it deletes
struct cascade {};   ///< the record is deleted as well
struct set_null {};  ///< its ref points at nothing

/// Gives one ref a rule: `on_delete<&Task::space, cascade>`.
template <designator Field, class Rule>
struct on_delete {};

/// The refs that have a rule: `using references = entente::references<entente::on_delete<...>, ...>;`.
/// Nothing happens to the others: they go on pointing at a deleted record.
template <class... Rules>
struct references {};

/// The refs by which a change of the record counts as a new version of the record referred to, too:
/// `using touches = entente::touches<&Task::space>;`.
template <designator... Fields>
struct touches {};

/// Gives one field another name: `name_as<&Task::note, "remark">`.
template <designator Field, field_literal Name>
struct name_as {};

/// A list of `name_as`, for `wire_names` and `column_names`.
template <class... Names>
struct names {};

/// How field names are spelled on the wire where `wire_names` says nothing.
enum class wire_case {
  camel,     ///< `due_at` becomes `dueAt`, the custom of GraphQL
  verbatim,  ///< as in C++
};

// ---- What an entity was in older schemas -----------------------------------------------------
// Files, queued operations and peers of older programs are read by these. The version of the schema
// tells what is old: raise it (schema_traits) with every change of a history. `Before` is the
// version since which the field is what it is; 0 stands for the schema's own.

/// The name that a field had on the wire: `formerly<&Task::headline, "title">`. Give the name as it
/// travelled, in camel case where the entity's names do.
template <designator Field, field_literal Name, int Before = 0>
struct formerly {};

/// The type that a field had, and the function that makes today's value of it: `T f(Old const&)`,
/// or `std::optional<T> f(Old const&)` where some values have no counterpart. `Back`, of the same form the
/// other way round, lets programs of the older schema go on seeing the field; without one they keep
/// the value they have. Both must be pure: every device and the server call them.
///
///     converted<&Task::priority, std::string, &priority_of_text, &text_of_priority>
template <designator Field, class Old, auto Convert, auto Back = nullptr, int Before = 0>
struct converted {};

/// What became of an entity's fields, the oldest change first:
/// `using history = field_history<formerly<...>, converted<...>>;`.
template <class... Changes>
struct field_history {};

/// One reason to refuse a record. `field` is the field's C++ name; empty when the record as a
/// whole is refused. `reason` is shown to people and must not repeat the value.
struct violation {
  std::string field;
  std::string reason;
};

/// What the library should know of an entity beyond its fields. Specialise it and define any of
///
///     static constexpr std::string_view name = "Task";        // default: the type's name
///     static constexpr std::string_view table = "tasks";      // default: the name
///     using conflict = entente::last_write_wins;              // policy of its fields
///     using fields = entente::field_policies<...>;            // exceptions
///     using indexes = entente::indexes<...>;                  // SQL indexes
///     using unique = entente::unique_sets<...>;               // values no two records share
///     using references = entente::references<...>;            // what a delete does to those who refer
///     using touches = entente::touches<...>;                  // whom a change counts for as well
///     using wire_names = entente::names<...>;                 // other names on the wire
///     using column_names = entente::names<...>;               // other names in SQL
///     static constexpr auto case_on_wire = entente::wire_case::camel;
///     static constexpr auto on_delete = entente::delete_rule::delete_wins;
///     static constexpr bool whole_record = false;             // true: any two edits of one clash
///     static constexpr bool data_capture = false;             // true: recorded once, never deleted
///     static constexpr std::string_view formerly = "Todo";    // its name in older schemas
///     static constexpr int formerly_before = 2;               // those before this version
///     using history = entente::field_history<...>;            // former names and types of fields
///     static std::optional<entente::violation> validate(Task const&);  // called on both sides
///     static bool visible(std::string_view principal, Task const&);    // called by the server only
///
/// `data_capture` is a profile for what people record in the field: programs cannot delete such
/// records, the device's value wins in every field that it wrote, and a delete by the office gives
/// way to an edit that is still to come. It stands in place of `conflict`, `fields`, `on_delete` and
/// `whole_record`.
///
/// All of it is read at compile time; what does not fit is refused there by name.
template <class Entity>
struct entity_traits {};

/// What the library should know of a schema beyond its entities. Specialise it and define
///
///     static constexpr int version = 2;   // default 1; raise it with every change of meaning
template <class Schema>
struct schema_traits {};

/// Makes any type a field type by way of a supported one. Specialise it with
///
///     using stored = std::string;                             // a field type that works
///     static stored store(colour const&);
///     static std::optional<colour> load(stored const&);      // nothing: the value is refused
///
/// `load(store(x))` must equal x.
template <class T>
struct field_codec;

}  // namespace v0
}  // namespace entente
