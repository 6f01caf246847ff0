// SPDX-License-Identifier: BSL-1.0
// Devices with the entities that have rules between records.
#pragma once

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/family.hpp"
#include "sync/scripted.hpp"

#include <string>

namespace family {

using namespace entente;
using support::code_of;
using support::refusal_of;
using backend = scripted::backend<home>;
using device = scripted::device<home>;

inline void all_sync(std::initializer_list<device*> devices) {
  for (int round = 0; round < 2; ++round)
    for (auto* each : devices) {
      auto const report = (*each)->sync();
      INFO("problem: " << (report.problem ? report.problem->text() : ""));
      REQUIRE(report.complete());
      CHECK(report.diverged.empty());
    }
}

}  // namespace family
