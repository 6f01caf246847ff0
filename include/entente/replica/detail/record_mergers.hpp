// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/detail/record_merger.hpp>
#include <entente/replica/detail/replica_session.hpp>

#include <array>
#include <memory>

namespace entente {
inline namespace v0 {
namespace detail {

/// One merger per entity for a whole transaction, made when it is first needed: each keeps the memory of its texts.
template <class Schema>
class record_mergers {
 public:
  explicit record_mergers(replica_session<Schema>& session) : session_(session) {}

  template <class Entity>
  record_merger<Schema, Entity>& of() {
    using merger = record_merger<Schema, Entity>;
    auto& made = made_[Schema::template index_of<Entity>];
    if (!made) made = std::make_shared<merger>(session_);
    return *static_cast<merger*>(made.get());
  }

 private:
  replica_session<Schema>& session_;
  std::array<std::shared_ptr<void>, Schema::size> made_{};  // by the entity's position
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
