// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/remote/remote.hpp>
#include <entente/replica/replica.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sync/any_remote.hpp>
#include <entente/sync/detail/lost_operations.hpp>
#include <entente/sync/detail/range_walk.hpp>
#include <entente/sync/detail/replica_aliases.hpp>
#include <entente/sync/detail/single_flight.hpp>
#include <entente/sync/detail/sync_lock.hpp>
#include <entente/sync/repair_report.hpp>
#include <entente/sync/sync_options.hpp>
#include <entente/sync/sync_report.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Exchanges a replica's work with a server: push, acknowledge, pull, rebase, until there is nothing
/// left to exchange. Holds no state that matters: everything a crash must not lose is in the replica's file.
/// All members are safe from any thread.
template <class Schema>
class sync_engine {
 public:
  sync_engine(replica<Schema>& local, any_remote server, sync_options options)
      : local_(local),
        server_(std::move(server)),
        options_(std::move(options)),
        aliases_(local, options_.remote_name),
        lock_(local.options().directory / (tenant_file_name(local.tenant()) + "-sync")) {}

  /// One sync. Never two at once: a call during a run joins the one run that follows it, and while another
  /// process syncs the file the report says so (storage_busy). Failures to reach the server are in the
  /// report; `failure` is thrown for a broken local database only, and what a remote or a merge policy of
  /// the application throws goes through. The engine is as good as before after either.
  sync_report run() {
    return flight_.run([this] { return run_alone(); });
  }

  /// Makes everything here, or one entity, what the server has: reads it from the beginning, beside the rows,
  /// and lets it take their place at once. Unsynced work is set aside. A run that is cut short goes on where
  /// it was with the next. Reports as `run` does.
  template <class Entity = void>
  sync_report force_pull() {
    return flight_.alone([this] {
      return run_locked([this](sync_report& report) { return pull_afresh<Entity>(report); });
    });
  }

  /// A sync whose operations, those queued now, of one entity or of all, override what others wrote.
  template <class Entity = void>
  sync_report force_push() {
    return flight_.alone([this] {
      return run_locked([this](sync_report& report) { return push_by_force(name<Entity>(), report); });
    });
  }

  /// Pushes in the queue's order until the operations of these sequences are decided. Nothing is pulled.
  sync_report push_through(std::vector<std::int64_t> const& sequences) {
    return flight_.alone([&] {
      return run_locked([&](sync_report& report) { return push_until(sequences, report); });
    });
  }
  /// A sync, and then a comparison of everything with the server's records.
  repair_report verify(verify_mode mode) {
    repair_report told;
    told.sync = flight_.alone([&] {
      return run_locked([&](sync_report& report) -> trouble {
        if (auto why = exchange(report)) return why;
        told.by_ranges = server_.can_compare();
        if (told.by_ranges) return compare(nullptr, mode == verify_mode::repair, report, told);
        // What differs is read again from the beginning with the next sync.
        return mode == verify_mode::repair && !report.diverged.empty() ? exchange(report) : trouble{};
      });
    });
    return told;
  }

  /// Which operations the server has found to have lost, while somebody waits.
  [[nodiscard]] detail::lost_operations& lost() noexcept { return lost_; }

  /// Makes a run in flight end soon, with `reaction::stop`. The queue is untouched.
  void cancel() {
    cancelled_ = true;
    server_.cancel();
  }

  /// Failed runs in a row, across restarts: those that trying again later may help.
  [[nodiscard]] int failures_in_a_row() const {
    int count = 0;
    if (auto const text = local_.note(failures_note))
      std::from_chars(text->data(), text->data() + text->size(), count);
    return count;
  }

 private:
  static constexpr char const* failures_note = "failures";
  static constexpr char const* unsure_note = "unsure";

  /// Why a run cannot go on; nothing when it can.
  using trouble = std::optional<remote_failure>;

  struct push_end {
    trouble why{};
    bool answered =
        true;  ///< the server is there, so that pulling makes sense whatever became of the push
    bool again = false;  ///< pull, and then push what is left
  };

  template <class Entity>
  static constexpr std::string_view name() {
    if constexpr (std::is_void_v<Entity>)
      return {};
    else
      return describe<Entity>::name;
  }

  sync_report run_alone() {
    return run_locked([this](sync_report& report) { return exchange(report); });
  }

  template <class Work>
  sync_report run_locked(Work&& work) {
    cancelled_ = false;
    sync_report report;
    auto const held = lock_.try_hold();
    if (!held) {
      report.problem =
          error{error_code::storage_busy, "another process is syncing this file", {}, {}, {}};
      report.retry_at =
          options_.now() + options_.wait.wait(1, options_.random, options_.wait.first);
      return report;
    }
    if (auto const why = work(report))
      note_trouble(*why, report);
    else if (failures_in_a_row() != 0)
      local_.set_note(failures_note, "0");
    local_.note_sync(report.problem, report.retry_at);
    return report;
  }

  trouble exchange(sync_report& report) {
    auto const outline = outline_of<Schema>();
    remote_context const context{local_.tenant(), outline, aliases_};
    auto const traits = server_.traits(context);
    local_.expect(traits.scopes);
    bool more = false;
    local_.retry_deferred();
    if (traits.pull_after_unknown_outcome && local_.note(unsure_note) == "1")
      if (auto why = pull(context, traits, report, more)) return why;
    for (int round = 0; round < options_.max_rounds; ++round) {
      auto const pushed = push(context, traits, report);
      if (!pushed.answered) return pushed.why;
      if (auto why = pull(context, traits, report, more)) return why;
      if (pushed.why || !(more || pushed.again)) {
        mend_what_differs(report);
        return pushed.why;
      }
    }
    return remote_failure{reaction::retry_later,
                          {error_code::conflict,
                           "records change on the server faster than edits can be merged with them",
                           {},
                           {},
                           {}},
                          {}};
  }

  /// Where the server cannot be asked, or does not answer, everything is read again with the next sync.
  void mend_what_differs(sync_report& report) {
    if (report.diverged.empty() || !server_.can_compare()) return;
    repair_report told;
    auto const differing = report.diverged;
    static_cast<void>(compare(&differing, true, report, told));
    report.repaired += told.records.mended + told.records.removed;
  }

  /// Compares entities, all or some, with the server's, which this replica stands level with.
  trouble compare(std::vector<std::string> const* only, bool mend, sync_report& report, repair_report& told) {
    auto const outline = outline_of<Schema>();
    remote_context const context{local_.tenant(), outline, aliases_};
    trouble why;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      bool const wanted = only == nullptr || std::find(only->begin(), only->end(), describe<Entity>::name) != only->end();
      if (!why && wanted) why = compare_entity<Entity>(context, mend, report, told);
    });
    if (why) return why;
    bool const as_the_server = mend || (told.records.differing == 0 && told.miscounted.empty());
    if (!as_the_server) return {};
    report.diverged.clear();
    local_.note_converged();
    if (local_.cursor().empty()) local_.stand_at(horizon_);
    return {};
  }

  template <class Entity>
  trouble compare_entity(remote_context const& context, bool mend, sync_report& report, repair_report& told) {
    for (int round = 0; round < options_.max_rounds; ++round) {
      if (cancelled_) return stopped();
      using walk_type = detail::range_walk<Schema>;
      walk_type walk{local_, server_, context, horizon_, mend, walk_type::template of<Entity>()};
      auto const end = walk.run();
      if (end.through() || mend) told.records += walk.report();
      if (end.why) return end.why;
      if (end.moved) {
        bool more = false;
        if (auto why = pull(context, server_.traits(context), report, more)) return why;
        continue;
      }
      if (walk.report().differing > 0) told.differing.emplace_back(describe<Entity>::name);
      if (local_.template recount_digest<Entity>(mend)) told.miscounted.emplace_back(describe<Entity>::name);
      return {};
    }
    return remote_failure{reaction::retry_later,
                          {error_code::conflict, "records change on the server faster than they can be compared", {}, {}, {}},
                          {}};
  }

  template <class Entity>
  trouble pull_afresh(sync_report& report) {
    auto const outline = outline_of<Schema>();
    remote_context const context{local_.tenant(), outline, aliases_};
    auto const traits = server_.traits(context);
    auto const entity = name<Entity>();
    local_.expect(traits.scopes);
    local_.begin_staging(entity);
    for (auto const& scope : traits.scopes) {
      if (!entity.empty() && !scope.empty() && scope != entity) continue;
      if (auto why = stage(context, scope, entity)) return why;
    }
    page_report done;
    try {
      if constexpr (std::is_void_v<Entity>)
        done = local_.swap_staged();
      else
        done = local_.template swap_staged<Entity>();
    } catch (failure const& refused) {
      if (refused.code() != error_code::conflict) throw;
      return remote_failure{reaction::retry_later, refused.why(), {}};
    }
    report.pulled += done.applied + done.removed;
    report.quarantined += done.quarantined;
    report.diverged = done.diverged;
    return {};
  }

  /// Reads a stream to its end, into a place beside the rows.
  trouble stage(remote_context const& context, std::string const& scope, std::string_view entity) {
    for (std::size_t pages = 0; pages < options_.max_pages; ++pages) {
      if (cancelled_) return stopped();
      auto request = request_for(context, scope, local_.staged_cursor(scope));
      if (!entity.empty()) request.entities = {std::string{entity}};
      auto const asked_at = local_.options().now();
      auto page = server_.pull(context, request);
      if (!page.ok()) return page.why();
      page->scope = scope;
      bool const last = !page->has_more;
      try {
        if (local_.stage(std::move(*page), request.cursor, asked_at) && last) return {};
      } catch (failure const& refused) {
        if (refused.code() != error_code::protocol_violation) throw;
        return remote_failure{reaction::retry_later, refused.why(), {}};
      }
    }
    return endless(scope);
  }

  /// An operation that was on its way goes as it was; if it comes back in conflict, it goes by force as well.
  trouble push_by_force(std::string_view entity, sync_report& report) {
    auto const through = local_.last_sequence();
    local_.force_queued(entity, through);
    for (int round = 0; round < options_.max_rounds; ++round) {
      if (auto why = exchange(report)) return why;
      if (local_.force_conflicts(entity, through) == 0) break;
    }
    return {};
  }

  trouble push_until(std::vector<std::int64_t> const& sequences, sync_report& report) {
    auto const outline = outline_of<Schema>();
    remote_context const context{local_.tenant(), outline, aliases_};
    auto const traits = server_.traits(context);
    if (traits.pull_after_unknown_outcome && local_.note(unsure_note) == "1") {
      bool more = false;
      if (auto why = pull(context, traits, report, more)) return why;
    }
    return push(context, traits, report, &sequences).why;
  }

  /// Pushes until nothing is pending, or none of `until`.
  push_end push(remote_context const& context, remote_traits const& traits, sync_report& report,
                std::vector<std::int64_t> const* until = nullptr) {
    std::size_t most = options_.batch_operations;
    std::size_t size = options_.batch_bytes;
    for (int fruitless = 0;;) {
      if (cancelled_) return {stopped(), false, false};
      if (until != nullptr && !local_.any_pending(*until)) return {};
      auto const batch = local_.lease(most, size, traits.wants_images);
      if (batch.groups.empty()) return {};
      if (traits.pull_after_unknown_outcome) local_.set_note(unsure_note, "1");
      auto const asked_at = local_.options().now();
      auto const answer = server_.push(context, batch);
      if (!answer.ok()) {
        auto const why = answer.why().reaction;
        // These are said before anything is done with the request.
        local_.release(batch, why != reaction::sign_in && why != reaction::shrink);
        if (answer.why().reaction != reaction::shrink)
          return {answer.why(), answer.why().reaction == reaction::hold, false};
        shrink(batch, most, size, report);
        continue;
      }
      auto const settled = local_.settle(batch, *answer, asked_at);
      lost_.note(batch, *answer);
      bool const unsure = traits.pull_after_unknown_outcome && leaves_open(batch, *answer);
      if (traits.pull_after_unknown_outcome && !unsure) local_.set_note(unsure_note, "0");
      auto const decided =
          settled.applied + settled.superseded + settled.conflicts + settled.rejected + settled.given_back;
      report.pushed += decided + settled.held + settled.deferred;
      report.accepted += settled.applied;
      report.given_back += settled.given_back;
      report.superseded += settled.superseded;
      report.conflicts += settled.conflicts;
      report.rejected += settled.rejected;
      if (settled.protocol_errors > 0)
        return broken(error_code::protocol_violation,
                      "the server answered operations that were not asked");
      if (settled.retried > 0)
        return broken(error_code::server_failed, "the server failed on some operations");
      fruitless = decided + settled.deferred > 0 ? 0 : fruitless + 1;
      bool const silent = settled.held + settled.restaged == 0;
      if (fruitless > 0 && (silent || fruitless > options_.max_rounds))
        return broken(error_code::protocol_violation, "the server's answer decides nothing");
      if (unsure) return {{}, true, true};
    }
  }

  /// Whether an operation is left of which nobody knows what became of it.
  static bool leaves_open(push_request const& batch, push_answer const& answer) {
    std::unordered_set<uuid> told;
    for (auto const& each : answer.results) told.insert(each.op_id);
    for (auto const& group : batch.groups)
      for (auto const& op : group)
        if (!told.contains(op.op_id)) return true;
    return false;
  }

  /// A request that was too large is cut in half; a single group that is too large has failed for good.
  void shrink(push_request const& batch, std::size_t& most, std::size_t& size,
              sync_report& report) {
    std::size_t operations = 0;
    for (auto const& group : batch.groups) operations += group.size();
    if (batch.groups.size() == 1) {
      local_.fail(batch, error{error_code::too_large,
                               "the server takes no request of this size",
                               {},
                               {},
                               "make the record or the transaction smaller"});
      report.pushed += operations;
      report.rejected += operations;
      // What comes after it may be of the usual size.
      most = options_.batch_operations;
      size = options_.batch_bytes;
      return;
    }
    most = (std::max)(operations / 2, std::size_t{1});
    size = (std::max)(size / 2, std::size_t{1});
  }

  /// Asks for the program's own entities: the server may have others, of other programs.
  pull_request request_for(remote_context const& context, std::string const& scope,
                           std::string cursor) const {
    pull_request request{scope, std::move(cursor), options_.page_records, local_.incarnation(),
                         local_.released(), Schema::version, {}};
    // An older server knows what was renamed by its former name.
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (!detail::former_entity_name<Entity>.empty())
        request.entities.emplace_back(detail::former_entity_name<Entity>);
    });
    for (auto const& entity : context.outline.entities) request.entities.emplace_back(entity.name);
    return request;
  }

  /// Pulls every stream to its end. `more`: what came has made work for another push.
  trouble pull(remote_context const& context, remote_traits const& traits, sync_report& report,
               bool& more) {
    more = false;
    report.diverged.clear();
    for (auto const& scope : traits.scopes) {
      std::size_t pages = 0;
      int beginnings = 0;
      for (bool last = false; !last; ++pages) {
        if (cancelled_) return stopped();
        if (pages == options_.max_pages || beginnings > options_.max_rounds) return endless(scope);
        auto const request = request_for(context, scope, local_.cursor(scope));
        auto const asked_at = local_.options().now();
        auto page = server_.pull(context, request);
        if (!page.ok()) return page.why();
        page->scope = scope;
        if (page->restart || page->cursor.empty()) ++beginnings;
        if (auto why = apply(*page, request, asked_at, report, more, last)) return why;
      }
    }
    return {};
  }

  /// `last`: the stream has been read to its end. A page that came too late for a stream that was moved
  /// meanwhile (a wipe) says nothing.
  trouble apply(change_page const& page, pull_request const& request, timestamp asked_at,
                sync_report& report, bool& more, bool& last) {
    page_report applied;
    try {
      applied = local_.apply(page, request.released, request.cursor, asked_at);
    } catch (failure const& refused) {
      if (refused.code() != error_code::protocol_violation) throw;
      return remote_failure{reaction::retry_later, refused.why(), {}};
    }
    last = !page.has_more && !applied.stale;
    if (last && page.scope.empty()) horizon_ = page.cursor;
    report.pulled += applied.applied + applied.merged + applied.removed;
    report.merged += applied.merged;
    report.conflicts += applied.conflicts;
    report.quarantined += applied.quarantined;
    report.diverged.insert(report.diverged.end(), applied.diverged.begin(), applied.diverged.end());
    more = more || applied.restaged > 0;
    return {};
  }

  static remote_failure endless(std::string const& scope) {
    return {reaction::hold,
            {error_code::protocol_violation, "the server's stream does not end", scope, {}, {}},
            {}};
  }
  static push_end broken(error_code code, char const* message) {
    return {remote_failure{reaction::retry_later, {code, message, {}, {}, {}}, {}}, true, false};
  }

  static trouble stopped() {
    return remote_failure{
        reaction::stop, {error_code::cancelled, "the sync was stopped", {}, {}, {}}, {}};
  }

  void note_trouble(remote_failure const& why, sync_report& report) {
    report.problem = why.why;
    report.reaction = why.reaction;
    if (why.reaction == reaction::stop || why.reaction == reaction::sign_in)
      return;  // time does not help
    int const failures = failures_in_a_row() + 1;
    local_.set_note(failures_note, std::to_string(failures));
    auto asked = why.retry_after;
    // What was refused as a whole will be refused again, as long as nobody does something about it.
    if (why.reaction == reaction::hold)
      asked = (std::max)(asked.value_or(options_.wait.longest), options_.wait.longest);
    report.retry_at = options_.now() + options_.wait.wait(failures, options_.random, asked);
  }

  replica<Schema>& local_;
  any_remote server_;
  sync_options const options_;
  detail::replica_aliases<Schema> aliases_;
  detail::sync_lock lock_;
  detail::single_flight<sync_report> flight_;
  detail::lost_operations lost_;
  std::string horizon_{};  // where the native stream ended last
  std::atomic<bool> cancelled_{false};
};

}  // namespace v0
}  // namespace entente
