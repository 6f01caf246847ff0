// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "support/task.hpp"
#include "support/hand_text.hpp"

namespace bench {

inline boost::json::string_view view_of(std::string const& text) { return {text.data(), text.size()}; }

// Found by boost::json::value_from and value_to, as its documentation has it. Members are made in place.
inline void tag_invoke(boost::json::value_from_tag, boost::json::value& to, Task const& task) {
  auto& object = to.emplace_object();
  object.reserve(8);
  object.emplace("title", view_of(task.title));
  object.emplace("body", view_of(task.body));
  object.emplace("done", task.done);
  object.emplace("priority", task.priority);
  object.emplace("weight", task.weight);
  if (task.note)
    object.emplace("note", view_of(*task.note));
  else
    object.emplace("note", nullptr);
  boost::json::array tags(object.storage());
  tags.reserve(task.tags.size());
  for (auto const& tag : task.tags) tags.emplace_back(view_of(tag));
  object.emplace("tags", std::move(tags));
  char time[27];
  hand::put_time(time, task.changed);
  object.emplace("changed", boost::json::string_view{time, sizeof time});
}

inline std::string text_of(boost::json::value const& value) {
  auto const& text = value.as_string();
  return {text.data(), text.size()};
}

inline Task tag_invoke(boost::json::value_to_tag<Task>, boost::json::value const& from) {
  auto const& object = from.as_object();
  Task task;
  task.title = text_of(object.at("title"));
  task.body = text_of(object.at("body"));
  task.done = object.at("done").as_bool();
  task.priority = object.at("priority").to_number<std::int64_t>();
  task.weight = object.at("weight").to_number<double>();
  if (auto const& note = object.at("note"); !note.is_null()) task.note = text_of(note);
  auto const& tags = object.at("tags").as_array();
  task.tags.reserve(tags.size());
  for (auto const& tag : tags) task.tags.push_back(text_of(tag));
  auto const& changed = object.at("changed").as_string();
  if (!hand::parse_time({changed.data(), changed.size()}, task.changed)) throw std::invalid_argument("changed");
  return task;
}

}  // namespace bench
