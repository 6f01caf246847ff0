// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/item.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// A successful answer as its receipt keeps it.
inline std::string write_item_receipt(item_result const& answer) {
  std::string text;
  json_writer out{text};
  out.begin_object();
  if (answer.client_id) out.key("clientId").value(*answer.client_id);
  if (answer.id) out.key("id").value(*answer.id);
  out.key("version").value(answer.version).key("at").value(answer.updated_at.micros).end_object();
  return text;
}

inline std::optional<item_result> read_item_receipt(std::string_view text) {
  item_result answer;
  answer.success = true;
  json_reader from{text};
  if (!from.begin_object()) return std::nullopt;
  for (std::string_view name; from.next_member(name);) {
    if (name == "clientId")
      from.read(answer.client_id.emplace());
    else if (name == "id")
      from.read(answer.id.emplace());
    else if (name == "version")
      from.read(answer.version);
    else if (name == "at")
      from.read(answer.updated_at.micros);
    else
      from.skip();
  }
  if (!from.finish()) return std::nullopt;
  return answer;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
