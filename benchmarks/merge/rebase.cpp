// SPDX-License-Identifier: BSL-1.0
// Merging two concurrent edits of one field, by policy: carrying the local patch over to the remote image and
// applying what is left of it. Every result is compared with what the policy promises.
#include <entente/customize.hpp>
#include <entente/entity/record.hpp>
#include <entente/merge/apply.hpp>
#include <entente/merge/claims.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/rebase.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "support/counting_new.inc"
#include "support/random_task.hpp"

namespace bench {

/// A policy of an application: the longer text stays.
struct longer_wins {
  static std::string merge(std::string const*, std::string const& local, std::string const& remote) {
    return local.size() > remote.size() ? local : remote;
  }
};

/// A field of every policy that numbers have: trivially copyable, so merging it need not allocate.
struct numbers {
  std::int64_t last = 0;
  std::int64_t server = 0;
  std::int64_t client = 0;
  std::int64_t asked = 0;
  std::int64_t counted = 0;
  std::int64_t most = 0;
  double least = 0;
  bool flag = false;
};

template <class T, class Policy>
struct edited {
  T value{};
  std::int64_t other = 0;
};

}  // namespace bench

template <class T, class Policy>
struct entente::entity_traits<bench::edited<T, Policy>> {
  static constexpr auto name = "Edited";
  using fields = field_policies<entente::merge<&bench::edited<T, Policy>::value, Policy>>;
};

template <>
struct entente::entity_traits<bench::numbers> {
  using N = bench::numbers;
  using fields =
      field_policies<entente::merge<&N::last, last_write_wins>, entente::merge<&N::server, server_wins>,
                     entente::merge<&N::client, client_wins>, entente::merge<&N::asked, manual>,
                     entente::merge<&N::counted, counter>, entente::merge<&N::most, max_wins>,
                     entente::merge<&N::least, min_wins>>;
};

namespace bench {
namespace {

entente::uuid author(std::uint8_t number) {
  entente::uuid id;
  id.octets[15] = number;
  return id;
}

/// Merges `local` and `remote`, two edits of `base`; the remote one is the earlier. The image must become `expected`.
template <class Entity>
void merge_edits(benchmark::State& state, Entity const& base, Entity const& local, Entity const& remote,
                 Entity const& expected) {
  auto const patch = entente::diff(base, local, entente::edit_time{200});
  entente::remote_state<Entity> theirs{remote, &base, entente::differing_fields(base, remote), {}, nullptr};
  theirs.times.fill({entente::edit_time{100}, author(2)});
  Entity image = remote;
  entente::apply(rebase(patch, author(1), theirs).kept, image);
  if (entente::differing_fields(image, expected).any()) {
    state.SkipWithError("the merge did not come to what the policy promises");
    return;
  }
  std::int64_t merges = 0;
  std::int64_t allocated = 0;
  for (auto _ : state) {
    state.PauseTiming();
    std::vector<Entity> images(256, remote);
    auto const before = allocations::now().count;
    state.ResumeTiming();
    for (Entity& each : images) {
      auto const outcome = rebase(patch, author(1), theirs);
      entente::apply(outcome.kept, each);
      benchmark::DoNotOptimize(&each);
    }
    state.PauseTiming();
    allocated += allocations::now().count - before;
    merges += static_cast<std::int64_t>(images.size());
    state.ResumeTiming();
  }
  state.SetItemsProcessed(merges);
  state.counters["allocations"] = static_cast<double>(allocated) / static_cast<double>(merges);
}

template <class T, class Policy>
void of(char const* name, T base, T local, T remote, T expected) {
  benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
    using entity = edited<T, Policy>;
    merge_edits(state, entity{base}, entity{local}, entity{remote}, entity{expected});
  });
}

using words = std::vector<std::string>;

bool const registered = [] {
  using number = std::int64_t;
  of<number, entente::last_write_wins>("merge_last_write_wins/number", 1, 2, 3, 2);
  of<number, entente::server_wins>("merge_server_wins/number", 1, 2, 3, 3);
  of<number, entente::client_wins>("merge_client_wins/number", 1, 2, 3, 2);
  of<number, entente::manual>("merge_manual/number", 1, 2, 3, 3);
  of<number, entente::counter>("merge_counter/number", 1, 2, 3, 4);
  of<number, entente::max_wins>("merge_max_wins/number", 1, 2, 3, 3);
  of<number, entente::min_wins>("merge_min_wins/number", 1, 2, 3, 2);
  std::string const text = "a text that is too long for any small buffer";
  of<std::string, entente::last_write_wins>("merge_last_write_wins/text", text, text + " here", text + " there",
                                            text + " here");
  of<std::string, longer_wins>("merge_own_policy/text", text, text + " here", text + " there", text + " there");
  of<words, entente::set_union>("merge_set_union/words", {"one", "two", "three"}, {"two", "three", "four"},
                                {"one", "two", "three", "five"}, {"two", "three", "five", "four"});
  of<words, entente::append>("merge_append/words", {"one", "two"}, {"one", "two", "four"}, {"one", "two", "five"},
                             {"one", "two", "five", "four"});
  benchmark::RegisterBenchmark("merge_every_policy/numbers", [](benchmark::State& state) {
    merge_edits(state, numbers{1, 1, 1, 1, 1, 1, 1, false}, numbers{2, 2, 2, 2, 2, 2, 2, true},
                numbers{3, 3, 3, 3, 3, 3, 3, true}, numbers{2, 3, 2, 3, 4, 3, 2, true});
  });
  benchmark::RegisterBenchmark("merge_other_fields/task", [](benchmark::State& state) {
    auto const base = random_tasks(1).front();
    auto local = base;
    local.title = "Two people, one record";
    auto remote = base;
    remote.priority = 77;
    auto expected = local;
    expected.priority = 77;
    merge_edits(state, base, local, remote, expected);
  });
  return true;
}();

}  // namespace
}  // namespace bench
