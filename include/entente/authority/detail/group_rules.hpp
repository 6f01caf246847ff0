// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/group_log.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/entity/validate.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/encode.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Calls `f.template operator()<Entity>()` for the entity at a position of the schema.
template <class Schema, class F>
void with_entity(std::size_t index, F&& f) {
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
    if (i == index) f.template operator()<Entity>();
  });
}

/// A rule between records that an operation of the group breaks.
struct broken_rule {
  std::size_t operation;
  error why;
};

/// Holds a group to the rules between records, at its end, so that its operations may come in any order:
/// what becomes of those who refer to a deleted record, whom a change counts for as well, and which values no
/// two records share. The server's own writes belong to the group.
template <class Schema, class Session>
class group_rules {
 public:
  explicit group_rules(write_session<Schema, Session>& session) : session_(session), log_(session.log) {}

  /// Does what the rules ask for. Returns what they refuse; then the group has to be undone.
  std::optional<broken_rule> enforce() {
    follow_refs();
    if (!broken_) check_restrictions();
    if (broken_) return std::move(broken_);
    renew_touched();
    return find_twins();
  }

  /// Operations of which nothing is left: their record came to life under one that was deleted.
  [[nodiscard]] std::vector<std::size_t> const& given_up() const noexcept { return given_up_; }
  /// Whether the rules have changed a record.
  [[nodiscard]] bool has_changed(uuid const& key) const { return changed_.contains(key); }

 private:
  template <class Entity>
  static constexpr std::size_t index_of = Schema::template index_of<Entity>;

  /// Until nothing follows from anything any more. A record dies once in a group, or is brought back, so
  /// that this ends.
  void follow_refs() {
    std::size_t deaths = 0;
    std::size_t arrivals = 0;
    while (!broken_ && (deaths < log_.deaths.size() || arrivals < log_.arrivals.size())) {
      if (deaths < log_.deaths.size()) {
        auto const one = log_.deaths[deaths++];
        log_.operation = one.operation;
        with_entity<Schema>(one.entity, [&]<class Entity>() { take_along<Entity>(one); });
      } else {
        auto const one = log_.arrivals[arrivals++];
        log_.operation = one.operation;
        with_entity<Schema>(one.entity, [&]<class Entity>() { receive<Entity>(one); });
      }
    }
  }

  /// What happens to those who refer to a record that is gone.
  template <class Parent>
  void take_along(group_log::death const& gone) {
    if (!is_dead<Parent>(gone.key)) return;
    for_each_referrer<Schema, Parent>([&]<class Child, std::size_t I>() {
      constexpr auto rule = describe<Child>::reference_rules[I];
      if constexpr (rule != reference_rule::restrict)
        for (auto const& key : session_.store.template referring<Child>(I, gone.key)) {
          stored_row<Child> row;
          if (!session_.store.load(key, row)) continue;
          if constexpr (rule == reference_rule::cascade)
            remove(row);
          else
            point<I>(row, uuid{});
        }
    });
  }

  /// What happens to a record that comes to refer to one that is gone. One that was alive stays where it was,
  /// if it can.
  template <class Child>
  void receive(group_log::arrival const& one) {
    for_each_ruled_ref<Child>([&]<class, std::size_t I>() {
      using target = typename field_type<Child, I>::target;
      constexpr auto rule = describe<Child>::reference_rules[I];
      stored_row<Child> row;
      if (I != one.field || rule == reference_rule::restrict || !session_.store.load(one.key, row)) return;
      if (row.deleted || !is_dead<target>(get_field<I>(row.value).key)) return;
      if (rule == reference_rule::set_null) return point<I>(row, uuid{});
      if (one.previous && !is_dead<target>(*one.previous)) return point<I>(row, *one.previous);
      remove(row);
      given_up_.push_back(one.operation);
    });
  }

  void check_restrictions() {
    for (auto const& one : log_.deaths)
      with_entity<Schema>(one.entity, [&]<class Parent>() {
        if (!is_dead<Parent>(one.key)) return;
        for_each_referrer<Schema, Parent>([&]<class Child, std::size_t I>() {
          if (broken_ || describe<Child>::reference_rules[I] != reference_rule::restrict) return;
          if (session_.store.template referring<Child>(I, one.key).empty()) return;
          broken_ = broken_rule{one.operation,
                                {error_code::conflict,
                                 std::string{describe<Child>::name} + "." + std::string{describe<Child>::field_names[I]} +
                                     " of another record still refers to the record",
                                 std::string{describe<Parent>::name}, {}, "delete or move what refers to it first"}};
        });
      });
    for (auto const& one : log_.arrivals)
      with_entity<Schema>(one.entity, [&]<class Child>() {
        for_each_ruled_ref<Child>([&]<class, std::size_t I>() {
          using target = typename field_type<Child, I>::target;
          stored_row<Child> row;
          if (broken_ || I != one.field || describe<Child>::reference_rules[I] != reference_rule::restrict) return;
          if (!session_.store.load(one.key, row) || row.deleted) return;
          if (!is_dead<target>(get_field<I>(row.value).key)) return;
          broken_ = broken_rule{one.operation,
                                {error_code::conflict, "the record referred to was deleted",
                                 std::string{describe<Child>::name}, std::string{describe<Child>::field_names[I]},
                                 "restore it, or refer to another"}};
        });
      });
  }

  /// A record is renewed once in a group, and may pass that on.
  void renew_touched() {
    for (std::size_t i = 0; i < log_.touched.size(); ++i) {
      auto const one = log_.touched[i];
      if (log_.renewed.contains(one.key)) continue;
      with_entity<Schema>(one.entity, [&]<class Entity>() {
        stored_row<Entity> row;
        if (!session_.store.load(one.key, row) || row.deleted) return;
        auto const before = row;
        store_version(before, row);
      });
    }
  }

  /// The last operation that took a value is the one at fault.
  std::optional<broken_rule> find_twins() {
    std::optional<broken_rule> found;
    for (auto one = log_.namings.rbegin(); one != log_.namings.rend() && !found; ++one)
      with_entity<Schema>(one->entity, [&]<class Entity>() {
        stored_row<Entity> row;
        if (!session_.store.load(one->key, row) || row.deleted) return;
        one->sets.for_each([&](std::size_t set) {
          if (found || !session_.store.has_twin(row, set)) return;
          std::string field;
          describe<Entity>::unique_sets[set].for_each([&](std::size_t i) {
            if (field.empty()) field = describe<Entity>::field_names[i];
          });
          found = broken_rule{one->operation,
                              {error_code::not_unique, "another record has this value already",
                               std::string{describe<Entity>::name}, field, "choose another value"}};
        });
      });
    return found;
  }

  // ---- The server's own writes -----------------------------------------------------------------

  /// Whether a record is a tombstone. One that was never seen is none.
  template <class Entity>
  bool is_dead(uuid const& key) {
    return !key.is_nil() && (session_.store.template is_deleted<Entity>(key) ||
                             session_.purged_at(describe<Entity>::name, key));
  }

  template <class Entity>
  void remove(stored_row<Entity>& row) {
    auto const before = row;
    row.deleted = true;
    store_version(before, row);
  }

  /// Sets a ref. It keeps its edit time: whoever meant another record by a later edit still wins.
  template <std::size_t I, class Entity>
  void point(stored_row<Entity>& row, uuid const& target) {
    auto const name = describe<Entity>::wire_names[I];
    auto const before = row;
    auto& ref = get_field<I>(row.value);
    std::string superseded;
    write_json(superseded, ref);
    ref = std::remove_reference_t<decltype(ref)>{target};
    if (auto const valid = validate(row.value); !valid) {
      broken_ = broken_rule{log_.operation, valid.why()};
      broken_->why.code = error_code::conflict;
      return;
    }
    row.meta.set(name, {before.version + 1, before.meta.of(name).when, {}});
    store_version(before, row);
    session_.store.put_history(describe<Entity>::name, row.key, name, before.meta.of(name).version, row.version,
                               row.at, superseded, session_.options.history_versions);
  }

  template <class Entity>
  void store_version(stored_row<Entity> const& before, stored_row<Entity>& row) {
    row.version = before.version + 1;
    row.at = session_.next_stamp();
    session_.store.save(row);
    session_.count(before, row);
    changed_.insert(row.key);
  }

  write_session<Schema, Session>& session_;
  group_log& log_;
  std::optional<broken_rule> broken_;
  std::vector<std::size_t> given_up_;
  std::unordered_set<uuid> changed_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
