// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/authority/detail/item_applier.hpp>
#include <entente/authority/detail/item_writer.hpp>
#include <entente/authority/item.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Live records of one entity, for typed reads.
struct item_list {
  std::vector<std::string> items;  ///< JSON texts, oldest change first
  std::int64_t total = 0;          ///< how many there are, whatever the page
};

/// The authority's other door: records as whole items under the reference documents' names, for clients
/// that know nothing of operations. Entities are named by their position in the schema. Same rules,
/// same records as the native door; thread-safe. Throws as `authority` does.
template <class Schema, class Store = sqlite_store<Schema>>
class reference_door {
 public:
  explicit reference_door(authority<Schema, Store>& truth) : truth_(truth) {}

  /// Applies items one by one, in one transaction. One result each, in order; a bad item never hurts
  /// the others.
  std::vector<item_result> push(principal const& who, std::string_view tenant, std::size_t entity, item_form form,
                                std::span<pushed_item const> items) {
    if (items.size() > truth_.options().max_items)
      throw failure({error_code::too_large, "the request holds more items than the server takes", {}, {},
                     "send smaller batches"});
    return truth_.write(who, tenant, [&](auto& session) {
      std::vector<item_result> results;
      results.reserve(items.size());
      detail::with_entity<Schema>(entity, [&]<class Entity>() {
        using session_type = typename std::remove_cvref_t<decltype(session)>::store_type;
        detail::item_applier<Schema, session_type, Entity> applier{session, form};
        for (auto const& item : items) results.push_back(apply_one(session, applier, item));
      });
      return results;
    });
  }

  /// The entity's changes after `since`, each record once, in stamp order. Without `since` everything that
  /// lives, and no tombstones.
  item_page pull(principal const& who, std::string_view tenant, std::size_t entity, item_form form,
                 std::optional<stamp> since, std::size_t limit) {
    item_page page;
    page.last_sync_at = since.value_or(stamp{});
    page.version_hash = digest{}.text();
    truth_.read(who, tenant, [&](auto& store) {
      detail::with_entity<Schema>(entity, [&]<class Entity>() {
        detail::item_writer<Entity, std::remove_cvref_t<decltype(store)>> const writer{store, who.name,
                                                                                       truth_.options().assign_ids};
        fill<Entity>(store, who, writer, form, since, (std::min)(limit, truth_.options().max_page_records), page);
        page.version_hash = digest_for<Entity>(store, who).text();
      });
      return true;
    });
    return page;
  }

  /// One live record, by any id the caller may know it by.
  std::optional<std::string> find(principal const& who, std::string_view tenant, std::size_t entity,
                                  std::string_view id) {
    std::optional<std::string> found;
    truth_.read(who, tenant, [&](auto& store) {
      detail::with_entity<Schema>(entity, [&]<class Entity>() {
        auto const key = detail::key_by_any_id<Entity>(store, who.name, id);
        stored_row<Entity> row;
        if (!key || !store.load(*key, row) || row.deleted || !visible_to(who.name, row.value)) return;
        detail::item_writer<Entity, std::remove_cvref_t<decltype(store)>> const writer{store, who.name,
                                                                                       truth_.options().assign_ids};
        found = writer.item(row);
      });
      return true;
    });
    return found;
  }

  /// Live records, oldest change first.
  item_list list(principal const& who, std::string_view tenant, std::size_t entity, std::size_t limit,
                 std::size_t offset) {
    item_list out;
    truth_.read(who, tenant, [&](auto& store) {
      detail::with_entity<Schema>(entity, [&]<class Entity>() {
        detail::item_writer<Entity, std::remove_cvref_t<decltype(store)>> const writer{store, who.name,
                                                                                       truth_.options().assign_ids};
        stored_row<Entity> row;
        std::size_t answered = 0;
        if constexpr (describe<Entity>::restricted) {
          auto const rows = store.template list<Entity>(unlimited, 0);
          while (rows->step()) {
            store.read_row(*rows, row);
            if (!visible_to(who.name, row.value)) continue;
            auto const place = static_cast<std::size_t>(out.total++);
            if (place >= offset && out.items.size() < limit) add(out.items, writer.item(row), answered);
          }
        } else {
          out.total = store.entity_digest_of(describe<Entity>::name).second;
          auto const rows = store.template list<Entity>(limit, offset);
          while (rows->step()) {
            store.read_row(*rows, row);
            add(out.items, writer.item(row), answered);
          }
        }
      });
      return true;
    });
    return out;
  }

 private:
  /// What goes wrong inside one item is that item's answer, unless the database itself gave up.
  template <class Session, class Applier>
  static item_result apply_one(Session& session, Applier& applier, pushed_item const& item) {
    auto const mark = session.here();
    std::string code = "INTERNAL";
    std::string message = "the server could not store the item";
    try {
      auto undo = session.store.begin_group();
      auto answer = applier.run(item);
      undo.release();
      return answer;
    } catch (failure const& why) {
      if (!session.store.in_transaction()) throw;
      if (why.code() == error_code::validation_failed) {
        code = "VALIDATION_ERROR";
        message = why.why().text();
      }
    } catch (std::exception const&) {
      // A policy or validation of the application's own; what it says is not for strangers.
      if (!session.store.in_transaction()) throw;
    }
    session.back_to(mark);
    item_result answer;
    if (item.client_id) answer.client_id = std::string{*item.client_id};
    if (item.id) answer.id = std::string{*item.id};
    answer.error_code = std::move(code);
    answer.error_message = std::move(message);
    return answer;
  }

  static constexpr auto unlimited = static_cast<std::size_t>(-1) / 2;

  /// Adds an item to an answer, unless that becomes longer than the server will hold.
  void add(std::vector<std::string>& items, std::string item, std::size_t& answered) const {
    answered += item.size();
    if (answered > truth_.options().answer_bytes)
      throw failure({error_code::too_large,
                     "the records asked for are more than the server answers with at once",
                     {},
                     {},
                     "ask for fewer, by a smaller limit"});
    items.push_back(std::move(item));
  }

  /// The digest of what the caller sees.
  template <class Entity, class Session>
  static digest digest_for(Session& store, principal const& who) {
    if constexpr (describe<Entity>::restricted) {
      digest sum;
      auto const rows = store.template list<Entity>(unlimited, 0);
      stored_row<Entity> row;
      while (rows->step()) {
        store.read_row(*rows, row);
        if (visible_to(who.name, row.value)) sum.add(row.key, row.version, row.at);
      }
      return sum;
    } else {
      return store.entity_digest_of(describe<Entity>::name).first;
    }
  }

  template <class Entity, class Session, class Writer>
  void fill(Session& store, principal const& who, Writer const& writer, item_form form, std::optional<stamp> since, std::size_t limit,
                   item_page& page) {
    auto const rows = store.template scan<Entity>(since.value_or(stamp{}), unlimited);
    stored_row<Entity> row;
    std::size_t taken = 0;
    std::size_t answered = 0;
    std::int64_t millisecond = since && since->micros % 1000 == 0 ? since->micros / 1000 : -1;
    auto const is_full = [&] {
      // A page within the millisecond of `since` would lead a client that cuts times back to where it was.
      page.has_more = taken >= limit && millisecond < 0;
      return page.has_more;
    };
    auto const count = [&](stamp at) {
      ++taken;
      if (at.micros / 1000 != millisecond) millisecond = -1;
    };
    // Who starts from nothing has nothing to delete.
    bool wants_gone = since && since->micros < store.number("fence");
    stamp gone_until = since.value_or(stamp{});
    std::vector<detail::purged_record> gone;
    std::size_t next_gone = 0;
    auto const tell_gone = [&](std::optional<stamp> until) {
      for (; wants_gone; ++next_gone) {
        if (next_gone == gone.size()) {
          gone = store.retention().purged_after(describe<Entity>::name, gone_until, 1000);
          next_gone = 0;
          wants_gone = !gone.empty();
          if (!wants_gone) return true;
          gone_until = gone.back().at;
        }
        auto const& one = gone[next_gone];
        if (until && *until < one.at) return true;
        if (is_full()) return false;
        page.last_sync_at = one.at;
        count(one.at);
        page.deleted_ids.push_back(one.id.empty() ? one.key.text() : one.id);
      }
      return true;
    };
    while (rows->step()) {
      store.read_row(*rows, row);
      if (!tell_gone(row.at) || is_full()) return;
      page.last_sync_at = row.at;
      if (!visible_to(who.name, row.value)) {
        if (!since) continue;
        // It tells nothing but that the record is not there for this caller, who may have had it.
        row.deleted = true;
      }
      if (row.deleted && !since) continue;
      count(row.at);
      if (row.deleted) page.deleted_ids.push_back(row.wire_id());
      if (!row.deleted || form == item_form::generic) add(page.items, writer.item(row), answered);
    }
    tell_gone(std::nullopt);
  }

  authority<Schema, Store>& truth_;
};

}  // namespace v0
}  // namespace entente
