// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/wire/detail/depth.hpp>
#include <entente/wire/detail/field_errors.hpp>
#include <entente/wire/detail/json_number.hpp>
#include <entente/wire/detail/patch_parts.hpp>
#include <entente/wire/detail/read_patch_parts.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// Appends a patch, the body of an operation made at `op_time`:
///
///     {"set":{"title":"x"},"delta":{"votes":2},"add":{"tags":["a"]},"remove":{"tags":["b"]},
///      "append":{"log":["c"]},"at":{"title":1730798400000000}}
///
/// Parts with nothing to say are left out; "at" has the fields edited at another time than the
/// operation. Of fields whose policy knows whole values only, `whole` does not travel: it means
/// nothing there. Throws as write_fields does, and leaves `out` as it was.
template <class Entity>
void write_patch(std::string& out, patch<Entity> const& change, edit_time op_time) {
  std::size_t const before = out.size();
  bool first = true;
  auto const begin_part = [&](std::string_view opening) {
    if (!first) out += ',';
    first = false;
    out += opening;
  };
  auto const write_part = [&](std::string_view opening, Entity const& values, field_mask which) {
    if (which.none()) return;
    begin_part(opening);
    write_fields(out, values, which);
    out += '}';
  };
  try {
    detail::patch_parts const parts = detail::parts_of(change);
    out += '{';
    write_part(R"("set":{)", change.value, parts.set);
    write_part(R"("delta":{)", change.value, parts.delta);
    write_part(R"("add":{)", change.value, parts.add);
    write_part(R"("remove":{)", change.removed, parts.remove);
    write_part(R"("append":{)", change.value, parts.append);
    bool any_time = false;
    change.fields.for_each([&](std::size_t i) {
      if (change.times[i] == op_time) return;
      if (any_time)
        out += ',';
      else
        begin_part(R"("at":{)");
      any_time = true;
      append_quoted(out, describe<Entity>::wire_names[i]);
      out += ':';
      char text[detail::longest_number];
      out.append(text, detail::put_number(text, change.times[i].micros));
    });
    out += any_time ? "}}" : "}";
  } catch (...) {
    out.resize(before);
    throw;
  }
}

/// Reads what write_patch wrote, of an operation made at `op_time`. Members of "set" that are none
/// of the entity's fields are collected in `unknown_set`, or skipped where that is null.
///
/// Errors, with entity and field named: malformed for what is not such a text, for an intent that
/// the field's policy does not know and for a field both set and changed; newer_schema for intents
/// that a newer program knows: unknown parts, and unknown fields outside of "set", whose meaning
/// would be lost if they were skipped; too_large for too much nesting.
template <class Entity>
result<patch<Entity>> read_patch(json_reader& from, edit_time op_time,
                                 unknown_members* unknown_set = nullptr) {
  detail::patch_reader<Entity> reader{from, unknown_set};
  if (!reader.read(op_time)) return detail::error_at<Entity>(from, reader.blamed);
  return std::move(reader.change);
}

/// The same of a text that holds nothing else.
template <class Entity>
result<patch<Entity>> read_patch(std::string_view json, edit_time op_time,
                                 unknown_members* unknown_set = nullptr) {
  json_reader from(json, detail::max_patch_depth);
  auto change = read_patch<Entity>(from, op_time, unknown_set);
  if (change.ok() && !from.finish()) return detail::error_at<Entity>(from, describe<Entity>::size);
  return change;
}

}  // namespace v0
}  // namespace entente
