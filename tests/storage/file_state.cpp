// SPDX-License-Identifier: BSL-1.0
#include "storage/file_state.hpp"

#include <entente/base/error.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sqlite/database.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include <sqlite3.h>

namespace files {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> databases_in(fs::path const& folder) {
  std::vector<fs::path> found;
  if (fs::exists(folder))
    for (auto const& each : fs::directory_iterator{folder})
      if (each.path().extension() == ".db") found.push_back(each.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// One statement that reads every table, made once for each set of tables.
std::string const& reading_everything(entente::database& on, std::string const& tables) {
  static std::map<std::string, std::string> known;
  static std::mutex lock;
  std::lock_guard const guard{lock};
  auto& sql = known[tables];
  if (!sql.empty()) return sql;
  auto each = on.prepare("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name");
  while (each.step()) {
    auto const table = each.column<std::string>(0);
    std::string row = "SELECT '" + table + ":'";
    auto names = on.prepare("SELECT name FROM pragma_table_info(?)");
    names.bind(1, table);
    while (names.step())
      row += "||quote(" + entente::quoted_name(names.column<std::string>(0)) + ")||','";
    sql += (sql.empty() ? "" : " UNION ALL ") + row + " FROM " + entente::quoted_name(table);
  }
  return sql;
}

entente::database open(fs::path const& file) {
  entente::database_options how;
  how.create = false;
  how.busy_timeout = std::chrono::milliseconds{0};
  return entente::database{file, how};
}

std::string state_of_file(entente::database& on) {
  std::string tables;
  {
    auto all = on.prepare("SELECT name,sql FROM sqlite_master ORDER BY type,name");
    while (all.step()) tables += all.column<std::string>(0) + "\n";
  }
  if (tables.empty()) return {};
  std::string out = on.file_name() + " " + std::to_string(on.user_version()) + "\n" + tables;
  std::vector<std::string> lines;
  {
    auto rows = on.prepare(reading_everything(on, tables));
    while (rows.step()) lines.push_back(rows.column<std::string>(0));
  }
  std::sort(lines.begin(), lines.end());
  // Which epoch it is depends on how often the dice was rolled.
  for (auto const& each : lines)
    out += (each.starts_with("entente_state:'epoch'") ? "an epoch" : each) + "\n";
  return out;
}

// Who records, and whether it is looking: what it reads with is told about as well.
state_recorder* recorder = nullptr;
bool looking = false;

int statement_ended(unsigned, void*, void* what, void*) {
  auto* const statement = static_cast<sqlite3_stmt*>(what);
  if (looking || recorder == nullptr || sqlite3_get_autocommit(sqlite3_db_handle(statement)) == 0)
    return 0;
  if (sqlite3_stmt_readonly(statement) != 0 && std::string{sqlite3_sql(statement)} != "COMMIT")
    return 0;
  recorder->look();
  return 0;
}

int watch(sqlite3* on, char const**, sqlite3_api_routines const*) {
  return sqlite3_trace_v2(on, SQLITE_TRACE_PROFILE, &statement_ended, nullptr);
}

}  // namespace

std::string state_of(fs::path const& folder) {
  std::string out;
  for (auto const& each : databases_in(folder)) {
    auto on = open(each);
    out += state_of_file(on);
  }
  return out;
}

finding check_and_read(fs::path const& folder) {
  finding all;
  for (auto const& each : databases_in(folder)) {
    auto on = open(each);
    all.state += state_of_file(on);
    auto const found =
        on.prepare("PRAGMA integrity_check").value<std::string>().value_or("nothing");
    if (found != "ok") all.damage += each.filename().string() + ": " + found + "\n";
  }
  return all;
}

std::vector<std::string> settled_rows(fs::path const& database, std::string const& table,
                                      std::string const& columns, bool replica) {
  if (!fs::exists(database)) return {};
  entente::database on{database};
  std::string sql =
      "SELECT quote(entente_key)||'@'||entente_version||'@'||entente_stamp||'@'||entente_deleted";
  for (std::size_t from = 0; from < columns.size();) {
    auto const end = (std::min)(columns.find(',', from), columns.size());
    sql += "||','||quote(" + columns.substr(from, end - from) + ")";
    from = end + 1;
  }
  sql += " FROM " + table + " WHERE entente_deleted=0";
  if (replica) sql += " AND entente_pending=0 AND entente_version>0";
  std::vector<std::string> found;
  auto rows = on.prepare(sql);
  while (rows.step()) found.push_back(rows.column<std::string>(0));
  std::sort(found.begin(), found.end());
  return found;
}

state_recorder::state_recorder(fs::path folder) : folder_(std::move(folder)) {
  states_.push_back(state_of(folder_));
  recorder = this;
  sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch));
}

state_recorder::~state_recorder() {
  recorder = nullptr;
  sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch));
}

void state_recorder::look() {
  looking = true;
  try {
    auto now = state_of(folder_);
    if (now != states_.back()) states_.push_back(std::move(now));
  } catch (entente::failure const&) {  // whoever makes a file has it alone
  }
  looking = false;
}

}  // namespace files
