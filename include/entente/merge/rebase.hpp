// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/intent.hpp>
#include <entente/merge/detail/list_sets.hpp>
#include <entente/merge/detail/prefer_extreme.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <type_traits>

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
template <class Entity>
struct rebase_input {
  patch<Entity> const& local;
  uuid const& author;
  remote_state<Entity> const& remote;
  bool record_clashes;     ///< every field counts as changed by both sides
  edit_time newest_local;  ///< used if the record clashes as one
  field_time newest_remote;

  [[nodiscard]] bool is_concurrent(std::size_t field) const {
    return record_clashes || remote.changed.test(field);
  }
  [[nodiscard]] field_time local_time(std::size_t field) const {
    return {record_clashes ? newest_local : local.times[field], author};
  }
  [[nodiscard]] field_time const& remote_time(std::size_t field) const {
    return record_clashes ? newest_remote : remote.times[field];
  }
};

template <class Entity>
rebase_input<Entity> prepare(patch<Entity> const& local, uuid const& author,
                             remote_state<Entity> const& remote) {
  rebase_input<Entity> input{local, author, remote, false, {}, {}};
  if (!describe<Entity>::whole_record || remote.changed.none()) return input;
  input.record_clashes = true;
  bool first = true;
  local.fields.for_each([&](std::size_t field) {
    input.newest_local =
        first ? local.times[field] : (std::max)(input.newest_local, local.times[field]);
    first = false;
  });
  first = true;
  remote.changed.for_each([&](std::size_t field) {
    if (first || is_later(remote.times[field], input.newest_remote))
      input.newest_remote = remote.times[field];
    first = false;
  });
  return input;
}

/// A concurrent add wins: what somebody else put into the set since the base is not removed by an
/// edit that could not know of it. Such a removal comes from folding an add with its own removal.
template <std::size_t I, class Entity>
void spare_concurrent_adds(rebase_input<Entity> const& input, patch<Entity>& kept) {
  auto const& writer = input.remote.times[I].author;
  if (input.remote.base == nullptr || writer.is_nil() || writer == input.author) return;
  auto& removed = get_field<I>(kept.removed);
  if (removed.empty()) return;
  auto added_remotely = get_field<I>(input.remote.image);
  subtract(added_remotely, get_field<I>(*input.remote.base));
  subtract(removed, added_remotely);
  if (removed.empty() && get_field<I>(kept.value).empty()) kept.fields.reset(I);
}

template <std::size_t I, class Entity>
void keep_delta(rebase_input<Entity> const& input, rebase_outcome<Entity>& outcome) {
  copy_intent<I>(input.local, outcome.kept);
  if constexpr (std::is_same_v<typename describe<Entity>::template policy<I>, set_union>)
    spare_concurrent_adds<I>(input, outcome.kept);
}

/// Keeps what a policy of the application makes of two values.
template <std::size_t I, class Entity>
void keep_merged(rebase_input<Entity> const& input, rebase_outcome<Entity>& outcome) {
  using policy = typename describe<Entity>::template policy<I>;
  using type = field_type<Entity, I>;
  auto const& remote_value = get_field<I>(input.remote.image);
  type const* base = input.remote.base != nullptr ? &get_field<I>(*input.remote.base) : nullptr;
  type const merged =
      merge_policy<policy>::merge(base, get_field<I>(input.local.value), remote_value);
  if (field_equal(merged, remote_value)) return;
  copy_intent<I>(input.local, outcome.kept);
  outcome.kept.whole.set(I);
  get_field<I>(outcome.kept.value) = merged;
  outcome.kept.times[I] = (std::max)(input.local_time(I).when, input.remote_time(I).when);
}

/// Both sides wrote the same value. The later of the two edit times has to become the field's, at the server
/// as well: without it a third edit from between the two would win. And what an earlier patch is about to change
/// there has to be said again.
template <std::size_t I, class Entity>
void agree(rebase_input<Entity> const& input, rebase_outcome<Entity>& outcome) {
  auto const* ahead = input.remote.ahead;
  bool const changes_again = ahead != nullptr && !field_equal(get_field<I>(*ahead), get_field<I>(input.remote.image));
  if (changes_again || is_later(input.local_time(I), input.remote_time(I)))
    copy_intent<I>(input.local, outcome.kept);
}

/// Both sides wrote field I, and the local side wrote another value, as a whole.
template <std::size_t I, class Entity>
void settle(rebase_input<Entity> const& input, rebase_outcome<Entity>& outcome) {
  using policy = typename describe<Entity>::template policy<I>;
  if constexpr (std::is_same_v<policy, last_write_wins> || travels_as_delta<policy>) {
    if (is_later(input.local_time(I), input.remote_time(I)))
      copy_intent<I>(input.local, outcome.kept);
    else
      outcome.lost.set(I);
  } else if constexpr (std::is_same_v<policy, server_wins>) {
    outcome.lost.set(I);
  } else if constexpr (std::is_same_v<policy, client_wins>) {
    copy_intent<I>(input.local, outcome.kept);
  } else if constexpr (std::is_same_v<policy, manual>) {
    outcome.clashed.set(I);
  } else if constexpr (std::is_same_v<policy, max_wins> || std::is_same_v<policy, min_wins>) {
    if (prefers<std::is_same_v<policy, max_wins>>(get_field<I>(input.local.value),
                                                  get_field<I>(input.remote.image)))
      copy_intent<I>(input.local, outcome.kept);
  } else {
    keep_merged<I>(input, outcome);
  }
}

template <std::size_t I, class Entity>
void rebase_field(rebase_input<Entity> const& input, rebase_outcome<Entity>& outcome) {
  if (!input.is_concurrent(I))
    copy_intent<I>(input.local, outcome.kept);
  else if (!replaces<I>(input.local))
    keep_delta<I>(input, outcome);
  else if (field_equal(get_field<I>(input.local.value), get_field<I>(input.remote.image)))
    agree<I>(input, outcome);
  else
    settle<I>(input, outcome);
}

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
  auto const input = detail::prepare(local, local_author, remote);
  for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    if (local.fields.test(I)) detail::rebase_field<I>(input, outcome);
  });
  return outcome;
}

}  // namespace v0
}  // namespace entente
