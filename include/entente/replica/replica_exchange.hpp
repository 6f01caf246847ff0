// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/push_batch.hpp>
#include <entente/replica/detail/range_repair.hpp>
#include <entente/replica/detail/queue_holds.hpp>
#include <entente/replica/detail/settler.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/detail/sync_notes.hpp>
#include <entente/replica/range_report.hpp>
#include <entente/replica/replica_decisions.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/wire/acknowledged.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The door of a replica to the sync room; applications have no business here.
template <class Schema>
class replica_exchange : public replica_decisions<Schema> {
 public:
  /// The next groups to push, whole and in order, marked as on their way before this returns. No groups
  /// when nothing is pending. What an earlier lease left unsettled goes again, unchanged.
  [[nodiscard]] push_request lease(std::size_t max_operations, std::size_t max_bytes,
                                   bool with_images = false) {
    return this->exchange([&](auto& session) {
      return detail::push_batch<Schema>{session}.cut(max_operations, max_bytes, with_images);
    });
  }

  /// Lets operations go again that the server was too old for: it may have been upgraded since.
  void retry_deferred() {
    bool const any = this->readers_.with([](database& on) {
      return on.prepared("SELECT 1 FROM entente_queue WHERE state=4 AND held_by=-2 LIMIT 1")
          .template value<std::int64_t>()
          .has_value();
    });
    if (!any) return;
    this->write([](auto& session) {
      detail::queue_holds{session.on}.release_deferred([&] { return session.fresh_id(); });
    });
  }

  /// Works in the server's answer, durably: only after this may the receipts be released. `asked_at`: when the
  /// server was asked, by this device's clock; nothing where the answer has just been given.
  settle_report settle(push_request const& request, push_answer const& answer,
                       std::optional<timestamp> asked_at = {}) {
    return this->exchange([&](auto& session) {
      session.observe_server_time(answer.server_time, asked_at);
      session.state.put("last_push", session.now.time_since_epoch().count());
      return detail::settler<Schema>{session}.run(request, answer);
    });
  }

  /// There is no answer: the operations are pending again. Where the request may have arrived, they go
  /// again as they were.
  void release(push_request const& request, bool may_have_arrived = true) {
    this->write([&](auto& session) {
      for (auto const& group : request.groups)
        for (auto const& op : group) session.queue.recall(op.op_id, may_have_arrived);
    });
  }

  /// The server takes no request with these operations: they have failed. What an earlier attempt may have
  /// brought to the server stays as it was sent.
  void fail(push_request const& request, error const& why) {
    this->write([&](auto& session) { detail::settler<Schema>{session}.refuse(request, why); });
  }

  /// Works in one page, in one transaction with its cursor. `released` is what the request for it carried:
  /// the server has seen it. `asked` is the cursor that the page was asked with: where the stream has been
  /// moved meanwhile, the page is left alone and reported as stale; nothing for a page that is sure to be next.
  /// `asked_at` as for `settle`.
  /// Throws protocol_violation for a page that does not lead on.
  page_report apply(change_page const& page, acknowledged const& released = {},
                    std::optional<std::string_view> asked = {},
                    std::optional<timestamp> asked_at = {}) {
    return this->write([&](auto& session) {
      session.observe_server_time(page.server_time, asked_at);
      session.on.prepared("DELETE FROM entente_settled WHERE sequence<=?").run(released.through);
      for (auto const& op_id : released.beyond)
        session.on.prepared("DELETE FROM entente_settled WHERE op_id=?").run(op_id);
      if (asked && *asked != session.state.text(detail::cursor_name(page.scope)).value_or("")) {
        page_report report;
        report.stale = true;
        return report;
      }
      return detail::page_applier<Schema>{session}.run(page);
    });
  }

  /// Where the next page of a stream starts; empty: at the beginning.
  [[nodiscard]] std::string cursor(std::string_view scope = {}) const {
    return this->read_state([&](detail::state_table& state) {
      return state.text(detail::cursor_name(scope)).value_or("");
    });
  }
  /// A stream stands where `cursor` says, after all: what it was to be read again for has been mended.
  void stand_at(std::string_view cursor) {
    this->write([&](auto& session) { session.state.put(detail::cursor_name(""), cursor); });
  }

  /// The sum over what the server last told of an entity's live records, within a range of keys.
  template <class Entity>
  [[nodiscard]] range_digest sum_of_range(uuid const& first, uuid const& last) const {
    return this->readers_.with([&](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      return detail::sum_of_range<Entity>(on, detail::state_table{on}.number("generation"), first, last);
    });
  }
  /// Compares a range of keys with all that the server has there, and, where it is to be mended, takes over what
  /// differs. Pending edits are kept.
  template <class Entity>
  range_report mend_range(uuid const& first, uuid const& last, std::vector<change> const& there, bool mend) {
    range_report report;
    auto const run = [&](detail::replica_session<Schema>& session) {
      report = detail::range_repair<Schema, Entity>{session, mend}.run(first, last, there);
    };
    this->write_once(run);
    return report;
  }
  /// Counts an entity's stored digest anew, and mends it on request. Whether it was wrong.
  template <class Entity>
  bool recount_digest(bool mend) {
    bool wrong = false;
    auto const run = [&](detail::replica_session<Schema>& session) {
      wrong = detail::range_repair<Schema, Entity>{session, mend}.recount();
    };
    this->write_once(run);
    return wrong;
  }
  /// The entities whose digests differed at the last horizon are as the server's.
  void note_converged() {
    this->write([](auto& session) { session.state.put("diverged", ""); });
  }

  [[nodiscard]] uuid incarnation() const {
    return this->read_state([](detail::state_table& state) { return state.identifier("incarnation"); });
  }
  /// The answers that are durable here, so that the server may forget their receipts.
  [[nodiscard]] acknowledged released() const {
    return this->readers_.with([](database& on) {
      entente::transaction const snapshot{on, transaction_kind::read};
      return detail::settled_operations(on);
    });
  }

  /// Small facts that the sync room keeps in the file.
  [[nodiscard]] std::optional<std::string> note(std::string_view name) const {
    return this->read_state(
        [&](detail::state_table& state) { return state.text("note:" + std::string{name}); });
  }
  void set_note(std::string_view name, std::string_view value) {
    this->write([&](auto& session) { session.state.put("note:" + std::string{name}, value); });
  }

  /// What stopped the last sync, and when trying again makes sense; no problem when it went through.
  void note_sync(std::optional<error> const& problem, std::optional<timestamp> const& retry_at = {}) {
    bool const noted = this->read_state([](auto& state) { return detail::problem_noted(state).has_value(); });
    if (!problem && !noted) return;
    this->write([&](auto& session) { detail::note_problem(session.state, problem, retry_at); });
  }

  /// What a foreign server calls a record, and the other way round. A pair once noted stays.
  [[nodiscard]] std::optional<std::string> foreign_id(std::string_view remote,
                                                      std::string_view entity,
                                                      uuid const& key) const {
    return this->readers_.with([&](database& on) {
      return on
          .prepared("SELECT foreign_id FROM entente_alias WHERE key=? AND entity=? AND remote=?")
          .template value<std::string>(key, entity, remote);
    });
  }
  [[nodiscard]] std::optional<uuid> key_of(std::string_view remote, std::string_view entity,
                                           std::string_view foreign_id) const {
    return this->readers_.with([&](database& on) {
      return on
          .prepared("SELECT key FROM entente_alias WHERE remote=? AND entity=? AND foreign_id=?")
          .template value<uuid>(remote, entity, foreign_id);
    });
  }
  void note_alias(std::string_view remote, std::string_view entity, std::string_view foreign_id,
                  uuid const& key) {
    this->write([&](auto& session) {
      session.on
          .prepared(
              "INSERT OR IGNORE INTO entente_alias(remote,entity,foreign_id,key) VALUES(?,?,?,?)")
          .run(remote, entity, foreign_id, key);
    });
  }

 protected:
  explicit replica_exchange(replica_options options)
      : replica_decisions<Schema>(std::move(options)) {}
  ~replica_exchange() = default;
};

}  // namespace v0
}  // namespace entente
