// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/detail/field_merging.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/merge/rebase.hpp>
#include <entente/reflect/field_addresses.hpp>

#include <array>
#include <cstddef>

namespace entente {
inline namespace v0 {

/// The resolution to offer for a conflict: what one side changed follows that side, what both
/// changed follows the field's policy, and fields that wait for a person the later edit (the remote
/// one, if neither is later). `base` is null where the common ancestor is not known; then every
/// difference counts as changed by both. Times are those of each field's latest edit on either
/// side.
template <class Entity>
[[nodiscard]] Entity suggest(Entity const* base, Entity const& local, Entity const& remote,
                             std::array<edit_time, describe<Entity>::size> const& local_times,
                             std::array<field_time, describe<Entity>::size> const& remote_times) {
  patch<Entity> ours;
  remote_state<Entity> theirs{remote, base, describe<Entity>::all, remote_times};
  if (base != nullptr) {
    ours = diff(*base, local, edit_time{});
    theirs.changed = differing_fields(*base, remote);
  } else {
    ours = whole_patch(local, edit_time{});
  }
  ours.times = local_times;

  auto const outcome = rebase(ours, uuid{}, theirs);
  Entity suggestion = remote;
  apply(outcome.kept, suggestion);
  auto const to = addresses_of(suggestion);
  auto const from = addresses_of(local);
  for (std::size_t i = 0; i < describe<Entity>::size; ++i) {
    bool const ours_alone = ours.fields.test(i) && !theirs.changed.test(i);
    bool const later = is_later({local_times[i], {}}, remote_times[i]);
    if (ours_alone || (outcome.clashed.test(i) && later)) detail::merging_fields<Entity>[i]->assign(to[i], from[i]);
  }
  return suggestion;
}

/// The same, with one time for all fields of each side.
template <class Entity>
[[nodiscard]] Entity suggest(Entity const* base, Entity const& local, Entity const& remote,
                             edit_time local_time, edit_time remote_time) {
  std::array<edit_time, describe<Entity>::size> ours{};
  std::array<field_time, describe<Entity>::size> theirs{};
  ours.fill(local_time);
  theirs.fill(field_time{remote_time, {}});
  return suggest(base, local, remote, ours, theirs);
}

}  // namespace v0
}  // namespace entente
