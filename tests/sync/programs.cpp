// SPDX-License-Identifier: BSL-1.0
// Programs that know different parts of one schema, on one tenant's server.
#include "support/catch.hpp"
#include "sync/scripted.hpp"

#include <entente/remote/http.hpp>
#include <entente/serve.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace works {

struct Site {
  std::string name;
};
struct Job {
  std::string title;
  entente::ref<Site> site;
};
struct Invoice {
  std::string number;
  std::int64_t amount = 0;
};

using all = entente::schema<Site, Job, Invoice>;
using crew = entente::schema<Site, Job>;  ///< the crew's program
using books = entente::schema<Invoice>;   ///< the bookkeeper's
using boss = entente::schema<Invoice, Site>;

}  // namespace works

namespace {

using namespace entente;
using works::Invoice;
using works::Job;
using works::Site;
using backend = scripted::backend<works::all>;

/// Reaches the server in the same process, whatever schema the program has.
struct direct_remote {
  backend* server;
  std::shared_ptr<std::vector<change>> seen = std::make_shared<std::vector<change>>();
  std::size_t records = 1000;

  remote_traits traits(remote_context const&) { return {}; }
  remote_answer<push_answer> push(remote_context const&, push_request const& request) {
    return server->truth().apply(server->who, "acme", request);
  }
  remote_answer<change_page> pull(remote_context const&, pull_request const& request) {
    auto asked = request;
    asked.limit = records;
    auto page = server->truth().changes_since(server->who, "acme", asked);
    seen->insert(seen->end(), page.changes.begin(), page.changes.end());
    return page;
  }
  void cancel() {}
};

template <class Schema>
void require_in_step(client<Schema>& device) {
  auto const report = device.sync();
  REQUIRE_FALSE(report.problem);
  CHECK(report.diverged.empty());
  CHECK(report.quarantined == 0);
  CHECK(device.status().quarantined == 0);
}

TEST_CASE("A program pulls the entities it knows and no others") {
  backend server;
  client<works::crew> crew{server.device("crew"), direct_remote{&server}, server.syncing()};
  direct_remote line{&server};
  client<works::books> books{server.device("books"), line, server.syncing()};
  auto const site = crew.create(Site{"north"});
  crew.create(Job{"dig", ref<Site>{site}});
  auto const bill = books.create(Invoice{"1", 100});
  require_in_step(books);
  require_in_step(crew);
  books.update(bill, [](Invoice& now) { now.amount = 120; });
  require_in_step(books);
  require_in_step(crew);

  for (auto const& each : *line.seen) CHECK(each.entity == "Invoice");
  CHECK(books.get(bill).amount == 120);
  CHECK(crew.query<Job>().all().size() == 1);
}

TEST_CASE("At the horizon the cursor has passed what is not the program's") {
  backend server;
  client<works::crew> crew{server.device("crew"), direct_remote{&server}, server.syncing()};
  client<works::books> books{server.device("books"), direct_remote{&server}, server.syncing()};
  books.create(Invoice{"1", 100});
  require_in_step(books);
  auto const before = books.cursor();
  crew.create(Site{"north"});
  require_in_step(crew);
  require_in_step(books);
  CHECK(books.cursor() != before);
}

TEST_CASE("A program whose schema gains an entity reads it from the start") {
  backend server;
  client<works::all> full{server.device("full"), direct_remote{&server}, server.syncing()};
  auto const site = full.create(Site{"north"});
  auto const gone = full.create(Site{"south"});
  auto const bill = full.create(Invoice{"1", 100});
  require_in_step(full);
  id<Invoice> own{};
  {
    client<works::books> books{server.device("boss"), direct_remote{&server}, server.syncing()};
    require_in_step(books);
    books.update(bill, [](Invoice& now) { now.amount = 7; });  // pending while the schema grows
    own = books.create(Invoice{"2", 200});
  }
  full.remove(gone);
  require_in_step(full);

  client<works::boss> boss{server.device("boss"), direct_remote{&server, std::make_shared<std::vector<change>>(), 1},
                           server.syncing()};
  CHECK_FALSE(boss.find(site));
  require_in_step(boss);

  CHECK(boss.get(site).name == "north");
  CHECK_FALSE(boss.find(gone));
  CHECK(boss.get(bill).amount == 7);
  CHECK(boss.get(own).amount == 200);
  require_in_step(full);
  CHECK(full.get(bill).amount == 7);
}

TEST_CASE("A program whose schema loses an entity and gains it again is up to date with it") {
  backend server;
  client<works::all> full{server.device("full"), direct_remote{&server}, server.syncing()};
  auto const site = full.create(Site{"north"});
  auto const gone = full.create(Site{"south"});
  full.create(Invoice{"1", 100});
  require_in_step(full);
  {
    client<works::boss> boss{server.device("boss"), direct_remote{&server}, server.syncing()};
    require_in_step(boss);
  }
  {
    client<works::books> books{server.device("boss"), direct_remote{&server}, server.syncing()};
    require_in_step(books);
    full.update(site, [](Site& now) { now.name = "far north"; });
    full.remove(gone);
    require_in_step(full);
    require_in_step(books);
  }
  client<works::boss> boss{server.device("boss"), direct_remote{&server}, server.syncing()};
  require_in_step(boss);
  CHECK(boss.get(site).name == "far north");
  CHECK_FALSE(boss.find(gone));
}

TEST_CASE("A program that named no entities before goes on where it was") {
  backend server;
  client<works::all> full{server.device("full"), direct_remote{&server}, server.syncing()};
  full.create(Site{"north"});
  full.create(Invoice{"1", 100});
  require_in_step(full);
  pull_request request;
  auto const whole = server.truth().changes_since(server.who, "acme", request);
  CHECK(whole.changes.size() == 2);
  CHECK(whole.digests.size() == 3);
  request.cursor = whole.cursor;
  request.entities = {"Invoice"};
  auto const part = server.truth().changes_since(server.who, "acme", request);
  CHECK(part.changes.empty());
  REQUIRE(part.digests.size() == 1);
  CHECK(part.digests[0].entity == "Invoice");

  SECTION("the order of the names does not matter") {
    request.cursor = {};
    request.entities = {"Site", "Invoice"};
    request.cursor = server.truth().changes_since(server.who, "acme", request).cursor;
    request.entities = {"Invoice", "Site", "Site"};
    CHECK(server.truth().changes_since(server.who, "acme", request).changes.empty());
  }
  SECTION("other names begin again") {
    request.cursor = part.cursor;
    request.entities = {"Site"};
    CHECK(server.truth().changes_since(server.who, "acme", request).changes.size() == 1);
    request.entities = {};
    CHECK(server.truth().changes_since(server.who, "acme", request).changes.size() == 2);
  }
  SECTION("names that the server does not know are nobody's records") {
    request.cursor = {};
    request.entities = {"Nobody"};
    auto const nothing = server.truth().changes_since(server.who, "acme", request);
    CHECK(nothing.changes.empty());
    CHECK_FALSE(nothing.has_more);
  }
  SECTION("a cursor with a broken part is none") {
    request.cursor = part.cursor + "0";
    CHECK(server.truth().changes_since(server.who, "acme", request).restart);
  }
}

TEST_CASE("The entities asked for travel over HTTP") {
  backend server;
  server_options how;
  how.open = true;
  how.directory = server.folder.path() / "http";
  entente::server<works::all> there{how};
  auto const port = there.start();
  auto const url = "http://127.0.0.1:" + std::to_string(port);
  client<works::crew> crew{server.device("crew"), http_remote{url}, server.syncing()};
  client<works::books> books{server.device("books"), http_remote{url}, server.syncing()};
  crew.create(Site{"north"});
  auto const bill = books.create(Invoice{"1", 100});
  require_in_step(crew);
  require_in_step(books);
  require_in_step(crew);
  client<works::boss> boss{server.device("boss"), http_remote{url}, server.syncing()};
  require_in_step(boss);
  CHECK(boss.get(bill).number == "1");
  CHECK(boss.query<Site>().all().size() == 1);
}

TEST_CASE("Whatever each program knows, all are in step with the server in the end") {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    CAPTURE(seed);
    backend server{seed};
    std::mt19937_64 dice{seed * 104'729};
    auto const roll = [&](std::uint64_t sides) { return dice() % sides; };
    auto const few = [&] { return direct_remote{&server, std::make_shared<std::vector<change>>(), 1 + roll(4)}; };
    client<works::all> full{server.device("full"), few(), server.syncing()};
    client<works::crew> crew{server.device("crew"), few(), server.syncing()};
    auto books = std::make_unique<client<works::books>>(server.device("changing"), few(), server.syncing());
    std::unique_ptr<client<works::boss>> boss;
    auto const work = [&](auto& device) {
      auto const bills = device.template query<Invoice>().all();
      if (bills.empty() || roll(3) == 0)
        device.create(Invoice{std::to_string(roll(1000)), 1});
      else if (roll(4) == 0)
        device.remove(bills[roll(bills.size())].id);
      else
        device.update(bills[roll(bills.size())].id, [&](Invoice& now) { ++now.amount; });
    };
    for (int step = 0; step < 50; ++step) {
      server.pass(std::chrono::seconds{1});
      switch (roll(7)) {
        case 0: crew.create(Site{std::to_string(step)}); break;
        case 1: work(full); break;
        case 2: books ? work(*books) : work(*boss); break;
        case 3: require_in_step(full); break;
        case 4: require_in_step(crew); break;
        case 5:
          if (books)
            require_in_step(*books);
          else
            require_in_step(*boss);
          break;
        default:  // another version of the changing program
          if (roll(3) != 0) break;
          if (books) {
            books.reset();
            boss = std::make_unique<client<works::boss>>(server.device("changing"), few(), server.syncing());
          } else {
            boss.reset();
            books = std::make_unique<client<works::books>>(server.device("changing"), few(), server.syncing());
          }
          break;
      }
    }
    if (books) {
      books.reset();
      boss = std::make_unique<client<works::boss>>(server.device("changing"), few(), server.syncing());
    }
    for (int round = 0; round < 2; ++round) {
      require_in_step(*boss);
      require_in_step(crew);
      require_in_step(full);
    }
    require_in_step(*boss);
    CHECK(boss->query<Invoice>().all().size() == full.query<Invoice>().all().size());
    CHECK(boss->query<Site>().all().size() == full.query<Site>().all().size());
    CHECK(crew.query<Site>().all().size() == full.query<Site>().all().size());
    for (auto const& bill : full.query<Invoice>().all())
      CHECK(boss->get(bill.id).amount == bill.value.amount);
  }
}

}  // namespace
