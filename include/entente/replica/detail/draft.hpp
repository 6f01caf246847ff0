// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/entity/operation_kind.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// An operation that a local transaction is about to enqueue.
struct draft {
  std::string_view entity;
  uuid key;
  operation_kind kind = operation_kind::update;
  std::int64_t base_version = 0;
  std::string body = "{}";
  std::vector<uuid>
      refs{};  ///< of a delete: what the record referred to; else what the patch refers to
  bool first = false;  ///< the queue holds no operation of its record yet
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
