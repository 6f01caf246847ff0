// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Word>
Word bytes_differ(char const* a, char const* b) noexcept {
  Word left = 0;
  Word right = 0;
  std::memcpy(&left, a, sizeof left);
  std::memcpy(&right, b, sizeof right);
  return static_cast<Word>(left ^ right);
}

/// Whether N bytes are equal, by as few words as cover them: memcmp is a call for most sizes, even where one side
/// is constant.
template <std::size_t N>
bool same_bytes(char const* a, char const* b) noexcept {
  if constexpr (N >= 8) {
    std::uint64_t differ = bytes_differ<std::uint64_t>(a + (N - 8), b + (N - 8));
    for (std::size_t i = 0; i + 8 < N; i += 8) differ |= bytes_differ<std::uint64_t>(a + i, b + i);
    return differ == 0;
  } else if constexpr (N >= 4) {
    return (bytes_differ<std::uint32_t>(a, b) | bytes_differ<std::uint32_t>(a + (N - 4), b + (N - 4))) == 0;
  } else {
    return std::memcmp(a, b, N) == 0;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
