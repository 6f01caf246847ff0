// SPDX-License-Identifier: BSL-1.0
#include <entente/sync/any_remote.hpp>

#include "remote/device.hpp"
#include "support/catch.hpp"

#include <memory>
#include <type_traits>
#include <utility>

using namespace entente;

namespace {

struct recorded {
  int pushes = 0, pulls = 0, cancels = 0;
};

// Cannot be copied.
struct recorder {
  std::unique_ptr<int> own = std::make_unique<int>(0);
  recorded* into;
  remote_traits traits(remote_context const&) const { return {{"a"}, true, false}; }
  remote_answer<push_answer> push(remote_context const&, push_request const&) {
    ++into->pushes;
    return push_answer{};
  }
  remote_answer<change_page> pull(remote_context const&, pull_request const&) {
    ++into->pulls;
    return remote_failure{reaction::hold, {error_code::forbidden, "no", {}, {}, {}}, {}};
  }
  void cancel() { ++into->cancels; }
};

struct not_a_remote {};

}  // namespace

static_assert(remote<recorder>);
static_assert(remote<any_remote>);
static_assert(std::is_constructible_v<any_remote, recorder>);
static_assert(!std::is_constructible_v<any_remote, recorder const&>);
static_assert(!std::is_constructible_v<any_remote, not_a_remote>);
static_assert(std::is_nothrow_move_constructible_v<any_remote> &&
              !std::is_copy_constructible_v<any_remote>);

TEST_CASE("any remote does what the one inside does") {
  recorded calls;
  recorder inside;
  inside.into = &calls;
  any_remote made = std::move(inside);
  any_remote any = std::move(made);
  tests::device local;
  CHECK(any.traits(local.context).scopes == std::vector<std::string>{"a"});
  CHECK(any.push(local.context, {}).ok());
  auto const page = any.pull(local.context, {});
  REQUIRE_FALSE(page.ok());
  CHECK(page.why().reaction == reaction::hold);
  any.cancel();
  CHECK(calls.pushes == 1);
  CHECK(calls.pulls == 1);
  CHECK(calls.cancels == 1);
}
