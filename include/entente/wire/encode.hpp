// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/storable.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/fixed_size.hpp>
#include <entente/wire/detail/put_value.hpp>
#include <entente/wire/detail/value_buffer.hpp>

#include <string>

namespace entente {
inline namespace v0 {

/// Appends the value of a field, of any type a field can have, in the form that docs/protocol.md
/// fixes for it. Throws `failure`, and leaves `out` as it was, for what has no such form:
/// validation_failed for text that is not UTF-8, a char array without its NUL and a time outside
/// the years 0000 to 9999; too_large for more nesting than a reader accepts. Thread-safe.
template <class T>
requires storable<T>
void write_json(std::string& out, T const& field_value) {
  detail::append_json(out, detail::fixed_size<T>(), [&](detail::value_buffer& buffer, char* at) {
    return detail::put_value<T>(buffer, at, field_value, 0, detail::max_value_depth);
  });
}

}  // namespace v0
}  // namespace entente
