// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/operation_kind.hpp>

#include <cstdint>
#include <string>

namespace entente {
inline namespace v0 {

/// An operation that left the queue without reaching its end, because the data it belonged to was replaced or
/// removed on request. It goes nowhere by itself: `restore_set_aside` enters it again, `forget_set_aside`
/// ends it. A plain value.
struct set_aside_operation {
  std::int64_t id = 0;
  std::string entity{};
  uuid key{};
  operation_kind kind = operation_kind::update;
  edit_time edited{};
  int schema_version = 1;
  std::string body = "{}";  ///< the patch
  bool sent = false;        ///< it may have reached the server: what it adds up may count there already
  bool deleted = false;     ///< the record as it was here, all its edits included
  std::string image = "{}";  ///< its fields as a JSON object
  std::string reason{};      ///< force_pulled or wiped
  timestamp at{};            ///< when it was set aside
};

}  // namespace v0
}  // namespace entente
