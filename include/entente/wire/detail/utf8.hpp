// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_scan.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// One step through text that claims to be UTF-8: a whole character, or (not valid) the longest
/// beginning of one, which Unicode recommends to replace as a unit (chapter 3.9, table 3-8).
struct utf8_step {
  std::size_t size;
  bool valid;
};

/// The step at `at`. Refuses overlong forms, surrogates, what lies above U+10FFFF and stray
/// continuation bytes (Unicode table 3-7, RFC 3629). Precondition: at < end.
constexpr utf8_step step_utf8(char const* at, char const* end) noexcept {
  auto const byte = [at](std::size_t i) { return static_cast<unsigned char>(at[i]); };
  unsigned char const lead = byte(0);
  if (lead < 0x80) return {1, true};
  if (lead < 0xc2 || lead > 0xf4) return {1, false};
  std::size_t const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  auto const left = static_cast<std::size_t>(end - at);
  unsigned const lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  unsigned const highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  if (left < 2 || byte(1) < lowest || byte(1) > highest) return {1, false};
  for (std::size_t i = 2; i < size; ++i)
    if (i >= left || (byte(i) & 0xc0) != 0x80) return {i, false};
  return {size, true};
}

/// Behind characters of two or three bytes from `at` on: most of what is no ASCII. Stops before any other, valid
/// or not, and near the end.
inline char const* skip_wide_characters(char const* at, char const* end) noexcept {
  while (end - at >= 8) {
    auto const word = static_cast<std::uint32_t>(load_word(at));
    if ((word & 0x00c0c0f0) == 0x008080e0) {
      std::uint32_t const high = (word & 0x0f) << 6 | (word >> 8 & 0x3f);  // the code point without its last six bits
      if (high < 0x20 || (high >= 0x360 && high < 0x380)) return at;       // overlong, or a surrogate
      at += 3;
    } else if ((word & 0xc0e0) == 0x80c0 && (word & 0x1e) != 0) {
      at += 2;
    } else {
      return at;
    }
  }
  return at;
}

inline bool is_utf8(std::string_view text) noexcept {
  char const* at = text.data();
  char const* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8 && (load_word(at) & high_bits) == 0) {
      at += 8;
      continue;
    }
    if (static_cast<unsigned char>(*at) >= 0x80) at = skip_wide_characters(at, end);
    // Only the bytes up to the next word are stepped through, so that plain stretches stay fast.
    for (char const* const pause = end - at > 8 ? at + 8 : end; at < pause;) {
      utf8_step const step = step_utf8(at, end);
      if (!step.valid) return false;
      at += step.size;
    }
  }
  return true;
}

/// The text with U+FFFD in place of everything that is not UTF-8.
inline std::string repaired_utf8(std::string_view text) {
  std::string repaired;
  repaired.reserve(text.size() + 16);
  for (char const *at = text.data(), *const end = at + text.size(); at != end;) {
    utf8_step const step = step_utf8(at, end);
    if (step.valid) {
      repaired.append(at, step.size);
    } else {
      repaired.append("\xef\xbf\xbd", 3);
    }
    at += step.size;
  }
  return repaired;
}

/// Writes a code point as UTF-8 and returns the end; up to 4 bytes.
/// Precondition: a Unicode scalar value.
inline char* put_utf8(char* to, std::uint32_t point) noexcept {
  auto const put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6);
    put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3f));
    put(0x80 | (point >> 6 & 0x3f));
    put(0x80 | (point & 0x3f));
  }
  return to;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
