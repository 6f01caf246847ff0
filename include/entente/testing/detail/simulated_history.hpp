// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/testing/detail/history_claims.hpp>
#include <entente/testing/detail/simulated_cast.hpp>
#include <entente/testing/detail/simulated_program.hpp>
#include <entente/testing/detail/simulated_server.hpp>
#include <entente/testing/detail/simulated_world.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// One history: devices and a server, steps that the dice choose, then peace, and a reckoning.
class simulated_history {
 public:
  simulated_history(simulation_options const& options, simulated_cast const& cast, std::filesystem::path folder,
                    std::filesystem::path templates)
      : options_(options),
        cast_(cast),
        templates_(std::move(templates)),
        world_(options_, std::move(folder), cast.entities),
        server_(world_, cast.newest_server) {}

  simulation_report run() {
    try {
      begin();
      if (options_.kept.empty()) {
        for (std::size_t i = 1; i <= options_.steps; ++i) step(i);
      } else {
        for (auto const i : options_.kept) step(i);
      }
      settle();
      reckon();
    } catch (failure const& why) {
      world_.violation("an error got out: " + why.why().text());
    } catch (std::exception const& why) {
      world_.violation(std::string{"an exception got out: "} + why.what());
    } catch (program_ends const&) {
      world_.violation("a program ended outside of its steps");
    }
    for (auto& each : devices_) each->line.tell();
    world_.report.histories = 1;
    return std::move(world_.report);
  }

 private:
  using enum_ = simulated_event;

  // ---- The beginning -----------------------------------------------------------------------------

  void begin() {
    world_.begin(0);
    // Each history has its own mixture: what happens to often hides what happens seldom.
    auto const kind = world_.dice.below(10);
    for (std::size_t i = 0; i < simulated_events; ++i)
      world_.drawn.set(i, kind == 0 ? true : kind == 1 ? false : world_.dice.chance(40));
    // Files put back and copied leave weaker claims: they have histories of their own.
    for (auto const what : {enum_::device_put_back, enum_::device_cloned, enum_::server_put_back})
      if (!world_.dice.chance(25)) world_.drawn.reset(static_cast<std::size_t>(what));
    // What a server has lost comes back from those who have it: here nobody throws that away.
    if (drawn(enum_::server_put_back))
      for (auto const what : {enum_::device_put_back, enum_::device_cloned, enum_::force_pull, enum_::wipe, enum_::wipe_in_flight})
        world_.drawn.reset(static_cast<std::size_t>(what));
    world_.drawn &= ~options_.without;
    if (cast_.older_server != nullptr && drawn(enum_::server_upgraded)) server_.make = cast_.older_server;
    std::filesystem::create_directories(world_.folder);
    server_.start();
    auto const count = 2 + world_.dice.below((std::max)(options_.max_devices, std::size_t{2}) - 1);
    for (std::size_t i = 0; i < count; ++i) add_device();
    world_.quiet = false;
  }

  bool drawn(simulated_event what) const { return world_.drawn.test(static_cast<std::size_t>(what)); }

  simulated_device& add_device() {
    auto const older = cast_.older_program != nullptr && drawn(enum_::device_upgraded);
    auto& made = *devices_.emplace_back(std::make_unique<simulated_device>(
        world_, server_, devices_.size(), older ? cast_.older_program : cast_.newest_program));
    made.batch = 1 + world_.dice.below(12);
    made.page = 1 + world_.dice.below(12);
    made.durable = world_.dice.chance(50);
    if (drawn(enum_::clock_skew) && world_.dice.chance(60)) {
      made.skew = std::chrono::minutes{static_cast<std::int64_t>(world_.dice.below(2880)) - 1440};
      world_.count(enum_::clock_skew);
      world_.honest = false;
    }
    if (drawn(enum_::clock_drift) && world_.dice.chance(60)) {
      made.drift = (static_cast<double>(world_.dice.below(21)) - 10) / 100.0;
      made.drift_since = world_.micros;
      world_.count(enum_::clock_drift);
      world_.honest = false;
    }
    made.line.leaving = [this, &made] { leave(made); };
    made.line.arrived = [this, &made] { arrive(made); };
    use_template(made, older ? "older" : "newest");
    made.open();
    world_.say(made.name, " begins", made.durable ? ", every write durable" : "");
    return made;
  }

  /// Making a file takes longer than most histories: it is made once, and copied.
  void use_template(simulated_device& device, char const* version) {
    auto const kept = templates_ / (device.name + version);
    if (!std::filesystem::exists(kept)) {
      device.open();
      device.close();
      copy_folder(device.folder(), kept);
    } else {
      copy_folder(kept, device.folder());
    }
  }

  // ---- Steps -------------------------------------------------------------------------------------

  void step(std::size_t number) {
    world_.begin(number);
    ++world_.report.steps;
    world_.pass_up_to(std::chrono::seconds{world_.dice.chance(10) ? 20'000 : 5});
    auto& at = *devices_[world_.dice.below(devices_.size())];
    auto const what = world_.dice.below(100);
    if (what < 56) return act(at, [](auto& on) { on.write(); });
    if (what < 78) return sync(at);
    if (what < 84) return act(at, [](auto& on) { on.decide(false); });
    if (what < 91) return disturb(at);
    persuade(at);
  }

  /// What people do that replaces or gives up data.
  void persuade(simulated_device& at) {
    switch (world_.dice.below(7)) {
      case 0: return only_if(enum_::force_pull, at, [](auto& on) { on.force_pull(); });
      case 1: return only_if(enum_::force_push, at, [](auto& on) { on.force_push(); });
      case 2: return only_if(enum_::wipe, at, [](auto& on) { on.wipe(); });
      case 3: return only_if(enum_::undo, at, [](auto& on) { on.undo(); });
      case 4: return only_if(enum_::enter_again, at, [](auto& on) { on.enter_again(false); });
      case 5:
        return only_if(enum_::direct, at, [this](auto& on) {
          world_.count(enum_::direct);
          on.direct();
        });
      default:
        return only_if(enum_::verify, at, [this](auto& on) {
          world_.count(enum_::verify);
          on.verify();
        });
    }
  }

  /// What goes wrong between calls.
  void disturb(simulated_device& at) {
    switch (world_.dice.below(10)) {
      case 0: return partition(at);
      case 1:
        if (world_.happens(enum_::clock_step, 100)) {
          world_.honest = false;
          at.skew += std::chrono::minutes{static_cast<std::int64_t>(world_.dice.below(600)) - 300};
          world_.say(at.name, "'s clock jumps");
        }
        return;
      case 2:
        if (!world_.happens(enum_::device_killed, 100)) return;
        world_.say(at.name, " is killed");
        return end_program(at, restart_after::process_end);
      case 3:
        if (!world_.happens(enum_::server_restarted, 100)) return;
        world_.say("the server starts again");
        return server_.restart();
      case 4: return keep_copy(at);
      case 5: return put_back(at);
      case 6: return clone(at);
      case 7: return put_server_back();
      case 8: return upgrade(at);
      default:
        if (devices_.size() < options_.max_devices && world_.happens(enum_::device_joined, 30)) add_device();
    }
  }

  template <class Work>
  void only_if(simulated_event what, simulated_device& at, Work const& work) {
    if (drawn(what)) act(at, work);
  }

  void sync(simulated_device& at) {
    ++world_.report.syncs;
    act(at, [&](auto& on) {
      auto const report = on.sync();
      world_.say(at.name, " syncs: ", report.pushed, " pushed, ", report.pulled, " pulled, ", report.conflicts, " conflicts",
                 report.problem ? ", " + report.problem->text() : std::string{});
    });
  }

  void partition(simulated_device& at) {
    auto& net = *at.line.network;
    if (!net.requests_pass || !net.answers_pass) {
      net.requests_pass = net.answers_pass = true;
      return;
    }
    switch (world_.dice.below(3)) {
      case 0: net.requests_pass = !drawn(enum_::no_way_out); break;
      case 1: net.answers_pass = !drawn(enum_::no_way_back); break;
      default: net.requests_pass = net.answers_pass = !drawn(enum_::no_way);
    }
  }

  // ---- What a device's program does, and what may befall it ----------------------------------------

  template <class Work>
  void act(simulated_device& at, Work const& work) {
    auto const after = draw_fault(at);
    auto const calls = world_.report.calls;
    try {
      work(*at.program);
    } catch (program_ends const&) {
      at.busy = false;
      return end_program(at, restart_after::process_end);
    } catch (failure const& why) {
      at.busy = false;
      if (category_of(why.code()) != error_category::storage || !armed_) throw;
      world_.say(at.name, " meets ", name_of(what_), ": ", why.why().text());
    }
    mend(at, after);
    if (world_.report.calls == calls) return;
    at.note_settled();
    at.line.tell();
  }

  std::optional<restart_after> draw_fault(simulated_device& at) {
    std::pair<simulated_event, storage_fault> const all[] = {
        {enum_::device_crash, storage_fault::crash},         {enum_::device_torn_write, storage_fault::torn},
        {enum_::device_power_cut, storage_fault::crash},     {enum_::device_disk_full, storage_fault::full},
        {enum_::device_disk_error, storage_fault::io_error}, {enum_::device_disk_busy, storage_fault::busy}};
    for (auto const& [what, fault] : all) {
      if (!world_.happens(what, 5)) continue;
      at.disk.fail_after(1 + world_.dice.below(fault == storage_fault::busy ? 6 : 40), fault);
      before_ = at.disk.faults();
      what_ = what;
      armed_ = true;
      return what == enum_::device_power_cut ? restart_after::power_cut : restart_after::process_end;
    }
    return std::nullopt;
  }

  void mend(simulated_device& at, std::optional<restart_after> after) {
    if (!armed_) return;
    armed_ = false;
    bool const met = at.disk.faults() != before_;
    if (!met) --world_.report.events[static_cast<std::size_t>(what_)];
    at.disk.heal();
    if (at.disk.crashed()) return end_program(at, *after);
    if (met && (at.doubt || world_.dice.chance(50))) end_program(at, restart_after::process_end);
  }

  /// The program is gone, and starts again on what is left of its file.
  void end_program(simulated_device& at, restart_after what) {
    armed_ = false;
    at.line.tell();
    at.disk.heal();
    at.close();
    at.disk.restart(what);
    if (what == restart_after::power_cut) {
      world_.say("the power of ", at.name, " is cut");
      if (!at.durable) world_.model.unsettle(at.actor);
    }
    at.open();
    judge_doubt(at, what == restart_after::power_cut && !at.durable);
    at.note_settled();
  }

  /// A transaction that was interrupted took place, all of it, or did not.
  void judge_doubt(simulated_device& at, bool more_is_lost) {
    if (!at.doubt) return;
    auto const doubt = std::move(*at.doubt);
    at.doubt.reset();
    std::size_t as_before = 0;
    std::size_t as_after = 0;
    std::size_t neither = 0;
    for (auto const& [name, texts] : doubt.records) {
      auto const now = at.program->text_of(name);
      if (texts.first == texts.second) continue;
      ++(now == texts.second ? as_after : now == texts.first ? as_before : neither);
    }
    bool const removed = std::any_of(doubt.edits.begin(), doubt.edits.end(),
                                     [](auto const& each) { return !each.edits_only && each.what == life::removed; });
    if (as_before > 0 && as_after > 0 && !removed && !more_is_lost)
      world_.violation("half of a transaction of " + at.name + " took place");
    bool const surely = !more_is_lost && as_after > 0 && as_before + neither == 0;
    world_.say("of the transaction in doubt ", as_after, " records are as after it, ", as_before, " as before");
    if (as_after + neither > 0)
      for (auto const& each : doubt.edits) world_.model.issue(at.actor, doubt.time, each, surely);
  }

  // ---- In the middle of a sync -----------------------------------------------------------------------

  void leave(simulated_device& at) {
    if (at.busy) {
      world_.violation("two syncs of " + at.name + " at once");
      return;
    }
    at.busy = true;
    if (world_.happens(enum_::edit_in_flight, 8)) {
      ++at.disturbances;
      at.program->write();
    }
    if (world_.happens(enum_::wipe_in_flight, 1)) {
      ++at.disturbances;
      at.program->wipe();
    }
    kill(at);
  }
  void arrive(simulated_device& at) {
    at.busy = false;
    kill(at);
  }
  void kill(simulated_device& at) {
    if (!world_.happens(enum_::device_killed, 1)) return;
    world_.say(at.name, " is killed in the middle of a sync");
    at.disk.fail_after(1, storage_fault::crash);
    throw program_ends{};
  }

  // ---- Files -------------------------------------------------------------------------------------------

  void keep_copy(simulated_device& at) {
    if (drawn(enum_::device_put_back)) {
      copy_of_device one{world_.folder / ("copy" + std::to_string(copies_.size())),
                         world_.model.remember(at.actor, world_.micros), at.number, at.make};
      copy_folder(at.folder(), one.where);
      world_.say(at.name, "'s file is copied");
      copies_.push_back(std::move(one));
    }
    // A file that is lost altogether has weaker promises.
    if (drawn(enum_::server_put_back) && std::filesystem::exists(server_.folder() / tenant_file_name(simulated_tenant))) {
      server_.stop();
      backups_.push_back(world_.folder / ("backup" + std::to_string(backups_.size())));
      copy_folder(server_.folder(), backups_.back());
      world_.say("the server's file is backed up");
      server_.start();
    }
  }

  void put_back(simulated_device&) {
    if (copies_.empty() || !world_.happens(enum_::device_put_back, 60)) return;
    auto const& from = copies_[world_.dice.below(copies_.size())];
    auto& at = *devices_[from.device];
    world_.say(at.name, " is put back to an old copy");
    at.close();
    copy_folder(from.where, at.folder());
    at.disk.restart(restart_after::process_end);
    world_.twins = true;
    at.actor = world_.model.go_back(at.actor, from.mark);
    at.open();
    at.note_settled();
  }

  void clone(simulated_device& from) {
    if (devices_.size() >= options_.max_devices || !world_.happens(enum_::device_cloned, 40)) return;
    auto& twin = *devices_.emplace_back(std::make_unique<simulated_device>(world_, server_, devices_.size(), from.make));
    world_.say(from.name, " is cloned as ", twin.name);
    twin.batch = from.batch;
    twin.page = from.page;
    twin.skew = from.skew;
    twin.durable = from.durable;
    twin.line.leaving = [this, &twin] { leave(twin); };
    twin.line.arrived = [this, &twin] { arrive(twin); };
    copy_folder(from.folder(), twin.folder());
    world_.twins = true;
    world_.model.repeat(from.actor, twin.actor);
    twin.open();
    twin.note_settled();
  }

  void put_server_back() {
    if (backups_.empty() || server_put_back_ || !world_.happens(enum_::server_put_back, 60)) return;
    server_put_back_ = true;
    world_.say("the server is put back to a backup");
    server_.stop();
    copy_folder(backups_[world_.dice.below(backups_.size())], server_.folder());
    server_.disk().restart(restart_after::process_end);
    server_.start();
    server_.truth().note_restored();
    world_.model.rewind();
    for (auto& each : devices_) world_.model.repeat(each->actor, world_.model.add_actor());
  }

  void upgrade(simulated_device& at) {
    if (at.make == cast_.older_program && world_.happens(enum_::device_upgraded, 100)) {
      world_.say(at.name, " is upgraded");
      at.make = cast_.newest_program;
      return end_program(at, restart_after::process_end);
    }
    if (server_.make == cast_.older_server && world_.happens(enum_::server_upgraded, 100)) upgrade_server();
  }
  void upgrade_server() {
    world_.say("the server is upgraded");
    server_.make = cast_.newest_server;
    server_.restart();
  }

  // ---- The end -------------------------------------------------------------------------------------------

  void settle() {
    world_.begin(1'000'000);
    world_.quiet = true;
    if (server_.make == cast_.older_server && cast_.older_server != nullptr) upgrade_server();
    for (auto& each : devices_) {
      each->line.network->heal();
      if (each->make == cast_.older_program && each->make != nullptr) {
        each->make = cast_.newest_program;
        end_program(*each, restart_after::process_end);
      }
      each->program->enter_again(true);
    }
    come_to_rest();
    check_digests();
    for (auto& each : devices_) each->program->lift_exclusions();
    come_to_rest();
  }

  void come_to_rest() {
    for (int round = 0; round < 60; ++round) {
      bool busy = false;
      for (auto& each : devices_) {
        world_.pass(std::chrono::seconds{1});
        each->program->decide(true);
        auto const report = each->program->sync();
        if (!report.complete()) {
          world_.violation(each->name + " cannot sync in peace: " + report.problem->text());
          return;
        }
        each->note_settled();
        busy = busy || report.pushed + report.pulled + report.given_back > 0 || !each->program->status().clean();
      }
      if (!busy) return;
    }
    world_.violation("it does not come to rest");
    for (auto& each : devices_)
      for (auto const& op : each->program->queue_in_words()) world_.violation(each->name + " has queued " + op);
  }

  void check_digests() {
    for (auto& each : devices_) {
      auto const status = each->program->status();
      for (auto const& entity : status.diverged) world_.violation(each->name + "'s digest of " + entity + " is not the server's");
      if (status.quarantined > 0) world_.violation(each->name + " has records in quarantine");
      for (auto const& what : each->program->unsound()) world_.violation(each->name + ": " + what);
    }
  }

  void reckon() {
    check_digests();
    auto const truth = cast_.truth(server_);
    for (auto& each : devices_) {
      auto const rows = each->program->rows();
      for (std::size_t i = 0; i < truth.size(); ++i) {
        report_missing(world_, rows[i], truth[i], each->name + " has, and the server has not: " + cast_.entities[i].name);
        report_missing(world_, truth[i], rows[i], "the server has, and " + each->name + " has not: " + cast_.entities[i].name);
      }
    }
    for (auto const& broken : devices_.front()->program->broken_rules()) world_.violation(broken);
    auto const found = devices_.front()->program->records();
    history_claims claims{world_.model, found, world_.honest, world_.twins};
    claims.run();
    for (auto const& each : claims.violations()) world_.violation(each);
    for (auto const& [name, times] : claims.claims()) world_.report.claims[name] += times;
  }

  simulation_options options_;
  simulated_cast const& cast_;
  std::filesystem::path templates_;
  simulated_world world_;
  simulated_server server_;
  std::vector<std::unique_ptr<simulated_device>> devices_{};
  std::vector<copy_of_device> copies_{};
  std::vector<std::filesystem::path> backups_{};
  bool server_put_back_ = false;
  bool armed_ = false;
  std::uint64_t before_ = 0;
  simulated_event what_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
