// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/for_each_field.hpp>
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

}  // namespace detail

/// Carries a difference, an added, removed or appended element out on a record whose field does not know such
/// changes any more, and gives the whole value that results, as JSON. False where the field's type has
/// none of that kind, or `raw` is no such change; the record is then untouched.
template <class Entity>
bool settle_intent(Entity& work, std::size_t field, detail::patch_part part, std::string_view raw,
                   std::string& value) {
  bool settled = false;
  for_each_field(work, [&]<std::size_t I, class T>(std::integral_constant<std::size_t, I>, T& member) {
    if (I != field) return;
    constexpr field_kind kind = kind_of<T>;
    if constexpr (kind == field_kind::integer || kind == field_kind::floating || kind == field_kind::list) {
      if ((part == detail::patch_part::delta) == (kind == field_kind::list)) return;
      T more{};
      json_reader from{raw, max_json_depth};
      if (!read_json(from, more) || !from.finish()) return;
      if constexpr (kind == field_kind::list)
        detail::work_in(member, more, part);
      else
        detail::add_bounded(member, more);
      value.clear();
      write_json(value, member);
      settled = true;
    }
  });
  return settled;
}

}  // namespace v0
}  // namespace entente
