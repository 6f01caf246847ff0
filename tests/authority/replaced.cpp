// SPDX-License-Identifier: BSL-1.0
// What force overrides is kept, so many and so long.
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/sqlite.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

using namespace entente;
using namespace std::chrono_literals;

namespace {

struct overridden {
  support::temporary_folder folder;
  timestamp now{std::chrono::seconds{1'700'000'000}};
  std::uint64_t last = 0;
  principal const who{"ann", {"acme"}, true};
  authority_options how = [this] {
    authority_options made;
    made.directory = folder.path();
    made.now = [this] { return now; };
    made.replaced_records = 3;
    made.replaced_age = 24h;
    return made;
  }();
  authority<app> truth{how};
  uuid key = id();
  std::int64_t sequence = 0;

  uuid id() { return make_uuid_v7(now, [this] { return ++last * 0x9e3779b97f4a7c15U; }); }
  op_result send(uuid const& from, operation_kind kind, std::int64_t base, bool force, std::string const& name) {
    operation op;
    op.op_id = id();
    op.sequence = ++sequence;
    op.entity = "Space";
    op.kind = kind;
    op.key = key;
    op.base_version = base;
    op.edited = {now.time_since_epoch().count()};
    op.force = force;
    if (kind != operation_kind::remove) op.body = R"({"set":{"name":")" + name + R"("}})";
    return truth.apply(who, "acme", {from, {}, {{op}}}).results.at(0);
  }
  std::int64_t kept() {
    database on{folder.path() / tenant_file_name("acme")};
    return on.prepared("SELECT count(*) FROM entente_replaced").value<std::int64_t>().value_or(-1);
  }
};

}  // namespace

TEST_CASE("Force returns and keeps what others had made of the record, and nothing where it was alone") {
  overridden all;
  auto const ann = all.id();
  auto const bob = all.id();
  REQUIRE(all.send(ann, operation_kind::insert, 0, false, "one").outcome == verdict::applied);
  auto const alone = all.send(ann, operation_kind::update, 1, true, "two");
  CHECK(alone.outcome == verdict::applied);
  CHECK_FALSE(alone.replaced.has_value());
  CHECK(all.kept() == 0);

  auto const over = all.send(bob, operation_kind::update, 1, true, "three");
  REQUIRE(over.replaced.has_value());
  CHECK(over.replaced->version == 2);
  CHECK(over.replaced->fields.find("two") != std::string::npos);
  CHECK(over.version == 3);

  auto const removed = all.send(ann, operation_kind::remove, 2, true, "");
  REQUIRE(removed.replaced.has_value());
  CHECK(removed.replaced->fields.find("three") != std::string::npos);
  CHECK(all.kept() == 2);
}

TEST_CASE("What force has overridden is kept up to a number and an age") {
  overridden all;
  REQUIRE(all.send(all.id(), operation_kind::insert, 0, false, "one").outcome == verdict::applied);
  for (int i = 0; i < 6; ++i) all.send(all.id(), operation_kind::update, 0, true, "n" + std::to_string(i));
  CHECK(all.kept() == 3);
  all.now += 48h;
  all.send(all.id(), operation_kind::update, 0, true, "later");
  CHECK(all.kept() == 1);
}
