// SPDX-License-Identifier: BSL-1.0
// What local writes do to the rows and to the queue.
#include "replica/world.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/tasks.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

using namespace kit;
using entente::error_code;
using entente::operation_kind;
using entente::operation_state;
using support::code_of;
using support::device;
using support::world;

namespace {

Tool tool(std::string title) {
  Tool one;
  one.title = std::move(title);
  return one;
}

}  // namespace

TEST_CASE("A record that its entity refuses is not written") {
  support::temporary_folder const folder;
  entente::replica_options how;
  how.directory = folder.path();
  how.tenant = "acme";
  entente::replica<app> local{how};
  CHECK(code_of([&] { local.create(Task{}); }) == error_code::validation_failed);
  CHECK(local.query<Task>().count() == 0);
  CHECK(local.status().clean());
}

TEST_CASE(
    "Text that is not UTF-8 is refused with entity and field, and nothing stays of the write") {
  world in;
  device one{in, "one"};
  auto const why = support::refusal_of([&] { one->create(tool("\xff")); });
  REQUIRE(why.has_value());
  CHECK(why->entity == "Tool");
  CHECK(why->field == "title");
  CHECK(one->query<Tool>().count() == 0);
}

TEST_CASE("An update that changes nothing queues nothing and keeps no base") {
  world in;
  device one{in, "one"};
  auto const id = one->create(tool("saw"));
  REQUIRE(one.sync());
  one->update(id, [](Tool&) {});
  one->replace(id, one->get(id));
  CHECK(one->status().clean());
  one->transaction([&](auto& all) {  // there and back again
    all.update(id, [](Tool& t) { t.title = "axe"; });
    all.update(id, [](Tool& t) { t.title = "saw"; });
  });
  CHECK(one->status().clean());
  CHECK(one->get(id).title == "saw");
}

TEST_CASE("What is done to a record after it was made, in the same transaction, is part of its insert") {
  world in;
  device one{in, "one"};
  auto const id = one->transaction([&](auto& all) {
    auto const made = all.create(tool("saw"));
    CHECK(all.get(made).title == "saw");
    all.update(made, [](Tool& t) { t.uses += 2; });
    all.remove(made);
    all.restore(made);
    all.update(made, [](Tool& t) { t.uses += 1; });
    auto const gone = all.create(tool("axe"));
    all.remove(gone);
    return made;
  });
  auto const queue = one->queue();
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].kind == operation_kind::insert);
  CHECK(queue[0].body.find(R"("title":"saw")") != std::string::npos);
  CHECK(queue[0].body.find(R"("uses":3)") != std::string::npos);
  CHECK(one->get(id).uses == 3);
  CHECK(one->query<Tool>().count() == 1);
}

TEST_CASE("A record that cannot be made leaves nothing, also where the transaction goes on without it") {
  world in;
  device one{in, "one"};
  one->transaction([&](auto& all) {
    all.create(tool("saw"));
    CHECK(code_of([&] { all.create(tool("\xff")); }) == error_code::validation_failed);
  });
  CHECK(one->query<Tool>().count() == 1);
  CHECK(one->queue().size() == 1);
}

TEST_CASE("An edit that cannot be stored leaves nothing, also where the transaction goes on without it") {
  world in;
  device one{in, "one"};
  auto const id = one->create(tool("saw"));
  REQUIRE(one.sync());
  auto const fail_to_edit = [&](auto& all) {
    CHECK(code_of([&] { all.update(id, [](Tool& t) { t.tags = {"\xff"}; }); }) == error_code::validation_failed);
  };
  one->transaction([&](auto& all) { fail_to_edit(all); });
  CHECK(one->status().clean());
  one->transaction([&](auto& all) {
    fail_to_edit(all);
    all.update(id, [](Tool& t) { t.title = "axe"; });
    fail_to_edit(all);
  });
  auto const queue = one->queue();
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].body == R"({"set":{"title":"axe"}})");
  CHECK(one->get(id).tags.empty());
}

TEST_CASE("Ids made in one transaction ascend") {
  world in;
  device one{in, "one"};
  std::vector<entente::uuid> keys;
  one->transaction([&](auto& all) {
    for (int i = 0; i < 200; ++i) keys.push_back(all.create(tool("saw")).key);
  });
  CHECK(std::is_sorted(keys.begin(), keys.end()));
  CHECK(std::adjacent_find(keys.begin(), keys.end()) == keys.end());
  auto const queue = one->queue();
  CHECK(std::is_sorted(queue.begin(), queue.end(), [](auto const& a, auto const& b) { return a.op_id < b.op_id; }));
}

TEST_CASE("An edit writes the columns it changes, however many ways there are to edit a record") {
  world in;
  device one{in, "one"};
  auto const id = one->create(tool("saw"));
  Tool expected = one->get(id);
  for (unsigned ways = 1; ways < 128; ++ways) {
    auto const change = [&](Tool& t) {
      auto const text = std::to_string(ways);
      if (ways & 1) t.title = text;
      if (ways & 2) t.placed = text;
      if (ways & 4) t.owner = text;
      if (ways & 8) t.uses += 1;
      if (ways & 16) t.tags = {text};
      if (ways & 32) t.log.push_back(text);
      if (ways & 64) t.note = text;
    };
    change(expected);
    one->update(id, change);
    Tool const now = one->get(id);
    REQUIRE(std::tie(now.title, now.placed, now.owner, now.uses, now.tags, now.log, now.note) ==
            std::tie(expected.title, expected.placed, expected.owner, expected.uses, expected.tags, expected.log,
                     expected.note));
  }
}

TEST_CASE("Only the changed fields travel, counters and sets by what was done to them") {
  world in;
  device one{in, "one"};
  auto made = tool("saw");
  made.tags = {"a", "b"};
  auto const id = one->create(made);
  REQUIRE(one.sync());
  one->update(id, [](Tool& t) {
    t.uses += 2;
    t.tags = {"b", "c"};
    t.note = "x";
  });
  auto const queue = one->queue();
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].body ==
        R"({"set":{"note":"x"},"delta":{"uses":2},"add":{"tags":["c"]},"remove":{"tags":["a"]}})");
  CHECK(queue[0].base_version == 1);
}

TEST_CASE("Updates fold onto what was never sent, and never onto what was") {
  world in;
  device one{in, "one"};
  auto const id = one->create(tool("saw"));
  one->update(id, [](Tool& t) { t.uses = 1; });
  one->update(id, [](Tool& t) { t.title = "axe"; });
  REQUIRE(one->queue().size() == 1);
  CHECK(one->queue()[0].kind == operation_kind::insert);

  auto const batch = one.lease_all();
  auto const frozen = one->queue()[0];
  one->update(id, [](Tool& t) { t.title = "rasp"; });
  REQUIRE(one->queue().size() == 2);
  CHECK(one->queue()[0].body == frozen.body);
  one->release(batch);
  one->update(id, [](Tool& t) { t.note = "blunt"; });
  REQUIRE(one->queue().size() == 2);
  CHECK(one->queue()[0].body == frozen.body);
  CHECK(one->queue()[0].op_id == frozen.op_id);
  CHECK(one->queue()[1].body.find("blunt") != std::string::npos);
}

TEST_CASE(
    "An insert and its delete cancel out unless the insert was sent or somebody refers to the record") {
  world in;
  device one{in, "one"};
  auto const lonely = one->create(Shelf{"a", 0});
  one->remove(lonely);
  CHECK(one->status().clean());
  CHECK_FALSE(one->find_any(lonely).has_value());

  auto const wanted = one->create(Shelf{"b", 0});
  auto child = tool("saw");
  child.shelf = wanted;
  one->create(child);
  one->remove(wanted);
  CHECK(one->queue().size() == 3);
  REQUIRE(one.sync());
  CHECK(one->status().clean());

  auto const sent = one->create(Shelf{"c", 0});
  one->release(one.lease_all());
  one->remove(sent);
  CHECK(one->queue().size() == 2);
}

TEST_CASE("An update is not moved before the insert of a record that it refers to") {
  world in;
  device one{in, "one"};
  auto const saw = one->create(tool("saw"));
  auto const shelf = one->create(Shelf{"wall", 0});
  one->update(saw, [&](Tool& t) { t.shelf = shelf; });
  REQUIRE(one->queue().size() == 3);
  CHECK(one->queue()[2].kind == operation_kind::update);
  REQUIRE(one.sync());
  CHECK(one->status().clean());
}

TEST_CASE("A transaction is one group, parents first, and everything or nothing") {
  world in;
  device one{in, "one"};
  auto const saw = one->create(tool("saw"));
  REQUIRE(one.sync());
  one->transaction([&](auto& all) {
    all.update(saw, [](Tool& t) { t.title = "axe"; });
    auto const shelf = all.create(Shelf{"wall", 0});
    all.update(saw, [&](Tool& t) { t.shelf = shelf; });
    CHECK(all.get(saw).title == "axe");
    CHECK(all.template query<Shelf>().count() == 1);
  });
  auto const queue = one->queue();
  REQUIRE(queue.size() == 2);
  CHECK(queue[0].entity == "Shelf");
  CHECK(queue[0].group != 0);
  CHECK(queue[0].group == queue[1].group);
  CHECK(one->lease(1, 1).groups.size() == 1);  // never cut

  CHECK_THROWS_AS(one->transaction([&](auto& all) {
    all.create(Shelf{"x", 0});
    throw std::runtime_error("changed my mind");
  }),
                  std::runtime_error);
  CHECK(one->query<Shelf>().count() == 1);
  CHECK(one->queue().size() == 2);
}

TEST_CASE("Deletes in a transaction go children first") {
  world in;
  device one{in, "one"};
  auto const shelf = one->create(Shelf{"wall", 0});
  auto held = tool("saw");
  held.shelf = shelf;
  auto const saw = one->create(held);
  REQUIRE(one.sync());
  one->transaction([&](auto& all) {
    all.remove(shelf);
    all.remove(saw);
  });
  auto const queue = one->queue();
  REQUIRE(queue.size() == 2);
  CHECK(queue[0].entity == "Tool");
  CHECK(queue[1].entity == "Shelf");
}

TEST_CASE("Transactions do not nest") {
  world in;
  device one{in, "one"};
  CHECK(code_of([&] {
          one->transaction([&](auto&) { one->create(Shelf{"x", 0}); });
        }) == error_code::invalid_argument);
  CHECK(one->query<Shelf>().count() == 0);
}

TEST_CASE("What is larger than the limits is refused before it is written") {
  world in;
  auto how = in.device_options("one");
  how.operation_bytes = 2000;
  how.group_bytes = 3000;
  how.group_operations = 3;
  entente::replica<town> local{how};
  CHECK(code_of([&] { local.create(Shelf{std::string(3000, 'x'), 0}); }) == error_code::too_large);
  auto const many = [&](int count, std::size_t size) {
    return code_of([&] {
      local.transaction([&](auto& all) {
        for (int i = 0; i < count; ++i) all.create(Shelf{std::string(size, 'x'), 0});
      });
    });
  };
  CHECK(many(4, 1) == error_code::too_large);
  CHECK(many(2, 1600) == error_code::too_large);
  CHECK(local.status().clean());
  CHECK(local.query<Shelf>().count() == 0);
  CHECK_FALSE(many(3, 1).has_value());
}

TEST_CASE("Records that are not there are refused by name") {
  world in;
  device one{in, "one"};
  entente::id<Tool> const nobody{};
  auto const why = support::refusal_of([&] { one->update(nobody, [](Tool&) {}); });
  REQUIRE(why.has_value());
  CHECK(why->code == error_code::not_found);
  CHECK(why->entity == "Tool");
  CHECK(code_of([&] { one->remove(nobody); }) == error_code::not_found);
  CHECK(code_of([&] { one->restore(nobody); }) == error_code::not_found);
  auto const id = one->create(tool("saw"));
  REQUIRE(one.sync());
  one->remove(id);
  CHECK(code_of([&] { one->remove(id); }) == error_code::not_found);
  CHECK(code_of([&] { one->update(id, [](Tool&) {}); }) == error_code::not_found);
  one->restore(id);
  CHECK(one->get(id).title == "saw");
  REQUIRE(one.sync());
  CHECK(one->find(id)->version == 3);
}
