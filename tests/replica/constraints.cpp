// SPDX-License-Identifier: BSL-1.0
// What a replica's file refuses, whoever writes to it, and what it tells of a record's age.
#include "replica/world.hpp"
#include "support/catch.hpp"

#include <entente/sqlite.hpp>

using namespace entente;
using namespace kit;

namespace {

void refused(database& hand, std::string const& sql) {
  std::string why;
  try {
    hand.exec(sql);
  } catch (failure const& refusal) {
    why = refusal.what();
  }
  INFO(sql << " -> " << why);
  CHECK(why.find("a version never goes down") != std::string::npos);
}

}  // namespace

TEST_CASE("A replica's file refuses a version below the known one, and another stamp for the same") {
  support::world in;
  support::device at{in, "phone"};
  auto const shelf = at->create(Shelf{"a", 0});
  REQUIRE(at.sync());
  at->update(shelf, [](Shelf& s) { s.name = "b"; });
  REQUIRE(at.sync());
  at->update(shelf, [](Shelf& s) { s.name = "c"; });
  database hand{at->options().directory / "acme.db", {}};
  for (std::string const table : {"Shelf", "entente_base_Shelf"}) {
    CHECK(hand.prepared("SELECT entente_version FROM " + table).value<int>() == 2);
  }
  refused(hand, "UPDATE Shelf SET entente_version=1");
  refused(hand, "UPDATE Shelf SET entente_stamp=entente_stamp+1");
  refused(hand, "UPDATE Shelf SET entente_key=randomblob(16)");
  hand.exec("CREATE TEMP TABLE told AS SELECT * FROM entente_base_Shelf");
  auto const put_with = [&](std::string const& set) {
    hand.exec("CREATE TEMP TABLE wrong AS SELECT * FROM told");
    hand.exec("UPDATE wrong SET " + set);
    refused(hand, "INSERT OR REPLACE INTO entente_base_Shelf SELECT * FROM wrong");
    hand.exec("DROP TABLE temp.wrong");
  };
  put_with("entente_version=1");
  put_with("entente_stamp=entente_stamp+1");
  put_with("entente_deleted=1");
  CHECK_NOTHROW(hand.exec("UPDATE told SET entente_version=3,entente_stamp=entente_stamp+1"));
  CHECK_NOTHROW(hand.exec("INSERT OR REPLACE INTO entente_base_Shelf SELECT * FROM told"));
  CHECK_NOTHROW(hand.exec("UPDATE Shelf SET entente_version=3,entente_stamp=entente_stamp+1"));
  // Versions of another generation do not compare.
  CHECK_NOTHROW(hand.exec("UPDATE Shelf SET entente_version=1,entente_generation=entente_generation+1"));
}

TEST_CASE("Every replica tells when the server first accepted a record") {
  support::world in;
  support::device maker{in, "phone"};
  support::device other{in, "tablet"};
  auto const shelf = maker->create(Shelf{"a", 0});
  CHECK(maker->find(shelf)->created_at == stamp{});
  REQUIRE(maker.push());
  auto const made = maker->find(shelf)->updated_at;
  CHECK(made.micros > 0);
  CHECK(maker->find(shelf)->created_at == made);
  in.pass(std::chrono::hours{1});
  REQUIRE(other.sync());
  other->update(shelf, [](Shelf& s) { s.name = "b"; });
  REQUIRE(other.sync());
  REQUIRE(maker.sync());
  for (auto* each : {&maker, &other}) {
    auto const found = (*each)->find(shelf);
    CHECK(found->created_at == made);
    CHECK(found->updated_at > made);
    CHECK((*each)->query<Shelf>().all().at(0).created_at == made);
  }
  maker->update(shelf, [](Shelf& s) { s.name = "c"; });
  CHECK(maker->find(shelf)->created_at == made);
}
