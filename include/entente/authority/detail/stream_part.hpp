// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/sha256.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/wire/pull_request.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Which entities a caller's stream holds.
class stream_part {
 public:
  /// None: all of them.
  explicit stream_part(std::vector<std::string> names) : names_(std::move(names)) {
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  }

  [[nodiscard]] bool holds(std::string_view entity) const {
    return names_.empty() || std::binary_search(names_.begin(), names_.end(), entity);
  }

  /// The same for the same entities; nil for all of them.
  [[nodiscard]] uuid identity() const {
    if (names_.empty()) return {};
    std::string text;
    for (auto const& name : names_) (text += name) += ',';
    return sha256::uuid_of(text);
  }

  /// Whether a caller that stands at a place of another part has seen everything of this one up to there.
  [[nodiscard]] bool covered_by(uuid const& other) const { return other.is_nil() || other == identity(); }

 private:
  std::vector<std::string> names_;
};

/// What a request asks for, in today's names.
template <class Schema>
stream_part part_of(pull_request const& request) {
  int const version = request.schema_version > 0 ? request.schema_version : Schema::version;
  auto names = request.entities;
  for (auto& name : names) {
    auto const asked = name;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (entity_name_at<Schema, Entity>(version) == asked) name = describe<Entity>::name;
    });
  }
  return stream_part{std::move(names)};
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
