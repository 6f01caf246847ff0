// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/sha256.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

namespace detail {

inline constexpr char file_name_digits[] = "0123456789abcdef";

/// Whether Windows takes the name for a device, whatever extension follows. `name` is lower-case.
constexpr bool is_device_name(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 4> devices{"con", "prn", "aux", "nul"};
  for (auto const device : devices)
    if (name == device) return true;
  return name.size() == 4 && (name.substr(0, 3) == "com" || name.substr(0, 3) == "lpt") &&
         name[3] >= '0' && name[3] <= '9';
}

constexpr bool stands_for_itself(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

inline void append_escaped(std::string& out, char c) {
  auto const octet = static_cast<unsigned char>(c);
  out += {'=', file_name_digits[octet >> 4], file_name_digits[octet & 15]};
}

}  // namespace detail

/// The name of the file that holds a tenant's database. Different tenants, as byte strings, get
/// names that differ, also on file systems that ignore letter case or normalise Unicode, and no
/// tenant's name leaves its directory or is a device: `a` to `z`, `0` to `9`, `-` and `_` stand for
/// themselves, every other byte is `=` and two lower-case hexadecimal digits, and so is the first
/// byte of a device's name. What becomes longer than 180 bytes is its beginning, `==` and the
/// SHA-256 of the tenant; the empty tenant is `=`. Ends in `.db`; at most 191 bytes, so that
/// SQLite's suffixes fit. Thread-safe.
inline std::string tenant_file_name(std::string_view tenant) {
  constexpr std::size_t longest_encoded = 180;
  constexpr std::size_t longest_prefix = 100;
  if (tenant.empty()) return "=.db";
  std::string out;
  bool const device = detail::is_device_name(tenant);
  std::size_t prefix = 0;
  for (std::size_t i = 0; i < tenant.size() && out.size() <= longest_encoded; ++i) {
    if (detail::stands_for_itself(tenant[i]) && !(device && i == 0))
      out += tenant[i];
    else
      detail::append_escaped(out, tenant[i]);
    if (out.size() <= longest_prefix) prefix = out.size();
  }
  if (out.size() > longest_encoded) {
    out.resize(prefix);
    // A single '=' is followed by digits in every other name, so that no short tenant can imitate
    // this.
    out += "==";
    for (auto const octet : sha256::of(tenant))
      out += {detail::file_name_digits[octet >> 4], detail::file_name_digits[octet & 15]};
  }
  out += ".db";
  return out;
}

}  // namespace v0
}  // namespace entente
