// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/limits.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace entente {
inline namespace v0 {

/// A set of fields of one entity, by index in declaration order. One machine word.
class field_mask {
 public:
  constexpr field_mask() = default;
  constexpr explicit field_mask(std::uint64_t bits) noexcept : bits_(bits) {}

  /// The first `count` fields (at most `max_fields`).
  static constexpr field_mask first(std::size_t count) noexcept {
    return field_mask{count >= max_fields ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1};
  }

  [[nodiscard]] constexpr bool test(std::size_t index) const noexcept {
    return (bits_ >> index & 1) != 0;
  }
  constexpr void set(std::size_t index) noexcept { bits_ |= std::uint64_t{1} << index; }
  constexpr void reset(std::size_t index) noexcept { bits_ &= ~(std::uint64_t{1} << index); }
  [[nodiscard]] constexpr bool any() const noexcept { return bits_ != 0; }
  [[nodiscard]] constexpr bool none() const noexcept { return bits_ == 0; }
  [[nodiscard]] constexpr int count() const noexcept { return std::popcount(bits_); }
  [[nodiscard]] constexpr std::uint64_t bits() const noexcept { return bits_; }

  /// Calls `f(index)` for each member, in order.
  template <class F>
  constexpr void for_each(F&& f) const {
    for (std::uint64_t rest = bits_; rest != 0; rest &= rest - 1)
      f(static_cast<std::size_t>(std::countr_zero(rest)));
  }

  friend constexpr field_mask operator|(field_mask a, field_mask b) noexcept {
    return field_mask{a.bits_ | b.bits_};
  }
  friend constexpr field_mask operator&(field_mask a, field_mask b) noexcept {
    return field_mask{a.bits_ & b.bits_};
  }
  /// The members of `a` that are not in `b`.
  friend constexpr field_mask operator-(field_mask a, field_mask b) noexcept {
    return field_mask{a.bits_ & ~b.bits_};
  }
  friend constexpr bool operator==(field_mask, field_mask) = default;

 private:
  std::uint64_t bits_ = 0;
};

}  // namespace v0
}  // namespace entente
