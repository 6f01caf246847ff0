// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {

/// What an operation does to its record. `remove` is spelled "delete" on the wire.
enum class operation_kind : std::uint8_t { insert, update, remove, restore };

constexpr std::string_view name_of(operation_kind kind) noexcept {
  switch (kind) {
    case operation_kind::insert: return "insert";
    case operation_kind::update: return "update";
    case operation_kind::remove: return "delete";
    case operation_kind::restore: return "restore";
  }
  return "update";
}

constexpr std::optional<operation_kind> operation_kind_of(std::string_view name) noexcept {
  if (name == "insert") return operation_kind::insert;
  if (name == "update") return operation_kind::update;
  if (name == "delete") return operation_kind::remove;
  if (name == "restore") return operation_kind::restore;
  return std::nullopt;
}

}  // namespace v0
}  // namespace entente
