// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/input.hpp>
#include <entente/graphql/value.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_text.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/pull_request.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// A push as it came: what can be applied, and the answers to what cannot even be read.
struct native_push {
  push_request request;
  std::vector<op_result> unreadable;
  std::size_t operations = 0;
};

inline uuid replica_of(graphql::arguments const& args) {
  auto const text = args.optional_string("replica");
  if (!text) return {};
  auto const replica = uuid::parse(*text);
  if (!replica)
    throw graphql::field_error("Argument \"replica\" must be a UUID in canonical form.");
  return *replica;
}

inline acknowledged acknowledged_of(graphql::arguments const& args) {
  auto const json = args.optional_json("acknowledged");
  if (!json) return {};
  auto read = read_acknowledged(*json);
  if (!read)
    throw graphql::field_error("Argument \"acknowledged\" is malformed: " + read.why().text());
  return *std::move(read);
}

/// The id of an operation that is otherwise unreadable.
inline std::optional<uuid> op_id_in(std::string_view json) {
  json_reader from{json};
  if (!from.begin_object()) return std::nullopt;
  for (std::string_view name; from.next_member(name);) {
    if (name != "opId") {
      from.skip();
      continue;
    }
    std::string_view text;
    if (!from.read_string_view(text)) return std::nullopt;
    return uuid::parse(text);
  }
  return std::nullopt;
}

/// Reads one group. An operation that cannot be read is rejected, and holds the rest of its group. Beyond `most`
/// operations of a request nothing is read: they are larger than their text.
inline void read_group(std::string_view json, std::size_t most, native_push& into) {
  std::vector<operation> group;
  if (read_operations(json, most - into.operations, group)) {
    into.operations += group.size();
    into.request.groups.push_back(std::move(group));
    return;
  }
  group.clear();
  std::vector<op_result> rejected;
  json_reader from{json};
  if (!from.begin_array())
    throw graphql::field_error("Each of \"groups\" must be a list of operations.");
  while (from.next_element()) {
    std::string_view raw;
    if (!from.skip(raw)) break;
    if (++into.operations > most)
      throw graphql::field_error("The request holds more operations than the server takes.",
                                 graphql::codes::limit_exceeded);
    auto read = read_operation(raw);
    if (read) {
      group.push_back(*std::move(read));
      continue;
    }
    auto const op_id = op_id_in(raw);
    if (!op_id) throw graphql::field_error("An operation cannot be read: " + read.why().text());
    op_result& refused = rejected.emplace_back();
    refused.op_id = *op_id;
    refused.outcome = verdict::rejected;
    refused.code = read.why().code;
    refused.message = "the operation cannot be read: " + read.why().text();
  }
  if (rejected.empty()) {
    into.request.groups.push_back(std::move(group));
    return;
  }
  for (auto const& sibling : group) {
    op_result& held = into.unreadable.emplace_back();
    held.op_id = sibling.op_id;
    held.outcome = verdict::held;
    held.code = error_code::malformed;
    held.message = "another operation of the group cannot be read";
  }
  for (auto& each : rejected) into.unreadable.push_back(std::move(each));
}

/// The arguments of `pushOperations`. Throws `field_error` for what is no such request, and for more than `most`
/// operations.
inline native_push read_native_push(graphql::arguments const& args, std::size_t most) {
  native_push push;
  push.request.replica = replica_of(args);
  push.request.released = acknowledged_of(args);
  for (std::string_view const group : args.get_json_list("groups")) read_group(group, most, push);
  return push;
}

/// The arguments of `pullChanges`. Throws `field_error` for what is no such request.
inline pull_request read_native_pull(graphql::arguments const& args) {
  pull_request pull;
  pull.replica = replica_of(args);
  pull.released = acknowledged_of(args);
  pull.cursor = args.optional_string("cursor").value_or("");
  if (auto const limit = args.optional_int("limit")) {
    if (*limit < 1) throw graphql::field_error("Argument \"limit\" must be at least 1.");
    pull.limit = static_cast<std::size_t>(*limit);
  }
  if (args.find("entities") != nullptr)
    for (auto const& name : args.get_list("entities"))
      if (!name.is_null()) pull.entities.emplace_back(name.as_string());
  if (auto const schema = args.optional_int("schema")) {
    if (*schema < 1) throw graphql::field_error("Argument \"schema\" must be at least 1.");
    pull.schema_version = static_cast<int>(*schema);
  }
  return pull;
}

inline uuid key_argument(graphql::arguments const& args, std::string_view name) {
  auto const key = uuid::parse(args.optional_string(name).value_or(""));
  if (!key)
    throw graphql::field_error("Argument \"" + std::string{name} + "\" must be a UUID in canonical form.");
  return *key;
}

/// The arguments of `compareRecords`. Throws `field_error` for what is no such request.
inline range_query read_comparison(graphql::arguments const& args) {
  range_query asked;
  asked.entity = args.optional_string("entity").value_or("");
  asked.first = key_argument(args, "first");
  asked.last = key_argument(args, "last");
  asked.cursor = args.optional_string("cursor").value_or("");
  auto const rows = args.optional_int("rows").value_or(0);
  auto const schema = args.optional_int("schema").value_or(0);
  if (rows < 0 || schema < 0) throw graphql::field_error("Arguments \"rows\" and \"schema\" must not be negative.");
  asked.rows = static_cast<std::size_t>(rows);
  asked.schema_version = static_cast<int>(schema);
  return asked;
}

/// Messages as one JSON list.
template <class Message>
graphql::value message_list(std::vector<Message> const& messages) {
  std::string all = "[";
  for (auto const& each : messages) {
    if (all.size() > 1) all += ',';
    write_json(all, each);
  }
  all += ']';
  return json_text::trusted(std::move(all));
}

/// PushAnswer.
inline graphql::value push_value(push_answer const& answer) {
  return graphql::object{{"results", message_list(answer.results)},
                         {"epoch", answer.epoch.text()},
                         {"epochStart", answer.epoch_start.micros},
                         {"serverTime", answer.server_time.micros}};
}

/// RecordComparison.
inline graphql::value comparison_value(range_answer const& answer) {
  return graphql::object{{"moved", answer.moved},
                         {"whole", answer.whole},
                         {"changes", message_list(answer.changes)},
                         {"parts", message_list(answer.parts)}};
}

/// ChangePage. `changes` is the list of its changes, as JSON.
inline graphql::value changes_value(change_page const& page, std::string changes) {
  std::string digests = "[";
  for (auto const& each : page.digests) {
    if (digests.size() > 1) digests += ',';
    json_writer{digests}
        .begin_object()
        .key("entity")
        .value(each.entity)
        .key("value")
        .value(each.value.text())
        .key("count")
        .value(each.count)
        .end_object();
  }
  digests += ']';
  graphql::object answer{{"cursor", page.cursor},
                         {"hasMore", page.has_more},
                         {"epoch", page.epoch.text()},
                         {"restart", page.restart},
                         {"epochStart", page.epoch_start.micros},
                         {"digests", json_text::trusted(std::move(digests))},
                         {"serverTime", page.server_time.micros}};
  answer.add("changes", json_text::trusted(std::move(changes)));  // a list of members would copy it
  return answer;
}

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
