// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A type as GraphQL spells it: a name with list and non-null wrappers, such as "[Task!]!", written
/// without spaces. It is a view: the text must outlive it (a literal, or a `fixed_string` of static
/// storage). Wrapping is read from the text, so any depth works and the spelling is the value.
class type_ref {
 public:
  constexpr type_ref() = default;
  constexpr type_ref(char const* text) noexcept : text_(text) {}
  constexpr type_ref(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] constexpr std::string_view text() const noexcept { return text_; }
  [[nodiscard]] constexpr bool is_non_null() const noexcept {
    return !text_.empty() && text_.back() == '!';
  }
  [[nodiscard]] constexpr bool is_list() const noexcept {
    return !text_.empty() && text_.front() == '[' && !is_non_null();
  }

  /// The same type, null allowed.
  [[nodiscard]] constexpr type_ref nullable() const noexcept {
    return is_non_null() ? type_ref{text_.substr(0, text_.size() - 1)} : *this;
  }

  /// The type of the items. Precondition: nullable().is_list().
  [[nodiscard]] constexpr type_ref item() const noexcept {
    std::string_view const list = nullable().text_;
    return type_ref{list.substr(1, list.size() - 2)};
  }

  /// The name inside all wrappers.
  [[nodiscard]] constexpr std::string_view name() const noexcept {
    std::string_view inner = text_;
    while (!inner.empty() && inner.front() == '[') inner.remove_prefix(1);
    while (!inner.empty() && (inner.back() == '!' || inner.back() == ']')) inner.remove_suffix(1);
    return inner;
  }

  constexpr bool operator==(type_ref const& other) const noexcept = default;

 private:
  std::string_view text_;
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
