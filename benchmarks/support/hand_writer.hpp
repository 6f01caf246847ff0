// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/task.hpp"
#include "support/hand_text.hpp"

namespace bench::hand {

/// Bytes that are never cleared: what std::string cannot do.
class raw_buffer {
 public:
  void clear() { size_ = 0; }
  char* room(std::size_t count) {
    if (capacity_ - size_ < count) {
      std::size_t const capacity = (capacity_ + count) * 2;
      std::unique_ptr<char[]> larger{new char[capacity]};
      if (size_ != 0) std::memcpy(larger.get(), bytes_.get(), size_);
      bytes_ = std::move(larger);
      capacity_ = capacity;
    }
    return bytes_.get() + size_;
  }
  void end_at(char const* at) { size_ = static_cast<std::size_t>(at - bytes_.get()); }
  [[nodiscard]] std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

inline char* put_small(char* to, std::uint32_t value) {
  if (value < 10) {
    *to = static_cast<char>('0' + value);
    return to + 1;
  }
  if (value < 100) return put_two(to, value);
  if (value >= 10'000) {
    to = put_small(to, value / 10'000);
    value %= 10'000;
    return put_two(put_two(to, value / 100), value % 100);
  }
  to = put_small(to, value / 100);
  return put_two(to, value % 100);
}

/// Three decimals without the general algorithm, which weights have; the general one for any other number.
inline char* put_double(char* to, double value) {
  double const magnitude = std::fabs(value);
  if (magnitude >= 0.001 && magnitude < 1e6) {
    auto const thousandths = static_cast<std::uint32_t>(magnitude * 1000 + 0.5);
    if (thousandths / 1000.0 == magnitude) {
      if (value < 0) *to++ = '-';
      to = put_small(to, thousandths / 1000);
      std::uint32_t const rest = thousandths % 1000;
      if (rest == 0) return to;
      to[0] = '.';
      to[1] = static_cast<char>('0' + rest / 100);
      put_two(to + 2, rest % 100);
      return to + (to[3] != '0' ? 4 : to[2] != '0' ? 3 : 2);
    }
  }
  return std::to_chars(to, to + 24, value).ptr;
}

template <std::size_t N>
char* put(char* to, char const (&text)[N]) {
  std::memcpy(to, text, N - 1);
  return to + N - 1;
}

/// One task as JSON: the best we know for this one struct, by hand. The bytes are those of entente.
inline void write(raw_buffer& buffer, Task const& task) {
  std::size_t longest = 320 + 6 * (task.title.size() + task.body.size() + (task.note ? task.note->size() : 0));
  for (auto const& tag : task.tags) longest += 24 + 6 * tag.size();
  char* to = buffer.room(longest);
  auto const text = [&](std::string_view value) {
    to = put_string(to, value);
    if (to == nullptr) throw std::runtime_error("not UTF-8");
  };
  to = put(to, R"({"title":)");
  text(task.title);
  to = put(to, R"(,"body":)");
  text(task.body);
  to = task.done ? put(to, R"(,"done":true,"priority":)") : put(to, R"(,"done":false,"priority":)");
  to = task.priority >= 0 && task.priority < 1'000'000 ? put_small(to, static_cast<std::uint32_t>(task.priority))
                                                       : std::to_chars(to, to + 24, task.priority).ptr;
  to = put(to, R"(,"weight":)");
  to = put_double(to, task.weight);
  to = put(to, R"(,"note":)");
  if (task.note)
    text(*task.note);
  else
    to = put(to, "null");
  to = put(to, R"(,"tags":[)");
  for (std::size_t i = 0; i < task.tags.size(); ++i) {
    if (i != 0) *to++ = ',';
    text(task.tags[i]);
  }
  to = put(to, R"(],"changed":")");
  to = put_time(to, task.changed);
  to = put(to, "\"}");
  buffer.end_at(to);
}

}  // namespace bench::hand
