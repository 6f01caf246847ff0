// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>

namespace entente {
inline namespace v0 {

/// What becomes of a record when the record that one of its refs points at is deleted: the rule that
/// `entity_traits<...>::references` gives the ref.
enum class reference_rule : std::uint8_t {
  none,      ///< nothing
  restrict,  ///< the delete is refused
  cascade,   ///< the record is deleted as well
  set_null,  ///< the ref points at nothing
};

}  // namespace v0
}  // namespace entente
