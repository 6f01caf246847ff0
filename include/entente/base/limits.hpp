// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>

namespace entente {
inline namespace v0 {

/// Fields one entity may have. A field mask is one 64-bit word.
inline constexpr std::size_t max_fields = 64;

/// Bytes of an id on the wire, ours or a stranger's.
inline constexpr std::size_t max_id_bytes = 200;

/// Depth of nested JSON values in a record or message.
inline constexpr std::size_t max_json_depth = 64;

/// Members of one record that a program has no field for, and keeps as they came.
inline constexpr std::size_t max_unknown_members = 1000;

/// Operations in one push request, when the caller does not say otherwise.
inline constexpr std::size_t default_batch_operations = 100;

/// Bytes of operations in one push request, when the caller does not say otherwise.
inline constexpr std::size_t default_batch_bytes = std::size_t{1} << 20;

/// Bytes of one operation. A larger one is refused when it is enqueued.
inline constexpr std::size_t default_operation_bytes = std::size_t{4} << 20;

/// Operations, and bytes, of one local transaction. A larger one is refused when it commits.
inline constexpr std::size_t default_group_operations = 10'000;
inline constexpr std::size_t default_group_bytes = std::size_t{6} << 20;

/// Records in one pulled page.
inline constexpr std::size_t default_page_records = 1000;

/// Bytes of records in one pulled page of the native form; a single larger record still goes alone.
inline constexpr std::size_t default_page_bytes = std::size_t{4} << 20;

/// Bytes of records in one answer of the reference form, which has no shorter pages than asked.
inline constexpr std::size_t default_answer_bytes = std::size_t{64} << 20;

}  // namespace v0
}  // namespace entente
