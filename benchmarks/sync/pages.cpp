// SPDX-License-Identifier: BSL-1.0
// A page of changes: made by the server, worked in by a device. No network.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/random_task.hpp"
#include "support/scale.hpp"
#include "support/temporary_folder.hpp"
#include "sync/c_client.hpp"
#include "sync/c_server.hpp"
#include "sync/full_office.hpp"
#include "sync/world.hpp"

namespace bench {
namespace {

constexpr std::size_t page_size = 1000;

// ---- A device works in a page -------------------------------------------------------------------

/// Ten pages of new records, ten of the same ones changed, and devices to work them into.
struct page_set {
  temporary_folder folder;
  std::vector<std::string> fresh;    ///< pages as they arrive
  std::vector<std::string> changed;  ///< the same records, with another title and weight
  std::filesystem::path none;        ///< a device's file without any record
  std::filesystem::path known;       ///< with the records as `fresh` told them
  std::filesystem::path edited;      ///< with a pending edit of another field of each
  std::size_t count = scaled<std::size_t>(10'000, 2'000);

  page_set() {
    office truth{folder / "server"};
    truth.fill(count);
    fresh = pages_of(truth, {});
    none = folder / "none/acme.db";
    known = folder / "known/acme.db";
    edited = folder / "edited/acme.db";
    std::string cursor;
    device{folder / "none"};
    {
      device local{folder / "known"};
      for (auto const& text : fresh) {
        auto const page = entente::read_change_page(text).value();
        local.apply(page);
        cursor = page.cursor;
      }
    }
    copy_database(known, edited);
    device{folder / "edited"}.edit_all([](Task& task) { task.priority += 1; });
    device elsewhere{folder / "elsewhere", truth.url()};
    elsewhere.sync();
    elsewhere.edit_all([](Task& task) {
      task.title = "told " + task.title.substr(5);
      task.weight += 1;
    });
    elsewhere.sync();
    changed = pages_of(truth, cursor);
  }

  static std::vector<std::string> pages_of(office& truth, std::string cursor) {
    std::vector<std::string> pages;
    for (bool more = true; more;) {
      auto const page = truth.page(cursor, page_size);
      if (page.changes.empty()) break;
      cursor = page.cursor;
      more = page.has_more;
      write_json(pages.emplace_back(), page);
    }
    return pages;
  }

  static page_set& get() {
    static page_set made;
    return made;
  }
};

/// Pages in a circle, each time into a fresh copy of a file. `open(file)` makes what works in a page's text
/// when called with it; `count(file)` tells how many records there are in the end.
template <class Open>
void work_in(benchmark::State& state, std::vector<std::string> const& pages, std::filesystem::path const& from,
             Open&& open) {
  auto& set = page_set::get();
  auto const file = set.folder / "work/acme.db";
  using worker = decltype(open(file));
  worker work;
  std::size_t next = pages.size();
  std::size_t bytes = 0;
  for (auto _ : state) {
    if (next == pages.size()) {
      state.PauseTiming();
      if (work && work->count() != set.count) state.SkipWithError("records are missing");
      work.reset();
      copy_database(from, file);
      work = open(file);
      next = 0;
      state.ResumeTiming();
    }
    bytes += pages[next].size();
    work->take(pages[next++]);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(page_size));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

struct entente_worker {
  device local;
  explicit entente_worker(std::filesystem::path const& file) : local(file.parent_path()) {}
  void take(std::string const& text) { local.apply(entente::read_change_page(text).value()); }
  std::size_t count() { return local.count(); }
};

struct c_worker {
  std::filesystem::path file;
  c::client local{file};
  c::told_page page{};
  explicit c_worker(std::filesystem::path at) : file(std::move(at)) {}
  void take(std::string const& text) {
    c::read_page(text, page);
    local.upsert(page);
  }
  std::size_t count() {
    c::database on{file};
    c::statement run{on, "SELECT count(*) FROM Task WHERE entente_deleted=0"};
    run.step();
    auto const count = static_cast<std::size_t>(run.number(0));
    run.reset();
    return count;
  }
};

template <class Worker>
auto opening() {
  return [](std::filesystem::path const& file) { return std::make_unique<Worker>(file); };
}

void apply_page_entente(benchmark::State& state) {
  work_in(state, page_set::get().fresh, page_set::get().none, opening<entente_worker>());
}
void apply_page_c(benchmark::State& state) {
  work_in(state, page_set::get().fresh, page_set::get().none, opening<c_worker>());
}
void apply_page_known_entente(benchmark::State& state) {
  work_in(state, page_set::get().changed, page_set::get().known, opening<entente_worker>());
}
void apply_page_known_c(benchmark::State& state) {
  work_in(state, page_set::get().changed, page_set::get().known, opening<c_worker>());
}
void apply_page_pending_entente(benchmark::State& state) {
  work_in(state, page_set::get().changed, page_set::get().edited, opening<entente_worker>());
}

BENCHMARK(apply_page_entente)->Name("apply_page/entente")->Unit(benchmark::kMicrosecond);
BENCHMARK(apply_page_c)->Name("apply_page/c")->Unit(benchmark::kMicrosecond);
BENCHMARK(apply_page_known_entente)->Name("apply_page_known/entente")->Unit(benchmark::kMicrosecond);
BENCHMARK(apply_page_known_c)->Name("apply_page_known/c")->Unit(benchmark::kMicrosecond);
BENCHMARK(apply_page_pending_entente)->Name("apply_page_pending/entente")->Unit(benchmark::kMicrosecond);

// ---- The server makes a page --------------------------------------------------------------------

entente::http_request pull_of(full_office const& from, std::int64_t stamp) {
  entente::http_request request;
  request.method = "POST";
  request.path = "/graphql";
  request.headers.add("Content-Type", "application/json");
  request.headers.add("Authorization", std::string{"Bearer "} + token);
  request.headers.add("x-tenant-id", tenant);
  request.body =
      R"({"query":"query Pull($tenantId: ID!, $cursor: String, $limit: Int) { pullChanges(tenantId: $tenantId, )"
      R"(cursor: $cursor, limit: $limit) { changes cursor hasMore epoch epochStart restart digests serverTime } }",)"
      R"("variables":{"tenantId":"acme","limit":1000,"cursor":"1:)" +
      from.epoch + ":" + std::to_string(stamp) + R"(:0"}})";
  return request;
}

/// Whether an answer begins with what the baseline wrote, up to the epoch.
bool same_page(std::string_view answer, std::string_view page) {
  constexpr std::string_view head = R"({"data":{"pullChanges":)";
  if (!answer.starts_with(head)) return false;
  page.remove_suffix(1);
  return answer.substr(head.size()).starts_with(page);
}

void serve_page_entente(benchmark::State& state) {
  auto& from = full_office::of(state);
  c::server baseline{from.truth.file()};
  std::size_t next = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto const stamp = from.stamps[next++ % from.stamps.size()];
    auto const answer = from.truth.handle(pull_of(from, stamp));
    bytes += answer.body.size();
    if (next <= from.stamps.size()) {
      state.PauseTiming();
      if (!same_page(answer.body, baseline.page(stamp, 0, page_size))) state.SkipWithError("another page than expected");
      state.ResumeTiming();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(page_size));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void serve_page_c(benchmark::State& state) {
  auto& from = full_office::of(state);
  c::server baseline{from.truth.file()};
  std::size_t next = 0;
  std::size_t bytes = 0;
  for (auto _ : state) bytes += baseline.page(from.stamps[next++ % from.stamps.size()], 0, page_size).size();
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(page_size));
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK(serve_page_entente)->Name("serve_page/entente")->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(serve_page_c)->Name("serve_page/c")->Arg(10'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace bench
