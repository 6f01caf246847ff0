// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {

/// A string that can be a template argument: `field<"title">`. N counts the characters.
template <std::size_t N>
struct fixed_string {
  char text[N + 1] = {};

  constexpr fixed_string() = default;
  constexpr fixed_string(char const (&literal)[N + 1]) noexcept {
    for (std::size_t i = 0; i <= N; ++i) text[i] = literal[i];
  }
  constexpr explicit fixed_string(std::string_view source) noexcept {
    for (std::size_t i = 0; i < N && i < source.size(); ++i) text[i] = source[i];
  }

  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N}; }
  [[nodiscard]] static constexpr std::size_t size() noexcept { return N; }

  template <std::size_t M>
  constexpr bool operator==(fixed_string<M> const& other) const noexcept {
    return view() == other.view();
  }

  template <std::size_t M>
  constexpr fixed_string<N + M> operator+(fixed_string<M> const& other) const noexcept {
    fixed_string<N + M> joined;
    for (std::size_t i = 0; i < N; ++i) joined.text[i] = text[i];
    for (std::size_t i = 0; i < M; ++i) joined.text[N + i] = other.text[i];
    return joined;
  }
};

template <std::size_t N>
fixed_string(char const (&)[N]) -> fixed_string<N - 1>;

}  // namespace v0
}  // namespace entente
