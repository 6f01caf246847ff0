// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/remote/detail/reference_ids.hpp>
#include <entente/remote/remote.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/operation.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The members every item of the reference form has beside its record's fields. No entity has
/// fields of these names.
inline bool is_item_member(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names{
      "id",        "clientId",  "version",   "updatedAt", "isDeleted", "clientMutationId",
      "createdAt", "deletedAt", "__typename"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A time as strangers send it, as a stamp; 0 where there is none.
inline stamp stamp_of(json_value const* value) {
  if (value == nullptr) return {};
  std::int64_t micros = 0;
  if (auto const text = value->as_string()) {
    if (auto const when = parse_rfc3339(*text))
      micros = std::chrono::floor<std::chrono::microseconds>(*when).time_since_epoch().count();
  } else if (auto const millis = value->as_int64()) {
    // Some backends send milliseconds since the epoch.
    constexpr auto most = (std::numeric_limits<std::int64_t>::max)() / 1000;
    if (*millis < most) micros = *millis * 1000;
  }
  return {(std::max)(micros, std::int64_t{0})};
}

/// A version as strangers send it; 0 where there is none.
inline std::int64_t version_in(json_value const* value) {
  // There has to be room to count on.
  constexpr auto most = (std::numeric_limits<std::int64_t>::max)() / 2;
  return value == nullptr ? 0 : std::clamp(value->as_int64().value_or(0), std::int64_t{0}, most);
}

/// Translates between operations and changes, which hold keys, and the items of the reference form,
/// which hold whatever ids the backend likes.
class item_translator {
 public:
  item_translator(remote_context const& context, std::string_view backend)
      : context_(context), ids_(context, backend) {}

  [[nodiscard]] reference_ids const& ids() const noexcept { return ids_; }

  /// The fields an operation changes, with the values they have after it; nothing when it carries
  /// no record to take them from.
  [[nodiscard]] std::optional<std::vector<json_value::member>> values_of(operation const& op) const {
    std::vector<json_value::member> values;
    if (op.kind == operation_kind::remove) return values;
    auto const image = json_value::parse(op.image);
    auto const body = json_value::parse(op.body);
    if (!image || !body || (*image).kind() != json_kind::object) return std::nullopt;
    bool const everything = op.kind == operation_kind::insert || op.kind == operation_kind::restore;
    for (auto const& member : (*image).members())
      if (everything || touches(*body, member.name))
        values.push_back({member.name, outgoing(op.entity, member)});
    return values;
  }

  /// A backend's item, which has an id, as a change.
  [[nodiscard]] change change_of(std::string_view entity, json_value const& item) const {
    change out;
    out.entity = entity;
    out.key = note_ids(entity, item);
    if (auto id = id_text(item.find("id")); id && *id != out.key.text()) out.id = std::move(*id);
    out.version = version_in(item.find("version"));
    out.at = stamp_of(item.find("updatedAt"));
    out.created = stamp_of(item.find("createdAt"));
    out.edited = {out.at.micros};
    auto const* const deleted = item.find("isDeleted");
    auto const* const deleted_at = item.find("deletedAt");
    out.deleted = (deleted != nullptr && deleted->as_bool().value_or(false)) ||
                  (deleted_at != nullptr && !deleted_at->is_null());
    if (!out.deleted) {
      json_writer fields{out.fields};
      fields.begin_object();
      for (auto const& member : item.members())
        if (!is_item_member(member.name)) {
          fields.key(member.name);
          write_incoming(fields, entity, member);
        }
      fields.end_object();
    }
    return out;
  }

  /// What no record can be made of, as a change that will not read as one, for the replica's
  /// quarantine.
  [[nodiscard]] change unreadable(std::string_view entity, std::string_view text) const {
    change out;
    out.entity = entity;
    out.key = ids_.derived(entity, text);
    out.version = 1;
    out.fields = "[" + std::string{text} + "]";
    return out;
  }

  /// A record that a backend only tells to be gone, neither in which version nor when.
  [[nodiscard]] change tombstone_of(std::string_view entity, std::string const& id) const {
    change out;
    out.entity = entity;
    out.key = ids_.key_of(entity, id, std::nullopt);
    if (id != out.key.text()) out.id = id;
    out.deleted = true;
    return out;
  }

  static bool has_id(json_value const& item) {
    return id_text(item.find("id")) || id_text(item.find("clientId"));
  }
  /// The key of an item that has an id; the backend's ids for it are remembered.
  // NOLINTNEXTLINE(modernize-use-nodiscard): noting is what it is for.
  uuid note_ids(std::string_view entity, json_value const& item) const {
    return ids_.key_of(entity, id_text(item.find("id")), id_text(item.find("clientId")));
  }

  /// The keys of the records an operation's image refers to.
  template <class Visit>
  void each_target(operation const& op, Visit const& visit) const {
    auto const* const outline = context_.outline.find(op.entity);
    if (outline == nullptr || outline->refs.empty()) return;
    auto const image = json_value::parse(op.image);
    if (!image) return;
    for (auto const& ref : outline->refs)
      if (auto const* const member = (*image).find(ref.wire_name))
        each_leaf(*member, [&](json_value const& leaf) {
          if (auto const text = leaf.as_string())
            if (auto const key = uuid::parse(*text)) visit(ref.target, *key);
        });
  }

 private:
  static bool touches(json_value const& body, std::string_view name) {
    for (std::string_view const part : {"set", "delta", "add", "remove", "append"})
      if (auto const* const members = body.find(part);
          members != nullptr && members->find(name) != nullptr)
        return true;
    return false;
  }

  [[nodiscard]] ref_outline const* ref_of(std::string_view entity, std::string_view member) const {
    if (auto const* const outline = context_.outline.find(entity))
      for (auto const& each : outline->refs)
        if (each.wire_name == member) return &each;
    return nullptr;
  }

  template <class Visit>
  static void each_leaf(json_value const& value, Visit const& visit) {
    for (auto const& each : value.elements()) each_leaf(each, visit);
    for (auto const& each : value.members()) each_leaf(each.value, visit);
    if (value.elements().empty() && value.members().empty()) visit(value);
  }

  /// Writes a ref, or a list, map or optional of refs, with another text for each.
  template <class Rename>
  static void write_renamed(json_writer& out, json_value const& value, Rename const& rename) {
    if (value.kind() == json_kind::array) {
      out.begin_array();
      for (auto const& each : value.elements()) write_renamed(out, each, rename);
      out.end_array();
    } else if (value.kind() == json_kind::object) {
      out.begin_object();
      for (auto const& each : value.members()) {
        out.key(each.name);
        write_renamed(out, each.value, rename);
      }
      out.end_object();
    } else if (auto const name = rename(value)) {
      out.value(*name);
    } else {
      value.write(out);
    }
  }

  /// A ref leaves as the backend's id of its target.
  [[nodiscard]] json_value outgoing(std::string_view entity, json_value::member const& member) const {
    auto const* const ref = ref_of(entity, member.name);
    if (ref == nullptr) return member.value;
    std::string text;
    json_writer out{text};
    write_renamed(out, member.value, [&](json_value const& leaf) -> std::optional<std::string> {
      auto const key = leaf.as_string() ? uuid::parse(*leaf.as_string()) : std::nullopt;
      return key ? ids_.id_of(ref->target, *key) : std::nullopt;
    });
    return json_value::parse(text).value();
  }

  /// A ref arrives as the backend's id of its target and becomes the target's key.
  void write_incoming(json_writer& out, std::string_view entity,
                      json_value::member const& member) const {
    auto const* const ref = ref_of(entity, member.name);
    if (ref == nullptr) return member.value.write(out);
    if (member.value.as_string() && member.value.as_string()->empty()) {
      out.null();
      return;
    }
    write_renamed(out, member.value, [&](json_value const& leaf) -> std::optional<std::string> {
      auto const id = id_text(&leaf);
      if (!id) return std::nullopt;
      return ids_.key_of(ref->target, id, std::nullopt).text();
    });
  }

  remote_context const& context_;
  reference_ids ids_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
