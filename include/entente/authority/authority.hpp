// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority_options.hpp>
#include <entente/authority/detail/change_stream.hpp>
#include <entente/authority/detail/purger.hpp>
#include <entente/authority/detail/push.hpp>
#include <entente/authority/detail/range_reader.hpp>
#include <entente/authority/detail/stream_cursor.hpp>
#include <entente/authority/detail/stream_part.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/authority/principal.hpp>
#include <entente/authority/purge_report.hpp>
#include <entente/authority/sqlite_store.hpp>
#include <entente/authority/tenant_status.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/pull_request.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>
#include <entente/wire/upcast.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The server's truth, without a transport: applies operations, serves changes, remembers what it
/// answered. All tenants of one server; each has its own order of changes. Thread-safe.
///
/// Throws `failure`: forbidden for a tenant the caller does not reach, too_large for a request with
/// too many operations, malformed for a cursor that is none, storage_* for the database. What is wrong
/// with a single operation is in its result.
template <class Schema, class Store = sqlite_store<Schema>>
class authority {
  static_assert(Schema::usable);

 public:
  explicit authority(authority_options options) : options_(std::move(options)), store_(options_) {}

  [[nodiscard]] authority_options const& options() const noexcept { return options_; }

  /// Applies a push in one transaction, group by group. When this returns, everything reported as
  /// applied is durable.
  push_answer apply(principal const& who, std::string_view tenant, push_request const& request) {
    require_reach(who, tenant);
    std::size_t operations = 0;
    for (auto const& group : request.groups) operations += group.size();
    if (operations > options_.max_operations)
      throw failure({error_code::too_large, "the request holds more operations than the server takes", {}, {},
                     "send smaller batches"});
    std::span<std::vector<operation> const> const groups{request.groups};
    try {
      detail::waiting_records waiting;
      return write_groups(who, tenant, request, groups, waiting);
    } catch (failure const& why) {
      if (why.code() != error_code::storage_full || groups.size() < 2) throw;
    }
    // A full database undoes the transaction, all of it. Some groups may fit yet.
    return write_what_fits(who, tenant, request, groups);
  }

  /// The changes after a cursor. A cursor of another epoch, or from a future this database has not
  /// seen, starts again from the beginning; the page's epoch tells. So does what is no cursor.
  change_page changes_since(principal const& who, std::string_view tenant, pull_request const& request) {
    std::vector<change> changes;
    auto page = read_changes(who, tenant, request, [&](detail::change_source const& at, bool left) {
      auto const& told =
          changes.emplace_back(left ? at.take_left(request.schema_version) : at.take(request.schema_version));
      return told.fields.size() + 150;
    });
    page.changes = std::move(changes);
    return page;
  }

  /// The same, with the page's changes apart from it: as the JSON list that write_json makes of them.
  std::pair<change_page, std::string> written_changes_since(principal const& who, std::string_view tenant,
                                                            pull_request const& request) {
    std::string changes = "[";
    // Memory is not touched before it is used, and growing would copy what is there.
    changes.reserve((std::min)(request.limit, std::size_t{1000}) * 512);
    auto page = read_changes(who, tenant, request, [&](detail::change_source const& at, bool left) {
      auto const before = changes.size();
      if (before > 1) changes += ',';
      if (left)
        write_json(changes, at.take_left(request.schema_version));
      else
        at.write(changes, request.schema_version);
      return changes.size() - before;
    });
    changes += ']';
    return {std::move(page), std::move(changes)};
  }

  /// What a principal may see has changed by something else than the records themselves: a grant, a role. Its
  /// replicas read the stream from the beginning with their next pull, and keep their pending work. For
  /// administrators: nobody is asked whether they may.
  void renew_view(std::string_view tenant, std::string_view principal) {
    store_.write(tenant, [&](auto& store) {
      auto const name = view_of(principal);
      store.put_state(name, store.number(name) + 1);
    });
  }

  /// What there is of an entity within a range of keys, for a replica that stands at the newest change and
  /// wants to know whether it has the same. Throws not_found for an entity that is none. A digest of the
  /// tenant's own that does not agree with its records is mended on the way.
  range_answer compare(principal const& who, std::string_view tenant, range_query const& asked) {
    require_reach(who, tenant);
    auto const cursor = detail::stream_cursor::parse(asked.cursor);
    if (!cursor) throw failure(cursor.why());
    std::size_t const entity = find_entity<Schema>(asked.entity, asked.schema_version);
    if (entity == Schema::size)
      throw failure({error_code::not_found, "the server has no entity of this name", {}, {}, "upgrade the server"});
    range_answer answer;
    answer.whole = true;  // of a tenant that has nothing yet
    detail::with_entity<Schema>(entity, [&]<class Entity>() {
      bool wrong_digest = false;
      static_cast<void>(store_.read(tenant, [&](auto& store) {
        answer.moved = cursor->epoch != epoch_of(store) || cursor->at.micros != store.number("last_stamp") ||
                       cursor->view != store.number(view_of(who.name));
        if (answer.moved) return 0;
        using reader = detail::range_reader<Schema, Entity, std::remove_cvref_t<decltype(store)>>;
        reader reads{store, who.name};
        answer = reads.run(asked);
        bool const all = asked.first.is_nil() && asked.last == last_key;
        wrong_digest = all && reads.everything() != store.entity_digest_of(describe<Entity>::name);
        return 0;
      }));
      if (wrong_digest) mend_digest<Entity>(who, tenant);
    });
    return answer;
  }

  /// For administrators: a tenant's file was restored from a backup. Call it before the server serves it again: what
  /// replicas have seen after the backup is then known to be lost, and they give it back. Does nothing for a tenant
  /// without a file. Not needed where a replica with the newest changes comes first: its cursor tells.
  void note_restored(std::string_view tenant) {
    if (!store_.exists(tenant)) return;
    store_.write(tenant, [&](auto& store) {
      auto const now = options_.now();
      store.begin_epoch(make_uuid_v7(now, options_.random), {store.number("last_stamp")},
                        {now.time_since_epoch().count()});
    });
  }

  /// Runs `body(write_session&)` in a write transaction of a tenant: what the other doors (the
  /// reference operations, typed reads and writes) are built on.
  template <class Body>
  auto write(principal const& who, std::string_view tenant, Body&& body) {
    require_reach(who, tenant);
    return store_.write(tenant, [&](auto& store) {
      detail::write_session<Schema, std::remove_cvref_t<decltype(store)>> session{store, options_, who};
      if constexpr (std::is_void_v<decltype(body(session))>) {
        body(session);
        finish(session);
      } else {
        auto answer = body(session);
        finish(session);
        return answer;
      }
    });
  }

  /// Runs `body(store_session&)` on a snapshot of a tenant; nothing for a tenant without data.
  template <class Body>
  auto read(principal const& who, std::string_view tenant, Body&& body) {
    require_reach(who, tenant);
    return store_.read(tenant, std::forward<Body>(body));
  }

  /// Removes what is older than `authority_options::retention`: deleted records, receipts, superseded values. Of a
  /// deleted record its key stays, so that nothing brings it back; a replica that has not seen the deletion reads
  /// everything again. Writes do the same bit by bit: this is for tenants that are rarely written to. Other
  /// writers get their turn in between. For the server's owner: no principal is asked.
  purge_report purge(std::string_view tenant) {
    purge_report report;
    if (options_.retention.count() <= 0 || !store_.exists(tenant)) return report;
    while (!store_.write(tenant, [&](auto& store) { return purge_step(store, options_.now(), 1000, report); }))
      ;
    return report;
  }

  /// Counts, and how the stamps stand to real time. For the server's owner: no principal is asked. Counts by reading:
  /// its time grows with the tenant.
  tenant_status status(std::string_view tenant) {
    auto const counted = store_.read(tenant, [&](auto& store) {
      tenant_status out;
      auto tables = store.retention();
      out.epoch = epoch_of(store);
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        out.records += tables.template count_records<Entity>(false);
        out.tombstones += tables.template count_records<Entity>(true);
      });
      out.purged = tables.count_purged();
      out.receipts = tables.count_receipts();
      out.replicas = tables.count_replicas();
      out.fence = {store.number("fence")};
      out.last_stamp = {store.number("last_stamp")};
      auto const now = options_.now().time_since_epoch().count();
      out.ahead = std::chrono::microseconds{(std::max)(out.last_stamp.micros - now, std::int64_t{0})};
      return out;
    });
    return counted.value_or(tenant_status{});
  }

 private:
  template <class Session>
  void finish(Session& session) {
    session.finish();
    if (options_.retention.count() <= 0) return;
    auto const now = session.now.time_since_epoch().count();
    auto const due = session.store.number("purge_due");
    // A date that is too far away was set by a clock that was wrong.
    if (now < due && due <= now + options_.retention.count()) return;
    purge_report ignored;
    purge_step(session.store, session.now, 64, ignored);
  }

  /// True when nothing that is old enough is left.
  template <class StoreSession>
  bool purge_step(StoreSession& store, timestamp now, std::size_t most, purge_report& report) {
    auto const today = now.time_since_epoch().count();
    stamp const horizon{today - options_.retention.count()};
    if (!detail::purger<Schema, StoreSession>{store, horizon}.step(most, report)) return false;
    store.put_state("purge_due", today + options_.retention.count() / 64);
    return true;
  }

  static void require_reach(principal const& who, std::string_view tenant) {
    if (!who.reaches(tenant))
      throw failure({error_code::forbidden, "the caller does not reach this tenant", {}, {}, {}});
  }

  template <class Session>
  static void release(Session& session, uuid const& replica, acknowledged const& released) {
    if (replica.is_nil()) return;
    session.store.release(replica, session.who.name, released, {session.now.time_since_epoch().count()});
  }

  /// Nearly all groups are taken. So they are tried without the means to undo each by itself, which is a copy of
  /// every page that a group is the first to write to. Where one has to be undone, all is, and is done again with care.
  push_answer write_groups(principal const& who, std::string_view tenant, push_request const& request,
                           std::span<std::vector<operation> const> groups, detail::waiting_records& waiting) {
    if (groups.size() < 2) return write_groups(who, tenant, request, groups, waiting, false);
    auto const waiting_before = waiting;
    try {
      return write_groups(who, tenant, request, groups, waiting, true);
    } catch (detail::group_to_undo const&) {
      waiting = waiting_before;
    }
    return write_groups(who, tenant, request, groups, waiting, false);
  }

  push_answer write_groups(principal const& who, std::string_view tenant, push_request const& request,
                           std::span<std::vector<operation> const> groups, detail::waiting_records& waiting,
                           bool at_once) {
    return write(who, tenant, [&](auto& session) {
      push_answer answer;
      notice_restored(session, request.released.epoch, request.released.seen);
      using store = typename std::remove_cvref_t<decltype(session)>::store_type;
      detail::group_applier<Schema, store> applier{session, request, waiting};
      release(session, request.replica, request.released);
      if (at_once) applier.go_without_undo();
      for (auto const& group : groups)
        for (auto& result : applier.run(group)) answer.results.push_back(std::move(result));
      answer.epoch = epoch_of(session.store);
      if (!request.released.epoch.is_nil() && request.released.epoch != answer.epoch)
        answer.epoch_start = session.store.common_with(request.released.epoch);
      answer.server_time = {session.now.time_since_epoch().count()};
      return answer;
    });
  }

  /// Each group in a transaction of its own. Throws if there is no room for any.
  push_answer write_what_fits(principal const& who, std::string_view tenant, push_request const& request,
                              std::span<std::vector<operation> const> groups) {
    push_answer answer;
    detail::waiting_records waiting;
    std::size_t without_room = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      std::vector<op_result> results;
      try {
        auto part = write_groups(who, tenant, request, groups.subspan(i, 1), waiting);
        results = std::exchange(part.results, std::move(answer.results));
        answer = std::move(part);
      } catch (failure const& why) {
        if (why.code() != error_code::storage_full || ++without_room == groups.size()) throw;
        results = detail::not_stored(groups[i], why.code());
        for (auto const& op : groups[i]) waiting.emplace(op.entity, op.key);
      }
      for (auto& result : results) answer.results.push_back(std::move(result));
    }
    return answer;
  }

  /// Reading does not depend on this: the next push carries the same.
  void release_if_possible(principal const& who, std::string_view tenant, pull_request const& request) {
    auto const& released = request.released;
    if (request.replica.is_nil() || (released.through == 0 && released.beyond.empty())) return;
    try {
      auto const wanted = store_.read(
          tenant, [&](auto& store) { return store.has_to_release(request.replica, who.name, released); });
      if (wanted.value_or(false)) write(who, tenant, [&](auto& session) { release(session, request.replica, released); });
    } catch (failure const& why) {
      if (category_of(why.code()) != error_category::storage) throw;
    }
  }

  /// A page, of which `take(source, left)` takes each change and says how many bytes it is.
  template <class Take>
  change_page read_changes(principal const& who, std::string_view tenant, pull_request const& request, Take&& take) {
    require_reach(who, tenant);
    // Who was given a cursor that is none, by whatever pretended to be this server, has to begin again.
    auto const known = detail::stream_cursor::parse(request.cursor);
    auto const cursor = known ? *known : detail::stream_cursor{};
    release_if_possible(who, tenant, request);
    auto const part = detail::part_of<Schema>(request);
    bool rolled_back = false;
    auto const read_page = [&](auto& store) { return page_of(store, who, cursor, part, request, rolled_back, take); };
    auto page = store_.read(tenant, read_page);
    if (!page && !cursor.epoch.is_nil()) {
      // The file is lost. Without an epoch here nobody would notice, and give back what it had.
      write(who, tenant, [](auto const&) {});
      page = store_.read(tenant, read_page);
    }
    if (rolled_back) {
      begin_epoch(who, tenant, cursor, request.released);
      page = store_.read(tenant, read_page);
    }
    change_page answer = page ? std::move(*page) : change_page{};
    answer.server_time = {options_.now().time_since_epoch().count()};
    return answer;
  }

  /// A caller has seen what this database has not: it was restored from a backup, and what is new from
  /// now on must not be taken for what was lost.
  void begin_epoch(principal const& who, std::string_view tenant, detail::stream_cursor const& seen,
                   acknowledged const& told) {
    write(who, tenant, [&](auto& session) {
      notice_restored(session, seen.epoch, seen.at);
      notice_restored(session, told.epoch, told.seen);
    });
  }

  template <class Session>
  void notice_restored(Session& session, uuid const& epoch, stamp seen) {
    stamp const newest{session.store.number("last_stamp")};
    if (epoch.is_nil() || seen <= newest || epoch != epoch_of(session.store)) return;
    session.store.begin_epoch(make_uuid_v7(session.now, options_.random), newest,
                              {session.now.time_since_epoch().count()});
    session.read_epoch();
  }

  template <class Entity>
  void mend_digest(principal const& who, std::string_view tenant) {
    write(who, tenant, [&](auto& session) {
      using reader = detail::range_reader<Schema, Entity, typename std::remove_cvref_t<decltype(session)>::store_type>;
      auto const [sum, count] = reader{session.store, who.name}.everything();
      session.store.put_digest(describe<Entity>::name, sum, count);
    });
  }

  static constexpr bool any_restricted = [] {
    bool any = false;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      any = any || describe<Entity>::restricted;
    });
    return any;
  }();

  static std::string view_of(std::string_view principal) { return "view:" + std::string{principal}; }

  template <class StoreSession>
  static uuid epoch_of(StoreSession& store) {
    return store.identifier("epoch");
  }

  template <class StoreSession, class Take>
  change_page page_of(StoreSession& store, principal const& who, detail::stream_cursor cursor,
                      detail::stream_part const& part, pull_request const& asked, bool& rolled_back, Take& take) {
    change_page page;
    page.epoch = epoch_of(store);
    stamp const newest{store.number("last_stamp")};
    auto const& told = asked.released;  // says it also where the caller begins again
    rolled_back = (cursor.epoch == page.epoch && cursor.at > newest) ||
                  (told.epoch == page.epoch && told.seen > newest);
    if (rolled_back) return page;
    auto const& past = cursor.epoch.is_nil() ? told.epoch : cursor.epoch;
    if (past != page.epoch && !past.is_nil()) page.epoch_start = store.common_with(past);
    auto const view = store.number(view_of(who.name));
    bool const other_part = !part.covered_by(cursor.part);
    if (cursor.epoch == page.epoch && !cursor.start() && (cursor.view != view || (other_part && any_restricted))) {
      page.has_more = true;  // and no cursor: the caller begins again
      return page;
    }
    // Deletions that the caller has not seen are forgotten: what is not mentioned any more is gone.
    bool const too_old = (std::max)(cursor.at, cursor.horizon) < stamp{store.number("fence")};
    bool const other_past = !cursor.start() && cursor.epoch != page.epoch;
    if (cursor.start() || (too_old && !other_past)) {
      cursor = {};
      cursor.horizon = newest;
      page.restart = true;
    } else if (other_past || other_part) {
      cursor = {};  // with tombstones: the caller has records of another past, or of another part
      page.restart = other_past;
    }
    cursor.view = view;
    auto const seen = cursor.at;
    std::size_t const most = (std::min)((std::max)(asked.limit, std::size_t{1}), options_.max_page_records);
    detail::change_stream<Schema> stream{store, cursor.at, part};
    std::size_t size = 0;
    std::size_t looked_at = 0;
    auto const* next = stream.current();
    for (; next != nullptr && looked_at < most && size < options_.page_bytes; next = stream.current()) {
      cursor.at = next->at();
      if (!next->visible_to(who.name)) {
        // A caller may have had what there was before its cursor, or what it has made itself.
        if (next->created() <= seen || (!next->maker().is_nil() && next->maker() == asked.replica))
          static_cast<void>(take(*next, true));
        ++looked_at;
        // Who starts from nothing has nothing to delete.
      } else if (!next->deleted() || cursor.at > cursor.horizon) {
        size += take(*next, false);
        ++looked_at;
      }
      stream.advance();
    }
    page.has_more = next != nullptr;
    cursor.epoch = page.epoch;
    cursor.part = part.identity();
    // What else is there by now is none of the caller's: it has seen its part up to the newest stamp.
    if (!page.has_more) cursor.at = (std::max)(cursor.at, newest);
    page.cursor = cursor.text();
    if (!page.has_more)
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        // Of a restricted entity the caller has not what the digest is over.
        if (describe<Entity>::restricted || !part.holds(describe<Entity>::name)) return;
        auto const [sum, count] = store.entity_digest_of(describe<Entity>::name);
        bool const older = asked.schema_version > 0 && asked.schema_version < Schema::version;
        auto const name = older ? detail::entity_name_at<Schema, Entity>(asked.schema_version) : describe<Entity>::name;
        page.digests.push_back({std::string{name}, sum, count});
      });
    return page;
  }

  authority_options options_;
  Store store_;
};

}  // namespace v0
}  // namespace entente
