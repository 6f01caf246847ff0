// SPDX-License-Identifier: BSL-1.0
// Two devices that have the same three records.
#pragma once

#include "replica/world.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace support {

inline kit::Tool tool(std::string title) {
  kit::Tool one;
  one.title = std::move(title);
  return one;
}

/// A record that two devices have.
struct shared {
  world in;
  device one{in, "one"};
  device two{in, "two"};
  entente::id<kit::Tool> saw = one->create(tool("saw"));
  entente::id<kit::Deed> deed = one->create(kit::Deed{"text", "clause", 1});
  entente::id<kit::Plant> fern = one->create(kit::Plant{"fern", "sill", false});

  shared() {
    REQUIRE(one.sync());
    REQUIRE(two.sync());
  }
  void later() { in.pass(std::chrono::seconds{10}); }

  void force_pull(device& of) {
    of->begin_staging("");
    for (bool more = true; more;) {
      entente::pull_request request;
      request.cursor = of->staged_cursor("");
      auto page = in.server->changes_since(in.who, "acme", request);
      more = page.has_more;
      REQUIRE(of->stage(std::move(page), request.cursor));
    }
    of->swap_staged();
  }
};

}  // namespace support
