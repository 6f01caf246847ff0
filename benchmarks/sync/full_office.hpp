// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "support/scale.hpp"
#include "support/temporary_folder.hpp"
#include "sync/c_sqlite.hpp"
#include "sync/world.hpp"

namespace bench {

/// A tenant of so many records, and places to start a page of a thousand from. Made once per size.
struct full_office {
  temporary_folder folder;
  office truth{folder.path()};
  std::size_t count;
  std::vector<std::int64_t> stamps;
  std::string epoch;

  explicit full_office(std::size_t records) : count(records) {
    truth.fill(count);
    epoch = truth.page({}, 1).epoch.text();
    c::database on{truth.file()};
    c::statement run{on, "SELECT entente_stamp FROM Task WHERE entente_rowid=?"};
    std::mt19937_64 random{11};
    for (int i = 0; i < 64; ++i) {
      run.bind(1, static_cast<std::int64_t>(1 + random() % (count - 1000)));
      run.step();
      stamps.push_back(run.number(0));
      run.reset();
    }
  }

  /// Of as many records as the benchmark's argument says; fewer for the quick check.
  static full_office& of(benchmark::State const& state) {
    auto const count = state.range(0) > 100'000 ? scaled<std::size_t>(1'000'000, 4'000)
                                                : scaled<std::size_t>(10'000, 2'000);
    static std::map<std::size_t, std::unique_ptr<full_office>> made;
    auto& one = made[count];
    if (!one) one = std::make_unique<full_office>(count);
    return *one;
  }
};

}  // namespace bench
