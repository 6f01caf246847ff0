// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "support/task.hpp"
#include "support/hand_text.hpp"

namespace bench {

// Found by nlohmann::json, as its documentation has it.
inline void to_json(nlohmann::json& to, Task const& task) {
  char time[27];
  hand::put_time(time, task.changed);
  to = nlohmann::json{{"title", task.title},
                      {"body", task.body},
                      {"done", task.done},
                      {"priority", task.priority},
                      {"weight", task.weight},
                      {"tags", task.tags},
                      {"changed", std::string{time, sizeof time}}};
  if (task.note)
    to["note"] = *task.note;
  else
    to["note"] = nullptr;
}

inline void from_json(nlohmann::json const& from, Task& task) {
  from.at("title").get_to(task.title);
  from.at("body").get_to(task.body);
  from.at("done").get_to(task.done);
  from.at("priority").get_to(task.priority);
  from.at("weight").get_to(task.weight);
  if (auto const& note = from.at("note"); note.is_null())
    task.note.reset();
  else
    task.note = note.get<std::string>();
  from.at("tags").get_to(task.tags);
  if (!hand::parse_time(from.at("changed").get_ref<std::string const&>(), task.changed))
    throw std::invalid_argument("changed");
}

}  // namespace bench
