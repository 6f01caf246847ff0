// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/rows.hpp>
#include <entente/authority/detail/unknown_object.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/base/error.hpp>
#include <entente/base/limits.hpp>
#include <entente/base/sha256.hpp>
#include <entente/customize.hpp>
#include <entente/entity/fields_of_policy.hpp>
#include <entente/entity/operation_kind.hpp>
#include <entente/entity/patch.hpp>
#include <entente/entity/validate.hpp>
#include <entente/entity/visible_to.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/merge/rebase.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/field_json.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/unknown_members.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What one operation wants, whichever door it came through.
template <class Entity>
struct intent {
  uuid key{};
  operation_kind kind = operation_kind::update;
  std::int64_t base_version = 0;
  edit_time edited{};
  bool force = false;
  /// Who edited: a replica's incarnation. Its own earlier edits are never concurrent with its later ones;
  /// nil for callers that cannot be told apart.
  uuid author{};
  /// There is no such record: nobody has to look.
  bool absent = false;
  /// All or nothing: an edit that loses any field by last_write_wins is a conflict, not a merge.
  bool strict = false;
  /// A new version is due even if every value is what it was: the caller expects one.
  bool renew = false;
  patch<Entity> change{};
  unknown_members unknown{};
};

/// What became of an intent. `row` is the record afterwards; version 0 where there is none.
template <class Entity>
struct effect {
  verdict outcome = verdict::applied;
  stored_row<Entity> row{};
  bool altered = false;  ///< the row is not what the caller would make of its base and its operation
  bool wrote = false;    ///< a new version was stored
  std::optional<stored_row<Entity>> replaced{};  ///< what others had made of the record, and force overrode
  field_mask lost{};
  field_mask clashed{};
  std::optional<error> refused{};
};

/// Decides about one intent, and carries it out. The one place where the server's records change.
template <class Schema, class Session, class Entity>
class intent_applier {
 public:
  using about = describe<Entity>;
  using session_type = write_session<Schema, Session>;

  explicit intent_applier(session_type& session) : session_(session) {}

  effect<Entity> run(intent<Entity> wanted) {
    wanted.edited = session_.clamp(wanted.edited);
    for (auto& time : wanted.change.times) time = session_.clamp(time);
    auto done = decide(wanted);
    // Whose operation made the version after its base, of a record without members that it may not know, can
    // tell for itself.
    done.altered = done.altered || wanted.force || !done.wrote || done.row.version - 1 != wanted.base_version ||
                   !done.row.unknown.empty();
    return done;
  }

 private:
  /// The fields whose policy compares edit times.
  static constexpr field_mask decided_by_time = fields_of_policy<Entity, last_write_wins>;

  static constexpr field_mask travels_as_delta = fields_with_deltas<Entity>;

  /// The fields whose policy looks at the values: max_wins, min_wins, and those of the application.
  static constexpr field_mask decided_by_value = about::all - decided_by_time - travels_as_delta -
                                                 fields_of_policy<Entity, server_wins> -
                                                 fields_of_policy<Entity, client_wins> - fields_of_policy<Entity, manual>;

  static std::string about_name() { return std::string{about::name}; }

  static effect<Entity> refuse(effect<Entity>& done, error why) {
    done.outcome = verdict::rejected;
    done.refused = std::move(why);
    return std::move(done);
  }

  effect<Entity> decide(intent<Entity>& wanted) {
    effect<Entity> done;
    if (wanted.force && !session_.who.may_force)
      return refuse(done, {error_code::forbidden, "the caller may not override what others wrote", about_name(), {}, {}});
    bool const there = !wanted.absent && session_.store.load(wanted.key, done.row);
    if (!there || !visible_to(session_.who.name, done.row.value)) {
      done.row = {};
      return decide_unknown(wanted, done, there);
    }
    switch (wanted.kind) {
      case operation_kind::remove: return remove(wanted, done);
      case operation_kind::restore: return restore(done);
      default: return update(wanted, done);
    }
  }

  /// About a record that is not there. One that was purged stays deleted, but for whoever decides otherwise after its
  /// deletion: an edit from before that may have been applied once, and its receipt be gone.
  /// `hidden`: it is there, and not for the caller to know.
  effect<Entity> decide_unknown(intent<Entity>& wanted, effect<Entity>& done, bool hidden) {
    auto const deleted = session_.purged_at(about::name, wanted.key);
    bool const purged = deleted.has_value();
    if (wanted.kind == operation_kind::insert && !hidden) {
      auto const latest = (std::max)(session_.fence(), deleted.value_or(stamp{})).micros;
      bool const anew = wanted.force || wanted.edited.micros > latest;
      if (purged && anew) session_.store.retention().forget_purged(about::name, wanted.key);
      if (!purged || anew) return insert(wanted, done);
    }
    bool const asks = wanted.kind == operation_kind::restore ||
                      (wanted.kind == operation_kind::update && about::on_delete == delete_rule::update_wins);
    done.outcome = purged && !asks ? verdict::superseded : verdict::conflict;
    done.refused = error{error_code::not_found,
                         purged ? "the record was deleted long ago" : "the record is not known to the server",
                         about_name(),
                         {},
                         {}};
    return std::move(done);
  }

  effect<Entity> insert(intent<Entity>& wanted, effect<Entity>& done) {
    stored_row<Entity> fresh;
    fresh.key = wanted.key;
    apply(wanted.change, fresh.value);
    if (auto const valid = validate(fresh.value); !valid) return refuse(done, valid.why());
    if (session_.options.assign_ids) fresh.id = make_uuid_v7(session_.now, session_.options.random).text();
    fresh.version = 1;
    fresh.at = session_.next_stamp();
    fresh.created = fresh.at;
    fresh.meta = record_meta{{1, wanted.edited, wanted.author}};
    note_fields(wanted.change, wanted.author, wanted.change.fields, fresh);
    fresh.unknown = object_of(wanted.unknown);
    session_.store.save(fresh);
    // Made before the database was restored: others may have seen it, and what became of it.
    session_.keep_restored(fresh, wanted.edited);
    session_.count(done.row, fresh);
    done.row = std::move(fresh);
    done.wrote = true;
    done.altered = !done.row.id.empty();
    return std::move(done);
  }

  effect<Entity> remove(intent<Entity> const& wanted, effect<Entity>& done) {
    if (done.row.deleted) return std::move(done);
    if (about::data_capture && !session_.who.may_force)
      return refuse(done, {error_code::forbidden, "records of this kind are kept: devices may not delete them",
                           about_name(), {}, {}});
    if (about::on_delete == delete_rule::update_wins && !wanted.force && others_changed(wanted, done.row)) {
      done.outcome = verdict::superseded;
      return std::move(done);
    }
    stored_row<Entity> const before = done.row;
    done.row.deleted = true;
    keep_replaced(wanted, before, done);
    return store_version(before, done);
  }

  /// What force overrides is kept, here and in the answer.
  void keep_replaced(intent<Entity> const& wanted, stored_row<Entity> const& before, effect<Entity>& done) {
    if (!wanted.force || !(before.deleted || others_changed(wanted, before))) return;
    done.replaced = before;
    std::string text;
    write_json(text, change_of(before));
    auto const now = std::chrono::duration_cast<std::chrono::microseconds>(session_.now.time_since_epoch());
    auto const& limits = session_.options;
    session_.store.put_replaced(
        about::name, before.key, before.version, text, session_.who.name, stamp{now.count()}, limits.replaced_records,
        stamp{(now - std::chrono::duration_cast<std::chrono::microseconds>(limits.replaced_age)).count()});
  }

  effect<Entity> restore(effect<Entity>& done) {
    done.altered = true;
    if (!done.row.deleted) return std::move(done);
    stored_row<Entity> const before = done.row;
    done.row.deleted = false;
    return store_version(before, done);
  }

  /// An update, or an insert of a record that is there already.
  effect<Entity> update(intent<Entity>& wanted, effect<Entity>& done) {
    bool const revives = done.row.deleted;
    if (revives && about::on_delete == delete_rule::delete_wins && !wanted.force) {
      done.outcome = verdict::superseded;
      return std::move(done);
    }
    stored_row<Entity> const before = done.row;
    rebase_outcome<Entity> merged;
    if (wanted.force) {
      merged.kept = std::move(wanted.change);
    } else {
      merged = merge_with(before, wanted);
      done.lost = merged.lost;
      done.clashed = merged.clashed;
      if (merged.clashed.any() || (wanted.strict && (merged.lost & decided_by_time).any())) {
        done.outcome = verdict::conflict;
        return std::move(done);
      }
    }
    done.row.deleted = false;
    return write_merged(wanted, before, merged, done);
  }

  /// What is left of an intent beside what others did since its base.
  rebase_outcome<Entity> merge_with(stored_row<Entity> const& before, intent<Entity>& wanted) {
    field_mask changed;
    std::array<field_time, about::size> times;
    for (std::size_t i = 0; i < about::size; ++i) {
      auto const& origin = before.meta.of(about::wire_names[i]);
      if (origin.is_news(wanted.base_version, wanted.author)) changed.set(i);
      // A replica's own earlier edit, which won over somebody else's, is no rival to its later one.
      edit_time const own = wanted.change.fields.test(i) ? wanted.change.times[i] : wanted.edited;
      times[i] = {origin.is_by(wanted.author) ? (std::min)(origin.when, own) : origin.when, origin.author};
      // Who added what to a set is known better here, element by element.
      if (travels_as_delta.test(i) && !wanted.change.whole.test(i)) times[i].author = {};
    }
    auto const below = below_own_values(before, wanted, changed);
    remote_state<Entity> remote{below ? *below : before.value, nullptr, changed, times, below ? &before.value : nullptr};
    std::optional<Entity> base;
    if ((changed & wanted.change.fields).any()) {
      base = image_at(before, wanted.base_version);
      if (base) remote.base = &*base;
    }
    keep_concurrent_adds(wanted, before, remote.base);
    return rebase(wanted.change, wanted.author, remote);
  }

  /// The row with what others wrote, where values decide and the author has put one of its own on top: that is no rival
  /// to its later one, and what lies below still is. Nothing where there is no such field, or the value is not kept.
  std::optional<Entity> below_own_values(stored_row<Entity> const& before, intent<Entity> const& wanted,
                                         field_mask changed) {
    std::optional<Entity> below;
    (changed & wanted.change.fields & decided_by_value).for_each([&](std::size_t i) {
      auto const& origin = before.meta.of(about::wire_names[i]);
      if (!origin.is_by(wanted.author)) return;
      auto const text = session_.store.history(about::name, before.key, about::wire_names[i], origin.others);
      if (!text) return;
      Entity image = below ? *below : before.value;
      json_reader from{*text};
      if (json_fields<Entity>[i]->read_anew(from, addresses_of(image).at[i])) below = std::move(image);
    });
    return below;
  }

  /// Puts what is left of an intent into the row and stores the new version, if there is anything new.
  effect<Entity> write_merged(intent<Entity> const& wanted, stored_row<Entity> const& before,
                              rebase_outcome<Entity> const& merged, effect<Entity>& done) {
    field_mask const written = apply(merged.kept, done.row.value) | renewed_fields(merged, wanted, before);
    auto const added = added_elements(merged.kept, before, wanted.author);
    bool lost_members = false;
    bool const extra = take_members(wanted, before, done.row, lost_members);
    bool const revives = before.deleted;
    if (written.none() && !extra && !revives && !added.seconded && !(wanted.renew && merged.lost.none())) {
      if (merged.lost.any() || lost_members) done.outcome = verdict::superseded;
      return std::move(done);
    }
    if (auto const valid = validate(done.row.value); !valid) {
      done.row = before;
      return refuse(done, valid.why());
    }
    done.row.version = before.version + 1;
    note_fields(merged.kept, wanted.author, written, done.row);
    for (auto const& [field, element] : added.elements)
      done.row.meta.note_added(about::wire_names[field], element, done.row.version, wanted.author);
    keep_replaced(wanted, before, done);
    auto stored = store_version(before, done);
    keep_history(before, written, stored.row);
    return stored;
  }

  effect<Entity> store_version(stored_row<Entity> const& before, effect<Entity>& done) {
    session_.keep_restored(before);
    done.row.version = before.version + 1;
    done.row.at = session_.next_stamp();
    session_.store.save(done.row);
    session_.count(before, done.row);
    done.wrote = true;
    return std::move(done);
  }

  static bool others_changed(intent<Entity> const& wanted, stored_row<Entity> const& row) {
    if (row.version <= wanted.base_version) return false;
    auto const news = [&](field_origin const& origin) { return origin.is_news(wanted.base_version, wanted.author); };
    bool changed = false;
    for (auto const name : about::wire_names) changed = changed || news(row.meta.of(name));
    row.meta.for_each([&](std::string_view, field_origin const& origin) { changed = changed || news(origin); });
    return changed;
  }

  /// The origin of each written field.
  static void note_fields(patch<Entity> const& kept, uuid const& author, field_mask written, stored_row<Entity>& row) {
    written.for_each([&](std::size_t i) {
      if (row.version > 1 || kept.times[i] != row.meta.insert().when)
        row.meta.set(about::wire_names[i], {row.version, kept.times[i], author});
    });
  }

  /// The fields that are written with the value they have, by a later edit. They are written all the same: or an
  /// edit from between the two, which cannot know of the later one, would win when it comes.
  static field_mask renewed_fields(rebase_outcome<Entity> const& merged, intent<Entity> const& wanted,
                                   stored_row<Entity> const& before) {
    field_mask renewed;
    (merged.kept.fields - (travels_as_delta - merged.kept.whole)).for_each([&](std::size_t i) {
      field_time const local{merged.kept.times[i], wanted.author};
      field_origin const& known = before.meta.of(about::wire_names[i]);
      field_time const remote{known.when, known.author};
      if (local != remote && is_later(local, remote)) renewed.set(i);
    });
    return renewed;
  }

  /// Takes over the members this program has no field for; whether any changed. Each goes by the later
  /// edit, as fields without a policy do.
  static bool take_members(intent<Entity> const& wanted, stored_row<Entity> const& before, stored_row<Entity>& row,
                           bool& lost) {
    if (wanted.unknown.empty()) return false;
    bool changed = false;
    auto members = members_of(row.unknown);
    for (auto const& member : wanted.unknown) {
      auto const& origin = before.meta.of(member.name);
      bool const rivals = !wanted.force && origin.is_news(wanted.base_version, wanted.author) &&
                          !origin.is_by(wanted.author);
      if (rivals && !is_later({wanted.edited, wanted.author}, {origin.when, origin.author})) {
        lost = true;
      } else if (set_member(members, member)) {
        row.meta.set(member.name, {before.version + 1, wanted.edited, wanted.author});
        changed = true;
      }
    }
    if (members.size() > max_unknown_members)
      throw failure({error_code::validation_failed, "a record cannot have so many members that there is no field for",
                     about_name(), {}, {}});
    if (changed) row.unknown = object_of(members);
    return changed;
  }

  struct additions {
    std::vector<std::pair<std::size_t, uuid>> elements{};  ///< field, and hash of the element
    /// One of them was there already, by somebody else's hand: nothing to see, yet a removal that does not
    /// know of the second add must spare it.
    bool seconded = false;
  };

  /// What a patch adds to sets.
  static additions added_elements(patch<Entity> const& kept, stored_row<Entity> const& before, uuid const& author) {
    additions out;
    for_each_chosen<has_policy<Entity, set_union>>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      auto const& added = get_field<I>(kept.value);
      if (!kept.fields.test(I) || added.empty()) return;
      auto const present = hashes_of(get_field<I>(before.value));
      for (auto const& element : added) {
        uuid const hash = hash_of(element);
        bool const there = present.contains(hash);
        if (there && (kept.whole.test(I) || before.meta.adder_of(about::wire_names[I], hash) == author)) continue;
        out.elements.emplace_back(I, hash);
        out.seconded = out.seconded || there;
      }
    });
    return out;
  }

  template <class Element>
  static uuid hash_of(Element const& element) {
    std::string text;
    write_json(text, element);
    return sha256::uuid_of(text);
  }

  template <class List>
  static std::unordered_set<uuid> hashes_of(List const& elements) {
    std::unordered_set<uuid> hashes;
    for (auto const& element : elements) hashes.insert(hash_of(element));
    return hashes;
  }

  /// A removal does not mean what somebody else has added since: the add wins. `base` is null where it is
  /// no longer known.
  static void keep_concurrent_adds(intent<Entity>& wanted, stored_row<Entity> const& before, Entity const* base) {
    for_each_chosen<has_policy<Entity, set_union>>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      auto& removed = get_field<I>(wanted.change.removed);
      if (!wanted.change.fields.test(I) || wanted.change.whole.test(I) || removed.empty()) return;
      auto const name = about::wire_names[I];
      std::unordered_set<uuid> known;
      if (base != nullptr) known = hashes_of(get_field<I>(*base));
      field_type<Entity, I> meant;
      for (auto const& element : removed) {
        uuid const hash = hash_of(element);
        bool const spared = before.meta.knows(name, hash)
                                ? before.meta.added_since(name, hash, wanted.base_version, wanted.author)
                                : base != nullptr && !known.contains(hash);
        if (!spared) meant.push_back(element);
      }
      removed = std::move(meant);
    });
  }

  void keep_history(stored_row<Entity> const& before, field_mask changed, stored_row<Entity> const& after) {
    auto const values = addresses_of(before.value);
    std::string text;
    for (std::size_t i = 0; i < about::size; ++i) {
      if (!changed.test(i)) continue;
      text.clear();
      json_fields<Entity>[i]->write(text, values.at[i]);
      session_.store.put_history(about::name, before.key, about::wire_names[i],
                                 before.meta.of(about::wire_names[i]).version, after.version, after.at, text,
                                 session_.options.history_versions);
    }
  }

 public:
  /// The record as it was at an earlier version; nothing when that is no longer known.
  std::optional<Entity> image_at(stored_row<Entity> const& now, std::int64_t version) {
    if (version <= 0 || version > now.version || now.version - version >= session_.options.history_versions)
      return std::nullopt;
    Entity image = now.value;
    auto const values = addresses_of(image);
    for (std::size_t i = 0; i < about::size; ++i) {
      if (now.meta.of(about::wire_names[i]).version <= version) continue;
      auto const text = session_.store.history(about::name, now.key, about::wire_names[i], version);
      json_reader from{text ? std::string_view{*text} : std::string_view{}};
      if (!text || !json_fields<Entity>[i]->read_anew(from, values.at[i])) return std::nullopt;
    }
    return image;
  }

 private:
  session_type& session_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
