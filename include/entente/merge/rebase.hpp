// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/patch_view.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/reflect/field_addresses.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace entente {
inline namespace v0 {

/// The other side of a merge, as seen by whoever holds the patch: for the server the row as it
/// stands, for a client the row it pulled. What it refers to must outlive it.
template <class Entity>
struct remote_state {
  Entity const& image;
  Entity const* base = nullptr;  ///< the common ancestor; null where it is no longer known
  field_mask changed{};          ///< the fields the remote side changed since the base
  /// The latest edit of each field. Only those in `changed` are looked at.
  std::array<field_time, describe<Entity>::size> times{};
  /// What earlier patches of the local side, which the remote side has still to take, make of the image; null for none.
  Entity const* ahead = nullptr;
};

/// What becomes of a patch whose record was changed meanwhile. A field of the patch that is in none
/// of these came to nothing: both sides wrote the same value and the remote edit is the later one, the
/// remote value is the greater one of `max_wins`, or what the application's policy chose, or nothing of
/// an edit of a set was left to do.
template <class Entity>
struct rebase_outcome {
  patch<Entity> kept;  ///< what still applies, on top of the remote image
  field_mask lost;     ///< the remote value stays, and a local edit is given up
  field_mask clashed;  ///< a person must decide (`manual`)
};

namespace detail {

/// One patch against one remote state, and the times to compare.
struct rebase_input {
  patch_view local;
  uuid const& author;
  void const* const* remote;  ///< the image, by field
  void const* const* base;    ///< null where it is not known
  void const* const* ahead;   ///< null for none
  field_mask changed;
  field_time const* remote_times;
  bool record_clashes;     ///< every field counts as changed by both sides
  edit_time newest_local;  ///< used if the record clashes as one
  field_time newest_remote;

  [[nodiscard]] bool is_concurrent(std::size_t field) const { return record_clashes || changed.test(field); }
  [[nodiscard]] field_time local_time(std::size_t field) const {
    return {record_clashes ? newest_local : local.times[field], author};
  }
  [[nodiscard]] field_time const& remote_time(std::size_t field) const {
    return record_clashes ? newest_remote : remote_times[field];
  }
  [[nodiscard]] bool is_later_here(std::size_t field) const {
    return is_later(local_time(field), remote_time(field));
  }

  /// Compares the records as wholes.
  void clash() {
    record_clashes = true;
    bool first = true;
    local.fields.for_each([&](std::size_t field) {
      newest_local = first ? local.times[field] : (std::max)(newest_local, local.times[field]);
      first = false;
    });
    first = true;
    changed.for_each([&](std::size_t field) {
      if (first || is_later(remote_times[field], newest_remote)) newest_remote = remote_times[field];
      first = false;
    });
  }
};

/// Carries one patch over, field by field.
struct rebaser {
  rebase_input const& from;
  patch_editor const& kept;
  field_mask& lost;
  field_mask& clashed;

  void run() const {
    from.local.fields.for_each([&](std::size_t i) { decide(i); });
  }

  void decide(std::size_t i) const {
    if (!from.is_concurrent(i))
      kept.take(from.local, i);
    else if (!from.local.replaces(i))
      keep_delta(i);
    else if (kept.how[i]->equal(from.local.value[i], from.remote[i]))
      agree(i);
    else
      settle(i);
  }

  void keep_delta(std::size_t i) const {
    kept.take(from.local, i);
    auto const& how = *kept.how[i];
    auto const& writer = from.remote_times[i].author;
    if (!how.is_set || from.base == nullptr || writer.is_nil() || writer == from.author) return;
    if (how.spare(kept.removed[i], kept.value[i], from.remote[i], from.base[i])) kept.fields.reset(i);
  }

  /// Both sides wrote the same value. The later of the two edit times has to become the field's, at the server
  /// as well: without it a third edit from between the two would win. And what an earlier patch is about to change
  /// there has to be said again.
  void agree(std::size_t i) const {
    if (is_about_to_change(i) || from.is_later_here(i)) kept.take(from.local, i);
  }

  /// The remote value stays, by its worth. What an earlier patch wins over it is no longer wanted here.
  void give_way(std::size_t i) const {
    if (!is_about_to_change(i)) return;
    kept.take(from.local, i);
    kept.how[i]->assign(kept.value[i], from.remote[i]);
  }

  [[nodiscard]] bool is_about_to_change(std::size_t i) const {
    return from.ahead != nullptr && !kept.how[i]->equal(from.ahead[i], from.remote[i]);
  }

  /// Both sides wrote the field, and the local side wrote another value, as a whole.
  void settle(std::size_t i) const {
    auto const& how = *kept.how[i];
    switch (how.settled_by) {
      case settlement::later_edit:
        if (from.is_later_here(i)) kept.take(from.local, i);
        else lost.set(i);
        break;
      case settlement::remote: lost.set(i); break;
      case settlement::local: kept.take(from.local, i); break;
      case settlement::person: clashed.set(i); break;
      case settlement::preferred:
        if (how.prefers(from.local.value[i], from.remote[i])) kept.take(from.local, i);
        else give_way(i);
        break;
      case settlement::merged: keep_merged(i); break;
    }
  }

  /// Keeps what a policy of the application makes of two values.
  void keep_merged(std::size_t i) const {
    void const* const base = from.base != nullptr ? from.base[i] : nullptr;
    if (!kept.how[i]->merge(base, from.local.value[i], from.remote[i], kept.value[i])) return give_way(i);
    kept.fields.set(i);
    kept.whole.set(i);
    kept.times[i] = (std::max)(from.local_time(i).when, from.remote_time(i).when);
  }
};

}  // namespace detail

/// Carries a patch over to a record that was changed meanwhile; the one merge function, for a
/// server with an operation on an older version and for a client with a pending operation and a
/// newer row. `local_author` is the replica that made the patch (nil: not known). Pure: both doors
/// come to the same outcome from the same arguments. Calls policies of the application, and throws
/// what they throw.
///
/// A field that the remote side did not change is kept. Deltas of counters, sets and lists are
/// kept; of equal values the later edit; what is left goes by the field's policy, and whole writes of
/// `counter`, `set_union` and `append` by the later edit (`is_later`). Where the entity has
/// `whole_record`, any remote change counts as a change of every field, and the latest edits of
/// both sides are compared.
template <class Entity>
[[nodiscard]] rebase_outcome<Entity> rebase(patch<Entity> const& local, uuid const& local_author,
                                            remote_state<Entity> const& remote) {
  rebase_outcome<Entity> outcome;
  detail::viewed_patch const wanted{local};
  detail::edited_patch const made{outcome.kept};
  // Where there is no image, its addresses are not looked at.
  auto const image = addresses_of(remote.image);
  auto const base = addresses_of(remote.base != nullptr ? *remote.base : remote.image);
  auto const ahead = addresses_of(remote.ahead != nullptr ? *remote.ahead : remote.image);
  detail::rebase_input input{wanted.view(),
                             local_author,
                             image,
                             remote.base != nullptr ? base.at : nullptr,
                             remote.ahead != nullptr ? ahead.at : nullptr,
                             remote.changed,
                             remote.times.data(),
                             false,
                             {},
                             {}};
  if (describe<Entity>::whole_record && remote.changed.any()) input.clash();
  detail::rebaser{input, made.edit(), outcome.lost, outcome.clashed}.run();
  return outcome;
}

}  // namespace v0
}  // namespace entente
