// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/stored_row.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Finds records by whatever a caller knows them by: key, server id, or the caller's own alias.
template <class Entity, class Store>
std::optional<uuid> key_by_any_id(Store& store, std::string_view principal, std::string_view text) {
  if (auto const key = uuid::parse(text); key && store.template exists<Entity>(*key)) return key;
  if (auto const key = store.template key_of_id<Entity>(text)) return key;
  return store.alias(describe<Entity>::name, principal, text);
}

/// The client id a caller knows a record by: its own alias where it gave one, else the key.
template <class Entity, class Store>
std::string client_id_of(Store& store, std::string_view principal, uuid const& key) {
  if (auto alias = store.alias_of(describe<Entity>::name, principal, key)) return *alias;
  return key.text();
}

/// The id that the wire carries for a record of this entity.
template <class Entity, class Store>
std::string wire_id_of(Store& store, uuid const& key) {
  if (auto id = store.template id_of<Entity>(key)) return *id;
  return key.text();
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
