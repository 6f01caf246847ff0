// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/alias_book.hpp>
#include <entente/replica/replica.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// The alias table of a replica's file, for one remote.
template <class Schema>
class replica_aliases final : public alias_book {
 public:
  replica_aliases(replica<Schema>& local, std::string remote) : local_(local), remote_(std::move(remote)) {}

  std::optional<std::string> foreign_id(std::string_view entity, uuid const& key) override {
    return local_.foreign_id(remote_, entity, key);
  }
  std::optional<uuid> key_of(std::string_view entity, std::string_view foreign_id) override {
    return local_.key_of(remote_, entity, foreign_id);
  }
  void note(std::string_view entity, std::string_view foreign_id, uuid const& key) override {
    local_.note_alias(remote_, entity, foreign_id, key);
  }

 private:
  replica<Schema>& local_;
  std::string remote_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
