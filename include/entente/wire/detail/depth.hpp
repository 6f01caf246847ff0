// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

/// Open brackets that the value of one field may have: those of a record without the record's own.
/// Writing refuses what reading would, so that nothing is stored that cannot be read back.
inline constexpr std::size_t max_value_depth = max_json_depth - 1;

/// Open brackets of a patch: its own, and those of one of its parts in place of the record's.
inline constexpr std::size_t max_patch_depth = max_json_depth + 1;

/// Open brackets of a message around a record as deep as may be.
inline constexpr std::size_t max_message_depth = max_json_depth + 16;

}  // namespace detail
}  // namespace v0
}  // namespace entente
