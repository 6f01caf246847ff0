// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/wire/detail/field_key.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// Each field's name on the wire as it stands in a JSON object, with quotes and colon: `"dueAt":`.
template <class Entity>
inline constexpr std::array<std::string_view, describe<Entity>::size> field_keys =
    []<std::size_t... I>(std::index_sequence<I...>) {
      return std::array<std::string_view, sizeof...(I)>{detail::field_key<Entity, I>...};
    }(std::make_index_sequence<describe<Entity>::size>{});

}  // namespace v0
}  // namespace entente
