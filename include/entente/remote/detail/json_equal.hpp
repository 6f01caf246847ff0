// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/wire/json_value.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether two texts are the same point in time: a backend that keeps milliseconds, or writes
/// another offset, gives a time back in another spelling.
inline bool same_time(std::string_view a, std::string_view b) {
  auto const left = parse_rfc3339(a);
  auto const right = parse_rfc3339(b);
  using std::chrono::milliseconds;
  return left && right &&
         std::chrono::floor<milliseconds>(*left) == std::chrono::floor<milliseconds>(*right);
}

/// Whether two JSON values mean the same: a foreign backend may spell a number or a time another
/// way than it was sent, 1.50 for 1.5. Recursion is bounded by the parser's depth limit.
inline bool json_equal(json_value const& a, json_value const& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case json_kind::number: {
      auto const left = a.as_int64();
      auto const right = b.as_int64();
      if (left && right) return *left == *right;
      return a.number_text() == b.number_text() ||
             (a.as_double() && a.as_double() == b.as_double());
    }
    case json_kind::string: return a == b || same_time(*a.as_string(), *b.as_string());
    case json_kind::array: {
      if (a.elements().size() != b.elements().size()) return false;
      for (std::size_t i = 0; i < a.elements().size(); ++i)
        if (!json_equal(a.elements()[i], b.elements()[i])) return false;
      return true;
    }
    case json_kind::object: {
      if (a.members().size() != b.members().size()) return false;
      for (auto const& member : a.members()) {
        auto const* const other = b.find(member.name);
        if (other == nullptr || !json_equal(member.value, *other)) return false;
      }
      return true;
    }
    default: return a == b;
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
