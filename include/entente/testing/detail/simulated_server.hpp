// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/base/error.hpp>
#include <entente/remote/remote.hpp>
#include <entente/sqlite/faulty_file_system.hpp>
#include <entente/testing/detail/simulated_world.hpp>
#include <entente/testing/local_remote.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

inline constexpr char const* simulated_tenant = "acme";

/// An authority of some version of the schema.
struct simulated_authority {
  simulated_authority() = default;
  simulated_authority(simulated_authority const&) = delete;
  simulated_authority& operator=(simulated_authority const&) = delete;
  virtual ~simulated_authority() = default;
  virtual push_answer apply(principal const& who, push_request const& request) = 0;
  virtual change_page changes_since(principal const& who, pull_request const& request) = 0;
  virtual range_answer compare(principal const& who, range_query const& query) = 0;
  virtual void note_restored() = 0;
};

template <class Schema>
class simulated_authority_of final : public simulated_authority {
 public:
  explicit simulated_authority_of(authority_options options) : truth_(std::move(options)) {}
  push_answer apply(principal const& who, push_request const& request) override {
    return truth_.apply(who, simulated_tenant, request);
  }
  change_page changes_since(principal const& who, pull_request const& request) override {
    return truth_.changes_since(who, simulated_tenant, request);
  }
  range_answer compare(principal const& who, range_query const& query) override {
    return truth_.compare(who, simulated_tenant, query);
  }
  void note_restored() override { truth_.note_restored(simulated_tenant); }

 private:
  authority<Schema> truth_;
};

using authority_maker = std::unique_ptr<simulated_authority> (*)(authority_options);

template <class Schema>
std::unique_ptr<simulated_authority> make_authority(authority_options how) {
  return std::make_unique<simulated_authority_of<Schema>>(std::move(how));
}

inline void copy_folder(std::filesystem::path const& from, std::filesystem::path const& to) {
  std::filesystem::remove_all(to);
  std::filesystem::create_directories(to);
  if (std::filesystem::exists(from)) std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
}

/// The server of a simulated history: its file, and the program that runs on it now.
class simulated_server {
 public:
  simulated_server(simulated_world& world, authority_maker first)
      : make(first), world_(world), disk_(world.randomness()) {}

  [[nodiscard]] std::filesystem::path folder() const { return world_.folder / "server"; }
  faulty_file_system& disk() noexcept { return disk_; }

  void start() {
    authority_options how;
    how.directory = folder();
    how.now = [world = &world_] { return world->now(); };
    how.random = world_.randomness();
    how.file_system = disk_.name();
    truth_ = make(std::move(how));
  }
  void stop() { truth_.reset(); }
  /// Starts again after whatever has happened to it.
  void restart(restart_after what = restart_after::process_end) {
    stop();
    disk_.restart(what);
    start();
  }
  simulated_authority& truth() noexcept { return *truth_; }

  /// What a device's request comes to, over a network that works. Faults of the disk may befall it.
  template <class Answer, class Call>
  remote_answer<Answer> serve(Call const& call) {
    auto const after = draw_fault();
    try {
      Answer answer = call(*truth_);
      mend(after);
      return answer;
    } catch (failure const& refused) {
      mend(after);
      return failure_of(refused.why());
    }
  }

  authority_maker make;
  principal const who{"ann", {simulated_tenant}, true};

 private:
  restart_after draw_fault() {
    using enum simulated_event;
    std::pair<simulated_event, storage_fault> const all[] = {
        {server_crash, storage_fault::crash},         {server_torn_write, storage_fault::torn},
        {server_power_cut, storage_fault::crash},     {server_disk_full, storage_fault::full},
        {server_disk_error, storage_fault::io_error}, {server_disk_busy, storage_fault::busy}};
    for (auto const& [what, fault] : all) {
      if (!world_.happens(what, 2)) continue;
      auto const steps = 1 + world_.dice.below(fault == storage_fault::busy ? 4 : 30);
      disk_.fail_after(steps, fault);
      before_ = disk_.faults();
      what_ = what;
      armed_ = true;
      return what == server_power_cut ? restart_after::power_cut : restart_after::process_end;
    }
    return restart_after::process_end;
  }
  void mend(restart_after after) {
    if (!std::exchange(armed_, false)) return;
    if (disk_.faults() == before_) {  // the request was over before it came to that
      --world_.report.events[static_cast<std::size_t>(what_)];
    } else {
      world_.say("the server meets ", name_of(what_));
    }
    disk_.heal();
    if (disk_.crashed()) restart(after);
  }

  simulated_world& world_;
  faulty_file_system disk_;
  std::unique_ptr<simulated_authority> truth_{};
  std::uint64_t before_ = 0;
  simulated_event what_{};
  bool armed_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
