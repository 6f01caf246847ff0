// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/testing/shrink_simulation.hpp>
#include <entente/testing/simulated_event.hpp>
#include <entente/testing/simulation_options.hpp>
#include <entente/testing/simulation_report.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// Many histories, one seed each.
struct simulation_campaign {
  simulation_options like{};      ///< the first one; the others differ by their seeds
  std::size_t histories = 100;
  std::chrono::seconds time{0};   ///< goes on until then
  std::size_t shrink_runs = 400;  ///< spent on making a failing history short
  /// What runs this campaign again: printed, behind the environment, with a failing history.
  std::string command = "the same program";

  /// With what the environment says:
  ///
  ///   * `ENTENTE_SEED=n`: the history of that seed alone, with its story;
  ///   * `ENTENTE_KEEP=1,7-9`: of it these steps only, `ENTENTE_WITHOUT=wipe,undo`: and none of these events;
  ///   * `ENTENTE_HISTORIES=n`, `ENTENTE_FIRST_SEED=n`: how many, from which seed on;
  ///   * `ENTENTE_SOAK_SECONDS=n`: as many as there is time for.
  [[nodiscard]] simulation_campaign from_environment() const;
};

namespace detail {

inline std::string environment(char const* name) {
  char const* const text = std::getenv(name);
  return text == nullptr ? std::string{} : std::string{text};
}

template <class Each>
void for_each_part(std::string_view text, Each const& each) {
  while (!text.empty()) {
    auto const end = text.find(',');
    each(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
}

inline std::vector<std::size_t> steps_in(std::string_view text) {
  std::vector<std::size_t> steps;
  for_each_part(text, [&](std::string_view part) {
    auto const dash = part.find('-');
    auto const first = std::strtoull(std::string{part}.c_str(), nullptr, 10);
    auto const last = dash == std::string_view::npos ? first : std::strtoull(std::string{part.substr(dash + 1)}.c_str(), nullptr, 10);
    for (auto i = first; i <= last; ++i) steps.push_back(static_cast<std::size_t>(i));
  });
  return steps;
}

inline std::string in_words(std::vector<std::size_t> const& steps) {
  std::string text;
  for (std::size_t i = 0; i < steps.size();) {
    auto end = i;
    while (end + 1 < steps.size() && steps[end + 1] == steps[end] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(steps[i]) + (end > i ? "-" + std::to_string(steps[end]) : "");
    i = end + 1;
  }
  return text;
}

inline std::string in_words(simulated_event_set const& events) {
  std::string text;
  for (std::size_t i = 0; i < simulated_events; ++i)
    if (events.test(i)) text += (text.empty() ? "" : ",") + std::string{name_of(static_cast<simulated_event>(i))};
  return text;
}

/// The environment of the command that runs one history again.
inline std::string replay_of(simulation_options const& of) {
  std::string text = "ENTENTE_SEED=" + std::to_string(of.seed);
  if (!of.kept.empty()) text += " ENTENTE_KEEP=" + in_words(of.kept);
  if (of.without.any()) text += " ENTENTE_WITHOUT=" + in_words(of.without);
  return text;
}

}  // namespace detail

inline simulation_campaign simulation_campaign::from_environment() const {
  auto made = *this;
  using detail::environment;
  if (auto const text = environment("ENTENTE_FIRST_SEED"); !text.empty()) made.like.seed = std::strtoull(text.c_str(), nullptr, 10);
  if (auto const text = environment("ENTENTE_HISTORIES"); !text.empty())
    made.histories = static_cast<std::size_t>(std::strtoull(text.c_str(), nullptr, 10));
  if (auto const text = environment("ENTENTE_SOAK_SECONDS"); !text.empty())
    made.time = std::chrono::seconds{std::strtoll(text.c_str(), nullptr, 10)};
  if (auto const text = environment("ENTENTE_SEED"); !text.empty()) {
    made.like.seed = std::strtoull(text.c_str(), nullptr, 10);
    made.like.tell = true;
    made.histories = 1;
    made.time = {};
  }
  made.like.kept = detail::steps_in(environment("ENTENTE_KEEP"));
  detail::for_each_part(environment("ENTENTE_WITHOUT"), [&](std::string_view name) {
    if (auto const event = simulated_event_of(name)) made.like.without.set(static_cast<std::size_t>(*event));
  });
  return made;
}

/// The figures of a report as a Markdown table.
inline void print_table(simulation_report const& report, std::ostream& out) {
  out << "| histories | steps | local transactions | refused by rules | syncs | requests |\n|---|---|---|---|---|---|\n| "
      << report.histories << " | " << report.steps << " | " << report.writes << " | " << report.refused << " | "
      << report.syncs << " | " << report.calls << " |\n\n| happened | times |\n|---|---|\n";
  for (std::size_t i = 0; i < simulated_events; ++i)
    out << "| " << name_of(static_cast<simulated_event>(i)) << " | " << report.events[i] << " |\n";
  out << "\n| claim | checked |\n|---|---|\n";
  for (auto const& [name, times] : report.claims) out << "| " << name << " | " << times << " |\n";
}

/// Runs a campaign and adds up what the histories report. The first one in which something does not hold ends it: it is
/// made short, told in words, and the command that runs it again is printed.
inline simulation_report run_campaign(simulation_runner const& run, simulation_campaign const& campaign, std::ostream& out) {
  simulation_report all;
  auto const start = std::chrono::steady_clock::now();
  auto how = campaign.like;
  for (std::size_t i = 0; i < campaign.histories || std::chrono::steady_clock::now() - start < campaign.time; ++i, ++how.seed) {
    auto report = run(how);
    all += report;
    if (how.tell)
      for (auto const& line : report.story) out << line << '\n';
    if (report.violations.empty()) continue;
    out << "In the history of seed " << how.seed << ":\n";
    for (auto const& each : report.violations) out << "  " << each << '\n';
    if (how.tell) break;
    auto small = shrink_simulation(run, how, campaign.shrink_runs);
    small.tell = true;
    auto const told = run(small);
    out << "A short form of it, " << small.kept.size() << " steps:\n";
    for (auto const& line : told.story) out << "  " << line << '\n';
    out << "To run it again:\n  " << detail::replay_of(how) << ' ' << campaign.command << '\n';
    out << "In its short form:\n  " << detail::replay_of(small) << ' ' << campaign.command << '\n';
    break;
  }
  return all;
}

}  // namespace v0
}  // namespace entente
