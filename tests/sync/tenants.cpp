// SPDX-License-Identifier: BSL-1.0
// One program, several tenants.
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "sync/scripted.hpp"

#include <condition_variable>
#include <cstddef>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace branches {

struct Order {
  std::string what;
};
using schema = entente::schema<Order>;

}  // namespace branches

namespace {

using namespace entente;
using branches::Order;

/// Both have to be on their way before either arrives.
struct meeting {
  std::mutex mutex{};
  std::condition_variable changed{};
  int expected = 0;
  int there = 0;
  void arrive() {
    std::unique_lock lock{mutex};
    if (expected == 0) return;
    ++there;
    changed.notify_all();
    changed.wait(lock, [this] { return there >= expected; });
  }
};

struct line {
  scripted::backend<branches::schema>* server;
  std::string tenant;
  principal who;
  std::shared_ptr<meeting> at = std::make_shared<meeting>();

  remote_traits traits(remote_context const&) { return {}; }
  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    at->arrive();
    return server->truth().apply(who, context.tenant, request);
  }
  remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    return server->truth().changes_since(who, context.tenant, request);
  }
  void cancel() {}
};

struct program {
  scripted::backend<branches::schema> server{};
  std::shared_ptr<meeting> at = std::make_shared<meeting>();
  tenant_clients<branches::schema> tenants = on("phone");

  tenant_clients<branches::schema> on(std::string const& device) {
    return {server.device(device),
            [this](std::string_view tenant) {
              return any_remote{line{&server, std::string{tenant}, {"ann", {"north", "south", "No/RTH"}, true}, at}};
            },
            server.syncing()};
  }
};

using names = std::vector<std::string>;

TEST_CASE("Each tenant has records, a queue and syncs of its own") {
  program in;
  auto const north = in.tenants.switch_to("north");
  auto const order = north->create(Order{"nails"});
  auto const south = in.tenants.switch_to("south");
  CHECK(in.tenants.current() == south);
  CHECK_FALSE(south->find(order));
  south->create(Order{"screws"});
  CHECK(in.tenants.opened() == names{"north", "south"});
  REQUIRE_FALSE(south->sync().problem);
  CHECK(south->status().clean());
  CHECK_FALSE(north->status().clean());
  REQUIRE_FALSE(north->sync().problem);

  auto other = in.on("tablet");
  auto const there = other.open("north");
  REQUIRE_FALSE(there->sync().problem);
  CHECK(there->get(order).what == "nails");
  CHECK(there->query<Order>().all().size() == 1);
}

TEST_CASE("A tenant that is open is not opened again") {
  program in;
  CHECK(in.tenants.current() == nullptr);
  auto const north = in.tenants.open("north");
  CHECK(in.tenants.current() == nullptr);
  CHECK(in.tenants.open("north") == north);
  CHECK(in.tenants.switch_to("north") == north);
}

TEST_CASE("A closed tenant keeps its work, and whoever still uses it may go on") {
  program in;
  auto north = in.tenants.switch_to("north");
  auto const order = north->create(Order{"nails"});
  CHECK(in.tenants.close("north"));
  CHECK_FALSE(in.tenants.close("north"));
  CHECK(in.tenants.current() == nullptr);
  CHECK(in.tenants.opened().empty());
  CHECK(north->get(order).what == "nails");
  north.reset();
  auto const again = in.tenants.open("north");
  CHECK(again->get(order).what == "nails");
  CHECK_FALSE(again->status().clean());
}

TEST_CASE("The tenants of a directory are known from inside the files") {
  program in;
  CHECK(in.tenants.stored().empty());
  static_cast<void>(in.tenants.open("south"));
  static_cast<void>(in.tenants.open("No/RTH"));
  in.tenants.close("south");
  auto const folder = in.server.folder.path() / "phone";
  std::ofstream{folder / "broken.db"} << "this is no database at all, whatever its name says";
  std::ofstream{folder / "notes.txt"} << "nor this";
  { database const stranger{folder / "stranger.db"}; }
  auto other = in.server.device("phone");
  other.principal = "bob";
  other.tenant = "bobs";
  { replica<branches::schema> const his{other}; }

  CHECK(in.tenants.stored() == names{"No/RTH", "south"});
  CHECK(stored_tenants(other).size() == 3);
}

TEST_CASE("A tenant that cannot be opened changes nothing for the others") {
  program in;
  auto const north = in.tenants.switch_to("north");
  auto other = in.server.device("phone");
  other.principal = "bob";
  other.tenant = "south";
  { replica<branches::schema> const his{other}; }
  CHECK_THROWS_AS(in.tenants.switch_to("south"), failure);
  CHECK(in.tenants.current() == north);
  CHECK(in.tenants.opened() == names{"north"});
}

TEST_CASE("Different tenants sync at once") {
  program in;
  auto const north = in.tenants.open("north");
  auto const south = in.tenants.open("south");
  for (int i = 0; i < 20; ++i) {
    north->create(Order{"nails"});
    south->create(Order{"screws"});
  }
  in.at->expected = 2;  // or neither push would ever arrive
  std::optional<error> trouble[2];
  std::thread one{[&] { trouble[0] = north->sync().problem; }};
  std::thread two{[&] { trouble[1] = south->sync().problem; }};
  one.join();
  two.join();
  CHECK_FALSE(trouble[0]);
  CHECK_FALSE(trouble[1]);
  CHECK(north->status().clean());
  CHECK(south->status().clean());
  CHECK(north->query<Order>().all().size() == 20);
}

}  // namespace
