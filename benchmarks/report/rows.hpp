// SPDX-License-Identifier: BSL-1.0
// Every line of the report: what is measured, against what, and what must be reached.
#pragma once

#include <vector>

#include "report/row.hpp"

namespace report {

inline std::vector<row> const rows{
    // wire
    {"encode a record, against the best hand-written writer", "encode/entente", {"encode/hand"}, bound::at_most, 1.05},
    {"encode a record, against Boost.JSON", "encode/entente", {"encode/boost_json"}, bound::at_least, 8},
    {"encode a record, against Boost.JSON with its tree in an arena", "encode/entente", {"encode/boost_json_arena"}},
    {"encode a record, against nlohmann-json", "encode/entente", {"encode/nlohmann"}, bound::at_least, 25},
    {"decode a record, validated, unknown members kept, against simdjson on-demand", "decode/entente",
     {"decode/simdjson"}, bound::at_most, 1},
    {"decode a record, against simdjson for members in any order", "decode/entente", {"decode/simdjson_any_order"}},
    {"decode a record, against Boost.JSON", "decode/entente", {"decode/boost_json"}, bound::at_least, 2.5},
    {"decode a record, against Boost.JSON with its tree in an arena", "decode/entente", {"decode/boost_json_arena"}},
    {"decode a record, against nlohmann-json", "decode/entente", {"decode/nlohmann"}},
    {"decode a record, against code by hand over the same parser", "decode/entente", {"decode/hand"}},
    {"decode a record with an unknown member, kept, against simdjson, which skips it", "decode_unknown/entente",
     {"decode_unknown/simdjson"}},
    {"decode a record with text beyond ASCII, against simdjson", "decode_beyond_ascii/entente",
     {"decode_beyond_ascii/simdjson"}},
};

inline std::vector<curve> const curves{};

}  // namespace report
