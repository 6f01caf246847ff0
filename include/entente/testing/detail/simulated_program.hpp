// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/sqlite/faulty_file_system.hpp>
#include <entente/sync/sync_options.hpp>
#include <entente/sync/sync_report.hpp>
#include <entente/testing/detail/history_claims.hpp>
#include <entente/testing/detail/history_model.hpp>
#include <entente/testing/detail/simulated_line.hpp>
#include <entente/testing/detail/simulated_world.hpp>

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

struct simulated_device;

/// A record as it was, all fields as text; nothing: not there.
using record_text = std::optional<std::string>;

/// A local transaction of which nobody knows whether it took place: the program or its disk failed.
struct doubtful_write {
  std::vector<record_edit> edits{};
  std::vector<std::pair<history_model::record_name, std::pair<record_text, record_text>>> records{};  ///< before, after
  std::int64_t time = 0;
};

/// What runs on a device: a client of some version of the schema, and its user. Member functions throw what the
/// client throws, and `program_ends`.
struct simulated_program {
  simulated_program() = default;
  simulated_program(simulated_program const&) = delete;
  simulated_program& operator=(simulated_program const&) = delete;
  virtual ~simulated_program() = default;

  virtual void write() = 0;
  virtual sync_report sync() = 0;
  virtual void direct() = 0;
  virtual void verify() = 0;
  virtual void decide(bool everything) = 0;  ///< about conflicts and refused operations
  virtual void undo() = 0;
  virtual void force_pull() = 0;
  virtual void force_push() = 0;
  virtual void wipe() = 0;
  virtual void enter_again(bool everything) = 0;
  virtual void lift_exclusions() = 0;
  [[nodiscard]] virtual replica_status status() = 0;
  [[nodiscard]] virtual std::vector<std::string> queue_in_words() = 0;
  /// The records that have queued operations.
  [[nodiscard]] virtual std::set<history_model::record_name> queued() = 0;
  /// ... and those of which operations are set aside.
  [[nodiscard]] virtual std::set<history_model::record_name> put_aside() = 0;
  [[nodiscard]] virtual record_text text_of(history_model::record_name const& which) = 0;
  /// Live records, with key, version and stamp, by entity.
  [[nodiscard]] virtual std::vector<std::set<std::string>> rows() = 0;
  /// For the model: texts of the fields.
  [[nodiscard]] virtual found_records records() = 0;
  /// Rules between records that do not hold here.
  [[nodiscard]] virtual std::vector<std::string> broken_rules() = 0;
  /// Digests that do not agree with the rows they are over, or a file that is not sound.
  [[nodiscard]] virtual std::vector<std::string> unsound() = 0;
};

using program_maker = std::unique_ptr<simulated_program> (*)(simulated_world&, simulated_device&);

/// A device of a simulated history: its file, its clock, its line, and the program that runs on it now.
struct simulated_device {
  simulated_device(simulated_world& in, simulated_server& server, std::size_t i, program_maker how)
      : world(in), number(i), name("device" + std::to_string(i)), make(how), disk(in.randomness()), line(in, server) {
    actor = in.model.add_actor();
  }
  simulated_device(simulated_device const&) = delete;
  simulated_device& operator=(simulated_device const&) = delete;

  simulated_world& world;
  std::size_t number;
  std::string name;
  program_maker make;
  faulty_file_system disk;
  simulated_line line;
  std::size_t actor;
  std::chrono::microseconds skew{0};
  double drift = 0;  ///< seconds gained per second
  std::int64_t drift_since = 0;
  bool durable = false;
  bool busy = false;             ///< in the middle of something: for what happens in flight
  std::size_t disturbances = 0;  ///< how often something did
  std::size_t batch = 100;
  std::size_t page = 100;
  std::optional<doubtful_write> doubt{};
  std::unique_ptr<simulated_program> program{};

  [[nodiscard]] std::filesystem::path folder() const { return world.folder / name; }
  [[nodiscard]] timestamp clock() const {
    auto const drifted = static_cast<std::int64_t>(drift * static_cast<double>(world.micros - drift_since));
    return world.now() + skew + std::chrono::microseconds{drifted};
  }
  [[nodiscard]] replica_options local_options() {
    replica_options how;
    how.directory = folder();
    how.tenant = simulated_tenant;
    how.principal = "ann";
    how.now = [this] { return clock(); };
    how.random = world.randomness();
    how.durable = durable;
    how.file_system = disk.name();
    return how;
  }
  [[nodiscard]] sync_options syncing_options() {
    sync_options how;
    how.now = [this] { return clock(); };
    how.random = world.randomness();
    how.batch_operations = batch;
    how.page_records = page;
    return how;
  }

  void open() { program = make(world, *this); }
  void close() { program.reset(); }

  /// What the server has decided is settled.
  void note_settled() {
    for (auto const& each : program->put_aside()) world.model.unsettle(actor, each);
    world.model.settle(actor, program->queued());
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
