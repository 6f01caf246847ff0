// SPDX-License-Identifier: BSL-1.0
// Reading pages of records, JSON arrays of a thousand, each record into one of its own. Every reader must find in
// them exactly what was written.
#include <entente/wire/json_reader.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/hand_reader.hpp"
#include "support/random_task.hpp"
#include "support/scale.hpp"
#include "wire/boost_json_task.hpp"
#include "wire/nlohmann_task.hpp"
#include "wire/simdjson_task.hpp"

namespace bench {
namespace {

constexpr std::size_t page_size = 1000;

/// Records and what they are as JSON, in pages. So many that no processor learns by heart what comes next.
struct pages {
  std::vector<Task> tasks;
  std::vector<std::string> texts;

  explicit pages(std::vector<Task> of, std::string_view more = {}) : tasks(std::move(of)) {
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (i % page_size == 0) texts.emplace_back();
      std::string& text = texts.back();
      text += text.empty() ? '[' : ',';
      entente::write_object(text, tasks[i]);
      text.insert(text.size() - 1, more);
    }
    for (std::string& text : texts) text += ']';
  }
};

std::vector<Task> some_tasks() { return random_tasks(scaled<std::size_t>(10'000, page_size)); }

pages const& usual() {
  static pages const made{some_tasks()};
  return made;
}

/// With a member that none of the readers has a field for.
pages const& with_unknown() {
  static pages const made{some_tasks(), R"(,"colour":{"red":12,"green":250})"};
  return made;
}

/// Bodies and titles of two and three bytes a letter.
pages const& beyond_ascii() {
  static pages const made = [] {
    auto tasks = some_tasks();
    for (Task& task : tasks) {
      task.title = "\u0395\u03bb\u03ad\u03b3\u03be\u03c4\u03b5 \u03c4\u03b7";
      task.body = "\u6e2f\u306e\u6c34\u9580\u3092\u4e8c\u5ea6\u691c\u67fb\u3057\u3001\u5317\u5074\u306e\u5f01\u3092"
                  "\u9589\u3081\u308b\u3002\u6c34\u4f4d\u3092\u6e2c\u308a\u3001\u8a18\u9332\u3059\u308b\u3002";
    }
    return pages{std::move(tasks)};
  }();
  return made;
}

/// Runs `read(text, take)` for each page; it calls take(task) for every task in turn.
template <class Read>
void run(benchmark::State& state, pages const& from, Read&& read) {
  std::size_t next = 0;
  bool right = true;
  for (auto const& text : from.texts)
    read(text, [&](Task const& task) { right = right && next < from.tasks.size() && task == from.tasks[next++]; });
  if (!right || next != from.tasks.size()) {
    state.SkipWithError("a page was not read as it was written");
    return;
  }
  for (auto _ : state)
    for (auto const& text : from.texts)
      read(text, [](Task& task) {
        benchmark::DoNotOptimize(&task);
        benchmark::ClobberMemory();
      });
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(from.tasks.size()));
  std::size_t bytes = 0;
  for (auto const& text : from.texts) bytes += text.size();
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(from.tasks.size());
}

/// Validates, and keeps members that it has no field for.
struct by_entente {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    entente::json_reader from{text};
    if (!from.begin_array()) throw std::runtime_error("no array");
    while (from.next_element()) {
      Task task;
      unknown.clear();
      if (!entente::read_fields(from, task, &unknown).ok()) throw std::runtime_error(from.why().message);
      take(task);
    }
  }
  entente::unknown_members unknown{};
};

struct by_hand {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    entente::json_reader from{text};
    if (!from.begin_array()) throw std::runtime_error("no array");
    while (from.next_element()) {
      Task task;
      if (!hand::read(from, task)) throw std::runtime_error("no task");
      take(task);
    }
  }
};

template <bool InOrder>
struct by_simdjson {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    // It reads beyond the end: who receives a text for it leaves room for that, so copies are made beforehand.
    auto& padded = copies[text.data()];
    if (padded.size() != text.size()) padded = simdjson::padded_string{text};
    auto document = parser.iterate(padded);
    for (auto element : document.get_array()) {
      Task task;
      bool const good = InOrder ? read_task(element.get_object(), task)
                                : read_task_in_any_order(element.get_object(), task);
      if (!good) throw std::runtime_error("no time");
      take(task);
    }
  }
  simdjson::ondemand::parser parser{};
  std::map<char const*, simdjson::padded_string> copies{};
};

struct by_boost_json {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    auto const document = boost::json::parse({text.data(), text.size()});
    for (auto const& element : document.as_array()) {
      Task task = boost::json::value_to<Task>(element);
      take(task);
    }
  }
};

/// The tree in memory that is used again.
struct by_boost_json_arena {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    boost::json::monotonic_resource memory{arena.data(), arena.size()};
    parser.reset(boost::json::storage_ptr{&memory});
    parser.write(text.data(), text.size());
    auto const document = parser.release();
    for (auto const& element : document.as_array()) {
      Task task = boost::json::value_to<Task>(element);
      take(task);
    }
  }
  std::vector<unsigned char> arena = std::vector<unsigned char>(std::size_t{4} << 20);
  boost::json::parser parser{};
};

struct by_nlohmann {
  template <class Take>
  void operator()(std::string const& text, Take&& take) {
    auto const document = nlohmann::json::parse(text);
    for (auto const& element : document) {
      Task task = element.get<Task>();
      take(task);
    }
  }
};

/// What the records' own memory costs: a copy of each.
void copies(benchmark::State& state) {
  auto const& tasks = usual().tasks;
  for (auto _ : state)
    for (Task const& task : tasks) {
      Task copy = task;
      benchmark::DoNotOptimize(&copy);
      benchmark::ClobberMemory();
    }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tasks.size()));
}

template <class Reader>
void of(char const* name, pages const& (*from)()) {
  benchmark::RegisterBenchmark(name, [from](benchmark::State& state) { run(state, from(), Reader{}); });
}

bool const registered = [] {
  of<by_entente>("decode/entente", usual);
  of<by_hand>("decode/hand", usual);
  of<by_simdjson<true>>("decode/simdjson", usual);
  of<by_simdjson<false>>("decode/simdjson_any_order", usual);
  of<by_boost_json>("decode/boost_json", usual);
  of<by_boost_json_arena>("decode/boost_json_arena", usual);
  of<by_nlohmann>("decode/nlohmann", usual);
  benchmark::RegisterBenchmark("decode/copy", copies);
  of<by_entente>("decode_unknown/entente", with_unknown);
  of<by_simdjson<false>>("decode_unknown/simdjson", with_unknown);
  of<by_entente>("decode_beyond_ascii/entente", beyond_ascii);
  of<by_simdjson<true>>("decode_beyond_ascii/simdjson", beyond_ascii);
  return true;
}();

}  // namespace
}  // namespace bench
