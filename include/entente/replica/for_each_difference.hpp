// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/replica/conflict.hpp>

#include <cstddef>
#include <type_traits>

namespace entente {
inline namespace v0 {

/// Calls `f(std::string_view field, T const* base, T const& local, T const* server)` for every field that a
/// conflict is about (`conflict::differing`), in order, with the field's own type T and its C++ name. `base` is
/// null where the common ancestor is not known, `server` where the server has no record. Thread-safe.
template <class Entity, class F>
void for_each_difference(conflict<Entity> const& shown, F&& f) {
  for_each_field(shown.local, [&]<std::size_t I>(std::integral_constant<std::size_t, I>,
                                                 auto const& local) {
    if (!shown.differing.test(I)) return;
    f(describe<Entity>::field_names[I], shown.base ? &get_field<I>(*shown.base) : nullptr, local,
      shown.server ? &get_field<I>(*shown.server) : nullptr);
  });
}

}  // namespace v0
}  // namespace entente
