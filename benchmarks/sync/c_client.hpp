// SPDX-License-Identifier: BSL-1.0
// A device's part of an exchange in hand-written C, on a file that entente made.
#pragma once

#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/task.hpp"
#include "sync/c_json.hpp"
#include "sync/c_sqlite.hpp"

namespace bench::c {

/// A record as a page tells it.
struct told_task {
  entente::uuid key;
  std::int64_t version = 0;
  std::int64_t at = 0;
  std::int64_t created = 0;
  std::int64_t edited = 0;
  Task value;
};

/// A page of changes, as pullChanges answers it.
struct told_page {
  std::vector<told_task> records;
  std::string cursor;
  bool more = false;
};

/// Reads {"changes":[...],"cursor":...,"hasMore":...; what follows is not looked at.
inline void read_page(std::string_view json, told_page& into) {
  entente::json_reader from{json};
  must(from.begin_object() && from.next_literal_member("\"changes\":") && from.begin_array());
  std::size_t count = 0;
  while (from.next_element()) {
    if (into.records.size() == count) into.records.emplace_back();
    auto& one = into.records[count++];
    std::string_view entity;
    std::int64_t schema = 0;
    must(from.begin_object() && from.next_literal_member("\"entity\":") && from.read_string_view(entity));
    must(entity == "Task");
    member(from, "\"clientId\":", one.key);
    member(from, "\"version\":", one.version);
    member(from, "\"at\":", one.at);
    member(from, "\"createdAt\":", one.created);
    member(from, "\"editedAt\":", one.edited);
    member(from, "\"schema\":", schema);
    if (from.next_literal_member("\"times\":")) must(from.skip());
    must(from.next_literal_member("\"fields\":"));
    must(hand::read(from, one.value));
    close(from);
  }
  must(from.ok());
  into.records.resize(count);
  member(from, "\"cursor\":", into.cursor);
  member(from, "\"hasMore\":", into.more);
}

/// What a server answers to one operation.
struct told_result {
  entente::uuid op_id;
  std::int64_t version = 0;
  std::int64_t at = 0;
};

inline void read_results(std::string_view json, std::vector<told_result>& into) {
  entente::json_reader from{json};
  into.clear();
  must(from.begin_object() && from.next_literal_member("\"results\":") && from.begin_array());
  while (from.next_element()) {
    auto& one = into.emplace_back();
    std::string_view verdict;
    must(from.begin_object());
    member(from, "\"opId\":", one.op_id);
    must(from.next_literal_member("\"verdict\":") && from.read_string_view(verdict) && verdict == "applied");
    member(from, "\"version\":", one.version);
    member(from, "\"at\":", one.at);
    close(from);
  }
  must(from.ok());
}

/// An operation as it waits in the queue.
struct queued {
  std::int64_t sequence = 0;
  entente::uuid op_id;
  entente::uuid key;
  std::int64_t base = 0;
  std::int64_t edited = 0;
  std::string body;
};

class client {
 public:
  explicit client(std::filesystem::path const& file) : on_(file) {}

  /// The rows of a page and its cursor, in one transaction.
  void upsert(told_page const& page) {
    on_.run("BEGIN IMMEDIATE");
    for (auto const& one : page.records) {
      tags_.clear();
      tags_.tags(one.value.tags);
      upsert_.bind(1, one.key);
      upsert_.bind(2, one.version);
      upsert_.bind(3, one.at);
      upsert_.bind(4, generation_);
      upsert_.bind(5, one.created);
      upsert_.bind(6, std::string_view{one.value.title});
      upsert_.bind(7, std::string_view{one.value.body});
      upsert_.bind(8, std::int64_t{one.value.done});
      upsert_.bind(9, one.value.priority);
      upsert_.bind(10, one.value.weight);
      if (one.value.note)
        upsert_.bind(11, std::string_view{*one.value.note});
      else
        upsert_.bind(11, nullptr);
      upsert_.bind(12, tags_.view());
      upsert_.bind(13, one.value.changed.time_since_epoch().count());
      upsert_.finish();
    }
    cursor_.bind(1, std::string_view{page.cursor});
    cursor_.finish();
    on_.run("COMMIT");
  }

  /// The next operations, marked as on their way; on the disk, as the server will rely on it.
  void lease(std::size_t most, std::vector<queued>& into) {
    on_.run("PRAGMA synchronous=FULL");
    on_.run("BEGIN IMMEDIATE");
    into.resize(most);
    std::size_t count = 0;
    next_.bind(1, static_cast<std::int64_t>(most));
    while (next_.step()) {
      auto& one = into[count++];
      one.sequence = next_.number(0);
      one.op_id = next_.key(1);
      one.key = next_.key(2);
      one.base = next_.number(3);
      one.edited = next_.number(4);
      one.body = next_.text(5);
    }
    into.resize(count);
    if (count > 0) {
      mark_.bind(1, replica_);
      mark_.bind(2, into.front().sequence);
      mark_.bind(3, into.back().sequence);
      mark_.finish();
    }
    on_.run("COMMIT");
    on_.run("PRAGMA synchronous=NORMAL");
  }

  /// The answers to a batch: off the queue, and the rows are as the server has them.
  void settle(std::vector<queued> const& batch, std::vector<told_result> const& results) {
    must(batch.size() == results.size());
    on_.run("PRAGMA synchronous=FULL");
    on_.run("BEGIN IMMEDIATE");
    drop_.bind(1, batch.front().sequence);
    drop_.bind(2, batch.back().sequence);
    drop_.finish();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      must(batch[i].op_id == results[i].op_id);
      acknowledge_.bind(1, results[i].version);
      acknowledge_.bind(2, results[i].at);
      acknowledge_.bind(3, generation_);
      acknowledge_.bind(4, batch[i].key);
      acknowledge_.finish();
    }
    on_.run("COMMIT");
    on_.run("PRAGMA synchronous=NORMAL");
  }

  /// The body of a push, as http_remote sends it.
  std::string_view push_body(std::vector<queued> const& batch) {
    out_.clear();
    out_.raw(R"({"query":"mutation","variables":{"tenantId":"acme","replica":)");
    out_.key(replica_);
    out_.raw(R"(,"acknowledged":{"through":0,"beyond":[]},"groups":[)");
    bool first = true;
    for (auto const& one : batch) {
      out_.raw(first ? R"([{"opId":)" : R"(,[{"opId":)");
      first = false;
      out_.key(one.op_id);
      out_.raw(R"(,"seq":)");
      out_.number(one.sequence);
      out_.raw(R"(,"entity":"Task","kind":"insert","clientId":)");
      out_.key(one.key);
      out_.raw(R"(,"base":)");
      out_.number(one.base);
      out_.raw(R"(,"editedAt":)");
      out_.number(one.edited);
      out_.raw(R"(,"schema":1,"patch":)");
      out_.raw(one.body);
      out_.raw("}]");
    }
    out_.raw("]}}");
    return out_.view();
  }

 private:
  database on_;
  statement upsert_{on_,
                    "INSERT INTO Task(entente_key,entente_version,entente_stamp,entente_deleted,entente_pending,"
                    "entente_generation,entente_unknown,entente_created,title,body,done,priority,weight,note,tags,"
                    "changed) VALUES(?,?,?,0,0,?,NULL,?,?,?,?,?,?,?,?,?) ON CONFLICT(entente_key) DO UPDATE SET "
                    "entente_version=excluded.entente_version,entente_stamp=excluded.entente_stamp,"
                    "entente_generation=excluded.entente_generation,title=excluded.title,body=excluded.body,"
                    "done=excluded.done,priority=excluded.priority,weight=excluded.weight,note=excluded.note,"
                    "tags=excluded.tags,changed=excluded.changed"};
  statement cursor_{on_, "INSERT OR REPLACE INTO entente_state(name,value) VALUES('cursor:',?)"};
  statement next_{on_,
                  "SELECT sequence,op_id,key,base_version,edited,body FROM entente_queue WHERE state=0 ORDER BY "
                  "sequence LIMIT ?"};
  statement mark_{on_, "UPDATE entente_queue SET state=1,sender=? WHERE sequence BETWEEN ? AND ?"};
  statement drop_{on_, "DELETE FROM entente_queue WHERE sequence BETWEEN ? AND ?"};
  statement acknowledge_{on_,
                         "UPDATE Task SET entente_version=?1,entente_stamp=?2,entente_created=?2,entente_pending=0,"
                         "entente_generation=?3 WHERE entente_key=?4"};
  entente::uuid replica_{{1, 2, 3, 4, 5, 6, 0x77, 8, 0x89, 10, 11, 12, 13, 14, 15, 16}};
  std::int64_t generation_ = 1;
  json_out out_;
  json_out tags_;
};

}  // namespace bench::c
