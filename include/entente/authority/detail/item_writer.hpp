// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/record_lookup.hpp>
#include <entente/authority/detail/unknown_object.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/entity/describe.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace entente {
inline namespace v0 {
namespace detail {

/// Writes rows as items of the reference form, for one caller.
template <class Entity, class Store>
class item_writer {
 public:
  item_writer(Store& store, std::string_view principal, bool foreign_ids)
      : store_(store), principal_(principal), foreign_ids_(foreign_ids) {}

  /// The whole item; a tombstone without its fields.
  std::string item(stored_row<Entity> const& row) const {
    std::string out;
    open(out, row, row.wire_id());
    if (!row.deleted) {
      out += ',';
      write_record(out, row.value);
      if (!row.unknown.empty()) append_unknown(out, members_of(row.unknown));
    }
    out += '}';
    return out;
  }

  /// An item with other fields than the row's.
  std::string item_with(stored_row<Entity> const& row, Entity const& value) const {
    std::string out;
    open(out, row, row.wire_id());
    out += ',';
    write_record(out, value);
    out += '}';
    return out;
  }

 private:
  void open(std::string& out, stored_row<Entity> const& row, std::string const& id) const {
    out += "{\"id\":";
    append_quoted(out, id);
    out += ",\"clientId\":";
    append_quoted(out, client_id_of<Entity>(store_, principal_, row.key));
    out += ",\"version\":" + std::to_string(row.version) + ",\"updatedAt\":\"" + to_rfc3339(row.at) + "\",\"isDeleted\":";
    out += row.deleted ? "true" : "false";
  }

  /// The fields; refs as the ids the wire carries, where those are not the keys.
  void write_record(std::string& out, Entity const& value) const {
    if (!foreign_ids_ || describe<Entity>::refs.none()) {
      write_fields(out, value, describe<Entity>::all);
      return;
    }
    write_fields(out, value, describe<Entity>::all - describe<Entity>::refs);
    for_each_chosen<describe<Entity>::is_ref>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      auto const& field = get_field<I>(value);
      if (out.back() != ',' && out.back() != '{') out += ',';
      append_quoted(out, describe<Entity>::wire_names[I]);
      out += ':';
      if (field)
        append_quoted(out, wire_id_of<typename field_type<Entity, I>::target>(store_, field.key));
      else
        out += "null";
    });
  }

  Store& store_;
  std::string_view principal_;
  bool foreign_ids_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
