// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Bytes of a UUID as a JSON string.
inline constexpr std::size_t longest_uuid = 38;

inline char* put_uuid(char* to, uuid const& value) noexcept {
  to[0] = to[37] = '"';
  value.write_text(to + 1);
  return to + longest_uuid;
}

inline bool read_uuid(json_reader& from, uuid& value) {
  std::string_view text;
  if (!from.read_string_view(text)) return false;
  auto const read = uuid::parse(text);
  if (!read) return refuse(from, "expected a UUID in its canonical form");
  value = *read;
  return true;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
