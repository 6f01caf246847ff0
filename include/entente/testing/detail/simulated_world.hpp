// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/random.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/testing/detail/history_model.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/testing/simulated_event.hpp>
#include <entente/testing/simulation_options.hpp>
#include <entente/testing/simulation_report.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// The program of a simulated device ends, in the middle of what it was doing.
struct program_ends {};

/// What everybody in a simulated history shares: time, dice, the model, the story.
struct simulated_world {
  simulated_world(simulation_options const& how, std::filesystem::path where, std::vector<model_entity> entities)
      : options(how), folder(std::move(where)), model(std::move(entities)) {}
  simulated_world(simulated_world const&) = delete;
  simulated_world& operator=(simulated_world const&) = delete;

  simulation_options const& options;
  std::filesystem::path folder;
  history_model model;
  simulation_report report{};
  seeded_random dice{};
  simulated_event_set drawn{};  ///< what happens in this history
  bool quiet = true;            ///< nothing goes wrong: at the beginning and at the end
  bool honest = true;           ///< no clock was wrong so far
  bool twins = false;           ///< a file was used twice: until that is noticed, edits of both count as one device's
  std::uint64_t words = 0;
  std::int64_t micros = 1'700'000'000'000'000;
  std::size_t place = 0;        ///< the step, for the story

  /// Dice and randomness of one step depend on nothing but the seed and the step.
  void begin(std::size_t step) {
    place = step;
    auto const mixed = mix(options.seed * 1'000'003 + step);
    dice = seeded_random{mixed};
    noise_ = mix(mixed);
    words = (step + 1) * 1000;
  }

  [[nodiscard]] timestamp now() const { return timestamp{std::chrono::microseconds{micros}}; }
  void pass(std::chrono::microseconds time) { micros += time.count(); }
  void pass_up_to(std::chrono::microseconds time) {
    micros += 1000 + static_cast<std::int64_t>(dice.below(static_cast<std::uint64_t>(time.count())));
  }

  /// For ids and jitter.
  random_function randomness() {
    return [this] { return noise_ = mix(noise_ + 0x9e37'79b9'7f4a'7c15u); };
  }

  /// Whether something of this kind is to happen now; if so, it is counted.
  bool happens(simulated_event what, std::uint64_t percent) {
    if (quiet || !drawn.test(static_cast<std::size_t>(what)) || !dice.chance(percent)) return false;
    count(what);
    return true;
  }
  void count(simulated_event what, std::size_t times = 1) { report.events[static_cast<std::size_t>(what)] += times; }

  template <class... Parts>
  void say(Parts const&... parts) {
    if (!options.tell) return;
    std::string line = std::to_string(place) + ": ";
    (append_to(line, parts), ...);
    report.story.push_back(std::move(line));
  }
  void violation(std::string text) {
    say("*** ", text);
    report.violations.push_back(std::move(text));
  }

 private:
  static void append_to(std::string& line, std::string_view part) { line += part; }
  static void append_to(std::string& line, std::size_t part) { line += std::to_string(part); }

  static std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9u;
    x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11ebu;
    return x ^ (x >> 31);
  }

  std::uint64_t noise_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
