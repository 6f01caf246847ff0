// SPDX-License-Identifier: BSL-1.0
// A request that got no answer arrives after all, once the server takes what it refused before.
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

namespace late {

/// The application's own policy: the longer text.
struct longer {
  static std::string merge(std::string const*, std::string const& local, std::string const& remote) {
    return local.size() > remote.size() ? local : remote;
  }
};

struct Jar {
  std::int64_t coins = 0;
};
struct Poem {  // not in the first version
  std::string text;
};

using former = entente::schema<Jar>;
using app = entente::schema<Jar, Poem>;

}  // namespace late

template <>
struct entente::schema_traits<late::app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<late::Jar> {
  using fields = entente::field_policies<entente::merge<&late::Jar::coins, entente::counter>>;
};
template <>
struct entente::entity_traits<late::Poem> {
  using conflict = late::longer;
};

namespace {

using late::Jar;
using late::Poem;

entente::principal const who{"ann", {"acme"}, true};

struct bench {
  bench() {
    at_server.directory = folder.path() / "server";
    at_server.now = [this] { return now; };
    at_server.random = [this] { return dice(); };
    auto at_device = entente::replica_options{};
    at_device.directory = folder.path() / "device";
    at_device.tenant = "acme";
    at_device.principal = "ann";
    at_device.now = [this] { return now; };
    at_device.random = [this] { return dice(); };
    local.emplace(at_device);
  }

  /// The server, as the program of that schema runs it.
  template <class Schema>
  entente::push_answer answer(entente::push_request const& request) {
    return entente::authority<Schema>{at_server}.apply(who, "acme", request);
  }
  /// A push that gets no answer; what is on its way.
  entente::push_request unanswered() {
    auto request = local->lease(100, 1'000'000);
    local->release(request);
    return request;
  }
  template <class Schema>
  void push() {
    local->retry_deferred();
    for (int round = 0; round < 5; ++round) {
      auto const request = local->lease(100, 1'000'000);
      if (request.groups.empty()) return;
      local->settle(request, answer<Schema>(request));
    }
  }
  void pull() {
    entente::pull_request request;
    request.cursor = local->cursor();
    request.limit = 100;
    request.schema_version = late::app::version;
    local->apply(entente::authority<late::app>{at_server}.changes_since(who, "acme", request));
  }

  support::temporary_folder folder;
  entente::timestamp now{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 dice{7};
  entente::authority_options at_server;
  std::optional<entente::replica<late::app>> local;
};

}  // namespace

TEST_CASE("What waits for a newer server is the same operation still when its first attempt arrives there late") {
  bench in;
  auto const poem = in.local->create(Poem{"a long line"});
  auto const on_its_way = in.unanswered();
  in.push<late::former>();
  CHECK(in.local->status().held == 1);
  in.now += std::chrono::seconds{1};
  in.local->update(poem, [](Poem& p) { p.text = "c"; });
  in.answer<late::app>(on_its_way);
  in.push<late::app>();
  in.pull();
  CHECK(in.local->queue().empty());
  // Its only writer's later edit is no rival to the earlier one.
  CHECK(in.local->get(poem).text == "c");
}

TEST_CASE("What is held with its transaction counts once when its first attempt arrives late") {
  bench in;
  auto const jar = in.local->create(Jar{});
  in.push<late::former>();
  in.local->transaction([&](auto& all) {
    all.create(Poem{"a"});
    all.update(jar, [](Jar& j) { j.coins += 5; });
  });
  auto const on_its_way = in.unanswered();
  in.push<late::former>();
  CHECK(in.local->status().held == 2);
  in.answer<late::app>(on_its_way);
  in.push<late::app>();
  in.pull();
  CHECK(in.local->queue().empty());
  CHECK(in.local->get(jar).coins == 5);
}
