// SPDX-License-Identifier: BSL-1.0
// What this application keeps: two plain structs, and what the library should know of them.
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/id.hpp>
#include <entente/entity/schema.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fieldnotes {

struct Space {
  std::string name;
  std::string description;
};

struct Task {
  std::string title;
  std::string body;
  bool done = false;
  std::int64_t priority = 0;
  double weight = 0;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::int64_t votes = 0;
  entente::ref<Space> space;
};

/// Titles and names are one line of 1 to 200 bytes.
inline std::optional<entente::violation> refuse_heading(char const* field, std::string const& text) {
  if (text.empty()) return entente::violation{field, "must not be empty"};
  if (text.size() > 200) return entente::violation{field, "must not be longer than 200 bytes"};
  return std::nullopt;
}

}  // namespace fieldnotes

template <>
struct entente::entity_traits<fieldnotes::Space> {
  static std::optional<entente::violation> validate(fieldnotes::Space const& space) {
    return fieldnotes::refuse_heading("name", space.name);
  }
};

template <>
struct entente::entity_traits<fieldnotes::Task> {
  // Votes add up, tags unite, two people's notes are nobody's to throw away; elsewhere the later edit wins.
  using fields = entente::field_policies<entente::merge<&fieldnotes::Task::votes, entente::counter>,
                                         entente::merge<&fieldnotes::Task::tags, entente::set_union>,
                                         entente::merge<&fieldnotes::Task::note, entente::manual>>;
  using indexes = entente::indexes<&fieldnotes::Task::done, &fieldnotes::Task::space>;
  static std::optional<entente::violation> validate(fieldnotes::Task const& task) {
    return fieldnotes::refuse_heading("title", task.title);
  }
};

namespace fieldnotes {

using app = entente::schema<Space, Task>;

}  // namespace fieldnotes
