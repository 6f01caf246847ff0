// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/take_value.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstddef>
#include <string>
#include <string_view>

#include "support/hand_text.hpp"
#include "support/task.hpp"

namespace bench::hand {

/// Reads one task's members in the order they are written in: by hand, over entente's way of taking single
/// values. Null for anything else, escapes included.
class task_reader {
 public:
  task_reader(char const* at, char const* end) : at_(at), end_(end) {}

  char const* read(Task& task) {
    using namespace entente::detail;
    bool const good = name("{\"title\":") && step(take_text(at_, end_, task.title)) && name(",\"body\":") &&
                      step(take_text(at_, end_, task.body)) && name(",\"done\":") &&
                      step(take_value(at_, end_, task.done)) && name(",\"priority\":") &&
                      step(take_integer(at_, end_, task.priority)) && name(",\"weight\":") &&
                      step(take_float(at_, end_, task.weight)) && name(",\"note\":") &&
                      step(take_value(at_, end_, task.note)) && name(",\"tags\":[") && tags(task) &&
                      name(",\"changed\":") && time(task) && name("}");
    return good ? at_ : nullptr;
  }

 private:
  bool step(char const* behind) {
    at_ = behind;
    return behind != nullptr;
  }
  template <std::size_t N>
  bool name(char const (&text)[N]) {
    return step(entente::detail::take_literal(at_, end_, text));
  }
  bool tags(Task& task) {
    task.tags.clear();
    if (at_ != end_ && *at_ == ']') return step(at_ + 1);
    task.tags.reserve(4);
    for (;;) {
      std::string_view text;
      if (!step(entente::detail::take_text_view(at_, end_, text)) || at_ == end_) return false;
      task.tags.emplace_back(text);
      if (*at_++ != ',') return at_[-1] == ']';
    }
  }
  bool time(Task& task) {
    std::string_view text;
    return step(entente::detail::take_text_view(at_, end_, text)) && parse_time(text, task.changed);
  }

  char const* at_;
  char const* end_;
};

/// One task from where the reader stands; what is spelt in another way is left to entente's decoder.
inline bool read(entente::json_reader& from, Task& task) {
  std::string_view const rest = from.rest();
  if (char const* const behind = task_reader{rest.data(), rest.data() + rest.size()}.read(task)) {
    from.pass(behind);
    return true;
  }
  return entente::read_fields(from, task).ok();
}

}  // namespace bench::hand
