// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// Literals with linkage, so that they can be parts of `joined`.
inline constexpr std::string_view none;

/// Several constant texts as one, of static storage: what the tables of the schema point at.
template <std::string_view const&... Parts>
struct joined {
  static constexpr std::size_t size = (std::size_t{0} + ... + Parts.size());
  static constexpr auto storage = [] {
    fixed_string<size> all;
    std::size_t at = 0;
    auto const add = [&](std::string_view part) {
      for (char const c : part) all.text[at++] = c;
    };
    (add(Parts), ...);
    return all;
  }();
  static constexpr std::string_view text = storage.view();
};

constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
constexpr char lower(char c) noexcept { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// A type's name as a field spells it: "Task" as "task", "MediaUpload" as "mediaUpload".
template <std::string_view const& Name>
struct field_spelling {
  static constexpr auto storage = [] {
    fixed_string<Name.size()> all{Name};
    all.text[0] = lower(all.text[0]);
    return all;
  }();
  static constexpr std::string_view text = storage.view();
};

constexpr bool ends_with_any(std::string_view text, std::string_view first, std::string_view second,
                             std::string_view third, std::string_view fourth,
                             std::string_view fifth) {
  return text.ends_with(first) || text.ends_with(second) || text.ends_with(third) ||
         text.ends_with(fourth) || text.ends_with(fifth);
}

/// The English plural of the last word, by the rules without exceptions: tasks, boxes, entries,
/// days.
template <std::string_view const& Singular>
struct plural {
  static constexpr bool hissing = ends_with_any(Singular, "s", "x", "z", "ch", "sh");
  static constexpr bool ends_in_y =
      Singular.size() > 1 && Singular.back() == 'y' &&
      std::string_view{"aeiouAEIOU"}.find(Singular[Singular.size() - 2]) == std::string_view::npos;
  static constexpr std::string_view stem =
      Singular.substr(0, Singular.size() - (ends_in_y ? 1 : 0));
  static constexpr std::string_view ending = ends_in_y ? "ies" : hissing ? "es" : "s";
  static constexpr std::string_view text = joined<stem, ending>::text;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
