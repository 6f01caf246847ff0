// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/patch.hpp>
#include <entente/merge/detail/field_merging.hpp>
#include <entente/reflect/field_addresses.hpp>

#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

/// A patch as code sees it that is made once for all entities: `value` and `removed` are addresses by field, `how`
/// tells what is there. A view of a patch that must outlive it.
struct patch_view {
  field_merging const* const* how;
  field_mask const& fields;
  field_mask const& whole;
  void const* const* value;
  void const* const* removed;
  edit_time const* times;

  /// Whether the patch replaces the field, rather than adding to it.
  [[nodiscard]] bool replaces(std::size_t field) const {
    return !how[field]->travels_as_delta || whole.test(field);
  }
};

/// The same of a patch that is being made.
struct patch_editor {
  field_merging const* const* how;
  field_mask& fields;
  field_mask& whole;
  void* const* value;
  void* const* removed;
  edit_time* times;

  [[nodiscard]] patch_view view() const { return {how, fields, whole, value, removed, times}; }

  /// Takes over everything another patch says about a field; this one said nothing about it.
  void take(patch_view const& from, std::size_t field) const {
    fields.set(field);
    from.whole.test(field) ? whole.set(field) : whole.reset(field);
    how[field]->assign(value[field], from.value[field]);
    if (how[field]->is_set) how[field]->assign(removed[field], from.removed[field]);
    times[field] = from.times[field];
  }
};

/// The addresses that a view points to. Must outlive it.
template <class Entity>
class viewed_patch {
 public:
  explicit viewed_patch(patch<Entity> const& of)
      : of_(of), value_(addresses_of(of.value)), removed_(addresses_of(of.removed)) {}

  [[nodiscard]] patch_view view() const {
    return {merging_fields<Entity>, of_.fields, of_.whole, value_, removed_, of_.times.data()};
  }

 private:
  patch<Entity> const& of_;
  field_addresses<void const*, describe<Entity>::size> value_;
  field_addresses<void const*, describe<Entity>::size> removed_;
};

template <class Entity>
class edited_patch {
 public:
  explicit edited_patch(patch<Entity>& of)
      : of_(of), value_(addresses_of(of.value)), removed_(addresses_of(of.removed)) {}

  [[nodiscard]] patch_editor edit() const {
    return {merging_fields<Entity>, of_.fields, of_.whole, value_, removed_, of_.times.data()};
  }

 private:
  patch<Entity>& of_;
  field_addresses<void*, describe<Entity>::size> value_;
  field_addresses<void*, describe<Entity>::size> removed_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
