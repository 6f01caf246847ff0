// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A record as the server told it.
template <class Entity>
struct remote_row {
  uuid key{};
  std::int64_t version = 0;
  stamp at{};
  stamp created{};  ///< 0 where the server does not tell
  bool deleted = false;
  edit_time edited{};
  std::array<field_time, describe<Entity>::size> times{};
  field_mask dated{};     ///< the fields whose own times these are: told, and by a server that tells them apart
  std::string unknown{};  ///< members this program has no field for: a JSON object, or empty
  Entity value{};         ///< of a deleted record: as it was last known here
};

/// Reads a change into a row that may have been read before; an error leaves it in parts. `known()` is the record as it
/// was: what the server leaves out stays so. It is asked only where something is left out.
template <class Entity, class Known>
std::optional<error> read_remote_row(change const& from, Known&& known, remote_row<Entity>& row) {
  row.key = from.key;
  row.version = from.version;
  row.at = from.at;
  row.created = from.created;
  row.deleted = from.deleted;
  row.edited = from.edited;
  row.times.fill(field_time{from.edited, {}});
  row.dated = {};
  row.unknown.clear();
  if (!from.times.empty()) {
    json_reader times{from.times};
    times.begin_object();
    constexpr std::size_t size = describe<Entity>::size;
    std::size_t expected = 0;  // they come in the order of the fields, as a rule
    for (std::string_view name; times.next_member(name);) {
      auto index = expected;
      while (index < size && describe<Entity>::wire_names[index] != name) ++index;
      if (index == size) index = describe<Entity>::index_of_wire_name(name);
      std::int64_t micros = 0;
      if (!times.read(micros)) break;
      if (index == size) continue;
      row.times[index].when = {micros};
      expected = index + 1;
    }
    if (!times.ok()) return times.why();
  }
  if (from.fields.empty()) {
    row.value = known();
    return std::nullopt;
  }
  unknown_members unknown;
  auto present = read_fields(std::string_view{from.fields}, row.value, &unknown);
  if (present && *present != describe<Entity>::all) {
    row.value = known();
    unknown.clear();
    present = read_fields(std::string_view{from.fields}, row.value, &unknown);
  }
  if (!present) return present.why();
  if (from.schema_version != 0 || !from.times.empty()) row.dated = *present;
  row.unknown = object_of(unknown);
  return std::nullopt;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
