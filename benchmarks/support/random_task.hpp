// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "support/task.hpp"

namespace bench {

/// Text of exactly `size` bytes: English words, in ASCII.
inline std::string random_text(std::mt19937_64& random, std::size_t size) {
  static constexpr std::array<std::string_view, 16> words{
      "harbour", "the",  "of",  "measure", "gate",  "and",   "north", "inspect",
      "valve",   "with", "two", "again",   "below", "water", "line",  "a"};
  std::string text;
  while (text.size() < size) {
    if (!text.empty()) text += ' ';
    text += words[random() % words.size()];
  }
  text.resize(size);
  return text;
}

/// A task as people write them: title of 20 bytes, body of 120, a note of 40 in every other, three tags,
/// a weight of three decimals. One body in eight has a line break and quotes, another one accents.
inline Task random_task(std::mt19937_64& random) {
  Task task;
  task.title = random_text(random, 20);
  task.body = random_text(random, 120);
  switch (random() % 8) {
    case 0: task.body.replace(40, 12, "\n\"so be it\"\n"); break;
    case 1: task.body.replace(40, 11, "caf\u00e9 na\u00efve"); break;
    default: break;
  }
  task.done = random() % 2 == 0;
  task.priority = static_cast<std::int64_t>(random() % 10);
  task.weight = static_cast<double>(random() % 1'000'000) / 1000;
  if (random() % 2 == 0) task.note = random_text(random, 40);
  for (int i = 0; i < 3; ++i) task.tags.push_back(random_text(random, 8));
  // Within the year 2025.
  task.changed = entente::timestamp{
      std::chrono::microseconds{1'735'689'600'000'000 + static_cast<std::int64_t>(random() % 31'536'000'000'000)}};
  return task;
}

/// So many of them, the same ones in every run.
inline std::vector<Task> random_tasks(std::size_t count, std::uint64_t seed = 1) {
  std::mt19937_64 random{seed};
  std::vector<Task> tasks;
  tasks.reserve(count);
  while (tasks.size() < count) tasks.push_back(random_task(random));
  return tasks;
}

}  // namespace bench
