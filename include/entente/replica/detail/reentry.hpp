// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/local_writer.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// Does what a set-aside operation did once more, to the record as it is now.
template <class Schema, class Entity>
class reentry {
 public:
  explicit reentry(replica_session<Schema>& session) : session_(session), writer_(session) {}

  void run(set_aside_operation const& from) {
    local_row<Entity> row;
    if (session_.template rows<Entity>().load(from.key, row))
      repeat(from, row);
    else
      make_again(from);
    writer_.enqueue();
    // The server may remember the record as deleted, and has to be told that this is meant.
    if (made_)
      session_.on.prepared("UPDATE entente_queue SET force=1 WHERE key=? AND entity=? AND kind=0")
          .run(from.key, from.entity);
  }

 private:
  void repeat(set_aside_operation const& from, local_row<Entity> const& row) {
    if (from.kind == operation_kind::remove) {
      if (!row.deleted) writer_.template set_deleted<Entity>(from.key, true);
      return;
    }
    if (row.deleted) writer_.template set_deleted<Entity>(from.key, false);
    if (from.kind == operation_kind::restore) return;
    auto const change = read_patch<Entity>(from.body, from.edited);
    if (!change) refuse(from);
    writer_.template update<Entity>(from.key,
                                    [&](Entity& now) { entente::apply(*change, now); });
  }

  /// The record is not here any more: as a whole, as it was.
  void make_again(set_aside_operation const& from) {
    bool const kept_out =
        session_.on.prepared("SELECT 1 FROM entente_excluded WHERE key=? AND entity=?")
            .template value<std::int64_t>(from.key, from.entity)
            .has_value();
    if (kept_out || (from.kind != operation_kind::insert && !horizons{session_.on}.all_reached()))
      throw failure({error_code::not_ready,
                     "the record was wiped from this device",
                     std::string{from.entity},
                     {},
                     kept_out ? "lift the exclusion and sync first" : "sync first"});
    if (from.kind == operation_kind::remove) return;  // gone it is
    Entity value{};
    if (!read_fields(std::string_view{from.image}, value)) refuse(from);
    writer_.template create_as<Entity>(from.key, value);
    made_ = true;
  }

  [[noreturn]] static void refuse(set_aside_operation const& from) {
    throw failure({error_code::malformed,
                   "this program cannot read the operation",
                   from.entity,
                   {},
                   "enter it by hand"});
  }

  replica_session<Schema>& session_;
  local_writer<Schema> writer_;
  bool made_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
