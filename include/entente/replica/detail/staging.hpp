// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/detail/horizons.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/detail/set_aside.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/upcast.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline std::string staged_cursor_name(std::string_view scope) {
  return "staged:" + std::string{scope};
}
/// Where the next page to be staged starts. Empty: at the beginning.
inline std::string staged_cursor(state_table const& state, std::string_view scope) {
  return state.text(staged_cursor_name(scope)).value_or("");
}

/// Streams read from their beginning beside the rows, page by page, until they are whole: then they take the
/// rows' place at once. What is staged survives the end of the program.
template <class Schema>
class staging {
 public:
  explicit staging(replica_session<Schema>& session) : session_(session) {}

  /// Goes on staging one entity, or everything (an empty name); what was staged of something else is given up.
  void begin(std::string_view entity) {
    std::string const target = entity.empty() ? "*" : std::string{entity};
    if (session_.state.text("staging") == target) return;
    clear();
    session_.state.put("staging", target);
  }

  /// Keeps a page that was asked with `asked`. False where it does not lead on from what is kept; what is kept
  /// of another epoch of the server, or of a reading that has to begin again, is given up.
  bool add(change_page page, std::string_view asked) {
    auto const target = session_.state.text("staging");
    if (!target || asked != staged_cursor(session_.state, page.scope)) return false;
    if (page.has_more && page.cursor == asked)
      throw failure({error_code::protocol_violation,
                     "the server's page does not move its cursor",
                     {},
                     {},
                     {}});
    session_.keep_clock();
    auto const epoch = session_.state.identifier("staged_epoch");
    if (!asked.empty() && !page.provisional && (epoch != page.epoch || page.restart)) {
      clear();
      session_.state.put("staging", *target);
      return false;
    }
    if (!page.provisional) session_.state.put("staged_epoch", page.epoch);
    if (*target != "*")
      std::erase_if(page.changes, [&](auto const& each) {
        return find_entity<Schema>(each.entity, each.schema_version) != Schema::find(*target);
      });
    session_.state.put(staged_cursor_name(page.scope), page.cursor);
    std::string text;
    write_json(text, page);
    session_.on.prepared("INSERT INTO entente_staged(scope,provisional,page) VALUES(?,?,?)")
        .run(page.scope, page.provisional, text);
    return true;
  }

  void clear() {
    session_.on.prepared("DELETE FROM entente_staged").run();
    session_.on
        .prepared(
            "DELETE FROM entente_state WHERE name GLOB 'staged:*' OR name IN ('staging','staged_epoch')")
        .run();
  }

  /// Everything here becomes what was staged. Unsynced work is set aside.
  page_report swap_all() {
    work_remover<Schema> remover{session_, true, reason};
    remover.take_strange();
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      set_work_aside<Entity>(remover);
    });
    if (auto const epoch = session_.state.identifier("staged_epoch"); !epoch.is_nil())
      session_.state.put("epoch", epoch);
    session_.begin_generation();
    page_applier<Schema> applier{session_};
    for_each_page([&](change_page const& page, bool last) {
      applier.take_all(page);
      if (last) arrived_.push_back(page);
    });
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      applier.template sweep_all<Entity>(reason);
    });
    for (auto& page : arrived_) {
      page.has_more = false;
      applier.arrive(page);
    }
    session_.state.put("resync", 0);
    remover.finish();
    clear();
    return applier.report();
  }

  /// The rows of one entity become what was staged; the cursors stay where they are, for what they will tell
  /// again is known by its version. Throws conflict where the server's database is another one by now.
  template <class Entity>
  page_report swap_one() {
    auto const epoch = session_.state.identifier("staged_epoch");
    auto const known = session_.state.identifier("epoch");
    if (!epoch.is_nil() && !known.is_nil() && epoch != known)
      throw failure({error_code::conflict,
                     "the server's database is another one than before",
                     std::string{describe<Entity>::name},
                     {},
                     "sync first"});
    work_remover<Schema> remover{session_, true, reason};
    set_work_aside<Entity>(remover);
    session_.flush_digests();
    session_.template begin_entity<Entity>();
    page_applier<Schema> applier{session_};
    std::optional<entity_digest> told;
    for_each_page([&](change_page const& page, bool) {
      applier.take_all(page);
      told.reset();
      for (auto const& each : page.digests)
        if (each.entity == describe<Entity>::name) told = each;
    });
    for (auto const* sql : {"DELETE FROM entente_quarantine WHERE entity=? AND generation<>?",
                            "DELETE FROM entente_excluded WHERE entity=? AND generation<>?"})
      session_.on.prepared(sql).run(describe<Entity>::name, session_.generation());
    applier.template sweep_all<Entity>(reason);
    session_.flush_digests();
    auto report = applier.report();
    if (told) {
      auto const [sum, count] = session_.stored_digest(told->entity);
      if (sum != told->value || count != told->count) report.diverged.push_back(told->entity);
    }
    session_.keep_clock();
    remover.finish();
    clear();
    return report;
  }

 private:
  static constexpr std::string_view reason = "force_pulled";

  /// The records of an entity become what the server last told of them.
  template <class Entity>
  void set_work_aside(work_remover<Schema>& remover) {
    std::vector<uuid> keys;
    {
      auto const run =
          session_.on.borrow("SELECT DISTINCT key FROM entente_queue WHERE entity=?");
      run->bind(1, describe<Entity>::name);
      while (run->step()) keys.push_back(run->template column<uuid>(0));
    }
    for (auto const& key : keys) {
      local_row<Entity> row;
      bool const there = session_.template rows<Entity>().load(key, row);
      row.key = key;
      if (there) session_.keep_snapshot(row, reason);
      auto const ops = remover.take(row);
      record_merger<Schema, Entity>{session_}.drop(ops.front());
    }
  }

  template <class F>
  void for_each_page(F&& f) {
    std::map<std::string, std::int64_t> last;
    {
      auto const run =
          session_.on.borrow("SELECT scope,max(number) FROM entente_staged GROUP BY scope");
      while (run->step())
        last[run->template column<std::string>(0)] = run->template column<std::int64_t>(1);
    }
    for (std::int64_t number = 0;;) {
      std::optional<change_page> page;
      {
        auto const run = session_.on.borrow(
            "SELECT number,scope,provisional,page FROM entente_staged WHERE number>? ORDER BY number LIMIT 1");
        run->bind(1, number);
        if (!run->step()) return;
        number = run->template column<std::int64_t>(0);
        auto read = read_change_page(run->template column<std::string>(3));
        page = std::move(read).value();
        page->scope = run->template column<std::string>(1);
        page->provisional = run->template column<bool>(2);
      }
      f(*page, last[page->scope] == number);
    }
  }

  replica_session<Schema>& session_;
  std::vector<change_page> arrived_{};  // the last page of each stream, for its cursor and digests
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
