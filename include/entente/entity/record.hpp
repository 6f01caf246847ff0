// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/entity/id.hpp>

#include <cstdint>

namespace entente {
inline namespace v0 {

/// A user's struct together with what the library keeps beside it.
template <class Entity>
struct record {
  entente::id<Entity> id;    ///< its key, for ever
  std::int64_t version = 0;  ///< the server's count of accepted changes; 0 before the first of them
  stamp updated_at{};        ///< when the server accepted that version
  stamp created_at{};        ///< when it accepted the first one; 0 before, or where it does not tell
  bool deleted = false;      ///< a tombstone: kept so that the deletion can travel
  Entity value{};            ///< the user's own struct
};

}  // namespace v0
}  // namespace entente
