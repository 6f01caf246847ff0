// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#define ENTENTE_DETAIL_HAS_SSE2 1
#else
#define ENTENTE_DETAIL_HAS_SSE2 0
#endif

namespace entente {
inline namespace v0 {
namespace detail {

/// How many bytes of a string are looked at together: 8 in any C++, 16 where SSE2 is at hand.
/// Both give the same answers; tests compare them.
enum class scan_by { words, vectors };

inline constexpr scan_by fastest_scan =
    ENTENTE_DETAIL_HAS_SSE2 != 0 ? scan_by::vectors : scan_by::words;

/// Stores of the copying scan may run past its result by fewer bytes than this.
inline constexpr std::size_t scan_slack = 16;

inline constexpr std::uint64_t every_byte = 0x0101010101010101u;
inline constexpr std::uint64_t high_bits = every_byte * 0x80;

/// Eight bytes as a number whose lowest byte is the first one, on every machine.
inline std::uint64_t load_word(char const* from) noexcept {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, from, sizeof word);
  } else {
    for (unsigned i = 0; i < 8; ++i)
      word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  }
  return word;
}

inline void store_word(char* to, std::uint64_t word) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(to, &word, sizeof word);
  } else {
    for (unsigned i = 0; i < 8; ++i) to[i] = static_cast<char>((word >> (8 * i)) & 0xff);
  }
}

/// The last 1 to 7 bytes of a text, as load_word would give them were zeros to follow.
inline std::uint64_t load_part(char const* from, std::size_t count) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    if (count >= 4) {
      std::uint32_t first = 0;
      std::uint32_t last = 0;
      std::memcpy(&first, from, 4);
      std::memcpy(&last, from + count - 4, 4);
      return first | std::uint64_t{last} << (8 * (count - 4));
    }
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < count; ++i)
    word |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  return word;
}

/// Marks (0x80) bytes that cannot stand plainly in a JSON string: quote, backslash, control.
/// The lowest mark is exact; marks above it may be false, because subtraction borrows.
constexpr std::uint64_t stop_marks(std::uint64_t word) noexcept {
  // Changing one bit brings the quote next to the control characters.
  std::uint64_t const low = word ^ (every_byte * ('"' ^ 0x20));
  std::uint64_t const slash = word ^ (every_byte * '\\');
  return (((low - every_byte * 0x21) & ~low) | ((slash - every_byte) & ~slash)) & high_bits;
}

template <class Word>
constexpr Word lowest_bit(Word word) noexcept {
  return word & (Word{0} - word);
}

constexpr bool is_stop(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

#if ENTENTE_DETAIL_HAS_SSE2
inline unsigned stop_marks(__m128i block) noexcept {
  __m128i const low = _mm_xor_si128(block, _mm_set1_epi8('"' ^ 0x20));
  __m128i const low_stops = _mm_cmpeq_epi8(_mm_min_epu8(low, _mm_set1_epi8(0x20)), low);
  __m128i const slash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(low_stops, slash)));
}
inline __m128i load_block(char const* from) noexcept {
  return _mm_loadu_si128(reinterpret_cast<__m128i const*>(from));
}
inline void store_block(char* to, __m128i block) noexcept {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
}
#endif

/// Where a scan stopped, and whether a byte above 0x7f stands before that.
struct plain_run {
  char const* end;
  bool non_ascii;
};

/// The first quote, backslash or control character in [at, end), or end; eight bytes at a time.
inline plain_run find_stop_by_words(char const* at, char const* end) noexcept {
  std::uint64_t high = 0;
  while (end - at >= 8) {
    std::uint64_t const word = load_word(at);
    std::uint64_t const stops = stop_marks(word);
    if (stops != 0) {
      high |= word & (lowest_bit(stops) - 1);
      return {at + std::countr_zero(stops) / 8, (high & high_bits) != 0};
    }
    high |= word;
    at += 8;
  }
  bool non_ascii = (high & high_bits) != 0;
  for (; at != end && !is_stop(*at); ++at)
    non_ascii = non_ascii || static_cast<unsigned char>(*at) >= 0x80;
  return {at, non_ascii};
}

#if ENTENTE_DETAIL_HAS_SSE2
/// Where in a block that has a stop the run ends.
inline plain_run end_in_block(char const* at, __m128i block, unsigned stops, bool non_ascii) noexcept {
  auto const above = static_cast<unsigned>(_mm_movemask_epi8(block)) & (lowest_bit(stops) - 1);
  return {at + std::countr_zero(stops), non_ascii || above != 0};
}

inline plain_run find_stop_by_blocks(char const* at, char const* end, __m128i seen) noexcept {
  for (; end - at >= 16; at += 16) {
    __m128i const block = load_block(at);
    unsigned const stops = stop_marks(block);
    if (stops != 0) return end_in_block(at, block, stops, _mm_movemask_epi8(seen) != 0);
    seen = _mm_or_si128(seen, block);
  }
  plain_run const rest = find_stop_by_words(at, end);
  return {rest.end, _mm_movemask_epi8(seen) != 0 || rest.non_ascii};
}
#endif

/// The first quote, backslash or control character in [at, end), or end. Most strings end in their first
/// block, which is worth no call.
template <scan_by By = fastest_scan>
inline plain_run find_stop(char const* at, char const* end) noexcept {
#if ENTENTE_DETAIL_HAS_SSE2
  if constexpr (By == scan_by::vectors) {
    __m128i seen = _mm_setzero_si128();
    if (end - at >= 16) {
      seen = load_block(at);
      if (unsigned const stops = stop_marks(seen); stops != 0) return end_in_block(at, seen, stops, false);
      at += 16;
    }
    return find_stop_by_blocks(at, end, seen);
  }
#endif
  return find_stop_by_words(at, end);
}

/// A plain_run of [from, end) that was copied: `to` is behind the copy.
struct copied_run {
  char const* from;
  char* to;
  bool non_ascii;
};

/// Copies bytes until the first quote, backslash or control character, or all of [from, end);
/// eight bytes at a time. The output must have room for end - from + scan_slack bytes.
inline copied_run copy_until_stop_by_words(char const* from, char const* end, char* to) noexcept {
  std::uint64_t high = 0;
  while (from != end) {
    auto const left = static_cast<std::size_t>(end - from);
    std::size_t const count = left < 8 ? left : 8;
    std::uint64_t const word = left < 8 ? load_part(from, left) : load_word(from);
    store_word(to, word);
    std::uint64_t const stops = stop_marks(word);
    auto plain = static_cast<std::size_t>(std::countr_zero(stops)) / 8;
    // The zeros behind a part are marked as control characters: they end it, and are no stop.
    if (plain > count) plain = count;
    from += plain;
    to += plain;
    if (plain < 8) {
      high |= word & ((std::uint64_t{1} << (8 * plain)) - 1);
      break;
    }
    high |= word;
  }
  return {from, to, (high & high_bits) != 0};
}

#if ENTENTE_DETAIL_HAS_SSE2
/// The same, 16 bytes at a time. Precondition: there are so many.
inline copied_run copy_until_stop_by_blocks(char const* from, char const* end, char* to) noexcept {
  __m128i seen = _mm_setzero_si128();
  do {
    __m128i const block = load_block(from);
    store_block(to, block);
    if (unsigned const stops = stop_marks(block); stops != 0) {
      int const plain = std::countr_zero(stops);
      auto const above = static_cast<unsigned>(_mm_movemask_epi8(block)) & (lowest_bit(stops) - 1);
      return {from + plain, to + plain, (static_cast<unsigned>(_mm_movemask_epi8(seen)) | above) != 0};
    }
    seen = _mm_or_si128(seen, block);
    from += 16;
    to += 16;
  } while (end - from >= 16);
  if (from != end) {
    // The last 16 bytes once more: without a stop among them, copying some again does no harm.
    __m128i const block = load_block(end - 16);
    if (stop_marks(block) != 0) {
      copied_run const rest = copy_until_stop_by_words(from, end, to);
      return {rest.from, rest.to, _mm_movemask_epi8(seen) != 0 || rest.non_ascii};
    }
    to += end - from;
    store_block(to - 16, block);
    seen = _mm_or_si128(seen, block);
  }
  return {end, to, _mm_movemask_epi8(seen) != 0};
}
#endif

/// Copies bytes until the first quote, backslash or control character, or all of [from, end).
/// The output must have room for end - from + scan_slack bytes.
template <scan_by By = fastest_scan>
inline copied_run copy_until_stop(char const* from, char const* end, char* to) noexcept {
#if ENTENTE_DETAIL_HAS_SSE2
  if constexpr (By == scan_by::vectors)
    if (end - from >= 16) return copy_until_stop_by_blocks(from, end, to);
#endif
  return copy_until_stop_by_words(from, end, to);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente

#undef ENTENTE_DETAIL_HAS_SSE2
