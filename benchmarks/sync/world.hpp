// SPDX-License-Identifier: BSL-1.0
// What the benchmarks of this group are about, compiled once: the sources that measure see no templates of
// replicas and servers.
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/http/message.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/sync/sync_report.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/task.hpp"

namespace bench {

inline constexpr char const* tenant = "acme";
inline constexpr char const* token = "secret";

/// A server with its defaults: every push is on the disk before it is answered.
class office {
 public:
  /// Of so many tenants: "acme", and "acme1" and so on.
  explicit office(std::filesystem::path const& folder, int tenants = 1);
  ~office();

  /// Listens on a loopback port from the first call on.
  std::string url();
  /// Answers without a network.
  entente::http_response handle(entente::http_request const& request);
  /// Applies a push without HTTP.
  entente::push_answer push(entente::push_request const& request);
  /// A page of changes without HTTP.
  entente::change_page page(std::string const& cursor, std::size_t limit);
  /// Makes so many records, of random_task. Their keys are in the order of their making.
  void fill(std::size_t count);
  /// The file of the tenant "acme". Closes nothing.
  [[nodiscard]] std::filesystem::path file() const;

 private:
  struct state;
  std::unique_ptr<state> self_;
};

/// A device, with all defaults.
class device {
 public:
  /// Without a URL it never syncs.
  explicit device(std::filesystem::path const& folder, std::string const& url = {},
                  std::string const& of_tenant = tenant);
  ~device();

  /// Each in a transaction of its own.
  void create(std::vector<Task> const& tasks);
  /// Edits every record there is, each in a transaction of its own.
  void edit_all(std::function<void(Task&)> const& change);
  /// From the queue to the server and back up to that place in the queue, nothing pulled. Throws where not
  /// everything goes through.
  void push(std::int64_t through);
  /// A whole sync. Throws where it has a problem.
  entente::sync_report sync();
  entente::page_report apply(entente::change_page const& page);

  [[nodiscard]] std::int64_t pending() const;
  [[nodiscard]] std::size_t count() const;
  [[nodiscard]] std::filesystem::path file() const;

 private:
  struct state;
  std::unique_ptr<state> self_;
};

/// Copies a database that nobody has open.
void copy_database(std::filesystem::path const& from, std::filesystem::path const& to);

}  // namespace bench
