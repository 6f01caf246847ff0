// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/reference_pages.hpp>

#include "remote/device.hpp"
#include "remote/strangers.hpp"
#include "support/catch.hpp"
#include "support/stranger_server.hpp"

#include <chrono>
#include <set>
#include <string>
#include <vector>

using namespace entente;
using namespace tests;

TEST_CASE("a deleted record arrives as a tombstone, however the server lists it") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.says_time_of_day = GENERATE(false, true);
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  std::string cursor;
  REQUIRE(pull_all(remote, local, "Task", cursor).size() == 1);
  server.remove("Task", "101");
  auto const changes = pull_all(remote, local, "Task", cursor);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].deleted);
  CHECK(changes[0].key == key_number(1));
}

TEST_CASE(
    "pages of nothing but tombstones are gone through, though the server says the time of day") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.says_time_of_day = GENERATE(true, false);
  server.includes_since = GENERATE(true, false);
  std::string cursor;
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(server.add("Task", {{"title", "\"t\""}}));
  pull_all(remote, local, "Task", cursor);
  for (auto const& id : ids) server.remove("Task", id);
  auto const last = server.add("Task", {{"title", "\"last\""}});
  server.page_limit = GENERATE(std::size_t{2}, std::size_t{3}, std::size_t{7});
  std::set<uuid> gone;
  bool found = false;
  for (auto const& each : pull_all(remote, local, "Task", cursor)) {
    if (each.deleted) gone.insert(each.key);
    found = found || each.id == last;
  }
  CHECK(gone.size() == 20);
  CHECK(found);
}

TEST_CASE("an empty server is left at a place from which deletions are told") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  std::string cursor;
  CHECK(pull_all(remote, local, "Task", cursor).empty());
  CHECK_FALSE(cursor.empty());
  server.remove("Task", server.add("Task", {{"title", "\"x\""}}));
  CHECK(pull_all(remote, local, "Task", cursor).at(0).deleted);
}

TEST_CASE("every record arrives, and once, through small pages") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.page_limit = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7});
  server.says_time_of_day = GENERATE(false, true);
  server.includes_since = GENERATE(false, true);
  if (server.page_limit == 1 && server.includes_since)
    return;  // such a server repeats itself for ever
  for (int i = 0; i < 20; ++i) server.add("Task", {{"title", "\"t\""}});
  std::string cursor;
  auto changes = pull_all(remote, local, "Task", cursor);
  std::set<uuid> keys;
  for (auto const& each : changes) keys.insert(each.key);
  CHECK(keys.size() == 20);
  CHECK(changes.size() == 20);
  CHECK(pull_all(remote, local, "Task", cursor).empty());
}

TEST_CASE("a server whose one-record pages include the time asked for is given up, loudly") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  server.page_limit = 1;
  server.includes_since = true;
  server.add("Task", {{"title", "\"a\""}});
  server.add("Task", {{"title", "\"b\""}});
  std::string cursor;
  bool gave_up = false;
  for (int pages = 0; pages < 10 && !gave_up; ++pages) {
    auto const page = remote.pull(local.context, from("Task", cursor));
    gave_up = !page.ok();
    if (gave_up) CHECK(page.why().reaction == reaction::hold);
    if (page.ok()) cursor = page->cursor;
  }
  CHECK(gave_up);
}

TEST_CASE("records of the very same time are not lost at the edge of a page") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.page_limit = 4;
  server.includes_since = GENERATE(false, true);
  server.add("Task", {{"title", "\"first\""}});
  server.freeze_clock(1'730'798'400'500);
  for (int i = 0; i < 3; ++i) server.add("Task", {{"title", "\"same\""}});
  server.freeze_clock(1'730'798'400'700);
  for (int i = 0; i < 3; ++i) server.add("Task", {{"title", "\"same\""}});
  server.freeze_clock(0);
  server.add("Task", {{"title", "\"last\""}});
  std::string cursor;
  CHECK(pull_all(remote, local, "Task", cursor).size() == 8);
}

TEST_CASE("more records of the same time than were asked for make a larger page") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  server.freeze_clock(1'730'798'400'500);
  for (int i = 0; i < 30; ++i) server.add("Task", {{"title", "\"same\""}});
  std::string cursor;
  std::set<uuid> keys;
  for (int pages = 0; pages < 20; ++pages) {
    auto request = from("Task", cursor);
    request.limit = 8;
    auto const page = remote.pull(local.context, request);
    REQUIRE(page.ok());
    for (auto const& each : page->changes) keys.insert(each.key);
    cursor = page->cursor;
    if (!page->has_more) break;
  }
  CHECK(keys.size() == 30);
}

TEST_CASE("what is committed while a page is on its way is not skipped") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  server.says_time_of_day = true;
  server.page_limit = GENERATE(std::size_t{2}, std::size_t{50});
  for (int i = 0; i < 5; ++i) server.add("Task", {{"title", "\"t\""}});
  // The server stamps it with a time that has passed when the answer says what time it is.
  server.meanwhile = [](stranger_server& at) {
    at.freeze_clock(system_now().time_since_epoch().count() / 1000 - 2'000);
    at.add("Task", {{"title", "\"late\""}});
    at.freeze_clock(0);
  };
  std::string cursor;
  auto changes = pull_all(remote, local, "Task", cursor);
  auto const later = pull_all(remote, local, "Task", cursor);
  changes.insert(changes.end(), later.begin(), later.end());
  std::set<uuid> keys;
  for (auto const& each : changes) keys.insert(each.key);
  CHECK(keys.size() == 6);
  CHECK(changes.size() == 6);
}

TEST_CASE("a page that the replica did not store is handed out again") {
  stranger_server server;
  device local;
  auto remote = remote_to(server);
  std::string cursor;
  pull_all(remote, local, "Task", cursor);
  server.add("Task", {{"title", "\"t\""}});
  auto const lost = remote.pull(local.context, from("Task", cursor));
  REQUIRE(lost.ok());
  CHECK(lost->changes.size() == 1);
  auto const again = remote.pull(local.context, from("Task", cursor));
  REQUIRE(again.ok());
  CHECK(again->changes.size() == 1);
}

TEST_CASE("records of others have the same key on every device, with integer ids as well") {
  stranger_server server;
  server.integer_ids = GENERATE(false, true);
  auto const form = either_form();
  auto const space = server.add("Space", {{"name", "\"home\""}});
  server.add("Task",
             {{"title", "\"t\""}, {"space", server.integer_ids ? space : "\"" + space + "\""}});
  device here;
  device there;
  auto one = remote_to(server, form);
  auto two = remote_to(server, form);
  std::string cursor;
  auto const space_here = pull_all(one, here, "Space", cursor).at(0);
  auto const task_here = pull_all(one, here, "Task", cursor = "").at(0);
  // The other way round, as a page may be cut.
  auto const task_there = pull_all(two, there, "Task", cursor = "").at(0);
  auto const space_there = pull_all(two, there, "Space", cursor = "").at(0);
  CHECK(space_here.key == space_there.key);
  CHECK(task_here.key == task_there.key);
  CHECK(member_of(task_here.fields, "space") == "\"" + space_here.key.text() + "\"");
  CHECK(task_here.fields == task_there.fields);

  // And can be changed without becoming a second record.
  auto const op = here.update(task_here.key, a_task("t"), a_task("mine"), 1);
  REQUIRE(one.push(here.context, pushing(op)).ok());
  CHECK(server.rows("Task").size() == 1);
  CHECK(server.rows("Task").at(0).fields.at("title") == "\"mine\"");
  CHECK(server.bodies().back().find(task_here.key.text()) == std::string::npos);
}

TEST_CASE("a server that adopts client ids is addressed by its ids") {
  stranger_server server;
  server.adopts_client_ids = true;
  device local;
  auto remote = remote_to(server, either_form());
  REQUIRE(remote.push(local.context, pushing(local.insert(key_number(1), a_task("one")))).ok());
  REQUIRE(remote
              .push(local.context,
                    pushing(local.update(key_number(1), a_task("one"), a_task("two"), 1)))
              .ok());
  CHECK(server.bodies().back().find("\"id\":\"" + key_number(1).text()) != std::string::npos);
  std::string cursor;
  auto const changes = pull_all(remote, local, "Task", cursor);
  REQUIRE(changes.size() == 1);
  CHECK(changes[0].key == key_number(1));
  CHECK(changes[0].id.empty());
}

TEST_CASE("items that no record can be made of come out, unreadable, and spoil no others") {
  stranger_server server;
  device local;
  auto remote = remote_to(server, either_form());
  std::string const deep(200, '[');
  auto const odd = GENERATE_COPY(std::string{"7"}, std::string{"null"}, std::string{"\"text\""},
                                 std::string{"[1]"}, std::string{R"({"title":"no id"})"},
                                 std::string{R"({"id":"5","a":1,"a":2})"},
                                 std::string{R"({"id":"5","title":"\ud800"})"},
                                 R"({"id":"5","a":)" + deep + std::string(200, ']') + "}");
  server.slip_in("Task", odd);
  server.add("Task", {{"title", "\"fine\""}});
  std::string cursor;
  auto const changes = pull_all(remote, local, "Task", cursor);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].entity == "Task");
  CHECK_FALSE(changes[0].key.is_nil());
  CHECK_FALSE(changes[0].deleted);
  Task into;
  CHECK_FALSE(read_fields(changes[0].fields, into, nullptr));
  CHECK(read_fields(changes[1].fields, into, nullptr));
  CHECK(into.title == "fine");
}
