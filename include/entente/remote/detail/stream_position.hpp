// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/wire/json_value.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether 64 bits hold a time in nanoseconds, and those around it: the years from 1678 to 2261.
inline bool has_nanoseconds(timestamp when) noexcept {
  constexpr auto furthest = std::chrono::floor<std::chrono::hours>((std::chrono::nanoseconds::max)()) -
                            std::chrono::hours{1};
  return when.time_since_epoch() < furthest && when.time_since_epoch() > -furthest;
}

/// A backend's time, in the backend's own precision and spelling: a cursor must not lose digits.
struct spelt_time {
  std::chrono::sys_time<std::chrono::nanoseconds> when{};
  int digits = 0;  ///< of its fraction
  std::string text{};

  static std::optional<spelt_time> parse(std::string_view text) {
    auto const when = parse_rfc3339(text);
    if (!when || !has_nanoseconds(*when)) return std::nullopt;
    auto const dot = text.find('.');
    int digits = 0;
    if (dot != std::string_view::npos)
      while (digits < 9 && text[dot + 1 + static_cast<std::size_t>(digits)] >= '0' &&
             text[dot + 1 + static_cast<std::size_t>(digits)] <= '9')
        ++digits;
    return spelt_time{*when, digits, std::string{text}};
  }
  static std::optional<spelt_time> of(json_value const* value) {
    if (value == nullptr || !value->as_string()) return std::nullopt;
    return parse(*value->as_string());
  }

  /// Another time in this spelling, cut.
  [[nodiscard]] std::string spell(std::chrono::sys_time<std::chrono::nanoseconds> other) const {
    return to_rfc3339(other, digits);
  }
  /// The smallest step between two times of this precision.
  [[nodiscard]] std::chrono::nanoseconds unit() const {
    std::int64_t step = 1;
    for (int i = digits; i < 9; ++i) step *= 10;
    return std::chrono::nanoseconds{step};
  }
};

/// What a page tells of its place in a stream that is ordered by time.
struct page_place {
  std::string before{};                ///< the cursor it was asked for with
  std::optional<spelt_time> said{};    ///< its `lastSyncAt`
  std::optional<spelt_time> newest{};  ///< the latest `updatedAt` of its records
  bool has_more = false;
  bool lists_gone = false;           ///< it has tombstones without a time
  std::optional<timestamp> clock{};  ///< the server's time of day

  /// The time of day to reckon with; none where it is far from any that can be.
  [[nodiscard]] std::optional<timestamp> usable_clock() const {
    return clock && has_nanoseconds(*clock) ? clock : std::nullopt;
  }
};

/// Where the next page starts.
struct next_place {
  std::string cursor{};  ///< empty: the page gives no way to go on
  bool at_edge = false;  ///< records of the very same time may be left out by it
};

/// The server's last moments are asked for again: what is being committed may be stamped with a
/// time that has passed.
inline constexpr std::chrono::seconds settling_time{5};

/// After a page with more behind it: just before its last record, for others may have the same
/// time. What a server says instead counts only where it is no later, for some say the time of day.
inline next_place place_of_next_page(page_place const& page) {
  auto const clock = page.usable_clock();
  auto const before = spelt_time::parse(page.before);
  auto const moves = [&](auto when) { return !before || when > before->when; };
  std::optional<spelt_time> place = page.newest;
  if (place && page.said && page.said->when < place->when && moves(page.said->when))
    place = page.said;
  if (!place && page.said && clock && page.said->when < *clock - settling_time)
    place = page.said;
  if (!place || !moves(place->when)) return {};
  auto const earlier = place->when - place->unit();
  if (moves(earlier)) return {place->spell(earlier), false};
  return {place->text, true};
}

/// At the horizon: the last record, but not within the server's last moments, even where the pages
/// that led there went through them.
inline std::string place_of_horizon(page_place const& page) {
  auto const clock = page.usable_clock();
  auto const before = spelt_time::parse(page.before);
  std::optional<spelt_time> place = before;
  if (page.newest && (!before || page.newest->when > before->when))
    place = page.newest;
  else if (!page.newest && page.said &&
           (!before || (page.lists_gone && page.said->when > before->when)))
    place = page.said;
  if (!place) return page.before;
  auto settled = place->when - place->unit();
  if (clock)
    settled = *clock - settling_time;
  else if (page.said)
    settled = page.said->when - settling_time;
  if (place->when <= settled) return place->text;
  // Without a clock there is no telling what is recent, and no reason to go back.
  if (before && settled <= before->when && !clock) return page.before;
  return place->spell(settled);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
