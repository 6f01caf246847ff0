// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string_view>

#include <simdjson.h>

#include "support/hand_text.hpp"
#include "support/task.hpp"

namespace bench {

/// One task by simdjson's on-demand interface, its members in the order they are written in (find_field), which is
/// the fastest it has. Throws simdjson_error; false for a time that is none.
inline bool read_task(simdjson::ondemand::object from, Task& task) {
  task.title = std::string{std::string_view{from.find_field("title")}};
  task.body = std::string{std::string_view{from.find_field("body")}};
  task.done = bool{from.find_field("done")};
  task.priority = std::int64_t{from.find_field("priority")};
  task.weight = double{from.find_field("weight")};
  simdjson::ondemand::value note = from.find_field("note");
  if (note.is_null())
    task.note.reset();
  else
    task.note.emplace(std::string_view{note});
  task.tags.clear();
  task.tags.reserve(4);
  for (auto tag : simdjson::ondemand::array{from.find_field("tags")}) task.tags.emplace_back(std::string_view{tag});
  return hand::parse_time(std::string_view{from.find_field("changed")}, task.changed);
}

/// The same for members in any order, with unknown ones skipped: by what stands there, as a decoder has to that
/// cannot know who wrote.
inline bool read_task_in_any_order(simdjson::ondemand::object from, Task& task) {
  bool good = true;
  for (auto member : from) {
    std::string_view const name = member.unescaped_key();
    auto value = member.value();
    if (name == "title") {
      task.title = std::string{std::string_view{value}};
    } else if (name == "body") {
      task.body = std::string{std::string_view{value}};
    } else if (name == "done") {
      task.done = bool{value};
    } else if (name == "priority") {
      task.priority = std::int64_t{value};
    } else if (name == "weight") {
      task.weight = double{value};
    } else if (name == "note") {
      if (value.is_null())
        task.note.reset();
      else
        task.note.emplace(std::string_view{value});
    } else if (name == "tags") {
      task.tags.clear();
      task.tags.reserve(4);
      for (auto tag : simdjson::ondemand::array{value}) task.tags.emplace_back(std::string_view{tag});
    } else if (name == "changed") {
      good = hand::parse_time(std::string_view{value}, task.changed) && good;
    }
  }
  return good;
}

}  // namespace bench
