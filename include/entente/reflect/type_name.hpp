// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/reflect/detail/spelling.hpp>

#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
inline constexpr auto type_name_text =
    fixed_string<unqualified(spelled_type<T>()).size()>(unqualified(spelled_type<T>()));

}  // namespace detail

/// The unqualified name of a class: "Task" for `app::Task`, for a Task in an anonymous namespace
/// and for one local to a function. The default name of an entity. Lives as long as the program.
///
/// Class templates keep their arguments ("box<int>") as the compiler spells them, which differs
/// between compilers beyond fundamental types: name such an entity explicitly where the name is
/// stored or sent.
template <class T>
inline constexpr std::string_view type_name = detail::type_name_text<T>.view();

}  // namespace v0
}  // namespace entente
