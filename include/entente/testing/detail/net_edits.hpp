// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/detail/history_model.hpp>
#include <entente/testing/detail/model_field.hpp>
#include <entente/testing/detail/model_record.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A field that a transaction changes and changes back was not edited.
inline void drop_what_came_to_nothing(std::vector<record_edit>& edits) {
  struct course {
    field_edit first;
    field_edit last;
  };
  std::map<std::pair<history_model::record_name, std::size_t>, course> courses;
  std::set<history_model::record_name> otherwise;
  for (auto const& each : edits) {
    history_model::record_name const name{each.entity, each.key};
    if (!each.edits_only) otherwise.insert(name);
    for (auto const& edit : each.fields) courses.try_emplace({name, edit.field}, course{edit, edit}).first->second.last = edit;
  }
  for (auto& each : edits) {
    history_model::record_name const name{each.entity, each.key};
    std::erase_if(each.fields, [&](auto const& edit) {
      auto const& all = courses.at({name, edit.field});
      return !otherwise.contains(name) && all.first.saw && all.first.before == all.last.text;
    });
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
