// SPDX-License-Identifier: BSL-1.0
// The commands for what went wrong, and for what cannot be undone by calling it again.
#pragma once

#include "command_line.hpp"
#include "entities.hpp"
#include "recovery_output.hpp"

#include <entente/entente.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fieldnotes {

/// The number of a snapshot or of set-aside work.
inline std::int64_t number_from(std::string const& text, char const* what) {
  std::int64_t number = 0;
  auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size())
    throw usage_error(std::string{"not the number of "} + what + ": " + text);
  return number;
}

/// What a command throws away has to be said to be meant.
inline void require_yes(command_line const& line, char const* what) {
  if (!line.has("--yes"))
    throw entente::failure({entente::error_code::invalid_argument, what, {}, {}, "pass --yes if that is meant"});
}

inline entente::unsynced_work unsynced_from(command_line const& line) {
  auto const text = line.value("--unsynced").value_or("refuse");
  if (text == "refuse") return entente::unsynced_work::refuse;
  if (text == "set-aside") return entente::unsynced_work::set_aside;
  if (text == "discard") return entente::unsynced_work::discard;
  throw usage_error("--unsynced is refuse, set-aside or discard");
}

/// Commands of the device that recover work, or replace and remove data on request.
class recovery_commands {
 public:
  recovery_commands(command_line const& line, entente::client<app>& device)
      : line_(line), device_(device), out_(line.has("--json")) {}

  /// Runs the command if it is one of these.
  std::optional<int> run(std::string const& command) {
    if (command == "snapshots") return out_.snapshots(device_.snapshots(1000)), 0;
    if (command == "undo") return undo();
    if (command == "failed") return out_.failed(device_.failed()), 0;
    if (command == "export") return out_.text(device_.export_failed()), 0;
    if (command == "why") return why();
    if (command == "set-aside") return out_.set_aside(device_.set_aside(1000)), 0;
    if (command == "restore-set-aside") return settle_set_aside("restored", [&](auto id) { device_.restore_set_aside(id); });
    if (command == "forget-set-aside") return settle_set_aside("forgotten", [&](auto id) { device_.forget_set_aside(id); });
    if (command == "wipe") return wipe();
    return std::nullopt;
  }

 private:
  /// A snapshot by its number, or the newest one of a record.
  int undo() {
    std::string const& text = line_.word(1, "a snapshot's number or a record's ID");
    std::int64_t chosen = 0;
    if (auto const key = entente::uuid::parse(text)) {
      for (auto const& each : device_.snapshots(100'000))
        if (each.key == *key && chosen == 0) chosen = each.id;
    } else {
      chosen = number_from(text, "a snapshot");
    }
    device_.undo(chosen);
    out_.done("undone", chosen);
    return 0;
  }

  /// Of an operation by its ID, or of all that are queued for a record.
  int why() {
    auto const id = entente::uuid::parse(line_.word(1, "the ID of an operation or a record"));
    if (!id) throw usage_error("not an ID: " + line_.word(1, ""));
    std::vector<std::pair<entente::uuid, entente::stuck_reason>> found;
    for (auto const& op : device_.queue(100'000))
      if (op.key == *id) found.emplace_back(op.op_id, device_.why(op.op_id));
    if (found.empty()) found.emplace_back(*id, device_.why(*id));
    out_.why(found);
    return 0;
  }

  template <class Settle>
  int settle_set_aside(char const* done_to, Settle&& settle) {
    auto const id = number_from(line_.word(1, "the number of set-aside work"), "set-aside work");
    settle(id);
    out_.done(done_to, id);
    return 0;
  }

  int wipe() {
    auto const key = entente::uuid::parse(line_.word(1, "the ID of a space"));
    if (!key) throw usage_error("not an ID: " + line_.word(1, ""));
    require_yes(line_, "this removes the space and its tasks from this device");
    auto const after = line_.has("--redownload") ? entente::after_wipe::redownload : entente::after_wipe::exclude;
    out_.wiped(device_.wipe(entente::wipe_scope::of(entente::id<Space>{*key}), after, unsynced_from(line_),
                            entente::confirm::wipe{}));
    return 0;
  }

  command_line const& line_;
  entente::client<app>& device_;
  recovery_output out_;
};

}  // namespace fieldnotes
