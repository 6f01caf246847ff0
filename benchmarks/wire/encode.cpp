// SPDX-License-Identifier: BSL-1.0
// Writing records as JSON, a thousand after another into one buffer that is then used again. Every writer's records
// are read again before it is timed, and must say the same.
#include <entente/wire/json_value.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/random_task.hpp"
#include "support/scale.hpp"
#include "wire/boost_json_task.hpp"
#include "support/hand_writer.hpp"
#include "wire/nlohmann_task.hpp"

namespace bench {
namespace {

constexpr std::size_t page_size = 1000;

// So many that no processor learns by heart what comes next.
std::vector<Task> const& tasks() {
  static std::vector<Task> const all = random_tasks(scaled<std::size_t>(10'000, page_size));
  return all;
}

/// Writes every task by `write(task)`, with `clear()` before each page.
template <class Clear, class Write>
void write_pages(Clear&& clear, Write&& write) {
  auto const& all = tasks();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % page_size == 0) clear();
    write(all[i]);
  }
}

/// Records written by `write(task)`, each read by entente, must be the tasks.
template <class Write>
bool all_correct(benchmark::State& state, Write&& write) {
  for (Task const& task : tasks()) {
    std::string const text{write(task)};
    Task read;
    if (entente::read_fields(std::string_view{text}, read).ok() && read == task) continue;
    state.SkipWithError("a record was not written as it is");
    return false;
  }
  return true;
}

void count(benchmark::State& state, std::size_t bytes) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tasks().size()));
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(page_size);
}

void encode_entente(benchmark::State& state) {
  auto const one = [](Task const& task) {
    std::string out;
    entente::write_object(out, task);
    return out;
  };
  if (!all_correct(state, one)) return;
  std::string out;
  for (auto _ : state) {
    write_pages([&] { out.clear(); }, [&](Task const& task) { entente::write_object(out, task); });
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  count(state, out.size());
}
BENCHMARK(encode_entente)->Name("encode/entente");

void encode_hand(benchmark::State& state) {
  auto const one = [](Task const& task) {
    hand::raw_buffer out;
    hand::write(out, task);
    return std::string{out.text()};
  };
  if (!all_correct(state, one)) return;
  hand::raw_buffer out;
  for (auto _ : state) {
    write_pages([&] { out.clear(); }, [&](Task const& task) { hand::write(out, task); });
    benchmark::DoNotOptimize(out.text().data());
    benchmark::ClobberMemory();
  }
  count(state, out.text().size());
}
BENCHMARK(encode_hand)->Name("encode/hand");

void encode_boost_json(benchmark::State& state) {
  auto const one = [](Task const& task) { return boost::json::serialize(boost::json::value_from(task)); };
  if (!all_correct(state, one)) return;
  std::string out;
  for (auto _ : state) {
    write_pages([&] { out.clear(); }, [&](Task const& task) { out += boost::json::serialize(boost::json::value_from(task)); });
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  count(state, out.size());
}
BENCHMARK(encode_boost_json)->Name("encode/boost_json");

/// The same without allocations: the tree in an arena on the stack, one serializer, straight into the buffer.
void encode_boost_json_arena(benchmark::State& state) {
  std::string out;
  boost::json::serializer serializer;
  unsigned char arena[8192];
  auto const append = [&](Task const& task) {
    boost::json::monotonic_resource memory{arena};
    auto const value = boost::json::value_from(task, boost::json::storage_ptr{&memory});
    serializer.reset(&value);
    while (!serializer.done()) {
      char piece[1024];
      auto const written = serializer.read(piece);
      out.append(written.data(), written.size());
    }
  };
  auto const one = [&](Task const& task) {
    out.clear();
    append(task);
    return out;
  };
  if (!all_correct(state, one)) return;
  for (auto _ : state) {
    write_pages([&] { out.clear(); }, [&](Task const& task) { append(task); });
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  count(state, out.size());
}
BENCHMARK(encode_boost_json_arena)->Name("encode/boost_json_arena");

void encode_nlohmann(benchmark::State& state) {
  auto const one = [](Task const& task) { return nlohmann::json(task).dump(); };
  if (!all_correct(state, one)) return;
  std::string out;
  for (auto _ : state) {
    write_pages([&] { out.clear(); }, [&](Task const& task) { out += nlohmann::json(task).dump(); });
    benchmark::DoNotOptimize(out.data());
    benchmark::ClobberMemory();
  }
  count(state, out.size());
}
BENCHMARK(encode_nlohmann)->Name("encode/nlohmann");

}  // namespace
}  // namespace bench
