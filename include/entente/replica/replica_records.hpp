// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/id.hpp>
#include <entente/entity/record.hpp>
#include <entente/entity/schema.hpp>
#include <entente/replica/detail/call_ref.hpp>
#include <entente/replica/detail/local_row.hpp>
#include <entente/replica/detail/local_writer.hpp>
#include <entente/replica/detail/observer.hpp>
#include <entente/replica/detail/replica_core.hpp>
#include <entente/replica/query_builder.hpp>
#include <entente/replica/replica_transaction.hpp>
#include <entente/replica/subscription.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The part of a replica that applications use all day: records, and transactions over them.
template <class Schema>
class replica_records : public detail::replica_core<Schema> {
  static_assert(Schema::usable);

 public:
  /// Makes a record and returns its key, which it keeps for ever.
  template <class Entity>
  id<Entity> create(Entity const& value) {
    id<Entity> made;
    auto const run = [&](replica_transaction<Schema>& all) { made = all.create(value); };
    transact(run);
    return made;
  }

  /// Calls `change(Entity&)` and stores what it changed; only those fields travel. Throws not_found.
  template <class Entity, class Change>
  void update(id<Entity> which, Change&& change) {
    auto const run = [&](replica_transaction<Schema>& all) { all.update(which, std::forward<Change>(change)); };
    transact(run);
  }

  /// Gives a record new contents. Only fields that differ travel. Throws not_found.
  template <class Entity>
  void replace(id<Entity> which, Entity const& value) {
    auto const run = [&](replica_transaction<Schema>& all) { all.replace(which, value); };
    transact(run);
  }

  /// Deletes a record; it stays as a tombstone. Throws not_found.
  template <class Entity>
  void remove(id<Entity> which) {
    auto const run = [&](replica_transaction<Schema>& all) { all.remove(which); };
    transact(run);
  }

  /// Brings a deleted record back; nothing happens to one that is there. Throws not_found for one that
  /// never was.
  template <class Entity>
  void restore(id<Entity> which) {
    auto const run = [&](replica_transaction<Schema>& all) { all.restore(which); };
    transact(run);
  }

  /// A record, unless there is none or it is deleted.
  template <class Entity>
  [[nodiscard]] std::optional<record<Entity>> find(id<Entity> which) const {
    auto found = find_any(which);
    if (found && found->deleted) found.reset();
    return found;
  }

  /// A record, also a deleted one.
  template <class Entity>
  [[nodiscard]] std::optional<record<Entity>> find_any(id<Entity> which) const {
    this->require_ready();
    return this->readers_.with([&](database& on) { return detail::row_table<Entity>{on}.find(which.key); });
  }

  /// The contents of a record. Throws not_found.
  template <class Entity>
  [[nodiscard]] Entity get(id<Entity> which) const {
    auto found = find(which);
    if (!found) detail::local_writer<Schema>::template refuse_missing<Entity>();
    return std::move(found->value);
  }

  template <class Entity>
  [[nodiscard]] query_builder<Entity> query() const {
    static_assert(Schema::template contains<Entity>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    this->require_ready();
    return query_builder<Entity>{detail::pooled_connection{&this->readers_}};
  }

  /// Calls `f(std::vector<id<Entity>> const&)` after every commit of this replica that has made, changed or
  /// removed records of an entity, whatever it was: writes, answers and pages of the server, decisions, undo,
  /// force, wipes. Each record once; one may be as before where a commit has changed it back.
  ///
  /// The call comes on the thread that has committed, before its function returns, with nothing locked: it may
  /// read, write (which tells again, from within) and end subscriptions. Calls of several threads may overlap and
  /// come in another order than the commits: read what is there now. What it throws ends there, the commit
  /// stands. A commit that had begun before this returns may go untold; other processes, and other replicas of
  /// the same file, are not observed. Nothing is collected while nobody observes.
  template <class Entity, class F>
  subscription observe(F&& f) {
    static_assert(Schema::template contains<Entity>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    constexpr auto topic = Schema::template index_of<Entity>;
    auto call = std::make_shared<std::decay_t<F>>(std::forward<F>(f));
    return subscription{this->observers_.add(topic, [call](detail::change_news const& news) {
      std::vector<id<Entity>> which;
      for (auto const& key : news.keys[topic]) which.push_back({key});
      if (!which.empty()) (*call)(std::as_const(which));
    })};
  }

  /// Runs `body(replica_transaction&)` and returns what it returns: all of its writes, or, when it throws,
  /// none. The server applies them as one, too. Transactions do not nest. Throws too_large where they are
  /// more than one group may hold.
  template <class Body>
  auto transaction(Body&& body) {
    if constexpr (std::is_void_v<decltype(body(std::declval<replica_transaction<Schema>&>()))>) {
      auto const run = [&](replica_transaction<Schema>& all) { body(all); };
      transact(run);
    } else {
      std::vector<std::int64_t> written;
      return transaction_noting(std::forward<Body>(body), written);
    }
  }

 protected:
  /// A transaction, made once for all that is run in one.
  void transact(detail::call_ref<replica_transaction<Schema>> body) {
    std::vector<std::int64_t> written;
    transaction_noting(body, written);
  }

  /// The same; `written` becomes the sequences of the operations that hold what was written.
  template <class Body>
  auto transaction_noting(Body&& body, std::vector<std::int64_t>& written) {
    this->require_ready();
    return this->write([&](auto& session) {
      detail::local_writer<Schema> writer{session};
      replica_transaction<Schema> all{session, writer};
      if constexpr (std::is_void_v<decltype(body(all))>) {
        body(all);
        written = writer.enqueue();
        return;
      } else {
        auto answer = body(all);
        written = writer.enqueue();
        return answer;
      }
    });
  }

  explicit replica_records(replica_options options)
      : detail::replica_core<Schema>(std::move(options)) {}
  ~replica_records() = default;
};

}  // namespace v0
}  // namespace entente
