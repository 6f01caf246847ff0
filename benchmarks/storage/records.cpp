// SPDX-License-Identifier: BSL-1.0
/// Local writes and reads: a replica, and hand-written C on copies of the same file.
#include "storage/workplace.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {
namespace {

using entente::field;
using entente::id;

/// The newest operation without what differs from run to run, and its record.
std::string newest_write(c_device& on) {
  return on.text(
      "SELECT json_array(q.group_id>0,q.entity,q.kind,q.base_version,q.schema_version,q.force,q.body,q.state,"
      "hex(q.sender),q.unsure,q.attempts,q.held_by,q.error_code,q.message,q.field,t.entente_version,t.entente_stamp,"
      "t.entente_deleted,t.entente_pending,t.entente_generation,t.entente_unknown,t.entente_created,t.title,t.body,"
      "t.done,t.priority,t.weight,t.note,t.tags,t.changed,b.title,b.entente_version) "
      "FROM entente_queue q JOIN \"Task\" t ON t.entente_key=q.key LEFT JOIN \"entente_base_Task\" b "
      "ON b.entente_key=q.key ORDER BY q.sequence DESC LIMIT 1");
}

/// Both ways to write leave the same behind, or no figure means anything.
std::string const& what_differs() {
  static std::string const found = [] {
    auto& place = workplace::get();
    auto const ours = place.copy("ours");
    auto const theirs = place.copy("theirs");
    entente::replica<app> device{workplace::options(ours)};
    c_device by_hand{workplace::file_in(theirs)};
    c_device look{workplace::file_in(ours)};
    for (std::size_t i = 0; i < 50; ++i) {
      auto const& value = place.tasks()[i];
      auto const key = place.keys()[i];
      device.create(value);
      by_hand.create(value);
      if (newest_write(look) != newest_write(by_hand))
        return "create: " + newest_write(look) + newest_write(by_hand);
      device.update(id<Task>{key}, [](Task& task) { task.title = "one title"; });
      by_hand.retitle(key, "one title");
      if (newest_write(look) != newest_write(by_hand))
        return "update: " + newest_write(look) + newest_write(by_hand);
      device.update(id<Task>{key}, [](Task& task) { task.title = "two titles"; });
      by_hand.retitle_again(key, "two titles");
      if (newest_write(look) != newest_write(by_hand))
        return "again: " + newest_write(look) + newest_write(by_hand);
      entente::record<Task> read;
      auto const known = device.find(id<Task>{key});
      if (!known || !by_hand.get(key, read) || read.value != known->value ||
          read.version != known->version)
        return std::string{"find"};
    }
    std::vector<Task> const many(place.tasks().begin(), place.tasks().begin() + 10);
    device.transaction([&](auto& all) {
      for (auto const& each : many) all.create(each);
    });
    by_hand.create_all(many);
    if (newest_write(look) != newest_write(by_hand))
      return "group: " + newest_write(look) + newest_write(by_hand);
    return std::string{};
  }();
  return found;
}

bool comparable(benchmark::State& state) {
  if (what_differs().empty()) return true;
  state.SkipWithError(("the baseline writes something else: " + what_differs()).c_str());
  return false;
}

void require(benchmark::State& state, c_device& on, char const* count, std::int64_t wanted) {
  if (on.number(count) != wanted) state.SkipWithError("not everything was written");
}

/// CPU time is what counts, for it is the same whoever else uses the machine; time on the wall, which has the
/// disk's part, is a counter.
template <class Write>
void count_writes(benchmark::State& state, std::int64_t each, Write&& write) {
  auto const begun = std::chrono::steady_clock::now();
  for (auto _ : state) write();
  std::chrono::duration<double, std::micro> const taken = std::chrono::steady_clock::now() - begun;
  auto const items = static_cast<std::int64_t>(state.iterations()) * each;
  state.SetItemsProcessed(items);
  state.counters["wall_us"] = taken.count() / static_cast<double>(items);
}

std::vector<Task> thousand() {
  auto const& tasks = workplace::get().tasks();
  return {tasks.begin(), tasks.begin() + 1000};
}

constexpr char operations[] = "SELECT count(*) FROM entente_queue";
constexpr char images[] = "SELECT count(*) FROM \"entente_base_Task\"";

// ---- A record is made -----------------------------------------------------------------------------

void write_one_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  auto const folder = place.copy("written");
  {
    entente::replica<app> device{workplace::options(folder)};
    std::size_t next = 0;
    count_writes(state, 1, [&] {
      benchmark::DoNotOptimize(device.create(place.tasks()[next++ % place.tasks().size()]));
    });
  }
  c_device look{workplace::file_in(folder)};
  require(state, look, operations, static_cast<std::int64_t>(state.iterations()));
}

void write_one_c(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  c_device device{workplace::file_in(place.copy("written"))};
  std::size_t next = 0;
  count_writes(state, 1, [&] {
    benchmark::DoNotOptimize(device.create(place.tasks()[next++ % place.tasks().size()]));
  });
  require(state, device, operations, static_cast<std::int64_t>(state.iterations()));
}

void write_1000_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  auto const values = thousand();
  auto const folder = workplace::get().copy("written");
  {
    entente::replica<app> device{workplace::options(folder)};
    count_writes(state, 1000, [&] {
      device.transaction([&](auto& all) {
        for (auto const& each : values) benchmark::DoNotOptimize(all.create(each));
      });
    });
  }
  c_device look{workplace::file_in(folder)};
  require(state, look, operations, static_cast<std::int64_t>(state.iterations()) * 1000);
}

void write_1000_c(benchmark::State& state) {
  if (!comparable(state)) return;
  auto const values = thousand();
  c_device device{workplace::file_in(workplace::get().copy("written"))};
  count_writes(state, 1000, [&] { device.create_all(values); });
  require(state, device, operations, static_cast<std::int64_t>(state.iterations()) * 1000);
}

// ---- A record that the server knows is edited, with its base image; and once more ----------------

std::string_view title_number(std::size_t i) {
  static thread_local std::string text;
  return text = "Another title, " + std::to_string(i % 10'000 + 10'000);
}

void update_one_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  auto const folder = place.copy("written");
  {
    entente::replica<app> device{workplace::options(folder)};
    std::size_t next = 0;
    count_writes(state, 1, [&] {
      device.update(id<Task>{place.keys()[next]},
                    [&](Task& task) { task.title = title_number(next); });
      ++next;
    });
  }
  c_device look{workplace::file_in(folder)};
  require(state, look, images, static_cast<std::int64_t>(state.iterations()));
}

void update_one_c(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  c_device device{workplace::file_in(place.copy("written"))};
  std::size_t next = 0;
  count_writes(state, 1, [&] {
    device.retitle(place.keys()[next], title_number(next));
    ++next;
  });
  require(state, device, images, static_cast<std::int64_t>(state.iterations()));
}

constexpr std::size_t edited_again = 500;

void update_again_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  auto const folder = place.copy("written");
  {
    entente::replica<app> device{workplace::options(folder)};
    auto const edit = [&](std::size_t i) {
      device.update(id<Task>{place.keys()[i % edited_again]},
                    [&](Task& task) { task.title = title_number(i); });
    };
    for (std::size_t i = 0; i < edited_again; ++i) edit(i);
    std::size_t next = edited_again;
    count_writes(state, 1, [&] { edit(next++); });
  }
  c_device look{workplace::file_in(folder)};
  require(state, look, operations, edited_again);
}

void update_again_c(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  c_device device{workplace::file_in(place.copy("written"))};
  for (std::size_t i = 0; i < edited_again; ++i) device.retitle(place.keys()[i], title_number(i));
  std::size_t next = edited_again;
  count_writes(state, 1, [&] {
    device.retitle_again(place.keys()[next % edited_again], title_number(next));
    ++next;
  });
  require(state, device, operations, edited_again);
}

// ---- Reads ----------------------------------------------------------------------------------------

void read_one_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  entente::replica<app> const device{workplace::options(place.copy("read"))};
  std::size_t next = 0;
  for (auto _ : state) {
    auto const found = device.find(id<Task>{place.keys()[next++ % place.keys().size()]});
    benchmark::DoNotOptimize(found->value.title.data());
  }
}

void read_one_c(benchmark::State& state) {
  if (!comparable(state)) return;
  auto& place = workplace::get();
  c_device device{workplace::file_in(place.copy("read"))};
  std::size_t next = 0;
  for (auto _ : state) {
    entente::record<Task> found;
    if (!device.get(place.keys()[next++ % place.keys().size()], found))
      state.SkipWithError("not found");
    benchmark::DoNotOptimize(found.value.title.data());
  }
}

void query_1000_entente(benchmark::State& state) {
  if (!comparable(state)) return;
  entente::replica<app> const device{workplace::options(workplace::get().copy("read"))};
  std::size_t const most = scaled<std::size_t>(1000, 500);
  for (auto _ : state) {
    auto const found = device.query<Task>().where(field<&Task::done> == false).limit(most).all();
    if (found.size() != most || found.back().value.done)
      state.SkipWithError("not what was asked for");
    benchmark::DoNotOptimize(found.data());
  }
}

void query_1000_c(benchmark::State& state) {
  if (!comparable(state)) return;
  c_device device{workplace::file_in(workplace::get().copy("read"))};
  std::size_t const most = scaled<std::size_t>(1000, 500);
  for (auto _ : state) {
    std::vector<entente::record<Task>> found;
    found.reserve(most);
    device.undone(most, found);
    if (found.size() != most || found.back().value.done)
      state.SkipWithError("not what was asked for");
    benchmark::DoNotOptimize(found.data());
  }
}

std::int64_t writes() { return scaled(2000, 200); }

BENCHMARK(write_one_entente)->Name("write_one/entente")->Iterations(writes());
BENCHMARK(write_one_c)->Name("write_one/c")->Iterations(writes());
BENCHMARK(write_1000_entente)->Name("write_1000/entente")->Iterations(scaled(10, 1));
BENCHMARK(write_1000_c)->Name("write_1000/c")->Iterations(scaled(10, 1));
BENCHMARK(update_one_entente)->Name("update_one/entente")->Iterations(writes());
BENCHMARK(update_one_c)->Name("update_one/c")->Iterations(writes());
BENCHMARK(update_again_entente)->Name("update_again/entente")->Iterations(writes());
BENCHMARK(update_again_c)->Name("update_again/c")->Iterations(writes());
BENCHMARK(read_one_entente)->Name("read_one/entente");
BENCHMARK(read_one_c)->Name("read_one/c");
BENCHMARK(query_1000_entente)->Name("query_1000/entente");
BENCHMARK(query_1000_c)->Name("query_1000/c");

}  // namespace
}  // namespace bench
