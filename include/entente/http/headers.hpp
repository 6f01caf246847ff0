// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

namespace detail::http {

constexpr char ascii_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
  }
  return true;
}

constexpr std::string_view without_outer_blanks(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace detail::http

/// The header fields of a request or response, in the order they were added. Names compare without
/// regard to ASCII case and may repeat (RFC 9110, section 5). Messages have few fields, so look-ups
/// are linear. Not thread-safe beyond what std::vector is.
class http_headers {
 public:
  using value_type = std::pair<std::string, std::string>;

  http_headers() = default;
  http_headers(std::initializer_list<value_type> fields) : fields_(fields) {}

  /// Adds a field, beside any others of the same name.
  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }

  /// Makes this the only field of its name.
  void set(std::string_view name, std::string value) {
    erase(name);
    add(std::string(name), std::move(value));
  }

  /// Removes every field of that name.
  void erase(std::string_view name) {
    std::erase_if(fields_, [&](value_type const& field) {
      return detail::http::equal_ignoring_case(field.first, name);
    });
  }

  /// The value of the first field of that name, nothing if there is none. The view lives as long as
  /// the field stays unchanged.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const {
    for (auto const& [key, value] : fields_) {
      if (detail::http::equal_ignoring_case(key, name)) return std::string_view(value);
    }
    return std::nullopt;
  }

  /// The value of the first field of that name, `otherwise` if there is none.
  [[nodiscard]] std::string_view get(std::string_view name,
                                     std::string_view otherwise = {}) const {
    return find(name).value_or(otherwise);
  }

  /// All values of that name as one comma-separated list, which means the same for every field
  /// that is defined as a list (RFC 9110, section 5.3).
  [[nodiscard]] std::string joined(std::string_view name) const {
    std::string list;
    for (auto const& [key, value] : fields_) {
      if (!detail::http::equal_ignoring_case(key, name)) continue;
      if (!list.empty()) list += ", ";
      list += value;
    }
    return list;
  }

  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] bool empty() const noexcept { return fields_.empty(); }
  [[nodiscard]] std::size_t size() const noexcept { return fields_.size(); }
  [[nodiscard]] auto begin() const noexcept { return fields_.begin(); }
  [[nodiscard]] auto end() const noexcept { return fields_.end(); }

 private:
  std::vector<value_type> fields_;
};

}  // namespace v0
}  // namespace entente
