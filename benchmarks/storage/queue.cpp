// SPDX-License-Identifier: BSL-1.0
/// What a long queue of operations costs: time of each step, room on disk and in memory.
#include "storage/workplace.hpp"

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace bench {
namespace {

constexpr std::size_t batch = 100;
constexpr std::size_t batch_bytes = 1 << 20;

bool long_queue(benchmark::State const& state) { return state.range(0) != 0; }

/// The server has taken all of it.
entente::push_answer applied(entente::push_request const& request) {
  static std::int64_t stamp = 1'000'000'000;
  entente::push_answer answer;
  answer.epoch.octets[0] = 1;
  for (auto const& group : request.groups)
    for (auto const& op : group) {
      auto& result = answer.results.emplace_back();
      result.op_id = op.op_id;
      result.outcome = entente::verdict::applied;
      result.version = 1;
      result.updated_at.micros = ++stamp;
    }
  answer.server_time.micros = entente::system_now().time_since_epoch().count();
  return answer;
}

/// As much as a batch takes away, and the same pages touched whatever the queue's length.
void fill_batch(entente::replica<app>& device) {
  auto const& tasks = workplace::get().tasks();
  for (std::size_t i = 0; i < batch; ++i) device.create(tasks[i]);
}

void queue_enqueue(benchmark::State& state) {
  auto& place = workplace::get();
  entente::replica<app> device{workplace::options(place.waiting(long_queue(state)))};
  std::size_t next = 0;
  for (auto _ : state) benchmark::DoNotOptimize(device.create(place.tasks()[next++ % place.tasks().size()]));
  if (long_queue(state)) return;
  // Empty again for whoever comes next.
  for (;;) {
    auto const request = device.lease(1000, batch_bytes * 10);
    if (request.groups.empty()) break;
    device.settle(request, applied(request));
  }
}

enum class step { cut, acknowledge };

template <step Timed>
void queue_batch(benchmark::State& state) {
  auto& place = workplace::get();
  entente::replica<app> device{workplace::options(place.waiting(long_queue(state)))};
  for (auto _ : state) {
    state.PauseTiming();
    fill_batch(device);
    if (Timed == step::cut) state.ResumeTiming();
    auto const request = device.lease(batch, batch_bytes);
    if (Timed == step::cut) state.PauseTiming();
    if (request.groups.size() != batch) state.SkipWithError("not a whole batch");
    auto const answer = applied(request);
    if (Timed == step::acknowledge) state.ResumeTiming();
    auto const report = device.settle(request, answer);
    if (Timed == step::acknowledge) state.PauseTiming();
    if (report.applied != batch) state.SkipWithError("not all acknowledged");
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(batch));
}

/// What is in use on the heap, SQLite's pages included, once a device is open and has cut a batch.
double heap_with(bool operations) {
  entente::replica<app> device{workplace::options(workplace::get().waiting(operations))};
  device.release(device.lease(batch, batch_bytes), false);
  static_cast<void>(device.status());
  return static_cast<double>(mallinfo2().uordblks + mallinfo2().hblkhd);
}

void pending_operation_entente(benchmark::State& state) {
  double const empty = heap_with(false);
  double const full = heap_with(true);
  c_device look{workplace::file_in(workplace::get().waiting(true))};
  auto const operations = static_cast<double>(look.number("SELECT count(*) FROM entente_queue"));
  auto const bytes = static_cast<double>(
      look.number("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%entente_queue%'"));
  for (auto _ : state) benchmark::DoNotOptimize(bytes);
  state.counters["disk_bytes"] = bytes / operations;
  state.counters["memory_bytes"] = (full - empty) / operations;
}

/// The same operations in a table of their own, nothing but what travels, without an index.
void pending_operation_floor(benchmark::State& state) {
  c_device look{workplace::file_in(workplace::get().waiting(true))};
  auto const operations = static_cast<double>(look.number("SELECT count(*) FROM entente_queue"));
  look.exec(
      "BEGIN; CREATE TABLE bare(sequence INTEGER PRIMARY KEY,op_id BLOB,key BLOB,kind INTEGER,base_version INTEGER,"
      "edited INTEGER,body TEXT);"
      "INSERT INTO bare SELECT sequence,op_id,key,kind,base_version,edited,body FROM entente_queue");
  auto const bytes = static_cast<double>(look.number("SELECT sum(pgsize) FROM dbstat WHERE name='bare'"));
  look.exec("ROLLBACK");
  for (auto _ : state) benchmark::DoNotOptimize(bytes);
  state.counters["disk_bytes"] = bytes / operations;
  state.counters["memory_bytes"] = 0;
}

void both_lengths(benchmark::internal::Benchmark* which) {
  which->Arg(0)->Arg(static_cast<std::int64_t>(workplace::long_queue()));
}

BENCHMARK(queue_enqueue)->Name("queue_enqueue/entente")->Apply(both_lengths)->Iterations(scaled(2000, 200));
BENCHMARK(queue_batch<step::cut>)->Name("queue_cut/entente")->Apply(both_lengths)->Iterations(scaled(50, 5));
BENCHMARK(queue_batch<step::acknowledge>)
    ->Name("queue_acknowledge/entente")
    ->Apply(both_lengths)
    ->Iterations(scaled(50, 5));
BENCHMARK(pending_operation_entente)->Name("pending_operation/entente")->Iterations(1);
BENCHMARK(pending_operation_floor)->Name("pending_operation/floor")->Iterations(1);

}  // namespace
}  // namespace bench
