// SPDX-License-Identifier: BSL-1.0
// Fields as people type and read them, for any entity.
#pragma once

#include "command_line.hpp"

#include <entente/base.hpp>
#include <entente/entity.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace fieldnotes {

/// What was typed for a field of type T, as the JSON the library reads.
template <class T>
std::string typed_json(std::string const& typed) {
  using entente::field_kind;
  constexpr field_kind kind = entente::kind_of<T>;
  std::string json;
  if constexpr (kind == field_kind::optional) {
    return typed.empty() ? "null" : typed_json<entente::element_of<T>>(typed);
  } else if constexpr (kind == field_kind::reference) {
    if (typed.empty()) return "null";
    entente::append_quoted(json, typed);
  } else if constexpr (kind == field_kind::list) {
    json = "[";
    for (std::size_t at = 0; at < typed.size();) {
      auto const comma = std::min(typed.find(',', at), typed.size());
      if (json.size() > 1) json += ',';
      json += typed_json<entente::element_of<T>>(typed.substr(at, comma - at));
      at = comma + 1;
    }
    json += ']';
  } else if constexpr (kind == field_kind::boolean || kind == field_kind::integer || kind == field_kind::floating) {
    return typed;
  } else {
    entente::append_quoted(json, typed);
  }
  return json;
}

/// Sets the fields named in `assignments`. Refuses unknown fields and values of the wrong type.
template <class Entity>
void assign(Entity& record, std::vector<std::pair<std::string, std::string>> const& assignments) {
  using about = entente::describe<Entity>;
  for (auto const& [name, typed] : assignments) {
    bool known = false;
    entente::for_each_field(record, [&]<std::size_t I, class T>(std::integral_constant<std::size_t, I>, T& field) {
      if (about::field_names[I] != name && about::wire_names[I] != name) return;
      known = true;
      std::string const json = typed_json<T>(typed);
      entente::json_reader from{json};
      if (!entente::read_json(from, field) || !from.finish())
        throw entente::failure({entente::error_code::validation_failed, from.why().message, std::string{about::name},
                                std::string{about::field_names[I]}, "type another value"});
    });
    if (!known) {
      std::string fields;
      for (auto const each : about::field_names) fields += (fields.empty() ? "" : ", ") + std::string{each};
      throw entente::failure({entente::error_code::validation_failed, "there is no such field", std::string{about::name},
                              name, "choose one of " + fields});
    }
  }
}

/// A field's value as one line for people: JSON, without quotes around plain text.
template <class T>
std::string shown(T const& value) {
  std::string json;
  entente::write_json(json, value);
  entente::json_reader from{json};
  std::string text;
  if (from.peek() == entente::json_kind::string && from.read(text)) return text;
  return json;
}

/// One record as the JSON that `--json` prints: id, version, updatedAt, isDeleted, fields.
template <class Entity>
std::string record_json(entente::record<Entity> const& record) {
  std::string out;
  entente::json_writer to{out};
  std::string fields;
  entente::write_object(fields, record.value);
  to.begin_object()
      .key("id").value(record.id.text())
      .key("entity").value(entente::describe<Entity>::name)
      .key("version").value(record.version)
      .key("updatedAt");
  if (record.version > 0)
    to.value(entente::to_rfc3339(record.updated_at));
  else
    to.null();
  to.key("isDeleted").value(record.deleted).key("fields").raw(fields).end_object();
  return out;
}

}  // namespace fieldnotes
