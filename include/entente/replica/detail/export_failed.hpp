// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/queue_table.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/record_image.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// One queued operation with its record as it is here, and as the server last told it.
template <class Schema>
void write_letter(database& on, json_writer& to, queued_operation const& op) {
  to.key("opId").value(op.op_id.text()).key("entity").value(op.entity).key("clientId").value(op.key.text());
  to.key("kind").value(name_of(op.kind)).key("schema").value(op.schema_version);
  to.key("editedAt").value(to_rfc3339(timestamp{std::chrono::microseconds{op.edited.micros}}, 6));
  to.key("patch").raw(op.body);
  with_entity_at<Schema>(Schema::find(op.entity), [&]<class Entity>() {
    row_table<Entity> rows{on};
    local_row<Entity> row;
    auto const image = [&](char const* name) { to.key(name).raw(image_of(row.value, row.unknown)); };
    if (rows.load(op.key, row)) {
      image("record");
      to.key("isDeleted").value(row.deleted);
    }
    if (rows.load_base(op.key, row)) image("base");
  });
}

/// Everything that is needed to enter failed operations by hand, as one JSON object.
template <class Schema>
std::string export_failed(database& on, std::string_view tenant, timestamp now) {
  queue_table queue{on};
  std::string text;
  json_writer to{text};
  to.begin_object().key("tenant").value(tenant).key("exportedAt").value(to_rfc3339(now, 6));
  to.key("failed").begin_array();
  for (auto const& op : queue.failed()) {
    to.begin_object();
    write_letter<Schema>(on, to, op);
    to.key("error").begin_object().key("code").value(op.error_code).key("message").value(op.message);
    if (!op.field.empty()) to.key("field").value(op.field);
    to.end_object().key("held").begin_array();
    for (auto const& waiting : queue.held_by(op.sequence)) {
      to.begin_object();
      write_letter<Schema>(on, to, waiting);
      to.end_object();
    }
    to.end_array().end_object();
  }
  to.end_array().end_object();
  return text;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
