// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/either.hpp>
#include <entente/base/error.hpp>

#include <optional>
#include <utility>

namespace entente {
inline namespace v0 {

/// A value or the reason there is none. Returned where refusal is an everyday answer (parsing
/// what strangers sent); calls whose refusal is exceptional throw `failure` instead.
/// Not thread-safe beyond what T is.
template <class T>
class [[nodiscard]] result : public either<T, error> {
 public:
  using either<T, error>::either;

  /// The value, or `failure` thrown.
  [[nodiscard]] T value() && {
    if (!this->ok()) throw failure(this->why());
    return *std::move(*this);
  }
  [[nodiscard]] T const& value() const& {
    if (!this->ok()) throw failure(this->why());
    return **this;
  }
};

/// Success without a value, or the reason.
template <>
class [[nodiscard]] result<void> {
 public:
  result() = default;
  result(error why) : why_(std::move(why)) {}

  [[nodiscard]] bool ok() const noexcept { return !why_.has_value(); }
  explicit operator bool() const noexcept { return ok(); }
  [[nodiscard]] error const& why() const noexcept { return *why_; }
  void value() const {
    if (why_) throw failure(*why_);
  }

 private:
  std::optional<error> why_;
};

}  // namespace v0
}  // namespace entente
