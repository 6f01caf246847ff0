// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace entente {
inline namespace v0 {

/// The greatest key there is.
inline constexpr uuid last_key = [] {
  uuid key;
  for (auto& octet : key.octets) octet = 0xff;
  return key;
}();

/// The key that follows; the one after the last is the nil key.
constexpr uuid next_key(uuid key) noexcept {
  for (std::size_t i = key.octets.size(); i-- > 0;)
    if (++key.octets[i] != 0) break;
  return key;
}

/// Asks a server what it has of an entity within a range of keys, to be compared with what a replica has. A
/// plain value.
struct range_query {
  std::string entity{};
  uuid first{};           ///< the range, both ends included
  uuid last = last_key;
  std::string cursor{};   ///< where the asker stands: the answer says whether anything has changed since
  std::size_t rows = 200; ///< up to that many records are told whole; of more, digests of parts of the range
  int schema_version = 0; ///< of the asker's schema; 0: the server's own
};

}  // namespace v0
}  // namespace entente
