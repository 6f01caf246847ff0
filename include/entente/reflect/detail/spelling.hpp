// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

// The signature is returned as a plain pointer: with std::string_view as the return type GCC
// appends an explanation of that alias to the text, and the parameter is no longer last.
template <class T>
constexpr char const* signature_of_type() noexcept {
#if defined(_MSC_VER) && !defined(__clang__)
  return __FUNCSIG__;
#else
  return __PRETTY_FUNCTION__;
#endif
}

template <auto Value>
constexpr char const* signature_of_value() noexcept {
#if defined(_MSC_VER) && !defined(__clang__)
  return __FUNCSIG__;
#else
  return __PRETTY_FUNCTION__;
#endif
}

template <auto... Values>
constexpr char const* signature_of_values() noexcept {
#if defined(_MSC_VER) && !defined(__clang__)
  return __FUNCSIG__;
#else
  return __PRETTY_FUNCTION__;
#endif
}

/// How many characters surround a parameter in the signature, measured on one whose spelling is
/// known. No compiler's format is assumed beyond "the parameter is spelled once, near the end".
struct signature_frame {
  std::size_t before = 0;
  std::size_t after = 0;

  constexpr signature_frame(std::string_view signature, std::string_view known) noexcept
      : before(signature.rfind(known)), after(signature.size() - before - known.size()) {}

  [[nodiscard]] constexpr std::string_view cut(std::string_view signature) const noexcept {
    signature.remove_suffix(after);
    signature.remove_prefix(before);
    return signature;
  }
};

inline constexpr signature_frame type_frame{signature_of_type<double>(), "double"};
inline constexpr signature_frame value_frame{signature_of_value<12345>(), "12345"};
inline constexpr signature_frame values_frame{signature_of_values<12345>(), "12345"};

/// `text` without the class-key that MSVC writes before a type.
constexpr std::string_view without_class_key(std::string_view text) noexcept {
  for (std::string_view const key : {"struct ", "class ", "enum ", "union "}) {
    if (text.starts_with(key)) return text.substr(key.size());
  }
  return text;
}

/// Where the last `sought` outside all brackets stands; npos if nowhere. Read from the end, because
/// what precedes a name (functions, operators, lambdas, anonymous namespaces) is spelled
/// differently everywhere.
constexpr std::size_t rfind_outside_brackets(std::string_view text, char sought) noexcept {
  std::size_t depth = 0;
  char const* const first = text.data();
  for (std::size_t i = text.size(); i-- > 0;) {
    char const c = first[i];
    if (c == sought && depth == 0) return i;
    if (c == '>' || c == ')' || c == '}' || c == ']') {
      ++depth;
    } else if ((c == '<' || c == '(' || c == '{' || c == '[') && depth > 0) {
      --depth;
    }
  }
  return std::string_view::npos;
}

/// The last component of a qualified name.
constexpr std::string_view unqualified(std::string_view text) noexcept {
  std::size_t const colon = rfind_outside_brackets(text, ':');
  return colon == std::string_view::npos ? text : text.substr(colon + 1);
}

constexpr bool starts_identifier(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr bool continues_identifier(char c) noexcept {
  return starts_identifier(c) || (c >= '0' && c <= '9') || c == '$';
}

/// The identifier that `text` ends with; empty if it ends with anything else.
constexpr std::string_view trailing_identifier(std::string_view text) noexcept {
  std::size_t first = text.size();
  while (first > 0 && continues_identifier(text[first - 1])) --first;
  return text.substr(first);
}

/// The type as the compiler spells it, qualified, without class-key.
template <class T>
constexpr std::string_view spelled_type() noexcept {
  return without_class_key(type_frame.cut(signature_of_type<T>()));
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
