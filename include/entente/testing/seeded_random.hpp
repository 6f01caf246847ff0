// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <random>

namespace entente {
inline namespace v0 {

/// Randomness that is the same in every run: one stream of bits per seed. Give `function()` to the options
/// of replicas, engines and servers. Thread-safe; with several threads their order decides who gets what.
class seeded_random {
 public:
  explicit seeded_random(std::uint64_t seed = 1) : stream_(std::make_shared<stream>(seed)) {}

  /// 64 bits.
  std::uint64_t operator()() const { return stream_->next(); }

  /// A number below `sides`, which must not be 0. Near enough to even for tests.
  [[nodiscard]] std::uint64_t below(std::uint64_t sides) const { return stream_->next() % sides; }

  /// True in `percent` of a hundred cases.
  [[nodiscard]] bool chance(std::uint64_t percent) const { return below(100) < percent; }

  [[nodiscard]] random_function function() const {
    return [from = stream_] { return from->next(); };
  }

 private:
  struct stream {
    explicit stream(std::uint64_t seed) : engine(seed) {}
    std::uint64_t next() {
      std::lock_guard const guard{lock};
      return engine();
    }
    std::mutex lock{};
    std::mt19937_64 engine;
  };

  std::shared_ptr<stream> stream_;
};

}  // namespace v0
}  // namespace entente
