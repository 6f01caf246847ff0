// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <boost/pfr/core.hpp>

#include <entente/reflect/detail/spelling.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

#ifdef __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T>
struct unbuilt {
  T const value;
};

/// An object of any type, declared and never defined, so T needs no constructor. Only addresses
/// inside it are ever formed, and only at compile time.
template <class T>
extern unbuilt<T> const fake;

template <class T>
constexpr T const& fake_object() noexcept {
  return fake<T>.value;
}

template <class Pointer>
struct wrapped_pointer {
  Pointer pointer;
};

/// The address of the I-th member as a template argument. Clang before 18 takes the address of a
/// subobject only inside a class; the other compilers spell the bare pointer more simply.
template <class T, std::size_t I>
constexpr auto member_address() noexcept {
  auto const* pointer = std::addressof(boost::pfr::get<I>(fake_object<T>()));
#ifdef __clang__
  return wrapped_pointer<decltype(pointer)>{pointer};
#else
  return pointer;
#endif
}

/// The signature of a function whose template argument is the address of the I-th member. It ends
/// with the member's name, save for what closes the signature.
template <class T, std::size_t I>
constexpr std::string_view member_signature() noexcept {
  return signature_of_value<member_address<T, I>()>();
}

struct name_probe {
  int known_name_of_the_probe;
};

inline constexpr signature_frame member_frame{member_signature<name_probe, 0>(),
                                              "known_name_of_the_probe"};

/// The name of the I-th member of the plain aggregate T, within the compiler's own text.
template <class T, std::size_t I>
constexpr std::string_view plain_field_name() noexcept {
  std::string_view text = member_signature<T, I>();
  text.remove_suffix(member_frame.after);
  return trailing_identifier(text);
}

#ifdef __clang__
#pragma clang diagnostic pop
#endif

struct naming_self_test {
  struct inner {
    int value;
  };
  inner first;
  naming_self_test* _second_2;
};
static_assert(plain_field_name<naming_self_test, 0>() == "first" &&
                  plain_field_name<naming_self_test, 1>() == "_second_2" &&
                  plain_field_name<naming_self_test::inner, 0>() == "value",
              "entente cannot recover the names of fields on this compiler");

}  // namespace detail
}  // namespace v0
}  // namespace entente
