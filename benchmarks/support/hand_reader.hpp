// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/json_reader.hpp>

#include <string_view>
#include <utility>

#include "support/hand_text.hpp"
#include "support/task.hpp"

namespace bench::hand {

inline bool read_time(entente::json_reader& from, Task& task) {
  std::string_view text;
  return from.read_string_view(text) && parse_time(text, task.changed);
}

inline bool read_note(entente::json_reader& from, Task& task) {
  if (from.peek() == entente::json_kind::null) {
    task.note.reset();
    return from.read_null();
  }
  return from.read(task.note ? *task.note : task.note.emplace());
}

inline bool read_tags(entente::json_reader& from, Task& task) {
  if (!from.begin_array()) return false;
  task.tags.clear();
  task.tags.reserve(4);
  while (from.next_element())
    if (!from.read(task.tags.emplace_back())) return false;
  return from.ok();
}

/// One task from where the reader stands, by hand over entente's parser: its members in the order they are
/// written in, nothing else accepted.
inline bool read(entente::json_reader& from, Task& task) {
  return from.begin_object() && from.next_literal_member("\"title\":") && from.read(task.title) &&
         from.next_literal_member("\"body\":") && from.read(task.body) && from.next_literal_member("\"done\":") &&
         from.read(task.done) && from.next_literal_member("\"priority\":") && from.read(task.priority) &&
         from.next_literal_member("\"weight\":") && from.read(task.weight) && from.next_literal_member("\"note\":") &&
         read_note(from, task) && from.next_literal_member("\"tags\":") && read_tags(from, task) &&
         from.next_literal_member("\"changed\":") && read_time(from, task) && [&] {
           std::string_view more;
           return !from.next_member(more) && from.ok();
         }();
}

}  // namespace bench::hand
