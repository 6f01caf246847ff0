// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/base/error.hpp>
#include <entente/remote/remote.hpp>

#include <memory>
#include <utility>

namespace entente {
inline namespace v0 {

/// What a device should do about a failure of an authority: what an HTTP server's status would tell it.
inline remote_failure failure_of(error const& why) {
  switch (why.code) {
    case error_code::unauthenticated: return {reaction::sign_in, why, {}};
    case error_code::too_large: return {reaction::shrink, why, {}};
    default: break;
  }
  bool const passes = category_of(why.code) == error_category::storage || category_of(why.code) == error_category::server;
  return {passes ? reaction::retry_later : reaction::hold, why, {}};
}

/// A remote that calls an authority in the same process: a server without a network, for tests.
///
///     entente::authority<app> server{{.directory = folder / "server"}};
///     entente::client<app> phone{{.directory = folder / "phone", .tenant = "acme"},
///                                entente::local_remote{server, {"alice", {"acme"}}}};
///
/// Not thread-safe.
template <class Authority>
class local_remote {
 public:
  /// The authority must live as long as the remote.
  local_remote(Authority& server, principal who) : fixed_(&server), who_(std::move(who)) {}

  /// `server` points to where the authority is to be found. It may be replaced between calls, as if the server
  /// had been started again; while there is none, nobody answers.
  local_remote(std::shared_ptr<std::unique_ptr<Authority>> server, principal who)
      : server_(std::move(server)), who_(std::move(who)) {}

  [[nodiscard]] remote_traits traits(remote_context const&) const {
    remote_traits usual;
    return usual;
  }
  [[nodiscard]] remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    return ask<push_answer>([&](Authority& server) { return server.apply(who_, context.tenant, request); });
  }
  [[nodiscard]] remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    return ask<change_page>([&](Authority& server) { return server.changes_since(who_, context.tenant, request); });
  }
  [[nodiscard]] remote_answer<range_answer> compare(remote_context const& context, range_query const& query) {
    return ask<range_answer>([&](Authority& server) { return server.compare(who_, context.tenant, query); });
  }
  void cancel() noexcept {}

 private:
  template <class Answer, class Call>
  remote_answer<Answer> ask(Call&& call) {
    Authority* const server = fixed_ != nullptr ? fixed_ : server_->get();
    if (server == nullptr)
      return remote_failure{reaction::retry_later, {error_code::network_failed, "the server does not answer", {}, {}, {}}, {}};
    try {
      return call(*server);
    } catch (failure const& refused) {
      return failure_of(refused.why());
    }
  }

  Authority* fixed_ = nullptr;
  std::shared_ptr<std::unique_ptr<Authority>> server_{};
  principal who_;
};

}  // namespace v0
}  // namespace entente
