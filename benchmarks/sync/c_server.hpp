// SPDX-License-Identifier: BSL-1.0
// A server's part of an exchange in hand-written C, on a file that entente made: the same tables, with their
// rules, and the same bytes on the wire.
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/wire/json_reader.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/task.hpp"
#include "sync/c_client.hpp"
#include "sync/c_json.hpp"
#include "sync/c_sqlite.hpp"

namespace bench::c {

/// An insert as it arrives.
struct arrived {
  std::int64_t sequence = 0;
  entente::uuid op_id;
  entente::uuid key;
  std::int64_t base = 0;
  std::int64_t edited = 0;
  Task value;
};

/// Reads the body of a push. `replica`: who sends it.
inline void read_push(std::string_view json, entente::uuid& replica, std::vector<arrived>& into) {
  entente::json_reader from{json};
  std::string_view ignored;
  must(from.begin_object() && from.next_literal_member("\"query\":") && from.read_string_view(ignored));
  must(from.next_literal_member("\"variables\":") && from.begin_object());
  must(from.next_literal_member("\"tenantId\":") && from.read_string_view(ignored));
  member(from, "\"replica\":", replica);
  must(from.next_literal_member("\"acknowledged\":") && from.skip());
  must(from.next_literal_member("\"groups\":") && from.begin_array());
  std::size_t count = 0;
  while (from.next_element()) {
    must(from.begin_array());
    while (from.next_element()) {
      if (into.size() == count) into.emplace_back();
      auto& one = into[count++];
      std::int64_t schema = 0;
      must(from.begin_object());
      member(from, "\"opId\":", one.op_id);
      member(from, "\"seq\":", one.sequence);
      must(from.next_literal_member("\"entity\":") && from.read_string_view(ignored));
      must(from.next_literal_member("\"kind\":") && from.read_string_view(ignored) && ignored == "insert");
      member(from, "\"clientId\":", one.key);
      member(from, "\"base\":", one.base);
      member(from, "\"editedAt\":", one.edited);
      member(from, "\"schema\":", schema);
      must(from.next_literal_member("\"patch\":") && from.begin_object());
      must(from.next_literal_member("\"set\":"));
      must(hand::read(from, one.value));
      close(from);
      close(from);
    }
  }
  must(from.ok());
  into.resize(count);
}

class server {
 public:
  explicit server(std::filesystem::path const& file, bool full = true) : on_(file, full) {
    statement epoch{on_, "SELECT value FROM entente_state WHERE name='epoch'"};
    must(epoch.step());
    epoch_ = epoch.key(0).text();
    epoch.reset();
    statement stamp{on_, "SELECT value FROM entente_state WHERE name='last_stamp'"};
    if (stamp.step()) stamp_ = stamp.number(0);
    stamp.reset();
  }

  /// Rows and receipts of a push, in one transaction.
  void apply(entente::uuid const& replica, std::vector<arrived> const& push, std::vector<told_result>& results) {
    results.resize(push.size());
    on_.run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < push.size(); ++i) {
      auto const& one = push[i];
      auto& told = results[i];
      told = {one.op_id, 1, ++stamp_};
      put_meta(one.edited, replica);
      tags_.clear();
      tags_.tags(one.value.tags);
      insert_.bind(1, one.key);
      insert_.bind(2, told.at);
      insert_.bind_blob(3, meta_);
      insert_.bind(4, std::string_view{one.value.title});
      insert_.bind(5, std::string_view{one.value.body});
      insert_.bind(6, std::int64_t{one.value.done});
      insert_.bind(7, one.value.priority);
      insert_.bind(8, one.value.weight);
      if (one.value.note)
        insert_.bind(9, std::string_view{*one.value.note});
      else
        insert_.bind(9, nullptr);
      insert_.bind(10, tags_.view());
      insert_.bind(11, one.value.changed.time_since_epoch().count());
      insert_.finish();
      receipt_.bind(1, one.op_id);
      receipt_.bind(2, replica);
      receipt_.bind(3, one.sequence);
      receipt_.bind(4, one.key);  // stands for the body's hash
      receipt_.bind(5, told.at);
      receipt_.finish();
    }
    newest_.bind(1, stamp_);
    newest_.finish();
    on_.run("COMMIT");
  }

  std::string_view push_answer(std::vector<told_result> const& results) {
    out_.clear();
    out_.raw(R"({"results":)");
    char const* before = "[";
    for (auto const& one : results) {
      out_.raw(before);
      put_result(out_, one);
      before = ",";
    }
    out_.raw(R"(],"epoch":")");
    out_.raw(epoch_);
    out_.raw(R"(","serverTime":)");
    out_.number(stamp_);
    out_.raw("}");
    return out_.view();
  }

  /// So many changes after a stamp, as the value of pullChanges. `horizon` as in a cursor; 0 for none.
  std::string_view page(std::int64_t after, std::int64_t horizon, std::size_t limit) {
    out_.clear();
    out_.raw(R"({"changes":)");
    scan_.bind(1, after);
    scan_.bind(2, static_cast<std::int64_t>(limit) + 1);
    on_.run("BEGIN");
    char const* before = "[";
    std::size_t count = 0;
    bool more = false;
    while (scan_.step()) {
      if (count++ == limit) {
        more = true;
        scan_.reset();
        break;
      }
      out_.raw(before);
      before = ",";
      after = put_change();
    }
    on_.run("COMMIT");
    out_.raw(count == 0 ? R"([],"cursor":"1:)" : R"(],"cursor":"1:)");
    out_.raw(epoch_);
    out_.raw(":");
    out_.number(after);
    out_.raw(":0");
    if (horizon > after) {
      out_.raw(":");
      out_.number(horizon);
    }
    out_.raw(more ? R"(","hasMore":true,"epoch":")" : R"(","hasMore":false,"epoch":")");
    out_.raw(epoch_);
    out_.raw(R"("})");
    return out_.view();
  }

 private:
  /// The row at hand; its stamp.
  std::int64_t put_change() {
    auto const stamp = scan_.number(2);
    out_.raw(R"({"entity":"Task","clientId":)");
    out_.key(scan_.key(0));
    out_.raw(R"(,"version":)");
    out_.number(scan_.number(1));
    out_.raw(R"(,"at":)");
    out_.number(stamp);
    out_.raw(R"(,"createdAt":)");
    out_.number(scan_.number(4));
    out_.raw(R"(,"editedAt":)");
    out_.number(edited_in(scan_.text(3)));
    out_.raw(R"(,"schema":1,"fields":{"title":)");
    out_.text(scan_.text(5));
    out_.raw(R"(,"body":)");
    out_.text(scan_.text(6));
    out_.raw(scan_.number(7) != 0 ? R"(,"done":true,"priority":)" : R"(,"done":false,"priority":)");
    out_.number(scan_.number(8));
    out_.raw(R"(,"weight":)");
    out_.number(scan_.real(9));
    out_.raw(R"(,"note":)");
    if (scan_.null(10))
      out_.raw("null");
    else
      out_.text(scan_.text(10));
    out_.raw(R"(,"tags":)");
    out_.raw(scan_.text(11));  // stands there as JSON
    out_.raw(R"(,"changed":)");
    out_.time(scan_.number(12));
    out_.raw("}}");
    return stamp;
  }

  static void put_result(json_out& out, told_result const& one) {
    out.raw(R"({"opId":)");
    out.key(one.op_id);
    out.raw(R"(,"verdict":"applied","version":)");
    out.number(one.version);
    out.raw(R"(,"at":)");
    out.number(one.at);
    out.raw("}");
  }

  /// Who edited the fields, and when, as entente stores it.
  void put_meta(std::int64_t edited, entente::uuid const& replica) {
    meta_.clear();
    meta_ += '\1';
    meta_ += '\1';
    auto rest = static_cast<std::uint64_t>(edited);
    for (; rest >= 0x80; rest >>= 7U) meta_ += static_cast<char>(rest | 0x80U);
    meta_ += static_cast<char>(rest);
    meta_.append(reinterpret_cast<char const*>(replica.octets.data()), 16);
    meta_.append(3, '\0');
  }
  static std::int64_t edited_in(std::string_view meta) {
    std::uint64_t value = 0;
    std::size_t at = 2;
    for (unsigned shift = 0;; shift += 7) {
      auto const octet = static_cast<unsigned char>(meta[at++]);
      value |= static_cast<std::uint64_t>(octet & 0x7fU) << shift;
      if (octet < 0x80) return static_cast<std::int64_t>(value);
    }
  }

  database on_;
  statement insert_{on_,
                    "INSERT INTO Task(entente_key,entente_id,entente_version,entente_stamp,entente_deleted,"
                    "entente_meta,entente_unknown,entente_created,title,body,done,priority,weight,note,tags,changed) "
                    "VALUES(?1,NULL,1,?2,0,?3,NULL,?2,?4,?5,?6,?7,?8,?9,?10,?11)"};
  statement receipt_{on_,
                     "INSERT INTO entente_receipt(op_id,replica,sequence,body_hash,principal,at,version) "
                     "VALUES(?,?,?,?,'devices',?,1)"};
  statement newest_{on_, "INSERT OR REPLACE INTO entente_state(name,value) VALUES('last_stamp',?)"};
  statement scan_{on_,
                  "SELECT entente_key,entente_version,entente_stamp,entente_meta,entente_created,title,body,done,"
                  "priority,weight,note,tags,changed FROM Task WHERE entente_stamp>? ORDER BY entente_stamp LIMIT ?"};
  std::string epoch_;
  std::int64_t stamp_ = 0;
  std::string meta_;
  json_out out_;
  json_out tags_;
};

}  // namespace bench::c
