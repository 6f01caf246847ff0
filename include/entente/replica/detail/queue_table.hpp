// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/fixed_string.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/draft.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/sqlite/borrowed_statement.hpp>
#include <entente/sqlite/database.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr char queue_columns[] =
    "sequence,op_id,group_id,entity,key,kind,base_version,edited,schema_version,force,body,state,sender,unsure,"
    "attempts,held_by,error_code,message,field";

/// The text that reads whole operations, with what follows FROM.
template <fixed_string Rest>
inline std::string const queue_select =
    std::string{"SELECT "} + queue_columns + " FROM entente_queue " + std::string{Rest.view()};

/// What matters about a queued insert to those who refer to its record.
struct queued_insert {
  std::int64_t sequence = 0;
  operation_state state = operation_state::pending;
  std::int64_t held_by = 0;

  /// The sequence of what an operation that needs the record has to wait for: 0 for nothing.
  [[nodiscard]] std::int64_t blocker() const noexcept {
    if (!is_blocked(state)) return 0;
    return state == operation_state::held ? held_by : sequence;
  }
};

/// The operation queue, over one connection. For one transaction: it remembers which side tables are empty.
class queue_table {
 public:
  explicit queue_table(database& on) : on_(on) {}

  /// Adds an operation at the end and gives it its sequence.
  void append(queued_operation& op) {
    auto const run = on_.borrow(
        "INSERT INTO entente_queue(op_id,group_id,entity,key,kind,base_version,edited,schema_version,force,body,state,"
        "sender,unsure,attempts,held_by,error_code,message,field) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    bind_operation(*run, op);
    run->step();
    op.sequence = on_.last_insert_rowid();
  }

  /// Adds an operation that was never sent, with the edit time of its transaction, behind what it waits for (0 for
  /// nothing). Returns its sequence.
  std::int64_t append(uuid const& op_id, std::int64_t group, draft const& what, edit_time edited, int schema_version,
                      std::int64_t blocker) {
    auto const run = on_.borrow(
        "INSERT INTO entente_queue(op_id,group_id,entity,key,kind,base_version,edited,schema_version,body,state,"
        "held_by,force,sender,unsure,attempts,error_code,message,field) "
        "VALUES(?,?,?,?,?,?,?,?,?,?,?,0,NULL,0,0,'','','')");
    run->bind_in_place(1, op_id);
    run->bind(2, group);
    run->bind(3, what.entity);
    run->bind_in_place(4, what.key);
    run->bind(5, static_cast<int>(what.kind));
    run->bind(6, what.base_version);
    run->bind(7, edited);
    run->bind(8, schema_version);
    run->bind_in_place(9, what.body);
    run->bind(10, static_cast<int>(blocker == 0 ? operation_state::pending : operation_state::held));
    run->bind(11, blocker);
    run->step();
    return on_.last_insert_rowid();
  }

  /// Gives an operation that was never sent another body, under another id.
  void rewrite(std::int64_t sequence, uuid const& op_id, edit_time edited, std::string const& body) {
    on_.prepared("UPDATE entente_queue SET op_id=?,edited=?,body=? WHERE sequence=?")
        .run(op_id, edited, body, sequence);
  }

  /// Writes back an operation by its sequence.
  void put(queued_operation const& op) {
    auto const run = on_.borrow(
        "UPDATE entente_queue SET op_id=?,group_id=?,entity=?,key=?,kind=?,base_version=?,edited=?,schema_version=?,"
        "force=?,body=?,state=?,sender=?,unsure=?,attempts=?,held_by=?,error_code=?,message=?,field=? WHERE sequence=?");
    bind_operation(*run, op);
    run->bind(19, op.sequence);
    run->step();
  }

  /// Writes back what carrying an operation over to another version of its record changes: no column that an index
  /// is over.
  void carry(queued_operation const& op) {
    on_.prepared("UPDATE entente_queue SET kind=?,base_version=?,body=? WHERE sequence=?")
        .run(static_cast<int>(op.kind), op.base_version, op.body, op.sequence);
  }

  /// The same of one that is in conflict from now on.
  void clash(queued_operation const& op) {
    on_.prepared("UPDATE entente_queue SET kind=?,base_version=?,body=?,state=?,error_code=?,message=? WHERE sequence=?")
        .run(static_cast<int>(op.kind), op.base_version, op.body, static_cast<int>(op.state), op.error_code, op.message,
             op.sequence);
  }

  /// Marks all that is pending between two places as on its way.
  void lend(uuid const& sender, std::int64_t first, std::int64_t last) {
    on_.prepared(
           "UPDATE entente_queue SET state=1,sender=coalesce(sender,?) WHERE state=0 AND sequence BETWEEN ? AND ?")
        .run(sender, first, last);
  }

  /// What was on its way and got no answer goes again. Nobody knows whether it arrived.
  void recall_leases() {
    on_.prepared("UPDATE entente_queue SET state=0,unsure=1 WHERE state=1").run();
  }

  void recall(uuid const& op_id, bool may_have_arrived) {
    on_.prepared(
           "UPDATE entente_queue SET state=0,unsure=max(unsure,?2),sender=iif(unsure=0 AND ?2=0,NULL,sender) "
           "WHERE op_id=?1 AND state=1")
        .run(op_id, may_have_arrived);
  }

  void set_group(std::int64_t sequence, std::int64_t group) {
    on_.prepared("UPDATE entente_queue SET group_id=? WHERE sequence=?").run(group, sequence);
  }

  void erase(std::int64_t sequence) {
    on_.prepared("DELETE FROM entente_queue WHERE sequence=?").run(sequence);
    if (any(refs_, "SELECT EXISTS(SELECT 1 FROM entente_ref)"))
      on_.prepared("DELETE FROM entente_ref WHERE sequence=?").run(sequence);
    if (any(images_, "SELECT EXISTS(SELECT 1 FROM entente_sent_image)"))
      on_.prepared("DELETE FROM entente_sent_image WHERE sequence=?").run(sequence);
    forget_sent_form(sequence);
  }

  /// The image an operation was first sent with: a repeat carries the same bytes, whatever came meanwhile.
  [[nodiscard]] std::optional<std::string> sent_image(std::int64_t sequence) {
    return on_.prepared("SELECT image FROM entente_sent_image WHERE sequence=?").value<std::string>(sequence);
  }
  void keep_sent_image(std::int64_t sequence, std::string const& image) {
    images_ = true;
    on_.prepared("INSERT OR REPLACE INTO entente_sent_image(sequence,image) VALUES(?,?)").run(sequence, image);
  }

  /// An operation that was sent before its schema changed goes again in the form it was sent in.
  void keep_sent_form(queued_operation const& op) {
    forms_ = true;
    on_.prepared("INSERT OR IGNORE INTO entente_sent_form(sequence,entity,schema_version,body) VALUES(?,?,?,?)")
        .run(op.sequence, op.entity, op.schema_version, op.body);
  }
  void forget_sent_form(std::int64_t sequence) {
    if (!any_sent_form()) return;
    on_.prepared("DELETE FROM entente_sent_form WHERE sequence=?").run(sequence);
  }
  /// Puts the form an operation was sent in, if it is another than today's, into it.
  void restore_sent_form(queued_operation& op) {
    if (!any_sent_form()) return;
    auto const run = on_.borrow("SELECT entity,schema_version,body FROM entente_sent_form WHERE sequence=?");
    run->bind(1, op.sequence);
    if (!run->step()) return;
    run->read(0, op.entity);
    op.schema_version = run->column<int>(1);
    run->read(2, op.body);
  }

  [[nodiscard]] std::optional<queued_operation> find(uuid const& op_id) {
    return first(queue_select<"WHERE op_id=?">, op_id);
  }
  [[nodiscard]] std::optional<queued_operation> at(std::int64_t sequence) {
    return first(queue_select<"WHERE sequence=?">, sequence);
  }
  [[nodiscard]] std::optional<queued_operation> last_of(std::string_view entity, uuid const& key) {
    return first(queue_select<"WHERE key=? AND entity=? ORDER BY sequence DESC LIMIT 1">, key,
                 entity);
  }
  /// The insert of a record, where the server has not acknowledged it.
  [[nodiscard]] std::optional<queued_insert> insert_of(uuid const& key) {
    auto const run = on_.borrow(
        "SELECT sequence,state,held_by FROM entente_queue WHERE key=? AND kind=0 ORDER BY sequence LIMIT 1");
    run->bind_in_place(1, key);
    if (!run->step()) return std::nullopt;
    return queued_insert{run->column<std::int64_t>(0), static_cast<operation_state>(run->column<std::uint8_t>(1)),
                         run->column<std::int64_t>(2)};
  }
  /// All operations of a record, in order.
  [[nodiscard]] std::vector<queued_operation> of_record(std::string_view entity, uuid const& key) {
    return all(queue_select<"WHERE key=? AND entity=? ORDER BY sequence">, key, entity);
  }
  /// The same, with no more of them than it takes to replay them, or to store them again by `carry` or `clash`.
  [[nodiscard]] std::vector<queued_operation> to_replay(std::string_view entity, uuid const& key) {
    std::vector<queued_operation> found;
    auto const run = on_.borrow(
        "SELECT sequence,kind,base_version,edited,force,body,state,sender FROM entente_queue WHERE key=? AND entity=? "
        "ORDER BY sequence");
    run->bind_in_place(1, key);
    run->bind(2, entity);
    while (run->step()) {
      auto& op = found.emplace_back();
      op.entity = entity;
      op.key = key;
      op.sequence = run->column<std::int64_t>(0);
      op.kind = static_cast<operation_kind>(run->column<std::uint8_t>(1));
      op.base_version = run->column<std::int64_t>(2);
      op.edited = run->column<edit_time>(3);
      op.force = run->column<bool>(4);
      run->read(5, op.body);
      op.state = static_cast<operation_state>(run->column<std::uint8_t>(6));
      op.sender = run->column<std::optional<uuid>>(7);
    }
    return found;
  }
  [[nodiscard]] std::vector<queued_operation> first_ones(std::size_t limit) {
    return all(queue_select<"ORDER BY sequence LIMIT ?">, limit);
  }
  [[nodiscard]] std::vector<queued_operation> failed() {
    return all(queue_select<"WHERE state=3 ORDER BY sequence">);
  }
  /// What waits for an operation.
  [[nodiscard]] std::vector<queued_operation> held_by(std::int64_t cause) {
    return all(queue_select<"WHERE state=4 AND held_by=? ORDER BY sequence">, cause);
  }
  /// The operations of a local transaction that are still here.
  [[nodiscard]] std::vector<queued_operation> of_group(std::int64_t group) {
    return all(queue_select<"WHERE group_id=? AND group_id>0 ORDER BY sequence">, group);
  }
  [[nodiscard]] borrowed_statement pending() {
    return on_.borrow(queue_select<"WHERE state=0 ORDER BY sequence">);
  }

  /// Notes that an operation refers to a record whose insert is queued.
  void add_ref(uuid const& target, std::int64_t sequence) {
    refs_ = true;
    on_.prepared("INSERT OR IGNORE INTO entente_ref(target,sequence) VALUES(?,?)")
        .run(target, sequence);
  }
  [[nodiscard]] bool referred_to(uuid const& target) {
    return on_.prepared("SELECT 1 FROM entente_ref WHERE target=? LIMIT 1")
        .value<std::int64_t>(target)
        .has_value();
  }

  [[nodiscard]] std::int64_t count(operation_state state) {
    switch (state) {
      case operation_state::pending:
        return number("SELECT count(*) FROM entente_queue WHERE state=0");
      case operation_state::sending:
        return number("SELECT count(*) FROM entente_queue WHERE state=1");
      case operation_state::conflict:
        return number("SELECT count(*) FROM entente_queue WHERE state=2");
      case operation_state::failed:
        return number("SELECT count(*) FROM entente_queue WHERE state=3");
      case operation_state::held: return number("SELECT count(*) FROM entente_queue WHERE state=4");
    }
    return 0;
  }

  /// Every operation up to here has been settled.
  [[nodiscard]] std::int64_t settled_through() {
    auto const oldest = on_.prepared("SELECT min(sequence) FROM entente_queue")
                            .value<std::optional<std::int64_t>>();
    if (oldest && *oldest) return **oldest - 1;
    return number("SELECT seq FROM sqlite_sequence WHERE name='entente_queue'");
  }

  static void read(statement const& from, queued_operation& into) {
    into.sequence = from.column<std::int64_t>(0);
    into.op_id = from.column<uuid>(1);
    into.group = from.column<std::int64_t>(2);
    from.read(3, into.entity);
    into.key = from.column<uuid>(4);
    into.kind = static_cast<operation_kind>(from.column<std::uint8_t>(5));
    into.base_version = from.column<std::int64_t>(6);
    into.edited = from.column<edit_time>(7);
    into.schema_version = from.column<int>(8);
    into.force = from.column<bool>(9);
    from.read(10, into.body);
    into.state = static_cast<operation_state>(from.column<std::uint8_t>(11));
    into.sender = from.column<std::optional<uuid>>(12);
    into.unsure = from.column<bool>(13);
    into.attempts = from.column<std::int64_t>(14);
    into.held_by = from.column<std::int64_t>(15);
    from.read(16, into.error_code);
    from.read(17, into.message);
    from.read(18, into.field);
  }

 private:
  template <class... Values>
  std::optional<queued_operation> first(std::string_view sql, Values const&... values) {
    auto const run = on_.borrow(sql);
    run->bind_all(values...);
    if (!run->step()) return std::nullopt;
    queued_operation op;
    read(*run, op);
    return op;
  }

  template <class... Values>
  std::vector<queued_operation> all(std::string_view sql, Values const&... values) {
    std::vector<queued_operation> found;
    auto const run = on_.borrow(sql);
    run->bind_all(values...);
    while (run->step()) read(*run, found.emplace_back());
    return found;
  }

  bool any_sent_form() { return any(forms_, "SELECT EXISTS(SELECT 1 FROM entente_sent_form)"); }

  /// Whether a table that is nearly always empty has rows; asked once.
  bool any(std::optional<bool>& known, std::string_view sql) {
    if (!known) known = number(sql) != 0;
    return *known;
  }

  std::int64_t number(std::string_view sql) {
    return on_.prepared(sql).value<std::int64_t>().value_or(0);
  }

  static void bind_operation(statement& run, queued_operation const& op) {
    run.bind_in_place(1, op.op_id);
    run.bind(2, op.group);
    run.bind_in_place(3, op.entity);
    run.bind_in_place(4, op.key);
    run.bind(5, static_cast<int>(op.kind));
    run.bind(6, op.base_version);
    run.bind(7, op.edited);
    run.bind(8, op.schema_version);
    run.bind(9, op.force);
    run.bind_in_place(10, op.body);
    run.bind(11, static_cast<int>(op.state));
    run.bind(12, op.sender);
    run.bind(13, op.unsure);
    run.bind(14, op.attempts);
    run.bind(15, op.held_by);
    run.bind_in_place(16, op.error_code);
    run.bind_in_place(17, op.message);
    run.bind_in_place(18, op.field);
  }

  database& on_;
  std::optional<bool> refs_{};
  std::optional<bool> images_{};
  std::optional<bool> forms_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
