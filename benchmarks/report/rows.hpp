// SPDX-License-Identifier: BSL-1.0
// Every line of the report: what is measured, against what, and what must be reached.
#pragma once

#include <vector>

#include "report/row.hpp"

namespace report {

inline std::vector<row> const rows{
    // wire
    {"encode a record, against the best hand-written writer", "encode/entente", {"encode/hand"}, bound::at_most, 1.05},
};

inline std::vector<curve> const curves{};

}  // namespace report
