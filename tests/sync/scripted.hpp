// SPDX-License-Identifier: BSL-1.0
// A server in the same process, and remotes that reach it as the test tells them to.
#pragma once

#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/sync.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace scripted {

using namespace entente;

/// A server, its clock and its dice, which the devices use as well.
template <class Schema>
class backend {
 public:
  explicit backend(std::uint64_t seed = 1, bool assign_ids = false)
      : dice_(seed), assign_ids_(assign_ids) {
    restart();
  }

  /// The server ends, something happens to its folder, and it starts again.
  template <class F>
  void restart(F&& meanwhile) {
    truth_.reset();
    std::forward<F>(meanwhile)(folder.path() / "server");
    authority_options how;
    how.directory = folder.path() / "server";
    how.assign_ids = assign_ids_;
    how.now = clock();
    how.random = randomness();
    how.synchronous = durability::normal;
    how.retention = retention;
    truth_ = std::make_unique<authority<Schema>>(how);
  }

  void restart() {
    restart([](std::filesystem::path const&) {});
  }

  authority<Schema>& truth() { return *truth_; }
  clock_function clock() {
    return [this] { return locked([&] { return now_; }); };
  }
  random_function randomness() {
    return [this] { return locked([&] { return dice_(); }); };
  }
  void pass(std::chrono::microseconds time) {
    locked([&] { return now_ += time; });
  }

  replica_options device(std::string const& name) {
    replica_options how;
    how.directory = folder.path() / name;
    how.tenant = "acme";
    how.principal = "ann";
    how.now = clock();
    how.random = randomness();
    return how;
  }
  sync_options syncing() {
    sync_options how;
    how.now = clock();
    how.random = randomness();
    return how;
  }

  support::temporary_folder folder{support::memory_folder()};
  /// How long the server keeps what is deleted, from its next start on.
  std::chrono::microseconds retention{0};
  principal const who{"ann", {"acme"}, true};

 private:
  template <class F>
  auto locked(F&& f) {
    std::lock_guard const guard{mutex_};
    return f();
  }

  std::mutex mutex_;
  timestamp now_{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 dice_;
  bool assign_ids_;
  std::unique_ptr<authority<Schema>> truth_;
};

/// The wire of one device: what is planned for a call happens to it, first come first served; then all goes
/// well. One thread at a time.
template <class Schema>
struct wire {
  using push_play = std::function<remote_answer<push_answer>(push_request const&)>;
  using pull_play = std::function<remote_answer<change_page>(pull_request const&)>;

  explicit wire(backend<Schema>& there) : server(there) {}

  push_answer deliver(push_request const& request) {
    return server.truth().apply(server.who, "acme", request);
  }
  change_page deliver(pull_request const& request) {
    return server.truth().changes_since(server.who, "acme", request);
  }

  backend<Schema>& server;
  remote_traits traits{};
  std::deque<push_play> next_pushes{};
  std::deque<pull_play> next_pulls{};
  push_play every_push{};  ///< in place of the server, where nothing else is planned
  pull_play every_pull{};
  std::function<void()> on_cancel{};
  std::vector<push_request> pushes{};  ///< what has been asked
  std::vector<pull_request> pulls{};
};

/// Satisfies `remote`.
template <class Schema>
class wire_end {
 public:
  explicit wire_end(std::shared_ptr<wire<Schema>> in) : in_(std::move(in)) {}

  remote_traits traits(remote_context const&) { return in_->traits; }
  remote_answer<push_answer> push(remote_context const&, push_request const& request) {
    in_->pushes.push_back(request);
    return play(in_->next_pushes, in_->every_push, request);
  }
  remote_answer<change_page> pull(remote_context const&, pull_request const& request) {
    in_->pulls.push_back(request);
    return play(in_->next_pulls, in_->every_pull, request);
  }
  void cancel() {
    if (in_->on_cancel) in_->on_cancel();
  }

 private:
  template <class Play, class Request>
  auto play(std::deque<Play>& planned, Play const& otherwise, Request const& request)
      -> decltype(otherwise(request)) {
    if (!planned.empty()) {
      auto const now = std::move(planned.front());
      planned.pop_front();
      return now(request);
    }
    if (otherwise) return otherwise(request);
    return in_->deliver(request);
  }

  std::shared_ptr<wire<Schema>> in_;
};

inline remote_failure failed(reaction what, error_code code = error_code::network_failed,
                             std::optional<std::chrono::milliseconds> retry_after = {}) {
  return {what, {code, "as the test has it", {}, {}, {}}, retry_after};
}

/// A client and its wire.
template <class Schema>
class device {
 public:
  device(backend<Schema>& server, std::string const& name)
      : device(server, name, server.syncing()) {}
  /// `skew`: how far its clock is ahead of the server's.
  device(backend<Schema>& server, std::string const& name, sync_options how,
         std::chrono::microseconds skew = {})
      : line(std::make_shared<wire<Schema>>(server)),
        local_(server.device(name)),
        how_(std::move(how)) {
    local_.now = [clock = local_.now, skew] { return clock() + skew; };
    reopen();
  }

  client<Schema>& operator*() { return *client_; }
  client<Schema>* operator->() { return client_.get(); }

  /// The program ends without a word.
  void close() { client_.reset(); }

  /// The program ends without a word, and starts again.
  void reopen() {
    client_.reset();
    client_ = std::make_unique<client<Schema>>(local_, wire_end<Schema>{line}, how_);
  }

  std::shared_ptr<wire<Schema>> line;

 private:
  replica_options local_;
  sync_options how_;
  std::unique_ptr<client<Schema>> client_;
};

}  // namespace scripted
