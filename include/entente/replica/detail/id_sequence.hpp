// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstdint>

namespace entente {
inline namespace v0 {
namespace detail {

/// Fresh ids of one moment, each above the one before (method 2 of RFC 9562, 6.2): many records that are made at
/// once then grow an index at its end, and do not tear its pages apart. `random` must outlive it.
class id_sequence {
 public:
  id_sequence(timestamp now, random_function const& random) : now_(now), random_(random) {}

  uuid next() {
    std::uint64_t const random = random_();
    std::uint64_t const above = last_ + 1 + (random & 0xffff'ffffu);
    last_ = last_ == 0 || above > most ? random & most : above;
    return make_uuid_v7(now_, [this] { return last_; });
  }

 private:
  static constexpr std::uint64_t most = 0x3fff'ffff'ffff'ffffu;
  timestamp now_;
  random_function const& random_;
  std::uint64_t last_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
