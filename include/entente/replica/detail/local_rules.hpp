// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/merge/diff.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/sql/referrer_lookup.hpp>
#include <entente/sql/unique_lookup.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

template <class Schema>
class local_writer;

/// Throws not_unique if another live record here has the values of one of the unique sets in which fields
/// have changed.
template <class Entity>
void refuse_twin(database& on, uuid const& key, Entity const& value, field_mask changed) {
  for (auto const set : describe<Entity>::unique_sets) {
    if ((set & changed).none()) continue;
    auto const run = on.borrow(unique_lookup<Entity>(set));
    run->bind(bind_fields(*run, 1, value, set), key);
    if (!run->step()) continue;
    std::string field;
    set.for_each([&](std::size_t i) {
      if (field.empty()) field = describe<Entity>::field_names[i];
    });
    throw failure({error_code::not_unique, "another record has this value already", std::string{describe<Entity>::name},
                   field, "choose another value"});
  }
}

/// Holds a local transaction to the rules between records, at its end: takes along those who refer to what was
/// deleted, as far as they are known here, and refuses what the server would refuse.
template <class Schema>
class local_rules {
 public:
  local_rules(local_writer<Schema>& writer, replica_session<Schema>& session) : writer_(writer), session_(session) {}

  void enforce() {
    for (bool more = true; more;) {
      more = false;
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (take_along<Entity>()) more = true;
      });
    }
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) { check<Entity>(); });
  }

 private:
  template <class Child>
  std::vector<uuid> referring(std::size_t field, uuid const& target) {
    std::vector<uuid> keys;
    auto const run = session_.on.borrow(referrer_lookup<Child>(field));
    run->bind(1, target);
    while (run->step()) keys.push_back(run->template column<uuid>(0));
    return keys;
  }

  /// What happens to those who refer to records that this transaction has deleted. Whether there were any new.
  template <class Parent>
  bool take_along() {
    std::vector<std::pair<std::size_t, uuid>> gone;
    for (auto const& [key, record] : writer_.template touched_of<Parent>())
      if (record.row.deleted && !record.was_deleted && !followed_.contains(key)) gone.emplace_back(record.place, key);
    std::sort(gone.begin(), gone.end());
    for (auto const& [place, parent] : gone) {
      followed_.insert(parent);
      for_each_referrer<Schema, Parent>([&, target = parent]<class Child, std::size_t I>() {
        constexpr auto rule = describe<Child>::reference_rules[I];
        if constexpr (rule != reference_rule::restrict)
          for (auto const& key : referring<Child>(I, target)) {
            if constexpr (rule == reference_rule::cascade)
              writer_.template set_deleted<Child>(key, true);
            else
              writer_.template update<Child>(key, [](Child& one) { get_field<I>(one) = field_type<Child, I>{}; });
          }
      });
    }
    return !gone.empty();
  }

  template <class Entity>
  void check() {
    for (auto& [key, record] : writer_.template touched_of<Entity>()) {
      if (record.row.deleted) {
        if (!record.was_deleted) check_nobody_refers<Entity>(key);
        continue;
      }
      if constexpr (describe<Entity>::unique_sets.empty() && mask_of(describe<Entity>::ruled).none()) continue;
      writer_.read_again(record);
      bool const was_live = record.existed && !record.was_deleted;
      auto const changed = was_live ? differing_fields(*record.before, record.row.value) : describe<Entity>::all;
      check_targets(record.row.value, changed);
      refuse_twin(session_.on, key, record.row.value, changed);
    }
  }

  template <class Parent>
  void check_nobody_refers(uuid const& key) {
    for_each_referrer<Schema, Parent>([&]<class Child, std::size_t I>() {
      if (describe<Child>::reference_rules[I] != reference_rule::restrict || referring<Child>(I, key).empty()) return;
      throw failure({error_code::validation_failed, "still refers to the record that is to be deleted",
                     std::string{describe<Child>::name}, std::string{describe<Child>::field_names[I]},
                     "delete it, or let it refer to another, first"});
    });
  }

  /// A ref with a rule cannot come to point at a record that is deleted.
  template <class Entity>
  void check_targets(Entity const& value, field_mask changed) {
    for_each_ruled_ref<Entity>([&]<class, std::size_t I>() {
      using target = typename field_type<Entity, I>::target;
      auto const& ref = get_field<I>(value);
      local_row<target> row;
      if (!changed.test(I) || !ref || !session_.template rows<target>().load(ref.key, row) || !row.deleted) return;
      throw failure({error_code::validation_failed, "refers to a record that is deleted",
                     std::string{describe<Entity>::name}, std::string{describe<Entity>::field_names[I]},
                     "restore that record first, or refer to another"});
    });
  }

  local_writer<Schema>& writer_;
  replica_session<Schema>& session_;
  std::unordered_set<uuid> followed_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
