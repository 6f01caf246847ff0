// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/id.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// Where a conflict stands.
enum class conflict_state : std::uint8_t {
  open,       ///< waits for a person
  resolving,  ///< decided; ends when the server has taken the decision, opens again when it clashes
};

constexpr std::string_view name_of(conflict_state state) noexcept {
  return state == conflict_state::open ? "open" : "resolving";
}

/// A conflict without its images. One per record at most. A plain value.
struct conflict_info {
  std::string entity{};
  uuid key{};
  conflict_state state = conflict_state::open;
  std::int64_t sequence = 0;      ///< of the operation that clashed, or that carries the decision
  std::int64_t base_version = 0;  ///< the version the edit was made on
  /// The version it clashed with; 0 where the server has no such record.
  std::int64_t server_version = 0;
  bool server_deleted = false;  ///< that version is a tombstone
  std::string error_code{};     ///< why, by `name_of`; empty while the decision is on its way
  std::string message{};        ///< the same for people
  std::string field{};          ///< the C++ name of the field at fault, where one is
  timestamp at{};               ///< when it was found
};

/// A conflict with its images: what a person needs to decide. `local` is the record as it is now. A plain
/// value; `for_each_difference` and `differences` tell what to show.
template <class Entity>
struct conflict {
  entente::id<Entity> id{};
  conflict_state state = conflict_state::open;
  std::string message{};         ///< why it is open, for people
  std::optional<Entity> base{};  ///< what both sides started from; nothing where that is not known
  Entity local{};
  bool local_deleted = false;
  edit_time local_edited{};  ///< of the latest edit here that the server does not have
  /// Nothing where the server has no such record, or has deleted it.
  std::optional<Entity> server{};
  bool server_deleted = false;  ///< the server had the record and has deleted it
  edit_time server_edited{};    ///< of the latest edit there
  std::int64_t base_version = 0;
  std::int64_t server_version = 0;  ///< 0 where the server has no such record
  Entity suggested{};               ///< what merging would do if nobody had to be asked
  /// The fields in which local and server differ; without a server's record, those changed here.
  field_mask differing{};
};

}  // namespace v0
}  // namespace entente
