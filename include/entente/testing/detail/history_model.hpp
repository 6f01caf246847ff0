// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/testing/detail/model_field.hpp>
#include <entente/testing/detail/model_record.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What was issued in a history, in the words of those who issued it: it knows nothing of merging, queues or
/// servers. `history_claims` says what must come of it.
///
/// A value replaces an earlier one for certain if who wrote it had seen the earlier one, or had written it. What
/// somebody may have given up again before the server had it (a decision, force, a wipe, a lost or copied file)
/// is not solid any more: it may be found at the end, or not, and it replaces nothing for certain.
class history_model {
 public:
  using record_name = std::pair<std::size_t, uuid>;  ///< entity and key

  explicit history_model(std::vector<model_entity> entities) : entities_(std::move(entities)) {}

  [[nodiscard]] std::vector<model_entity> const& entities() const noexcept { return entities_; }
  [[nodiscard]] std::map<record_name, issued_record> const& records() const noexcept { return records_; }

  std::size_t add_actor() {
    open_.emplace_back();
    return open_.size() - 1;
  }

  /// What somebody did. `solid`: it is certain that it happened.
  void issue(std::size_t actor, std::int64_t time, record_edit const& edit, bool solid = true) {
    auto& record = record_of({edit.entity, edit.key});
    entente::v0::detail::issue const who{actor, time, solid, true};
    if (!edit.edits_only) record.lives.push_back({who, edit.what});
    for (auto const& each : edit.fields) add(record, who, each);
    open_[actor].insert({edit.entity, edit.key});
  }

  /// The server has decided what the actor issued about all records but these.
  void settle(std::size_t actor, std::set<record_name> const& queued) {
    for (auto each = open_[actor].begin(); each != open_[actor].end();) {
      if (queued.contains(*each)) {
        ++each;
        continue;
      }
      records_.at(*each).for_each_issue([&](auto& one) {
        if (one.actor == actor) one.open = false;
      });
      each = open_[actor].erase(each);
    }
  }

  /// A decision about this record was cut off in its middle: it may be what nobody is known to have written.
  void lose_track(record_name const& name) {
    auto& record = record_of(name);
    record.decided = true;
    record.untold = true;
  }
  /// What the actor has issued about a record, and the server may not have, may be gone; or stay.
  void unsettle(std::size_t actor, record_name const& name) {
    auto const found = records_.find(name);
    if (found == records_.end()) return;
    found->second.decided = true;
    found->second.for_each_issue([&](auto& one) {
      if (rewound_ || (one.actor == actor && one.open)) one.solid = false;
    });
  }
  void unsettle(std::size_t actor) {
    for (auto const& each : open_[actor]) unsettle(actor, each);
  }
  /// A record's edits do not go by their times any more.
  void decided(record_name const& name) {
    if (auto const found = records_.find(name); found != records_.end()) found->second.decided = true;
  }
  void decided() {
    for (auto& [name, record] : records_) record.decided = true;
  }
  /// The server has forgotten some of what it was told. It gets it back, where no rule and no person refuse it.
  void rewind() {
    rewound_ = true;
    decided();
    for (auto& [name, record] : records_)
      if (entities_[name.first].ruled) record.for_each_issue([](auto& one) { one.solid = false; });
  }
  [[nodiscard]] bool rewound() const noexcept { return rewound_; }
  [[nodiscard]] std::set<record_name> const& open(std::size_t actor) const { return open_[actor]; }

  /// What is not settled may count once more, as if another had issued it as well.
  void repeat(std::size_t actor, std::size_t as) {
    auto const names = open_[actor];
    for (auto const& name : names) {
      auto& record = records_.at(name);
      record.decided = true;
      repeat(record.lives, actor, as);
      for (auto& field : record.fields) repeat(field.issues, actor, as);
      open_[as].insert(name);
    }
  }

  /// What of an actor's work is in a copy of its file that is made now.
  struct mark {
    std::size_t actor = 0;
    std::set<record_name> open{};
    std::int64_t time = 0;
  };
  [[nodiscard]] mark remember(std::size_t actor, std::int64_t time) const { return {actor, open_[actor], time}; }

  /// A device goes on from a copy of its file, as another actor: what was issued since, and not settled, may be
  /// gone; what was not settled then may go once more. What the copy has forgotten may be written over it.
  std::size_t go_back(std::size_t actor, mark const& to) {
    unsettle(actor);
    auto const next = add_actor();
    for (auto const& name : to.open) {
      auto& record = records_.at(name);
      record.decided = true;
      auto const before = [&](auto const& one) { return one.actor == to.actor && one.time <= to.time; };
      repeat_if(record.lives, next, before);
      for (auto& field : record.fields) repeat_if(field.issues, next, before);
      open_[next].insert(name);
    }
    return next;
  }

 private:
  issued_record& record_of(record_name const& name) {
    auto& record = records_[name];
    if (record.fields.empty()) {
      record.entity = name.first;
      record.key = name.second;
      record.fields.resize(entities_[name.first].fields.size());
    }
    return record;
  }

  void add(issued_record& record, entente::v0::detail::issue const& who, field_edit const& edit) {
    auto& field = record.fields[edit.field];
    auto const& about = entities_[record.entity].fields[edit.field];
    field_issue one;
    static_cast<entente::v0::detail::issue&>(one) = who;
    one.text = edit.text;
    one.delta = edit.delta;
    one.added = edit.added;
    one.removed = edit.removed;
    std::size_t same = 0;
    std::size_t seen = 0;
    for (std::size_t i = 0; i < field.issues.size(); ++i) {
      if (field.issues[i].actor == who.actor) one.over.push_back(i);
      if (edit.saw && field.issues[i].text == edit.before) {
        ++same;
        seen = i;
      }
    }
    if (same == 1) one.over.push_back(seen);
    if (edit.saw && about.less != nullptr) {
      if (about.rule == model_rule::highest && about.less(edit.text, edit.before)) field.lowered = true;
      if (about.rule == model_rule::lowest && about.less(edit.before, edit.text)) field.lowered = true;
    }
    field.rewritten = field.rewritten || edit.rewritten;
    field.issues.push_back(std::move(one));
  }

  template <class Issue>
  static void repeat(std::vector<Issue>& all, std::size_t actor, std::size_t as) {
    repeat_if(all, as, [&](auto const& one) { return one.actor == actor && one.open; });
  }
  template <class Issue, class Which>
  static void repeat_if(std::vector<Issue>& all, std::size_t as, Which const& which) {
    for (std::size_t i = 0, n = all.size(); i < n; ++i) {
      if (!which(all[i])) continue;
      auto twin = all[i];
      twin.actor = as;
      twin.solid = false;
      twin.open = true;
      all.push_back(std::move(twin));
    }
  }

  std::vector<model_entity> entities_;
  std::map<record_name, issued_record> records_{};
  std::vector<std::set<record_name>> open_{};
  bool rewound_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
