// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "support/task.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

/// The JSON of the hand-written baseline: just what a Task needs, appended to one string.
namespace bench {

inline void write_text(std::string& out, std::string_view text) {
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto const c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, done, i - done);
    done = i + 1;
    if (c >= 0x20) {
      out += '\\';
      out += static_cast<char>(c);
      continue;
    }
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    char escaped[8];
    out.append(escaped,
               static_cast<std::size_t>(std::snprintf(escaped, sizeof escaped, "\\u%04x", c)));
  }
  out.append(text, done);
  out += '"';
}

inline void write_tags(std::string& out, std::vector<std::string> const& tags) {
  out += '[';
  for (auto const& each : tags) {
    if (&each != tags.data()) out += ',';
    write_text(out, each);
  }
  out += ']';
}

template <class Number>
void write_number(std::string& out, Number value) {
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

inline void write_digits(char* to, unsigned value, int count) {
  for (; count > 0; value /= 10) to[--count] = static_cast<char>('0' + value % 10);
}

/// "2024-11-05T09:20:00.000123Z"
inline void write_time(std::string& out, entente::timestamp at) {
  auto const day = std::chrono::floor<std::chrono::days>(at);
  std::chrono::year_month_day const date{day};
  auto const micros = static_cast<std::uint64_t>((at - day).count());
  char text[] = "\"0000-00-00T00:00:00.000000Z\"";
  write_digits(text + 1, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  write_digits(text + 6, static_cast<unsigned>(date.month()), 2);
  write_digits(text + 9, static_cast<unsigned>(date.day()), 2);
  write_digits(text + 12, static_cast<unsigned>(micros / 3'600'000'000), 2);
  write_digits(text + 15, static_cast<unsigned>(micros / 60'000'000 % 60), 2);
  write_digits(text + 18, static_cast<unsigned>(micros / 1'000'000 % 60), 2);
  write_digits(text + 21, static_cast<unsigned>(micros % 1'000'000), 6);
  out.append(text, sizeof text - 1);
}

/// The body of the operation that makes a record. `tags` is what write_tags has made of its tags.
inline void write_insert(std::string& out, Task const& value, std::string_view tags) {
  out += "{\"set\":{\"title\":";
  write_text(out, value.title);
  out += ",\"body\":";
  write_text(out, value.body);
  out += value.done ? ",\"done\":true,\"priority\":" : ",\"done\":false,\"priority\":";
  write_number(out, value.priority);
  out += ",\"weight\":";
  write_number(out, value.weight);
  out += ",\"note\":";
  if (value.note)
    write_text(out, *value.note);
  else
    out += "null";
  out += ",\"tags\":";
  out += tags;
  out += ",\"changed\":";
  write_time(out, value.changed);
  out += "}}";
}

/// Reads what write_tags wrote; false for anything else.
inline bool read_tags(std::string_view text, std::vector<std::string>& into) {
  into.clear();
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  while (!text.empty()) {
    if (text.front() != '"') return false;
    auto& tag = into.emplace_back();
    std::size_t at = 1;
    for (;;) {
      auto const stop = text.find_first_of("\"\\", at);
      if (stop == std::string_view::npos) return false;
      tag.append(text, at, stop - at);
      if (text[stop] == '"') {
        at = stop + 1;
        break;
      }
      if (stop + 1 >= text.size() || text[stop + 1] == 'u')
        return false;  // none of ours has control characters
      tag += text[stop + 1];
      at = stop + 2;
    }
    if (at < text.size() && text[at] != ',') return false;
    text.remove_prefix(at < text.size() ? at + 1 : at);
  }
  return true;
}

}  // namespace bench
