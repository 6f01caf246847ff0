// SPDX-License-Identifier: BSL-1.0
#include "storage/c_device.hpp"

#include "storage/c_json.hpp"

#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace bench {
namespace {

[[noreturn]] void give_up(sqlite3* on, char const* what) {
  std::fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(on));
  std::abort();
}

constexpr char insert_row_text[] =
    "INSERT INTO \"Task\"(entente_key,entente_version,entente_stamp,entente_deleted,entente_pending,"
    "entente_generation,entente_unknown,entente_created,title,body,done,priority,weight,note,tags,changed) "
    "VALUES(?,0,0,0,1,0,NULL,0,?,?,?,?,?,?,?,?)";

constexpr char row_columns[] =
    "SELECT entente_rowid,entente_key,entente_version,entente_stamp,entente_deleted,entente_pending,"
    "entente_generation,entente_unknown,entente_created,title,body,done,priority,weight,note,tags,changed "
    "FROM \"Task\" ";

constexpr char record_columns[] =
    "SELECT entente_key,entente_version,entente_stamp,entente_created,entente_deleted,title,body,done,priority,"
    "weight,note,tags,changed FROM \"Task\" ";

std::int64_t now_in_micros() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void bind_text(sqlite3_stmt* to, int index, std::string_view text) {
  sqlite3_bind_text(to, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}
void bind_key(sqlite3_stmt* to, int index, entente::uuid const& key) {
  sqlite3_bind_blob(to, index, key.octets.data(), 16, SQLITE_STATIC);
}
void take_text(sqlite3_stmt* from, int column, std::string& into) {
  auto const* const text = reinterpret_cast<char const*>(sqlite3_column_text(from, column));
  into.assign(text, static_cast<std::size_t>(sqlite3_column_bytes(from, column)));
}

}  // namespace

c_device::c_device(std::filesystem::path const& file) {
  if (sqlite3_open_v2(file.c_str(), &on_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
      SQLITE_OK)
    give_up(on_, "open");
  sqlite3_busy_timeout(on_, 5000);
  exec(
      "PRAGMA foreign_keys=OFF; PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=4000");
  begin_ = prepare("BEGIN IMMEDIATE");
  commit_ = prepare("COMMIT");
  insert_row_ = prepare(insert_row_text);
  insert_operation_ = prepare(
      "INSERT INTO entente_queue(op_id,group_id,entity,key,kind,base_version,edited,schema_version,body,state,"
      "held_by,force,sender,unsure,attempts,error_code,message,field) "
      "VALUES(?,?,'Task',?,?,?,?,1,?,0,0,0,NULL,0,0,'','','')");
  set_group_ = prepare("UPDATE entente_queue SET group_id=?1 WHERE sequence=?1");
  load_ = prepare((std::string{row_columns} + "WHERE entente_key=?").c_str());
  keep_base_ = prepare(
      "INSERT OR REPLACE INTO \"entente_base_Task\"(entente_key,entente_version,entente_stamp,entente_deleted,"
      "entente_pending,entente_generation,entente_unknown,entente_created,title,body,done,priority,weight,note,tags,"
      "changed) SELECT entente_key,entente_version,entente_stamp,entente_deleted,entente_pending,entente_generation,"
      "entente_unknown,entente_created,title,body,done,priority,weight,note,tags,changed FROM \"Task\" "
      "WHERE entente_rowid=?");
  retitle_row_ = prepare("UPDATE \"Task\" SET entente_pending=1,title=? WHERE entente_rowid=?");
  last_operation_ = prepare(
      "SELECT sequence,kind,edited,state,sender,body FROM entente_queue WHERE key=? AND entity=? "
      "ORDER BY sequence DESC LIMIT 1");
  bind_text(last_operation_, 2, "Task");
  replace_operation_ = prepare("UPDATE entente_queue SET op_id=?,edited=?,body=? WHERE sequence=?");
  find_ = prepare((std::string{record_columns} + "WHERE entente_key=?").c_str());
  undone_ = prepare((std::string{record_columns} +
                     "WHERE entente_deleted=0 AND done=? ORDER BY entente_rowid LIMIT ? OFFSET ?")
                        .c_str());
}

c_device::~c_device() {
  for (auto* const each : all_) sqlite3_finalize(each);
  sqlite3_close(on_);
}

sqlite3_stmt* c_device::prepare(char const* sql) {
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(on_, sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
    give_up(on_, sql);
  all_.push_back(made);
  return made;
}

void c_device::run(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) give_up(on_, sqlite3_sql(statement));
  sqlite3_reset(statement);
}

void c_device::exec(char const* sql) {
  if (sqlite3_exec(on_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) give_up(on_, sql);
}

std::int64_t c_device::number(char const* sql) {
  sqlite3_stmt* once = nullptr;
  if (sqlite3_prepare_v2(on_, sql, -1, &once, nullptr) != SQLITE_OK) give_up(on_, sql);
  std::int64_t const found = sqlite3_step(once) == SQLITE_ROW ? sqlite3_column_int64(once, 0) : -1;
  sqlite3_finalize(once);
  return found;
}

std::string c_device::text(char const* sql) {
  sqlite3_stmt* once = nullptr;
  if (sqlite3_prepare_v2(on_, sql, -1, &once, nullptr) != SQLITE_OK) give_up(on_, sql);
  std::string found;
  if (sqlite3_step(once) == SQLITE_ROW && sqlite3_column_type(once, 0) != SQLITE_NULL)
    take_text(once, 0, found);
  sqlite3_finalize(once);
  return found;
}

entente::uuid c_device::fresh_id() {
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  auto const micros = static_cast<std::uint64_t>(now_in_micros());
  std::uint64_t const high = (micros / 1000 << 16) | 0x7000u | (micros % 1000 * 4096 / 1000);
  std::uint64_t const low = (random_ & 0x3fffffffffffffffu) | 0x8000000000000000u;
  entente::uuid made;
  std::uint64_t const big_endian[2] = {__builtin_bswap64(high), __builtin_bswap64(low)};
  std::memcpy(made.octets.data(), big_endian, 16);
  return made;
}

/// Row and operation of a record that is made.
std::int64_t c_device::append(std::int64_t group, Task const& value, entente::uuid& key) {
  key = fresh_id();
  tags_.clear();
  write_tags(tags_, value.tags);
  bind_key(insert_row_, 1, key);
  bind_text(insert_row_, 2, value.title);
  bind_text(insert_row_, 3, value.body);
  sqlite3_bind_int64(insert_row_, 4, value.done);
  sqlite3_bind_int64(insert_row_, 5, value.priority);
  sqlite3_bind_double(insert_row_, 6, value.weight);
  if (value.note)
    bind_text(insert_row_, 7, *value.note);
  else
    sqlite3_bind_null(insert_row_, 7);
  bind_text(insert_row_, 8, tags_);
  sqlite3_bind_int64(insert_row_, 9, value.changed.time_since_epoch().count());
  run(insert_row_);

  body_.clear();
  write_insert(body_, value, tags_);
  auto const op_id = fresh_id();
  bind_key(insert_operation_, 1, op_id);
  sqlite3_bind_int64(insert_operation_, 2, group);
  bind_key(insert_operation_, 3, key);
  sqlite3_bind_int64(insert_operation_, 4, 0);
  sqlite3_bind_int64(insert_operation_, 5, 0);
  sqlite3_bind_int64(insert_operation_, 6, now_in_micros());
  bind_text(insert_operation_, 7, body_);
  run(insert_operation_);
  return sqlite3_last_insert_rowid(on_);
}

entente::uuid c_device::create(Task const& value) {
  entente::uuid key;
  run(begin_);
  append(0, value, key);
  run(commit_);
  return key;
}

void c_device::create_all(std::vector<Task> const& values) {
  entente::uuid key;
  std::int64_t group = 0;
  run(begin_);
  for (auto const& each : values) {
    auto const sequence = append(group, each, key);
    if (group != 0) continue;
    group = sequence;
    sqlite3_bind_int64(set_group_, 1, group);
    run(set_group_);
  }
  run(commit_);
}

void c_device::queue_up(std::vector<Task> const& values, std::size_t count) {
  entente::uuid key;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 10'000 == 0) run(begin_);
    append(0, values[i % values.size()], key);
    if (i % 10'000 == 9'999 || i + 1 == count) run(commit_);
  }
}

void c_device::retitle(entente::uuid const& key, std::string_view title) {
  Task known;
  run(begin_);
  bind_key(load_, 1, key);
  if (sqlite3_step(load_) != SQLITE_ROW) give_up(on_, "no such record");
  auto const rowid = sqlite3_column_int64(load_, 0);
  auto const version = sqlite3_column_int64(load_, 2);
  bool const pending = sqlite3_column_int64(load_, 5) != 0;
  take_value(load_, 9, known);
  sqlite3_reset(load_);
  if (pending) give_up(on_, "edited already");

  sqlite3_bind_int64(keep_base_, 1, rowid);
  run(keep_base_);
  bind_text(retitle_row_, 1, title);
  sqlite3_bind_int64(retitle_row_, 2, rowid);
  run(retitle_row_);

  body_ = "{\"set\":{\"title\":";
  write_text(body_, title);
  body_ += "}}";
  auto const op_id = fresh_id();
  bind_key(insert_operation_, 1, op_id);
  sqlite3_bind_int64(insert_operation_, 2, 0);
  bind_key(insert_operation_, 3, key);
  sqlite3_bind_int64(insert_operation_, 4, 1);
  sqlite3_bind_int64(insert_operation_, 5, version);
  sqlite3_bind_int64(insert_operation_, 6, now_in_micros());
  bind_text(insert_operation_, 7, body_);
  run(insert_operation_);
  run(commit_);
}

void c_device::retitle_again(entente::uuid const& key, std::string_view title) {
  Task known;
  run(begin_);
  bind_key(load_, 1, key);
  if (sqlite3_step(load_) != SQLITE_ROW) give_up(on_, "no such record");
  auto const rowid = sqlite3_column_int64(load_, 0);
  take_value(load_, 9, known);
  sqlite3_reset(load_);

  bind_text(retitle_row_, 1, title);
  sqlite3_bind_int64(retitle_row_, 2, rowid);
  run(retitle_row_);

  bind_key(last_operation_, 1, key);
  if (sqlite3_step(last_operation_) != SQLITE_ROW) give_up(on_, "not edited yet");
  auto const sequence = sqlite3_column_int64(last_operation_, 0);
  auto const kind = sqlite3_column_int64(last_operation_, 1);
  bool const unsent = sqlite3_column_int64(last_operation_, 3) == 0 &&
                      sqlite3_column_type(last_operation_, 4) == SQLITE_NULL;
  std::string earlier;
  take_text(last_operation_, 5, earlier);
  sqlite3_reset(last_operation_);
  if (kind != 1 || !unsent || !earlier.starts_with("{\"set\":{\"title\":"))
    give_up(on_, "cannot be joined");

  body_ = "{\"set\":{\"title\":";
  write_text(body_, title);
  body_ += "}}";
  auto const op_id = fresh_id();
  bind_key(replace_operation_, 1, op_id);
  sqlite3_bind_int64(replace_operation_, 2, now_in_micros());
  bind_text(replace_operation_, 3, body_);
  sqlite3_bind_int64(replace_operation_, 4, sequence);
  run(replace_operation_);
  run(commit_);
}

void c_device::take_value(sqlite3_stmt* row, int first, Task& value) {
  take_text(row, first, value.title);
  take_text(row, first + 1, value.body);
  value.done = sqlite3_column_int64(row, first + 2) != 0;
  value.priority = sqlite3_column_int64(row, first + 3);
  value.weight = sqlite3_column_double(row, first + 4);
  if (sqlite3_column_type(row, first + 5) == SQLITE_NULL)
    value.note.reset();
  else
    take_text(row, first + 5, value.note.emplace());
  auto const* const tags = reinterpret_cast<char const*>(sqlite3_column_text(row, first + 6));
  if (!read_tags({tags, static_cast<std::size_t>(sqlite3_column_bytes(row, first + 6))}, value.tags))
    give_up(on_, "tags");
  value.changed = entente::timestamp{std::chrono::microseconds{sqlite3_column_int64(row, first + 7)}};
}

void c_device::take(sqlite3_stmt* row, entente::record<Task>& into) {
  std::memcpy(into.id.key.octets.data(), sqlite3_column_blob(row, 0), 16);
  into.version = sqlite3_column_int64(row, 1);
  into.updated_at.micros = sqlite3_column_int64(row, 2);
  into.created_at.micros = sqlite3_column_int64(row, 3);
  into.deleted = sqlite3_column_int64(row, 4) != 0;
  take_value(row, 5, into.value);
}

bool c_device::get(entente::uuid const& key, entente::record<Task>& into) {
  bind_key(find_, 1, key);
  bool const found = sqlite3_step(find_) == SQLITE_ROW;
  if (found) take(find_, into);
  sqlite3_reset(find_);
  return found;
}

void c_device::undone(std::size_t most, std::vector<entente::record<Task>>& into) {
  sqlite3_bind_int64(undone_, 1, 0);
  sqlite3_bind_int64(undone_, 2, static_cast<std::int64_t>(most));
  sqlite3_bind_int64(undone_, 3, 0);
  int result = 0;
  while ((result = sqlite3_step(undone_)) == SQLITE_ROW) take(undone_, into.emplace_back());
  sqlite3_reset(undone_);
  if (result != SQLITE_DONE) give_up(on_, "query");
}

}  // namespace bench
