// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/storable.hpp>
#include <entente/wire/detail/read_value.hpp>
#include <entente/wire/json_reader.hpp>

namespace entente {
inline namespace v0 {

/// Reads the value of a field, of any type a field can have, in the form that docs/protocol.md
/// fixes for it. Strict: no type stands in for another, null only for an empty optional or ref, no
/// repeated members, ranges are checked. A value of a nested type is read as a whole: its missing
/// members get their defaults, unknown ones are skipped.
///
/// False when the text is something else; `from.why()` then tells what was expected and where, and
/// `field_value` is valid but unspecified.
template <class T>
requires storable<T>
bool read_json(json_reader& from, T& field_value) {
  return detail::read_value<T>(from, field_value);
}

}  // namespace v0
}  // namespace entente
