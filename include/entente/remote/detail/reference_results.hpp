// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/detail/json_equal.hpp>
#include <entente/remote/detail/reference_items.hpp>
#include <entente/remote/detail/stranger_text.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/operation.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// An operation as it went out.
struct sent_item {
  operation const* op = nullptr;
  std::int64_t version = 0;         ///< the server's, that it is based on
  std::optional<std::string> id{};  ///< by which the server knows the record
  std::optional<std::string> client_id{};
  std::vector<json_value::member> values{};
};

/// The elements of a list, or of the list called `results` in an object, each parsed by itself, so
/// that one that cannot be read spoils none of the others. Nothing when there is no list.
inline std::optional<std::vector<json_value>> read_results(std::string_view text) {
  json_reader reader{text, 4096};
  std::optional<std::vector<json_value>> list;
  auto const read_list = [&] {
    list.emplace();
    reader.begin_array();
    while (reader.next_element()) {
      std::string_view raw;
      if (!reader.skip(raw)) return;
      if (auto one = json_value::parse(raw)) list->push_back(std::move(*one));
    }
  };
  if (reader.peek() == json_kind::array) {
    read_list();
  } else if (reader.begin_object()) {
    for (std::string_view name; reader.next_member(name);)
      if (name == "results" && reader.peek() == json_kind::array)
        read_list();
      else
        reader.skip();
  }
  return reader.finish() ? list : std::nullopt;
}

/// The result of an item: by its ids, never by its place. Null when there is none.
inline json_value const* result_for(std::vector<json_value> const& results, sent_item const& item,
                                    bool alone) {
  bool named = false;
  for (auto const& result : results) {
    auto const client_id = id_text(result.find("clientId"));
    auto const id = id_text(result.find("id"));
    if (client_id && item.client_id && same_id(*client_id, *item.client_id)) return &result;
    if (id && item.id && same_id(*id, *item.id)) return &result;
    if (id && !client_id && same_id(*id, item.op->key.text())) return &result;
    named = named || client_id || (id && item.id);
  }
  // One question, one answer, which names no other record.
  return alone && results.size() == 1 && !named ? &results.front() : nullptr;
}

/// Makes verdicts of results.
class result_reader {
 public:
  explicit result_reader(item_translator const& translate) : translate_(translate) {}

  /// The verdict on one operation. It is `stale` without a row where the server says that the
  /// record is not as it was, but not how it is.
  [[nodiscard]] op_result verdict_on(sent_item const& item, json_value const& result) const {
    auto const& op = *item.op;
    op_result out;
    out.op_id = op.op_id;
    out.version = version_in(result.find("version"));
    out.updated_at = stamp_of(result.find("updatedAt"));
    auto const id = id_text(result.find("id"));
    auto const* const success = result.find("success");
    if (success != nullptr && success->as_bool().value_or(false)) {
      out.outcome = verdict::applied;
      if (out.version == 0) out.version = item.version + 1;
      translate_.ids().note(op.entity, id, op.key);
      return out;
    }
    auto const text = [&](char const* name) {
      auto const* const value = result.find(name);
      return value == nullptr ? std::string{} : std::string{value->as_string().value_or("")};
    };
    auto const code = text("errorCode");
    auto const* conflict = result.find("conflict");
    if (conflict != nullptr && conflict->is_null()) conflict = nullptr;
    out.message = message_of(item, text("errorMessage"), conflict);
    bool const unknown_parent = code == "NOT_FOUND" && op.kind == operation_kind::insert;
    if (unknown_parent) {
      out.outcome = verdict::rejected, out.code = error_code::not_found;
    } else if (conflict != nullptr || code == "CONFLICT" || code == "NOT_FOUND") {
      out.outcome = verdict::stale, out.code = error_code::conflict;
      auto const* const server = conflict == nullptr ? nullptr : conflict->find("serverData");
      if (server != nullptr && server->kind() == json_kind::object) {
        translate_.ids().note(op.entity, id, op.key);
        compare(item, *server, version_in(conflict->find("serverVersion")), out);
      }
    } else if (code == "VALIDATION_ERROR" || code == "BAD_USER_INPUT") {
      out.outcome = verdict::rejected, out.code = error_code::validation_failed;
    } else if (code == "FORBIDDEN") {
      out.outcome = verdict::rejected, out.code = error_code::forbidden;
    } else {
      out.outcome = verdict::retry, out.code = error_code::server_failed;
    }
    return out;
  }

  /// Completes a verdict `stale` with the record as the server's stream shows it; nothing when it
  /// is not there any more.
  void complete(sent_item const& item, std::optional<change> found, op_result& out) const {
    change row;
    if (found) row = std::move(*found);
    row.entity = item.op->entity;
    row.deleted = row.deleted || !found;
    decide(item, std::move(row), out);
  }

 private:
  std::string message_of(sent_item const& item, std::string const& told,
                         json_value const* conflict) const {
    if (told.empty()) return "the server refused the record";
    text_guard guard;
    for (auto const& member : item.values) guard.hide(member.value);
    if (conflict != nullptr) guard.hide(*conflict);
    return guard(told);
  }

  void compare(sent_item const& item, json_value const& server, std::int64_t version,
               op_result& out) const {
    translate_.ids().note(item.op->entity, id_text(server.find("id")), item.op->key);
    auto row = item_translator::has_id(server)
                   ? translate_.change_of(item.op->entity, server)
                   : translate_.change_of(item.op->entity, with_id_of(item, server));
    if (row.version == 0) row.version = version != 0 ? version : out.version;
    decide(item, std::move(row), out);
  }

  /// A repeat of what had been done before its answer was lost looks like a conflict with oneself.
  void decide(sent_item const& item, change row, op_result& out) const {
    auto const& op = *item.op;
    row.key = op.key;
    // A deletion that nobody tells the version of has at least made one.
    if (row.version == 0 || (row.deleted && row.version < item.version))
      row.version = item.version + 1;
    bool const done = op.kind == operation_kind::remove
                          ? row.deleted
                          : !row.deleted && row.version > item.version && stands(item, row);
    out.outcome = done ? verdict::applied : verdict::stale;
    out.version = row.version;
    out.updated_at = row.at;
    if (done) out.message.clear();
    out.row = std::move(row);
  }

  /// Whether the server's record has all the values that were sent. Both sides are compared as
  /// keys.
  [[nodiscard]] bool stands(sent_item const& item, change const& row) const {
    auto const now = json_value::parse(row.fields);
    auto const meant = json_value::parse(item.op->image);
    if (!now || !meant) return false;
    return std::all_of(item.values.begin(), item.values.end(),
                       [&](json_value::member const& member) {
                         auto const* const there = (*now).find(member.name);
                         auto const* const here = (*meant).find(member.name);
                         if (there == nullptr || here == nullptr)
                           return there == nullptr && (here == nullptr || here->is_null());
                         return json_equal(*there, *here);
                       });
  }

  static json_value with_id_of(sent_item const& item, json_value const& server) {
    std::string text;
    json_writer out{text};
    out.begin_object()
        .key("clientId")
        .value(item.client_id ? *item.client_id : item.op->key.text());
    for (auto const& member : server.members())
      if (member.name != "id" && member.name != "clientId") {
        out.key(member.name);
        member.value.write(out);
      }
    out.end_object();
    return json_value::parse(text).value();
  }

  item_translator const& translate_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
