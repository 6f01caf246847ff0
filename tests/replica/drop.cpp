// SPDX-License-Identifier: BSL-1.0
// A tenant's database leaves the device.
#include "replica/shared.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

using namespace kit;
using namespace entente;
using support::code_of;
using support::device;
using support::world;

namespace {

struct one_file {
  world in;
  replica_options how = in.device_options("one");

  explicit one_file(bool synced) {
    device one{in, "one"};
    one->create(Shelf{"top", 0});
    if (synced) REQUIRE(one.sync());
  }
  drop_summary drop(unsynced_work work) {
    return drop_replica<town>(how, work, confirm::drop{});
  }
  [[nodiscard]] std::size_t files() const {
    std::size_t count = 0;
    for (auto const& each : std::filesystem::directory_iterator{how.directory})
      count += each.is_regular_file() ? 1 : 0;
    return count;
  }
};

}  // namespace

TEST_CASE("A clean tenant's files are deleted, with all that is beside them") {
  one_file one{true};
  std::ofstream{one.how.directory / (tenant_file_name("acme") + "-sync")} << "";
  CHECK(one.drop(unsynced_work::refuse).unsynced == 0);
  CHECK(one.files() == 0);
  CHECK(code_of([&] { one.drop(unsynced_work::refuse); }) == error_code::not_found);
  device again{one.in, "one"};
  REQUIRE(again.sync());
  CHECK(again->query<Shelf>().count() == 1);
}

TEST_CASE("Unsynced work keeps a tenant's file, unless somebody says what is to become of it") {
  one_file one{false};
  CHECK(code_of([&] { one.drop(unsynced_work::refuse); }) == error_code::not_ready);
  {
    device still{one.in, "one"};
    CHECK(still->query<Shelf>().count() == 1);
    CHECK(still->status().pending == 1);
  }
  SECTION("handed over") {
    auto const summary = one.drop(unsynced_work::set_aside);
    REQUIRE(summary.queue.size() == 1);
    CHECK(summary.queue[0].body.find("top") != std::string::npos);
  }
  SECTION("discarded") {
    auto const summary = one.drop(unsynced_work::discard);
    CHECK(summary.unsynced == 1);
    CHECK(summary.queue.empty());
  }
  CHECK(one.files() == 0);
}

TEST_CASE("A file that somebody has open is not deleted") {
  one_file one{true};
  device open{one.in, "one"};
  CHECK(code_of([&] { one.drop(unsynced_work::discard); }) == error_code::storage_busy);
  CHECK(open->query<Shelf>().count() == 1);
  open->create(Shelf{"below", 0});
}

TEST_CASE("Nobody deletes another user's file") {
  one_file one{true};
  one.how.principal = "bob";
  CHECK(code_of([&] { one.drop(unsynced_work::discard); }) == error_code::wrong_tenant);
  CHECK(one.files() > 0);
}
