// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/detail/patch_members.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

namespace detail {

template <class T>
void add_bounded(T& to, T more) {
  if constexpr (std::is_floating_point_v<T>) {
    to += more;
  } else {
    constexpr T most = (std::numeric_limits<T>::max)();
    constexpr T least = (std::numeric_limits<T>::min)();
    if (more > 0 && to > most - more)
      to = most;
    else if (more < 0 && to < least - more)
      to = least;
    else
      to = static_cast<T>(to + more);
  }
}

template <class T>
void work_in(std::vector<T>& list, std::vector<T> const& more, patch_part part) {
  auto const there = [&](T const& one) {
    return std::find_if(list.begin(), list.end(), [&](T const& each) { return field_equal(each, one); });
  };
  for (T const& each : more) {
    auto const found = there(each);
    if (part == patch_part::append || (part == patch_part::add && found == list.end()))
      list.push_back(each);
    else if (part == patch_part::remove && found != list.end())
      list.erase(found);
  }
}

template <class T>
bool settle_at(void* value, patch_part part, std::string_view raw, std::string& whole) {
  constexpr field_kind kind = kind_of<T>;
  if constexpr (kind == field_kind::integer || kind == field_kind::floating || kind == field_kind::list) {
    if ((part == patch_part::delta) == (kind == field_kind::list)) return false;
    T more{};
    json_reader from{raw, max_json_depth};
    if (!read_json(from, more) || !from.finish()) return false;
    T& member = *static_cast<T*>(value);
    if constexpr (kind == field_kind::list)
      work_in(member, more, part);
    else
      add_bounded(member, more);
    whole.clear();
    write_json(whole, member);
    return true;
  } else {
    return false;
  }
}

using settling = bool (*)(void* value, patch_part, std::string_view raw, std::string& whole);

template <class Entity, class Indices>
struct settling_table;
template <class Entity, std::size_t... I>
struct settling_table<Entity, std::index_sequence<I...>> {
  static constexpr settling fields[] = {&settle_at<field_type<Entity, I>>..., nullptr};
};

}  // namespace detail

/// Carries a difference, an added, removed or appended element out on a record whose field does not know such
/// changes any more, and gives the whole value that results, as JSON. False where the field's type has
/// none of that kind, or `raw` is no such change; the record is then untouched.
template <class Entity>
bool settle_intent(Entity& work, std::size_t field, detail::patch_part part, std::string_view raw,
                   std::string& value) {
  constexpr std::size_t size = describe<Entity>::size;
  using table = detail::settling_table<Entity, std::make_index_sequence<size>>;
  return field < size && table::fields[field](addresses_of(work).at[field], part, raw, value);
}

}  // namespace v0
}  // namespace entente
