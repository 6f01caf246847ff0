// SPDX-License-Identifier: BSL-1.0
// Devices and a server over HTTP on loopback.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/percentiles.hpp"
#include "support/random_task.hpp"
#include "support/scale.hpp"
#include "support/temporary_folder.hpp"
#include "sync/c_client.hpp"
#include "sync/c_server.hpp"
#include "sync/c_socket.hpp"
#include "sync/full_office.hpp"
#include "sync/world.hpp"

namespace bench {
namespace {

constexpr std::size_t batch_size = 100;
constexpr std::size_t page_size = 1000;

double micros_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

/// A device that made 10,000 records offline, and a server without any.
struct offline_work {
  temporary_folder folder;
  std::size_t count = scaled<std::size_t>(10'000, 1'000);
  std::filesystem::path device_file = folder / "device/acme.db";
  std::filesystem::path server_file = folder / "server/acme.db";
  int runs = 0;

  offline_work() {
    device{folder / "device"}.create(random_tasks(count));
    office{folder / "server"}.push({});
  }

  /// A folder of its own with copies of both: <folder>/device and <folder>/server.
  std::filesystem::path again() {
    auto const here = folder / ("run" + std::to_string(runs++));
    copy_database(device_file, here / "device/acme.db");
    copy_database(server_file, here / "server/acme.db");
    return here;
  }

  static offline_work& get() {
    static offline_work made;
    return made;
  }
};

/// Both sides of a push, in files of their own.
struct entente_pair {
  std::filesystem::path folder;
  office truth{folder / "server"};
  device local{folder / "device", truth.url()};

  explicit entente_pair(std::filesystem::path in) : folder(std::move(in)) {}
  void push(std::int64_t through, std::size_t) { local.push(through); }
  void check() {
    if (local.pending() != 0) throw std::runtime_error("something is still queued");
  }
};

/// Only what both sides ask of SQLite.
struct c_statements {
  std::filesystem::path folder;
  c::client local{folder / "device/acme.db"};
  c::server truth{folder / "server/acme.db"};
  std::vector<c::queued> batch{};
  std::vector<c::arrived> push_{};
  std::vector<c::told_result> results{};
  entente::uuid replica{};

  explicit c_statements(std::filesystem::path in) : folder(std::move(in)) {}
  /// `pause()` and `resume()` around what is no statement.
  template <class Pause, class Resume>
  void push(std::size_t most, Pause&& pause, Resume&& resume) {
    local.lease(most, batch);
    pause();
    c::read_push(local.push_body(batch), replica, push_);
    resume();
    truth.apply(replica, push_, results);
    local.settle(batch, results);
  }
};

/// The whole way, over a raw socket.
struct c_pair {
  std::filesystem::path folder;
  c::client local{folder / "device/acme.db"};
  c::server truth{folder / "server/acme.db"};
  std::vector<c::queued> batch{};
  std::vector<c::arrived> push_{};
  std::vector<c::told_result> results{};
  std::vector<c::told_result> told{};
  entente::uuid replica{};
  c::raw_socket line{[this](std::string_view body) {
    c::read_push(body, replica, push_);
    truth.apply(replica, push_, results);
    return truth.push_answer(results);
  }};

  explicit c_pair(std::filesystem::path in) : folder(std::move(in)) {}
  void push(std::int64_t, std::size_t count) {
    for (std::size_t done = 0; done < count; done += batch.size()) {
      local.lease(batch_size, batch);
      if (batch.empty()) throw std::runtime_error("the queue is empty too soon");
      c::read_results(line.call(local.push_body(batch)), told);
      local.settle(batch, told);
    }
  }
  void check() {
    local.lease(1, batch);
    if (!batch.empty()) throw std::runtime_error("something is still queued");
  }
};

// ---- A batch of 100, and all 10,000 ---------------------------------------------------------------

void push_batch_entente(benchmark::State& state) {
  auto& work = offline_work::get();
  std::unique_ptr<entente_pair> pair;
  std::size_t done = work.count;
  for (auto _ : state) {
    if (done == work.count) {
      state.PauseTiming();
      if (pair) pair->check();
      pair.reset();
      pair = std::make_unique<entente_pair>(work.again());
      done = 0;
      state.ResumeTiming();
    }
    done += batch_size;
    pair->push(static_cast<std::int64_t>(done), batch_size);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(batch_size));
}

void push_batch_c(benchmark::State& state) {
  auto& work = offline_work::get();
  std::unique_ptr<c_statements> pair;
  std::size_t done = work.count;
  for (auto _ : state) {
    if (done == work.count) {
      state.PauseTiming();
      pair.reset();
      pair = std::make_unique<c_statements>(work.again());
      done = 0;
      state.ResumeTiming();
    }
    done += batch_size;
    pair->push(
        batch_size, [&] { state.PauseTiming(); }, [&] { state.ResumeTiming(); });
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(batch_size));
}

template <class Pair>
void round_push(benchmark::State& state) {
  auto& work = offline_work::get();
  for (auto _ : state) {
    state.PauseTiming();
    auto pair = std::make_unique<Pair>(work.again());
    state.ResumeTiming();
    pair->push(static_cast<std::int64_t>(work.count), work.count);
    state.PauseTiming();
    pair->check();
    pair.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(work.count));
}

BENCHMARK(push_batch_entente)->Name("push_batch/entente")->Unit(benchmark::kMicrosecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(push_batch_c)->Name("push_batch/c")->Unit(benchmark::kMicrosecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(round_push<entente_pair>)->Name("round_push/entente")->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(round_push<c_pair>)->Name("round_push/c")->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

/// What the one device has pushed, for others to pull.
struct pushed_work {
  temporary_folder folder;
  std::size_t count = scaled<std::size_t>(10'000, 1'000);
  office truth{folder / "server"};
  int runs = 0;

  pushed_work() {
    truth.fill(count);
    device{folder / "none"};
  }
  std::filesystem::path again() {
    auto const here = folder / ("run" + std::to_string(runs++));
    copy_database(folder / "none/acme.db", here / "acme.db");
    return here;
  }
  static pushed_work& get() {
    static pushed_work made;
    return made;
  }
};

void round_pull_entente(benchmark::State& state) {
  auto& work = pushed_work::get();
  for (auto _ : state) {
    state.PauseTiming();
    auto local = std::make_unique<device>(work.again(), work.truth.url());
    state.ResumeTiming();
    local->sync();
    state.PauseTiming();
    if (local->count() != work.count) state.SkipWithError("records are missing");
    local.reset();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(work.count));
}

void round_pull_c(benchmark::State& state) {
  auto& work = pushed_work::get();
  for (auto _ : state) {
    state.PauseTiming();
    c::server truth{work.truth.file()};
    c::raw_socket line{[&](std::string_view asked) {
      return truth.page(std::stoll(std::string{asked}), 0, page_size);
    }};
    c::told_page page;
    std::size_t count = 0;
    {
      c::client local{work.again() / "acme.db"};
      state.ResumeTiming();
      std::int64_t after = 0;
      do {
        c::read_page(line.call(std::to_string(after)), page);
        local.upsert(page);
        count += page.records.size();
        if (!page.records.empty()) after = page.records.back().at;
      } while (page.more);
      state.PauseTiming();
    }
    if (count != work.count) state.SkipWithError("records are missing");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(work.count));
}

BENCHMARK(round_pull_entente)->Name("round_pull/entente")->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();
BENCHMARK(round_pull_c)->Name("round_pull/c")->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime();

// ---- The first sync, in a process of its own ------------------------------------------------------

constexpr char const* first_sync_variable = "ENTENTE_BENCHMARK_FIRST_SYNC";

/// How a first sync in a process of its own went.
struct first_sync_result {
  double seconds = 0;
  double peak_mb = 0;  ///< resident, of the whole process
  std::size_t pulled = 0;
};

/// What this program does when it is started for a first sync: "<folder> <URL>" in the environment.
void sync_for_the_first_time(benchmark::State&) {
  std::string_view const job{std::getenv(first_sync_variable)};
  auto const space = job.rfind(' ');
  std::filesystem::path const folder{job.substr(0, space)};
  device local{folder, std::string{job.substr(space + 1)}};
  auto const start = std::chrono::steady_clock::now();
  auto const report = local.sync();
  auto const seconds = micros_since(start) / 1e6;
  std::ifstream status{"/proc/self/status"};
  double kilobytes = 0;
  for (std::string word; status >> word;)
    if (word == "VmHWM:") status >> kilobytes;
  std::ofstream{folder / "result"} << seconds << ' ' << kilobytes / 1024 << ' ' << report.pulled << '\n';
  std::_Exit(0);
}
bool const registered = std::getenv(first_sync_variable) != nullptr &&
                        benchmark::RegisterBenchmark("first_sync_process", sync_for_the_first_time) != nullptr;

first_sync_result first_sync_of(std::filesystem::path const& folder, std::string const& url) {
  std::filesystem::create_directories(folder);
  auto const command = std::string{first_sync_variable} + "='" + folder.string() + " " + url + "' '" +
                       std::filesystem::read_symlink("/proc/self/exe").string() +
                       "' --benchmark_filter='^first_sync_process' >/dev/null 2>&1";
  first_sync_result result;
  if (std::system(command.c_str()) != 0) return result;
  std::ifstream told{folder / "result"};
  told >> result.seconds >> result.peak_mb >> result.pulled;
  return result;
}

void first_sync(benchmark::State& state) {
  auto& from = full_office::of(state);
  temporary_folder const folder;
  int runs = 0;
  double peak = 0;
  for (auto _ : state) {
    auto const here = folder / ("device" + std::to_string(runs++));
    auto const result = first_sync_of(here, from.truth.url());
    if (result.pulled != from.count) {
      state.SkipWithError("the first sync failed");
      break;
    }
    state.SetIterationTime(result.seconds);
    peak = (std::max)(peak, result.peak_mb);
    std::filesystem::remove_all(here);
  }
  state.counters["peak_mb"] = peak;
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(from.count));
}

BENCHMARK(first_sync)
    ->Name("first_sync/entente")
    ->Arg(10'000)
    ->Arg(1'000'000)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(1);

// ---- Many devices, many tenants -------------------------------------------------------------------

/// So many devices at once, each of which makes ten records and syncs, and again. `tenants`: shared among them
/// in turns.
void crowd(benchmark::State& state, std::size_t devices, std::size_t tenants) {
  constexpr std::size_t records = 10;
  auto const rounds = scaled<std::size_t>(40, 1);
  percentiles latencies;
  for (auto _ : state) {
    state.PauseTiming();
    temporary_folder const folder;
    office truth{folder / "server", static_cast<int>(tenants)};
    std::vector<std::unique_ptr<device>> all;
    std::vector<std::vector<Task>> work;
    for (std::size_t i = 0; i < devices; ++i) {
      auto const of = i % tenants;
      all.push_back(std::make_unique<device>(folder / ("device" + std::to_string(i)), truth.url(),
                                             of == 0 ? tenant : tenant + std::to_string(of)));
      work.push_back(random_tasks(records, i + 1));
      all.back()->sync();
    }
    std::mutex joining;
    std::string problem;
    std::vector<std::thread> threads;
    state.ResumeTiming();
    for (std::size_t i = 0; i < devices; ++i)
      threads.emplace_back([&, i] {
        percentiles mine;
        std::string why;
        try {
          for (std::size_t round = 0; round < rounds; ++round) {
            all[i]->create(work[i]);
            auto const start = std::chrono::steady_clock::now();
            all[i]->sync();
            mine.add(micros_since(start));
          }
        } catch (std::exception const& failed) {
          why = failed.what();
        }
        std::lock_guard const lock{joining};
        latencies.add_all(mine);
        if (!why.empty()) problem = why;
      });
    for (auto& each : threads) each.join();
    state.PauseTiming();
    if (!problem.empty()) state.SkipWithError(problem.c_str());
    all.clear();
    state.ResumeTiming();
  }
  latencies.report(state);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(devices * rounds * records));
}

void devices_entente(benchmark::State& state) { crowd(state, static_cast<std::size_t>(state.range(0)), 1); }
void tenants_entente(benchmark::State& state) {
  auto const count = static_cast<std::size_t>(state.range(0));
  crowd(state, count, count);
}

/// Everybody syncs many times in one iteration, which is taken once.
void as_crowd(benchmark::internal::Benchmark* each) {
  each->Unit(benchmark::kMillisecond)->UseRealTime()->MeasureProcessCPUTime()->Iterations(1)->Repetitions(1);
}

BENCHMARK(devices_entente)->Name("devices/entente")->RangeMultiplier(2)->Range(1, 16)->Apply(as_crowd);
BENCHMARK(tenants_entente)->Name("tenants/entente")->RangeMultiplier(4)->Range(1, 64)->Apply(as_crowd);

}  // namespace
}  // namespace bench
