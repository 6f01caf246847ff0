// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/id.hpp>
#include <entente/entity/record.hpp>
#include <entente/replica/detail/local_writer.hpp>
#include <entente/replica/detail/reader_pool.hpp>
#include <entente/replica/query_builder.hpp>

#include <optional>
#include <utility>

namespace entente {
inline namespace v0 {

/// The writes of `replica::transaction`, and reads that see them. Valid during that call only, and on its
/// thread; the members mean what those of `replica` mean.
template <class Schema>
class replica_transaction {
 public:
  replica_transaction(detail::replica_session<Schema>& session,
                      detail::local_writer<Schema>& writer)
      : session_(session), writer_(writer) {}
  replica_transaction(replica_transaction const&) = delete;
  replica_transaction& operator=(replica_transaction const&) = delete;

  template <class Entity>
  id<Entity> create(Entity const& value) {
    return writer_.create(value);
  }
  template <class Entity, class Change>
  void update(id<Entity> which, Change&& change) {
    writer_.template update<Entity>(which.key, std::forward<Change>(change));
  }
  template <class Entity>
  void replace(id<Entity> which, Entity const& value) {
    writer_.template update<Entity>(which.key, [&](Entity& now) { now = value; });
  }
  template <class Entity>
  void remove(id<Entity> which) {
    static_assert(!describe<Entity>::data_capture,
                  "entente: records of a data-capture entity are neither deleted nor restored by "
                  "programs; remove this call, or data_capture from entity_traits<...>");
    writer_.template set_deleted<Entity>(which.key, true);
  }
  template <class Entity>
  void restore(id<Entity> which) {
    static_assert(!describe<Entity>::data_capture,
                  "entente: records of a data-capture entity are neither deleted nor restored by "
                  "programs; remove this call, or data_capture from entity_traits<...>");
    writer_.template set_deleted<Entity>(which.key, false);
  }
  template <class Entity>
  [[nodiscard]] std::optional<record<Entity>> find(id<Entity> which) {
    return writer_.template find<Entity>(which.key);
  }
  template <class Entity>
  [[nodiscard]] Entity get(id<Entity> which) {
    auto found = writer_.template find<Entity>(which.key);
    if (!found) writer_.template refuse_missing<Entity>();
    return std::move(found->value);
  }
  template <class Entity>
  [[nodiscard]] auto query() {
    static_assert(Schema::template contains<Entity>,
                  "entente: this type is not an entity of the schema; add it to schema<...>");
    return query_builder<Entity, detail::own_connection>{detail::own_connection{&session_.on}};
  }

 private:
  detail::replica_session<Schema>& session_;
  detail::local_writer<Schema>& writer_;
};

}  // namespace v0
}  // namespace entente
