// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/apply_intent.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/base/error.hpp>
#include <entente/entity/patch.hpp>
#include <entente/entity/visible_to.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/diff.hpp>
#include <entente/wire/operation.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Takes back from a replica what this database told before it was restored from a backup. What counts is the
/// difference to what the record was then, or to what others gave back already; so that several replicas may
/// give back the same, and what was written since is merged with.
template <class Schema, class Session, class Entity>
class taker_back {
 public:
  using about = describe<Entity>;

  explicit taker_back(write_session<Schema, Session>& session) : session_(session) {}

  /// `whole`: all fields of the record; empty where it was deleted.
  effect<Entity> run(operation const& op, patch<Entity> whole, unknown_members unknown) {
    effect<Entity> done;
    bool const there = session_.store.load(op.key, done.row);
    if (there && !visible_to(session_.who.name, done.row.value)) return out_of_sight();
    stamp const at{op.edited.micros};
    auto const fork = session_.store.fork_from(op.recovered);
    auto known = session_.store.recovered(about::name, op.key, fork, op.recovered);
    if (known && known->at >= at) return done;
    if (!known) known = session_.store.recovered(about::name, op.key, fork, uuid{});
    bool const remove = op.kind == operation_kind::remove;

    intent<Entity> wanted;
    wanted.key = op.key;
    wanted.edited = op.edited;
    auto members = object_of(unknown);
    wanted.unknown = std::move(unknown);
    Entity value{};
    apply(whole, value);
    wanted.change = std::move(whole);
    if (!there && remove) {
      // Others may know it from before it was deleted, and have edits of it, or the one that made it, to send.
      done.row.key = op.key;
      if (!about::data_capture || session_.who.may_force)
        session_.note_purged(about::name, op.key, (std::min)(at, session_.latest()));
    } else if (!there) {
      wanted.kind = operation_kind::insert;
      done = applier().run(std::move(wanted));
    } else {
      done = bring_together(std::move(wanted), value, remove, known, done.row);
    }
    if (done.outcome == verdict::conflict || done.outcome == verdict::rejected) return done;
    if (done.row.version == 0 && !remove) return done;  // deleted later, by who knows more
    auto noted = done.row;
    noted.value = std::move(value);
    noted.unknown = std::move(members);
    noted.deleted = remove;
    session_.store.put_recovered(about::name, op.key, fork, op.recovered, session_.state_of(noted, at));
    return done;
  }

 private:
  intent_applier<Schema, Session, Entity> applier() { return intent_applier<Schema, Session, Entity>{session_}; }

  /// As for a record that is not there.
  static effect<Entity> out_of_sight() {
    effect<Entity> done;
    done.outcome = verdict::superseded;
    done.refused = error{error_code::not_found, "the record is not known to the server", std::string{about::name}, {}, {}};
    return done;
  }

  effect<Entity> bring_together(intent<Entity> wanted, Entity const& value, bool remove,
                                std::optional<recovered_state> const& known, stored_row<Entity> const& row) {
    Entity before = row.value;
    bool deleted = row.deleted;
    wanted.base_version = row.version;
    if (known) {
      before = {};
      if (auto const read = read_fields(std::string_view{known->image}, before); !read)
        throw failure({error_code::storage_corrupt, "what a record was cannot be read", std::string{about::name}, {},
                       "restore the database from a backup"});
      deleted = known->deleted;
      wanted.base_version = known->version;
      auto const then = members_of(known->image);
      std::erase_if(wanted.unknown, [&](unknown_member const& each) { return std::ranges::find(then, each) != then.end(); });
    }
    effect<Entity> done;
    done.row = row;
    if (remove) {
      if (deleted) return done;
      wanted.kind = operation_kind::remove;
      return applier().run(std::move(wanted));
    }
    if (deleted && row.deleted) {
      intent<Entity> back;
      back.key = wanted.key;
      back.kind = operation_kind::restore;
      back.edited = wanted.edited;
      done = applier().run(std::move(back));
      wanted.base_version = done.row.version;
    }
    wanted.kind = operation_kind::update;
    wanted.change = diff(before, value, wanted.edited);
    if (wanted.change.fields.none() && wanted.unknown.empty()) return done;
    return applier().run(std::move(wanted));
  }

  write_session<Schema, Session>& session_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
