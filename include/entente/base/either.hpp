// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// A value or the reason there is none: what `result` and others are made of. Never empty; once moved from, it holds
/// what moving leaves of the same side. A union by hand, because std::variant of the same two costs compilers several
/// times as much. Not thread-safe beyond what its parts are.
template <class T, class Reason>
class [[nodiscard]] either {
 public:
  either(T value) : ok_(true), value_(std::move(value)) {}
  either(Reason why) : ok_(false), why_(std::move(why)) {}

  either(either&& other) noexcept(std::is_nothrow_move_constructible_v<T>) { take(std::move(other)); }
  either(either const& other)
    requires std::is_copy_constructible_v<T>
      : ok_(other.ok_) {
    if (ok_) ::new (static_cast<void*>(std::addressof(value_))) T(other.value_);
    else ::new (static_cast<void*>(std::addressof(why_))) Reason(other.why_);
  }
  /// Copies and moves. Only for what moves without throwing, so that there is always one of the two.
  either& operator=(either other) noexcept
    requires std::is_nothrow_move_constructible_v<T>
  {
    clear();
    take(std::move(other));
    return *this;
  }
  ~either() { clear(); }

  [[nodiscard]] bool ok() const noexcept { return ok_; }
  explicit operator bool() const noexcept { return ok_; }

  /// The value. Precondition: ok().
  [[nodiscard]] T& operator*() & noexcept { return value_; }
  [[nodiscard]] T const& operator*() const& noexcept { return value_; }
  [[nodiscard]] T&& operator*() && noexcept { return std::move(value_); }
  [[nodiscard]] T* operator->() noexcept { return std::addressof(value_); }
  [[nodiscard]] T const* operator->() const noexcept { return std::addressof(value_); }

  /// The reason. Precondition: !ok().
  [[nodiscard]] Reason const& why() const noexcept { return why_; }

 private:
  static_assert(std::is_nothrow_move_constructible_v<Reason>);

  void clear() noexcept {
    if (ok_) value_.~T();
    else why_.~Reason();
  }
  void take(either&& other) noexcept(std::is_nothrow_move_constructible_v<T>) {
    ok_ = other.ok_;
    if (ok_) ::new (static_cast<void*>(std::addressof(value_))) T(std::move(other.value_));
    else ::new (static_cast<void*>(std::addressof(why_))) Reason(std::move(other.why_));
  }

  bool ok_ = false;
  union {
    T value_;
    Reason why_;
  };
};

}  // namespace v0
}  // namespace entente
