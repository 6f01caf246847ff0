// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <memory>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// A function `void(Argument&)` by reference; it has to outlive this. For code that is to be made once, whatever it
/// runs.
template <class Argument>
class call_ref {
 public:
  template <class F>
    requires(!std::is_same_v<F, call_ref>)
  call_ref(F& run)  // NOLINT(google-explicit-constructor): stands for the function
      : run_(const_cast<void*>(static_cast<void const*>(std::addressof(run)))), call_([](void* one, Argument& given) { (*static_cast<F*>(one))(given); }) {}

  void operator()(Argument& given) const { call_(run_, given); }

 private:
  void* run_;
  void (*call_)(void*, Argument&);
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
