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
    {"encode a record, against Boost.JSON with its tree in an arena", "encode/entente", {"encode/boost_json_arena"}, bound::at_least, 0},
    {"encode a record, against nlohmann-json", "encode/entente", {"encode/nlohmann"}, bound::at_least, 25},
    {"decode a record, validated, unknown members kept, against simdjson on-demand", "decode/entente",
     {"decode/simdjson"}, bound::at_most, 1},
    {"decode a record, against simdjson for members in any order", "decode/entente", {"decode/simdjson_any_order"}},
    {"decode a record, against Boost.JSON", "decode/entente", {"decode/boost_json"}, bound::at_least, 2.5},
    {"decode a record, against Boost.JSON with its tree in an arena", "decode/entente", {"decode/boost_json_arena"}, bound::at_least, 0},
    {"decode a record, against nlohmann-json", "decode/entente", {"decode/nlohmann"}, bound::at_least, 0},
    {"decode a record, against code by hand over the same parser", "decode/entente", {"decode/hand"}},
    {"decode a record with an unknown member, kept, against simdjson, which skips it", "decode_unknown/entente",
     {"decode_unknown/simdjson"}},
    {"decode a record with text beyond ASCII, against simdjson", "decode_beyond_ascii/entente",
     {"decode_beyond_ascii/simdjson"}},
    // merge
    {"merge two edits of a number by last_write_wins", "merge_last_write_wins/number"},
    {"merge two edits of a number by server_wins", "merge_server_wins/number"},
    {"merge two edits of a number by client_wins", "merge_client_wins/number"},
    {"merge two edits of a number by manual", "merge_manual/number"},
    {"merge two edits of a number by counter", "merge_counter/number"},
    {"merge two edits of a number by max_wins", "merge_max_wins/number"},
    {"merge two edits of a number by min_wins", "merge_min_wins/number"},
    {"merge two edits of a text by last_write_wins", "merge_last_write_wins/text"},
    {"merge two edits of a text by a policy of the application", "merge_own_policy/text"},
    {"merge two edits of a set by set_union", "merge_set_union/words"},
    {"merge two edits of a list by append", "merge_append/words"},
    {"merge two edits of eight numbers, by every policy", "merge_every_policy/numbers"},
    {"merge two edits of eight numbers, by every policy", "merge_every_policy/numbers", {}, bound::below, 0, "allocations"},
    {"merge two edits of different fields of a task", "merge_other_fields/task"},
    // storage
    {"write one record: row and operation", "write_one/entente", {"write_one/c"}, bound::at_most, 1.15},
    {"edit a record that the server knows: row, base image, operation", "update_one/entente", {"update_one/c"}, bound::at_most, 1.15},
    {"edit it again: row, joined operation", "update_again/entente", {"update_again/c"}, bound::at_most, 1.15},
    {"write 1,000 records in one transaction", "write_1000/entente", {"write_1000/c"}, bound::at_most, 1.25},
    {"read one record by its key", "read_one/entente", {"read_one/c"}, bound::at_most, 1.15},
    {"query of 1,000 rows", "query_1000/entente", {"query_1000/c"}, bound::at_most, 1.15},
    {"write one record, against SQLiteCpp by hand", "write_one/entente", {"write_one/sqlitecpp"}},
    {"query of 1,000 rows, against SQLiteCpp by hand", "query_1000/entente", {"query_1000/sqlitecpp"}},
    {"write one record, by the clock on the wall, in us", "write_one/entente", {"write_one/c"}, bound::none, 0, "wall_us"},
    {"enqueue onto 1,000,000 operations, against none", "queue_enqueue/entente/last", {"queue_enqueue/entente/first"},
     bound::at_most, 1.1},
    {"cut a batch of 100 from 1,000,000 operations, against those 100 alone", "queue_cut/entente/last",
     {"queue_cut/entente/first"}, bound::at_most, 1.1},
    {"acknowledge a batch of 100 of 1,000,000, against those 100 alone", "queue_acknowledge/entente/last",
     {"queue_acknowledge/entente/first"}, bound::at_most, 1.1},
    {"bytes on disk per pending operation, against a table of nothing else", "pending_operation/entente",
     {"pending_operation/floor"}, bound::none, 0, "disk_bytes"},
    {"bytes in memory per pending operation", "pending_operation/entente", {}, bound::none, 0, "memory_bytes"},
    // sync
    {"apply a page of 1,000 records", "apply_page/entente", {"apply_page/c"}, bound::at_most, 1.5},
    {"the same of records that are there already", "apply_page_known/entente", {"apply_page_known/c"}, bound::at_most, 1.5},
    {"the same with a pending edit on each, against the page without", "apply_page_pending/entente",
     {"apply_page_known/entente"}, bound::at_most, 3},
    {"serve a page of 1,000 from a table of 10,000", "serve_page/entente/first", {"serve_page/c/first"}, bound::at_most, 1.5},
    {"serve a page of 1,000 from a table of 1,000,000", "serve_page/entente/last", {"serve_page/c/last"}, bound::at_most, 1.5},
    {"the same against the table of 10,000", "serve_page/entente/last", {"serve_page/entente/first"}},
    {"push a batch of 100 over HTTP, against both sides' SQLite statements", "push_batch/entente", {"push_batch/c"},
     bound::at_most, 2},
    {"push 10,000 creates over HTTP, against C over a raw socket", "round_push/entente", {"round_push/c"},
     bound::at_most, 1.6},
    {"pull 10,000 records over HTTP, against C over a raw socket", "round_pull/entente", {"round_pull/c"},
     bound::at_most, 1.5},
    {"first sync of 1,000,000 records, against one of 10,000", "first_sync/entente/last", {"first_sync/entente/first"},
     bound::at_most, 1.2},
    {"first sync of 1,000,000 records: MB of the client at its peak", "first_sync/entente/last", {}, bound::below, 64,
     "peak_mb"},
};

inline std::vector<curve> const curves{
    {"devices that sync with one server at once: records per second", "devices/entente", "devices"},
    {"tenants of one server, a device each: records per second", "tenants/entente", "tenants"},
};

}  // namespace report
