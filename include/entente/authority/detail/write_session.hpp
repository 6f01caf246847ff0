// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority_options.hpp>
#include <entente/authority/detail/group_log.hpp>
#include <entente/authority/principal.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/digest.hpp>
#include <entente/base/hybrid_clock.hpp>
#include <entente/entity/describe.hpp>
#include <entente/wire/record_image.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// What one write transaction on a tenant carries along: the next stamp, and what to add to the digests
/// at its end. Lives as long as the transaction.
template <class Schema, class Session>
class write_session {
 public:
  using store_type = Session;

  write_session(Session& in, authority_options const& how, principal const& caller)
      : store(in), options(how), who(caller), now(how.now()), last_stamp_(in.number("last_stamp")) {
    read_epoch();
  }

  void read_epoch() {
    epoch_start = {store.number("epoch_start")};
    epoch_began = {store.number("epoch_began")};
  }

  /// The tenant's next stamp: the time of day, but always after the one before.
  stamp next_stamp() {
    last_stamp_ = (std::max)(now.time_since_epoch().count(), last_stamp_ + 1);
    stamped_ = true;
    return {last_stamp_};
  }

  /// The time of day, or the newest stamp where that is ahead: nothing written so far is later.
  [[nodiscard]] stamp latest() const { return {(std::max)(now.time_since_epoch().count(), last_stamp_)}; }

  /// The newest deletion that was purged.
  [[nodiscard]] stamp fence() {
    if (!fence_) fence_ = stamp{store.number("fence")};
    return *fence_;
  }

  /// When a record was deleted of which only the key is left. Most tenants have none such, and are asked once.
  [[nodiscard]] std::optional<stamp> purged_at(std::string_view entity, uuid const& key) {
    if (!any_purged_) any_purged_ = store.retention().any_purged();
    return *any_purged_ ? store.retention().purged_at(entity, key) : std::nullopt;
  }
  void note_purged(std::string_view entity, uuid const& key, stamp at) {
    any_purged_ = true;
    store.retention().note_purged(entity, key, at);
  }

  [[nodiscard]] edit_time clamp(edit_time claimed) const { return hybrid_clock::clamp(claimed, now); }

  /// A record as it was before, and as it is after, a write; either may be absent (version 0).
  template <class Entity>
  void count(stored_row<Entity> const& before, stored_row<Entity> const& after) {
    log.template note<Schema>(before, after);
    auto& sum = digests_[Schema::template index_of<Entity>];
    if (before.version > 0 && !before.deleted) {
      sum.remove(before.key, before.version, before.at);
      --counts_[Schema::template index_of<Entity>];
    }
    if (after.version > 0 && !after.deleted) {
      sum.add(after.key, after.version, after.at);
      ++counts_[Schema::template index_of<Entity>];
    }
  }

  /// A record of a restored database is about to change for the first time since, or one is made that was before:
  /// what it was is kept, so that what replicas give back of its lost past can be told from what is new.
  template <class Entity>
  void keep_restored(stored_row<Entity> const& before) {
    if (before.version == 0 || before.at > epoch_start) return;
    store.keep_at_forks(describe<Entity>::name, before.key, state_of(before, before.at), std::nullopt);
  }
  template <class Entity>
  void keep_restored(stored_row<Entity> const& fresh, edit_time edited) {
    if (edited.micros > epoch_began.micros) return;
    store.keep_at_forks(describe<Entity>::name, fresh.key, state_of(fresh, {}), edited);
  }
  template <class Entity>
  static recovered_state state_of(stored_row<Entity> const& row, stamp at) {
    return {at, row.version, row.deleted, image_of(row.value, row.unknown)};
  }

  /// Where things stand, for taking a group back.
  struct mark {
    std::array<digest, Schema::size> digests;
    std::array<std::int64_t, Schema::size> counts;
  };
  [[nodiscard]] mark here() const { return {digests_, counts_}; }
  void back_to(mark const& place) {
    digests_ = place.digests;
    counts_ = place.counts;
  }

  /// Writes down what the transaction changed in the tenant's state. To be called before it commits.
  void finish() {
    if (stamped_) store.put_state("last_stamp", last_stamp_);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (digests_[i] == digest{} && counts_[i] == 0) return;
      auto [sum, count] = store.entity_digest_of(describe<Entity>::name);
      sum.low += digests_[i].low;
      sum.high += digests_[i].high;
      store.put_digest(describe<Entity>::name, sum, count + counts_[i]);
    });
  }

  Session& store;
  authority_options const& options;
  principal const& who;
  timestamp const now;
  group_log log{};  ///< of the group at work
  /// Of a database that was restored: the last stamp of the backup, and when that was noticed.
  stamp epoch_start{};
  stamp epoch_began{};

 private:
  std::int64_t last_stamp_;
  bool stamped_ = false;
  std::optional<stamp> fence_{};     ///< asked when first needed
  std::optional<bool> any_purged_{};  ///< asked when first needed
  std::array<digest, Schema::size> digests_{};
  std::array<std::int64_t, Schema::size> counts_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
