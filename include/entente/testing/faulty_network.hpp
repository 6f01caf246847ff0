// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/seeded_random.hpp>

#include <cstddef>
#include <cstdint>

namespace entente {
inline namespace v0 {

/// How many percent of the calls something happens to, by kind. At most one thing happens to a call.
struct network_faults {
  std::uint64_t lost_request = 0;  ///< nothing arrives
  std::uint64_t lost_answer = 0;   ///< the server has done it, and nobody knows
  std::uint64_t repeated = 0;      ///< the request arrives twice, the second answer counts
  std::uint64_t late = 0;          ///< lost as it seems; arrives before a later call
  std::uint64_t cut = 0;           ///< the answer is not all there
  std::uint64_t refused = 0;       ///< the server is too busy (429, 503)
  std::uint64_t unauthorised = 0;  ///< the credentials have expired (401)
  std::uint64_t too_large = 0;     ///< the server wants smaller requests (413)
};

/// How often each thing has happened, so that nobody takes silence for strength.
struct fault_counts {
  std::size_t calls = 0;
  std::size_t lost_request = 0;
  std::size_t lost_answer = 0;
  std::size_t repeated = 0;
  std::size_t late = 0;
  std::size_t cut = 0;
  std::size_t refused = 0;
  std::size_t unauthorised = 0;
  std::size_t too_large = 0;
  std::size_t partitioned = 0;

  fault_counts& operator+=(fault_counts const& more) noexcept {
    calls += more.calls;
    lost_request += more.lost_request;
    lost_answer += more.lost_answer;
    repeated += more.repeated;
    late += more.late;
    cut += more.cut;
    refused += more.refused;
    unauthorised += more.unauthorised;
    too_large += more.too_large;
    partitioned += more.partitioned;
    return *this;
  }
};

/// The network between one device and its server, as bad as a test wants it. One thread at a time.
struct faulty_network {
  explicit faulty_network(seeded_random dice) : random(std::move(dice)) {}

  network_faults faults{};
  bool requests_pass = true;  ///< false: a partition towards the server
  bool answers_pass = true;   ///< false: a partition on the way back
  fault_counts counts{};
  seeded_random random;

  /// All is well from here on.
  void heal() {
    faults = {};
    requests_pass = answers_pass = true;
  }
};

}  // namespace v0
}  // namespace entente
