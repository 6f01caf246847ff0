// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/merge/diff.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/local_writer.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/replica/snapshot_info.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Enters once more what a record lost, as new operations on the record as it is now.
template <class Schema, class Entity>
class reentry {
 public:
  explicit reentry(replica_session<Schema>& session) : session_(session), writer_(session) {}

  /// Does what a set-aside operation did.
  void run(set_aside_operation const& from) {
    local_row<Entity> row;
    if (session_.template rows<Entity>().load(from.key, row)) {
      repeat(from, row);
    } else {
      require_known(from.key, from.kind == operation_kind::insert);
      if (from.kind != operation_kind::remove) make_again(from.key, image_in(from, row.value), true);
    }
    finish();
  }

  /// Makes the record what it was in a snapshot. What that replaces is kept as one, too.
  void run(snapshot_info const& from) {
    local_row<Entity> row;
    bool const here = session_.template rows<Entity>().load(from.key, row);
    auto const wanted = image_in(from, row.value);
    if (!here) {
      bool const only_here = from.reason == "discarded";  // else its row would have stayed
      require_known(from.key, only_here);
      if (!from.deleted) make_again(from.key, wanted, !only_here);
    } else if (row.deleted != from.deleted || (!row.deleted && differing_fields(row.value, wanted).any())) {
      session_.keep_snapshot(row, "undone");
      if (row.deleted != from.deleted) writer_.template set_deleted<Entity>(from.key, from.deleted);
      if (!from.deleted) writer_.template update<Entity>(from.key, [&](Entity& now) { now = wanted; });
    }
    finish();
  }

 private:
  void repeat(set_aside_operation const& from, local_row<Entity> const& row) {
    bool const removes = from.kind == operation_kind::remove;
    if (row.deleted != removes) writer_.template set_deleted<Entity>(from.key, removes);
    if (removes || from.kind == operation_kind::restore) return;
    auto const change = read_patch<Entity>(from.body, from.edited);
    if (!change) refuse(from.entity);
    writer_.template update<Entity>(from.key,
                                    [&](Entity& now) { entente::apply(*change, now); });
  }

  /// A record that is not here must not be on the server, unseen.
  void require_known(uuid const& key, bool only_here) {
    bool const kept_out =
        session_.on.prepared("SELECT 1 FROM entente_excluded WHERE key=? AND entity=?")
            .template value<std::int64_t>(key, describe<Entity>::name)
            .has_value();
    if (kept_out || !(only_here || horizons{session_.on}.all_reached()))
      throw failure({error_code::not_ready,
                     "the record was wiped from this device",
                     std::string{describe<Entity>::name},
                     {},
                     kept_out ? "lift the exclusion and sync first" : "sync first"});
  }

  /// The record is not here any more: as a whole, as it was.
  void make_again(uuid const& key, Entity const& value, bool known_there) {
    writer_.template create_as<Entity>(key, value);
    if (known_there) insisted_ = key;
  }

  void finish() {
    writer_.enqueue();
    // The server may remember the record as deleted, and has to be told that this is meant.
    if (insisted_)
      session_.on.prepared("UPDATE entente_queue SET force=1 WHERE key=? AND entity=? AND kind=0")
          .run(*insisted_, describe<Entity>::name);
  }

  /// `now`: the record as it is, which keeps what the image says nothing of.
  template <class From>
  static Entity image_in(From const& from, Entity const& now) {
    Entity value = now;
    if (!read_fields(std::string_view{from.image}, value)) refuse(from.entity);
    return value;
  }

  [[noreturn]] static void refuse(std::string const& entity) {
    throw failure({error_code::malformed,
                   "this program cannot read what was kept of the record",
                   entity,
                   {},
                   "enter it by hand"});
  }

  replica_session<Schema>& session_;
  local_writer<Schema> writer_;
  std::optional<uuid> insisted_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
