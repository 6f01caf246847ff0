// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <optional>
#include <utility>
#include <variant>

namespace entente {
inline namespace v0 {

/// A value or the reason there is none. Returned where refusal is an everyday answer (parsing
/// what strangers sent); calls whose refusal is exceptional throw `failure` instead.
/// Not thread-safe beyond what T is.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  result(error why) : state_(std::in_place_index<1>, std::move(why)) {}

  [[nodiscard]] bool ok() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return ok(); }

  /// The value. Precondition: ok().
  [[nodiscard]] T& operator*() & noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T const& operator*() const& noexcept { return *std::get_if<0>(&state_); }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(*std::get_if<0>(&state_)); }
  [[nodiscard]] T* operator->() noexcept { return std::get_if<0>(&state_); }
  [[nodiscard]] T const* operator->() const noexcept { return std::get_if<0>(&state_); }

  /// The reason. Precondition: !ok().
  [[nodiscard]] error const& why() const noexcept { return *std::get_if<1>(&state_); }

  /// The value, or `failure` thrown.
  [[nodiscard]] T value() && {
    if (!ok()) throw failure(why());
    return std::move(**this);
  }
  [[nodiscard]] T const& value() const& {
    if (!ok()) throw failure(why());
    return **this;
  }

 private:
  std::variant<T, error> state_;
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
