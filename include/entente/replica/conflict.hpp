// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/id.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace entente {
inline namespace v0 {

/// An open conflict, without its images. One per record at most.
struct conflict_info {
  std::string entity{};
  uuid key{};
  std::int64_t sequence = 0;      ///< of the operation that clashed
  std::int64_t base_version = 0;  ///< the version the edit was made on
  std::int64_t server_version =
      0;  ///< the version it clashed with; 0 where the server has no such record
  std::string message{};
  timestamp at{};
};

/// An open conflict with its images: what a person needs to decide. `local` is the record as it is now.
template <class Entity>
struct conflict {
  entente::id<Entity> id{};
  std::optional<Entity> base{};  ///< what both sides started from; nothing where that is not known
  Entity local{};
  bool local_deleted = false;
  std::optional<Entity>
      server{};  ///< nothing where the server has no such record, or has deleted it
  std::int64_t base_version = 0;
  std::int64_t server_version = 0;
  Entity suggested{};      ///< what merging would do if nobody had to be asked
  field_mask differing{};  ///< the fields in which local and server differ
};

}  // namespace v0
}  // namespace entente
