// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/json_number.hpp>

#include <cfloat>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

inline char* put_literal(char* at, std::string_view text) noexcept {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

/// Writes a double below a million with at most three decimals, such as prices and measures, many
/// times faster than the general algorithm; null for any other. No two decimals of up to 15 digits
/// mean the same double, so the one that reads back as the value has the fewest digits that do.
inline char* put_few_decimals(char* at, double value) noexcept {
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD == 0
  double const magnitude = std::fabs(value);
  if (!(magnitude >= 0.001 && magnitude < 1e6)) return nullptr;
  auto const thousandths = static_cast<std::uint32_t>(magnitude * 1000 + 0.5);
  if (static_cast<double>(thousandths) / 1000 != magnitude) return nullptr;
  *at = '-';
  at += value < 0 ? 1 : 0;
  at = put_small(at, thousandths / 1000);
  std::uint32_t const rest = thousandths % 1000;
  if (rest == 0) return at;
  at[0] = '.';
  put_digits<3>(at + 1, rest);
  return at + (at[3] != '0' ? 4 : at[2] != '0' ? 3 : 2);
#else
  static_cast<void>(at);
  static_cast<void>(value);
  return nullptr;
#endif
}

/// The shortest decimal that reads back as the value; a string for what is not finite.
template <class F>
char* put_float(char* at, F value) noexcept {
  if constexpr (std::is_same_v<F, double>)
    if (char* const end = put_few_decimals(at, value); end != nullptr) return end;
  if (!std::isfinite(value)) [[unlikely]]
    return put_literal(at, std::isnan(value) ? R"("NaN")"
                           : value > 0       ? R"("Infinity")"
                                             : R"("-Infinity")");
  return put_number(at, value);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
