// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace entente {
inline namespace v0 {

/// What can happen in a simulated history, besides edits and syncs: what goes wrong, and what people do that
/// replaces or gives up data. Each can be left out (`simulation_options::without`), and each is counted.
enum class simulated_event : std::uint8_t {
  // The network between a device and the server.
  lost_request,
  lost_answer,
  repeated_request,
  late_request,  ///< held up, and overtaken by later ones
  cut_answer,
  busy_answer,
  signed_out,
  too_large_answer,
  no_way_out,   ///< a partition: nothing arrives at the server
  no_way_back,  ///< a partition: the server does what it is told, and nobody hears of it
  no_way,       ///< both
  // Clocks.
  clock_skew,  ///< a device's clock is wrong by up to a day
  clock_step,  ///< a clock jumps
  clock_drift,
  // A device's program and disk.
  device_killed,       ///< between two calls, or in the middle of a sync
  device_crash,        ///< at a change of its file
  device_torn_write,
  device_power_cut,    ///< a crash that also takes, or tears, what was not synced
  device_disk_full,
  device_disk_error,
  device_disk_busy,
  // The server's.
  server_restarted,
  server_crash,
  server_torn_write,
  server_power_cut,
  server_disk_full,
  server_disk_error,
  server_disk_busy,
  // Files that are not what they were.
  device_put_back,  ///< an old copy takes the place of a device's file
  device_cloned,    ///< two devices with the same file
  server_put_back,  ///< the server comes back from a backup
  // Programs.
  device_upgraded,
  server_upgraded,
  device_joined,
  // What people do.
  edit_in_flight,  ///< a local write while a sync waits for an answer
  wipe_in_flight,
  keep_local,
  use_server,
  resolve,
  retry,
  correct,  ///< a refused operation
  discard,
  force_pull,
  force_push,
  wipe,
  enter_again,  ///< work that was set aside
  undo,
  direct,
  verify,
};

/// How many kinds there are.
inline constexpr std::size_t simulated_events = static_cast<std::size_t>(simulated_event::verify) + 1;

/// A choice of them.
using simulated_event_set = std::bitset<simulated_events>;

/// The spelling, in reports and for `simulated_event_of`.
constexpr std::string_view name_of(simulated_event event) noexcept {
  constexpr std::array<std::string_view, simulated_events> names{
      "lost_request",      "lost_answer",       "repeated_request",  "late_request",
      "cut_answer",        "busy_answer",       "signed_out",        "too_large_answer",
      "no_way_out",        "no_way_back",       "no_way",            "clock_skew",
      "clock_step",        "clock_drift",       "device_killed",     "device_crash",
      "device_torn_write", "device_power_cut",  "device_disk_full",  "device_disk_error",
      "device_disk_busy",  "server_restarted",  "server_crash",      "server_torn_write",
      "server_power_cut",  "server_disk_full",  "server_disk_error", "server_disk_busy",
      "device_put_back",   "device_cloned",     "server_put_back",   "device_upgraded",
      "server_upgraded",   "device_joined",     "edit_in_flight",    "wipe_in_flight",
      "keep_local",        "use_server",        "resolve",           "retry",
      "correct",           "discard",           "force_pull",        "force_push",
      "wipe",              "enter_again",       "undo",              "direct",
      "verify"};
  return names[static_cast<std::size_t>(event)];
}

/// The event spelt so, if there is one.
constexpr std::optional<simulated_event> simulated_event_of(std::string_view name) noexcept {
  for (std::size_t i = 0; i < simulated_events; ++i)
    if (name_of(static_cast<simulated_event>(i)) == name) return static_cast<simulated_event>(i);
  return std::nullopt;
}

}  // namespace v0
}  // namespace entente
