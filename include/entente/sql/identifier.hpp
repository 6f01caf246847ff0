// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// A name as SQL writes a delimited identifier (ISO/IEC 9075-2): in double quotes, with those
/// inside doubled, so that every name is safe, keywords included. Throws `failure`
/// (invalid_argument) for an empty name and for one with a NUL, which neither database can hold.
/// Thread-safe.
inline std::string quoted_name(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos)
    throw failure(
        {error_code::invalid_argument, "an SQL name must not be empty or contain NUL", {}, {}, {}});
  std::string out;
  out.reserve(name.size() + 2);
  out += '"';
  for (char const c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
  return out;
}

}  // namespace v0
}  // namespace entente
