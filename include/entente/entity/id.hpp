// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>

#include <compare>

namespace entente {
inline namespace v0 {

/// The key of one record of one entity, for ever and everywhere: made by whoever creates the
/// record, never exchanged for another. The entity is part of the type, so keys cannot be mixed up.
template <class Entity>
struct id {
  uuid key{};

  friend auto operator<=>(id const&, id const&) = default;
  [[nodiscard]] std::string text() const { return key.text(); }
};

/// A field that points at a record of another entity of the same schema, or at none. It holds the
/// key, so it can point at a record made offline a moment ago. On the wire: the id, or null.
template <class Entity>
struct ref {
  using target = Entity;
  uuid key{};

  constexpr ref() = default;
  constexpr ref(id<Entity> to) noexcept : key(to.key) {}
  constexpr explicit ref(uuid to) noexcept : key(to) {}

  /// Whether it points at a record.
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return !key.is_nil(); }
  [[nodiscard]] constexpr id<Entity> operator*() const noexcept { return {key}; }
  friend auto operator<=>(ref const&, ref const&) = default;
};

}  // namespace v0
}  // namespace entente
