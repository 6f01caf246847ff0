// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/fields_of_policy.hpp>
#include <entente/entity/patch.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/wire/detail/patch_parts.hpp>
#include <entente/wire/detail/read_object.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/field_json.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/unknown_members.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Reads one patch part by part. When reading fails, `blamed` is the field at fault, or size.
template <class Entity>
struct patch_reader {
  static constexpr std::size_t size = describe<Entity>::size;

  json_reader& from;
  unknown_members* unknown = nullptr;
  patch<Entity> change{};
  std::size_t blamed = size;
  patch_parts parts{};
  field_mask timed{};

  bool read(edit_time op_time) {
    static constexpr std::array<std::string_view, 6> names{"set",    "delta",  "add",
                                                           "remove", "append", "at"};
    change.times.fill(op_time);
    if (!from.begin_object()) return false;
    std::uint32_t seen = 0;
    for (std::string_view name; from.next_member(name);) {
      std::size_t part = 0;
      while (part < names.size() && names[part] != name) ++part;
      if (part == names.size())
        return refuse_newer("expected only the parts of a patch that this program knows");
      if ((seen >> part & 1) != 0) return refuse_repeated(from);
      seen |= std::uint32_t{1} << part;
      if (!read_part(part)) return false;
    }
    return from.ok() && check();
  }

 private:
  bool read_part(std::size_t part) {
    switch (part) {
      case 0: return read_set();
      case 1: return read_intents<counter>(change.value, parts.delta);
      case 2: return read_intents<set_union>(change.value, parts.add);
      case 3: return read_intents<set_union>(change.removed, parts.remove);
      case 4: return read_intents<append>(change.value, parts.append);
      default: return read_times();
    }
  }

  bool read_set() {
    field_mask const claimed = parts.delta | parts.add | parts.remove | parts.append;
    field_flags<size> seen{claimed};
    bool const read = read_object(from, change.value, seen, blamed, unknown);
    parts.set = field_mask{seen.first_word()} - claimed;
    return read && (unknown == nullptr || check_unknown(from, *unknown));
  }

  /// A part whose members are fields of one policy.
  template <class Policy>
  bool read_intents(Entity& into, field_mask& part) {
    bool const sets = std::is_same_v<Policy, set_union>;
    return read_named([&](std::size_t field) {
      if (!fields_of_policy<Entity, Policy>.test(field))
        return refuse(from, "expected a field whose merge policy knows this kind of change");
      if (part.test(field)) return refuse_repeated(from);
      if (!(sets ? !parts.set.test(field) || refuse_repeated(from) : unclaimed(field)))
        return false;
      part.set(field);
      return json_fields<Entity>[field]->read(from, addresses_of(into).at[field]);
    });
  }

  bool read_times() {
    if (!from.begin_object()) return false;
    for (std::string_view name; from.next_member(name);) {
      std::size_t const field = describe<Entity>::index_of_wire_name(name);
      if (field == size) {
        // The time of an unknown member of "set".
        if (!from.skip()) return false;
        continue;
      }
      blamed = field;
      if (timed.test(field)) return refuse_repeated(from);
      timed.set(field);
      if (!from.read(change.times[field].micros)) return false;
      blamed = size;
    }
    return from.ok();
  }

  template <class F>
  bool read_named(F&& read_one) {
    if (!from.begin_object()) return false;
    for (std::string_view name; from.next_member(name);) {
      std::size_t const field = describe<Entity>::index_of_wire_name(name);
      if (field == size) return refuse_newer("expected changes of fields that this program knows");
      blamed = field;
      if (!read_one(field)) return false;
      blamed = size;
    }
    return from.ok();
  }

  /// No other part has this field yet; a field is either set or changed.
  bool unclaimed(std::size_t field) {
    bool const claimed = parts.set.test(field) || parts.delta.test(field) ||
                         parts.add.test(field) || parts.remove.test(field) ||
                         parts.append.test(field);
    return !claimed || refuse_repeated(from);
  }

  bool refuse_newer(char const* expected) {
    from.fail(error_code::newer_schema, expected);
    return false;
  }

  bool check() {
    change.fields = parts.set | parts.delta | parts.add | parts.remove | parts.append;
    change.whole = parts.set & fields_with_deltas<Entity>;
    field_mask const stray = timed - change.fields;
    stray.for_each([&](std::size_t field) { blamed = field; });
    if (stray.any()) return refuse(from, "expected the times of changed fields only");
    for (std::size_t i = 0; i < size; ++i)
      if (!change.fields.test(i)) change.times[i] = {};
    return true;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
