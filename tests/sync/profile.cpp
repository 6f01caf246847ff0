// SPDX-License-Identifier: BSL-1.0
// Entities that people record in the field: never deleted by a device, and nothing recorded is lost.
#include "support/catch.hpp"
#include "sync/scripted.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace field_work {

struct Reading {
  std::string meter;
  std::string seen_by;
  std::int64_t value = 0;
};

/// The same records as the office's program sees them, which may delete.
struct Filed {
  std::string meter;
  std::string seen_by;
  std::int64_t value = 0;
};

using field = entente::schema<Reading>;
using office = entente::schema<Filed>;

}  // namespace field_work

template <>
struct entente::entity_traits<field_work::Reading> {
  static constexpr bool data_capture = true;
};
template <>
struct entente::entity_traits<field_work::Filed> {
  static constexpr std::string_view name = "Reading";
  static constexpr std::string_view table = "Reading";
  using conflict = entente::client_wins;
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};

namespace {

using namespace entente;
using field_work::Filed;
using field_work::Reading;
using backend = scripted::backend<field_work::field>;
using device = scripted::device<field_work::field>;

/// The office: a replica of another program, synced by hand.
struct desk {
  backend& server;
  principal who{"ann", {"acme"}, true};
  replica<field_work::office> local{server.device("desk")};

  push_answer push() {
    push_answer answer;
    for (;;) {
      auto const batch = local.lease(100, 1 << 20);
      if (batch.groups.empty()) return answer;
      answer = server.truth().apply(who, "acme", batch);
      local.settle(batch, answer);
    }
  }
  void sync() {
    push();
    pull();
  }
  void pull() {
    for (bool more = true; more;) {
      pull_request request;
      request.cursor = local.cursor();
      request.replica = local.incarnation();
      auto const page = server.truth().changes_since(who, "acme", request);
      more = page.has_more;
      local.apply(page);
    }
  }
};

id<Filed> filed(id<Reading> which) { return {which.key}; }

TEST_CASE("The device's value wins in the fields it wrote, and takes the office's other fields") {
  backend server;
  device phone{server, "phone"};
  desk office{server};
  auto const which = phone->create(Reading{"gas", "ann", 10});
  REQUIRE_FALSE(phone->sync().problem);
  office.sync();

  phone->update(which, [](Reading& now) { now.value = 11; });
  server.pass(std::chrono::seconds{10});
  office.local.update(filed(which), [](Filed& now) {
    now.value = 99;
    now.seen_by = "bob";
  });
  office.sync();
  REQUIRE_FALSE(phone->sync().problem);
  office.sync();

  CHECK(phone->get(which).value == 11);
  CHECK(phone->get(which).seen_by == "bob");
  CHECK(office.local.get(filed(which)).value == 11);
  CHECK(phone->status().conflicts == 0);
}

TEST_CASE("Of several edits still to come the last one counts, also where it says what the server has already") {
  backend server;
  device phone{server, "phone"};
  desk office{server};
  auto const which = phone->create(Reading{"gas", "ann", 10});
  auto const other = phone->create(Reading{"water", "ann", 10});
  REQUIRE_FALSE(phone->sync().problem);
  office.sync();

  office.local.transaction([&](auto& all) {
    all.update(filed(which), [](Filed& now) { now.seen_by = "bob"; });
    all.update(filed(other), [](Filed& now) { now.value = 11; });
  });
  office.local.update(filed(which), [](Filed& now) { now.seen_by = "cy"; });
  server.pass(std::chrono::seconds{10});
  phone->update(which, [](Reading& now) { now.seen_by = "cy"; });
  REQUIRE_FALSE(phone->sync().problem);
  office.pull();
  CHECK(office.local.get(filed(which)).seen_by == "cy");
  office.sync();
  REQUIRE_FALSE(phone->sync().problem);
  CHECK(office.local.get(filed(which)).seen_by == "cy");
  CHECK(phone->get(which).seen_by == "cy");
}

TEST_CASE("An edit still to come outlives a delete by the office") {
  backend server;
  device phone{server, "phone"};
  desk office{server};
  auto const which = phone->create(Reading{"gas", "ann", 10});
  REQUIRE_FALSE(phone->sync().problem);
  office.sync();

  phone->update(which, [](Reading& now) { now.value = 11; });
  office.local.remove(filed(which));
  office.sync();

  SECTION("pushed before the delete is pulled") { REQUIRE_FALSE(phone->sync().problem); }
  SECTION("pushed after the delete was pulled") {
    auto& line = *phone.line;
    line.next_pushes.push_back([](push_request const&) -> remote_answer<push_answer> {
      return scripted::failed(reaction::hold);
    });
    static_cast<void>(phone->sync());
    REQUIRE(phone->find(which));
    REQUIRE_FALSE(phone->sync().problem);
  }
  office.sync();

  REQUIRE(phone->find(which));
  CHECK(phone->get(which).value == 11);
  CHECK(phone->get(which).meter == "gas");
  CHECK(office.local.get(filed(which)).value == 11);
}

TEST_CASE("Without edits, a record that the office deletes goes") {
  backend server;
  device phone{server, "phone"};
  desk office{server};
  auto const which = phone->create(Reading{"gas", "ann", 10});
  REQUIRE_FALSE(phone->sync().problem);
  office.sync();
  office.local.remove(filed(which));
  office.sync();
  REQUIRE_FALSE(phone->sync().problem);
  CHECK_FALSE(phone->find(which));
}

TEST_CASE("The server refuses a device's delete of what was recorded") {
  backend server;
  device phone{server, "phone"};
  desk rogue{server};
  auto const which = phone->create(Reading{"gas", "ann", 10});
  REQUIRE_FALSE(phone->sync().problem);
  rogue.sync();
  rogue.who.may_force = false;
  rogue.local.remove(filed(which));

  auto const answer = rogue.push();

  REQUIRE(answer.results.size() == 1);
  CHECK(answer.results[0].outcome == verdict::rejected);
  CHECK(answer.results[0].code == error_code::forbidden);
  REQUIRE_FALSE(phone->sync().problem);
  CHECK(phone->find(which));
}

/// One field of a record has one writer in these histories, so that what it must be in the end is known.
TEST_CASE("Whatever is lost, repeated or deleted meanwhile, nothing recorded is lost") {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    CAPTURE(seed);
    backend server{seed};
    std::mt19937_64 dice{seed * 7919};
    auto const roll = [&](std::uint64_t sides) { return dice() % sides; };
    device first{server, "first"};
    device second{server, "second"};
    desk office{server};
    std::vector<id<Reading>> known;
    std::map<uuid, std::pair<std::int64_t, std::string>> recorded;  // value by first, meter by second
    for (int i = 0; i < 3; ++i) {
      known.push_back(first->create(Reading{"m", "ann", 0}));
      recorded[known.back().key] = {0, "m"};
    }
    REQUIRE_FALSE(first->sync().problem);
    REQUIRE_FALSE(second->sync().problem);
    office.sync();
    auto const lossy = [&](device& on) {
      if (roll(3) == 0)
        on.line->next_pushes.push_back([line = on.line.get()](push_request const& request) -> remote_answer<push_answer> {
          static_cast<void>(line->deliver(request));
          return scripted::failed(reaction::retry_later);
        });
      if (roll(4) == 0) on.reopen();
      static_cast<void>(on->sync());
    };
    for (int step = 0; step < 60; ++step) {
      server.pass(std::chrono::seconds{1});
      auto const which = known[roll(known.size())];
      auto const value = static_cast<std::int64_t>(step + 1);
      switch (roll(6)) {
        case 0:
          if (!first->find(which)) break;
          first->update(which, [&](Reading& now) { now.value = value; });
          recorded[which.key].first = value;
          break;
        case 1:
          if (!second->find(which)) break;
          second->update(which, [&](Reading& now) { now.meter = std::to_string(value); });
          recorded[which.key].second = std::to_string(value);
          break;
        case 2: lossy(first); break;
        case 3: lossy(second); break;
        case 4: office.sync(); break;
        default:
          if (office.local.find(filed(which)) && roll(2) == 0) office.local.remove(filed(which));
          break;
      }
    }
    first.line->next_pushes.clear();
    second.line->next_pushes.clear();
    for (int round = 0; round < 4; ++round) {
      office.sync();
      REQUIRE_FALSE(first->sync().problem);
      REQUIRE_FALSE(second->sync().problem);
    }
    for (auto const& which : known) {
      auto const here = first->find(which);
      auto const there = second->find(which);
      REQUIRE(here.has_value() == there.has_value());
      REQUIRE(here.has_value() == office.local.find(filed(which)).has_value());
      if (!here) continue;  // deleted, and nobody had anything more to say
      CHECK(here->value.value == recorded[which.key].first);
      CHECK(here->value.meter == recorded[which.key].second);
      CHECK(there->value.value == recorded[which.key].first);
      CHECK(there->value.meter == recorded[which.key].second);
    }
    CHECK(first->status().failed == 0);
    CHECK(first->status().conflicts == 0);
  }
}

}  // namespace
