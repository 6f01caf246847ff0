// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "storage/c_device.hpp"
#include "support/random_task.hpp"
#include "support/scale.hpp"
#include "support/task.hpp"
#include "support/temporary_folder.hpp"

#include <entente/replica.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// The files that the figures about a device's database are taken on, each made once; runs work on copies.
class workplace {
 public:
  static workplace& get() {
    static workplace only;
    return only;
  }

  /// So many records are in the file that everything begins with, all known to the server.
  [[nodiscard]] static std::size_t records() { return scaled<std::size_t>(10'000, 2'000); }

  /// The values of its records, and more to write.
  [[nodiscard]] std::vector<Task> const& tasks() const { return tasks_; }
  /// Their keys, in no order.
  [[nodiscard]] std::vector<entente::uuid> const& keys() const { return keys_; }

  /// A folder with a copy of it that belongs to the caller, until it asks for another copy under that name.
  [[nodiscard]] std::filesystem::path copy(std::string_view name) {
    return copy_of(folder_ / "begun", name);
  }

  /// How long the long queue is.
  [[nodiscard]] static std::size_t long_queue() { return scaled<std::size_t>(1'000'000, 20'000); }
  /// A folder with a file of `long_queue()` records and more, for all of which operations wait, or of the same
  /// records with nothing to do: one for all who ask, who leave about as much as they found.
  [[nodiscard]] std::filesystem::path waiting(bool any) {
    auto const folder = folder_ / (any ? "waiting" : "at_rest");
    if (std::filesystem::exists(folder)) return folder;
    std::filesystem::copy(any ? folder_ / "begun" : waiting(true), folder);
    c_device by_hand{file_in(folder)};
    if (any)
      by_hand.queue_up(tasks_, long_queue());
    else
      by_hand.exec(settle_all);
    by_hand.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return folder;
  }

  [[nodiscard]] static entente::replica_options options(std::filesystem::path const& folder) {
    return {.directory = folder, .tenant = "acme"};
  }
  [[nodiscard]] static std::filesystem::path file_in(std::filesystem::path const& folder) {
    return folder / entente::tenant_file_name("acme");
  }

 private:
  static constexpr char settle_all[] =
      "BEGIN; UPDATE \"Task\" SET entente_version=1,entente_stamp=entente_rowid,entente_pending=0 WHERE entente_version=0;"
      "DELETE FROM entente_queue; COMMIT";

  workplace() : tasks_(random_tasks(records())) {
    auto const begun = folder_ / "begun";
    {
      entente::replica<app> device{options(begun)};
      for (std::size_t i = 0; i < tasks_.size();) {
        device.transaction([&](auto& all) {
          for (std::size_t end = (std::min)(i + 500, tasks_.size()); i < end; ++i)
            keys_.push_back(all.create(tasks_[i]).key);
        });
      }
    }
    c_device by_hand{file_in(begun)};
    by_hand.exec(
        "UPDATE \"Task\" SET entente_version=1,entente_stamp=entente_rowid,entente_pending=0;"
        "DELETE FROM entente_queue; PRAGMA wal_checkpoint(TRUNCATE)");
    std::mt19937_64 random{7};
    std::shuffle(keys_.begin(), keys_.end(), random);
  }

  std::filesystem::path copy_of(std::filesystem::path const& from, std::string_view name) {
    auto const to = folder_ / name;
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to);
    return to;
  }

  temporary_folder folder_;
  std::vector<Task> tasks_;
  std::vector<entente::uuid> keys_;
};

}  // namespace bench
