// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// The two spellings of the reference operations.
enum class item_form {
  generic,     ///< `syncPush(entity, items)`: an item says by itself what it is
  per_entity,  ///< `syncPush<Entity>(payload)`: the operation stands beside the item's data
};

/// An item as a stranger pushed it.
struct pushed_item {
  std::string_view json;                          ///< the item, or in the per-entity form its data: JSON text
  std::optional<std::string_view> client_id{};    ///< per-entity form only: members beside the data
  std::optional<std::string_view> id{};
  std::optional<std::string_view> operation{};
};

/// Both sides of a conflict, for a stranger's client. JSON texts; empty stands for null.
struct item_conflict {
  std::string server_data;
  std::string client_data;
  std::int64_t server_version = 0;
  std::string suggested;
};

/// The answer to one item.
struct item_result {
  std::optional<std::string> client_id{};
  std::optional<std::string> id{};
  bool success = false;
  std::string error_code{};  ///< VALIDATION_ERROR, NOT_FOUND, CONFLICT, FORBIDDEN or INTERNAL; empty on success
  std::string error_message{};
  std::int64_t version = 0;  ///< 0: not known
  stamp updated_at{};
  std::optional<item_conflict> conflict{};
};

/// A page of one entity's changes in the reference form.
struct item_page {
  std::vector<std::string> items;        ///< JSON texts
  std::vector<std::string> deleted_ids;
  stamp last_sync_at{};
  std::string version_hash;
  bool has_more = false;
};

}  // namespace v0
}  // namespace entente
