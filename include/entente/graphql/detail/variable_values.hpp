// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/input.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// The coerced variables of one request; those not given and without default are missing.
class variable_values {
 public:
  void add(std::string_view name, input const& value) { values_.emplace_back(name, &value); }

  [[nodiscard]] input const* find(std::string_view name) const noexcept {
    for (auto const& [known, value] : values_)
      if (known == name) return value;
    return nullptr;
  }

 private:
  std::vector<std::pair<std::string_view, input const*>> values_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
