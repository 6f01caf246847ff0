// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/apply.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What a queued operation does, as a patch. One that this program cannot read any more (the struct has
/// changed since) does nothing here; it still goes to the server as it is.
template <class Entity>
patch<Entity> patch_of(queued_operation const& op) {
  if (op.kind != operation_kind::insert && op.kind != operation_kind::update) return {};
  auto change = read_patch<Entity>(op.body, op.edited);
  return change ? std::move(*change) : patch<Entity>{};
}

/// The same, and whether this program knows enough of the operation to carry it over to another version of its record.
/// What it does not is left as it was written.
template <class Entity>
patch<Entity> patch_of(queued_operation const& op, bool& can_carry) {
  can_carry = true;
  if (op.kind != operation_kind::insert && op.kind != operation_kind::update) return {};
  unknown_members unknown;
  auto change = read_patch<Entity>(op.body, op.edited, &unknown);
  can_carry = change.ok() && (unknown.empty() || (op.state != operation_state::failed && change->fields.any()));
  return change ? std::move(*change) : patch<Entity>{};
}

template <class Entity>
std::string body_of(patch<Entity> const& change, edit_time edited) {
  std::string body;
  write_patch(body, change, edited);
  return body;
}

/// The body of an insert: that of `whole_patch`, without making one.
template <class Entity>
std::string insert_body_of(Entity const& value) {
  if constexpr (describe<Entity>::size == 0) {
    return "{}";
  } else {
    std::string body;
    body.reserve(512);
    body = R"({"set":{)";
    write_fields(body, value, describe<Entity>::all);
    body += "}}";
    return body;
  }
}

/// Replays an operation on a record. An edit that waits for a person stays to be seen, also where the server has
/// deleted the record.
template <class Entity>
void replay(queued_operation const& op, patch<Entity> const& change, Entity& value, bool& deleted) {
  switch (op.kind) {
    case operation_kind::insert:
      entente::apply(change, value);
      deleted = false;
      break;
    case operation_kind::update:
      entente::apply(change, value);
      if (op.force || op.state == operation_state::conflict ||
          describe<Entity>::on_delete == delete_rule::update_wins) deleted = false;
      break;
    case operation_kind::remove: deleted = true; break;
    case operation_kind::restore: deleted = false; break;
  }
}

/// The records that some fields refer to.
template <class Entity>
std::vector<uuid> refs_of(Entity const& value, field_mask which) {
  std::vector<uuid> found;
  for_each_chosen<describe<Entity>::is_ref>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    auto const& member = get_field<I>(value);
    if (which.test(I) && member) found.push_back(member.key);
  });
  return found;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
