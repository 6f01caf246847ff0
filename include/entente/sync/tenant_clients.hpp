// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/replica_options.hpp>
#include <entente/replica/stored_tenants.hpp>
#include <entente/sync/any_remote.hpp>
#include <entente/sync/client.hpp>
#include <entente/sync/sync_options.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// The clients of one program that works with several tenants: any number of them open, each with a file,
/// a queue and syncs of its own, and one of them the current. Safe from any thread; syncs of different
/// tenants run at once.
template <class Schema>
class tenant_clients {
 public:
  using client_type = client<Schema>;
  /// The way to a tenant's server; each client gets one of its own.
  using remote_function = std::function<any_remote(std::string_view tenant)>;

  /// `common` is what all of them share; its tenant does not matter.
  tenant_clients(replica_options common, remote_function server, sync_options syncing = {})
      : common_(std::move(common)), server_(std::move(server)), syncing_(std::move(syncing)) {}

  /// The tenant's client, opened if it is not. Throws what `client` throws; the others go on.
  std::shared_ptr<client_type> open(std::string const& tenant) {
    std::lock_guard const lock{mutex_};
    return open_alone(tenant);
  }

  /// The same, and makes it the current one. Those that are open stay open. Where it cannot be opened, the
  /// current one stays.
  std::shared_ptr<client_type> switch_to(std::string const& tenant) {
    std::lock_guard const lock{mutex_};
    auto chosen = open_alone(tenant);
    current_ = tenant;
    return chosen;
  }

  /// The tenant switched to last; null before, and after it was closed.
  [[nodiscard]] std::shared_ptr<client_type> current() const {
    std::lock_guard const lock{mutex_};
    return current_ ? find(*current_) : nullptr;
  }

  /// Lets go of a tenant's client and makes its sync end soon; its file is closed as soon as nobody uses the
  /// client any more. False where it is not open. What is queued stays in the file.
  bool close(std::string const& tenant) {
    std::shared_ptr<client_type> last;  // ends outside the lock
    std::lock_guard const lock{mutex_};
    auto const found = open_.find(tenant);
    if (found == open_.end()) return false;
    last = std::move(found->second);
    open_.erase(found);
    if (current_ == tenant) current_.reset();
    last->cancel_sync();
    return true;
  }

  /// The tenants that are open, by name.
  [[nodiscard]] std::vector<std::string> opened() const {
    std::lock_guard const lock{mutex_};
    std::vector<std::string> names;
    for (auto const& each : open_) names.push_back(each.first);
    return names;
  }

  /// The tenants that the directory has files of, by name: those of this principal.
  [[nodiscard]] std::vector<std::string> stored() const {
    std::vector<std::string> names;
    for (auto& each : stored_tenants(common_))
      if (each.principal == common_.principal) names.push_back(std::move(each.tenant));
    return names;
  }

 private:
  std::shared_ptr<client_type> find(std::string const& tenant) const {
    auto const found = open_.find(tenant);
    return found == open_.end() ? nullptr : found->second;
  }

  std::shared_ptr<client_type> open_alone(std::string const& tenant) {
    if (auto known = find(tenant)) return known;
    auto own = common_;
    own.tenant = tenant;
    auto made = std::make_shared<client_type>(std::move(own), server_(tenant), syncing_);
    open_.emplace(tenant, made);
    return made;
  }

  replica_options const common_;
  remote_function const server_;
  sync_options const syncing_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<client_type>> open_;
  std::optional<std::string> current_;  ///< a tenant may have no name
};

}  // namespace v0
}  // namespace entente
