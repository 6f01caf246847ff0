// SPDX-License-Identifier: BSL-1.0
// What the server's file refuses, whoever writes to it: nothing here goes through the library.
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <entente/sqlite.hpp>

using namespace bench;

namespace {

/// A note at version 2, and its file by hand.
struct open_file {
  open_file() {
    key = at_home.note_of(one);
    at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b"}})"));
    hand = std::make_unique<database>(at_home.options.directory / "acme.db", database_options{});
  }

  void refused(std::string const& sql, std::string const& rule) {
    std::string why;
    try {
      hand->exec(sql);
    } catch (failure const& refusal) {
      why = refusal.what();
    }
    INFO(sql << " -> " << why);
    CHECK(why.find(rule) != std::string::npos);
  }
  void accepted(std::string const& sql) { CHECK_NOTHROW(hand->exec(sql)); }

  server at_home;
  device one{1};
  uuid key;
  std::unique_ptr<database> hand;
};

std::string const steps = "versions go up one by one";

}  // namespace

TEST_CASE("The server's file refuses any version but the next, under a later stamp") {
  open_file file;
  file.refused("UPDATE Note SET entente_version=1", steps);
  file.refused("UPDATE Note SET entente_version=4,entente_stamp=entente_stamp+1", steps);
  file.refused("UPDATE Note SET entente_version=3", steps);
  file.refused("UPDATE Note SET entente_version=3,entente_stamp=entente_stamp-1", steps);
  file.refused("UPDATE Note SET entente_stamp=entente_stamp+1", steps);
  file.refused("UPDATE Note SET entente_stamp=entente_stamp+1,entente_version=2", steps);
  file.accepted("UPDATE Note SET entente_version=3,entente_stamp=entente_stamp+1");
}

TEST_CASE("The server's file refuses a delete or a restore that is no version of its own") {
  open_file file;
  file.refused("UPDATE Note SET entente_deleted=1", steps);
  file.accepted("UPDATE Note SET entente_deleted=1,entente_version=3,entente_stamp=entente_stamp+1");
  file.refused("UPDATE Note SET entente_deleted=0", steps);
  file.refused("UPDATE Note SET entente_deleted=2,entente_version=4,entente_stamp=entente_stamp+1", "CHECK");
  file.accepted("UPDATE Note SET entente_deleted=0,entente_version=4,entente_stamp=entente_stamp+1");
  file.refused("DELETE FROM Note", "only a tombstone can be removed");
}

TEST_CASE("The server's file refuses to change key, id and time of creation") {
  open_file file;
  auto const next = [](std::string const& what) {
    return "UPDATE Note SET " + what + ",entente_version=3,entente_stamp=entente_stamp+1";
  };
  file.refused(next("entente_key=randomblob(16)"), steps);
  file.refused(next("entente_id='x'"), steps);
  file.refused(next("entente_created=entente_created-1"), steps);
}

TEST_CASE("The server's file refuses a record that does not begin at version 1, alive and beyond the last stamp") {
  open_file file;
  std::string const rule = "a record begins at version 1";
  file.hand->exec("CREATE TEMP TABLE copied AS SELECT * FROM Note");
  file.hand->exec("UPDATE copied SET entente_rowid=NULL,entente_key=randomblob(16),entente_version=1,"
                  "entente_stamp=entente_stamp+10,entente_created=entente_stamp+10");
  auto const insert_with = [&](std::string const& set) {
    file.hand->exec("CREATE TEMP TABLE wrong AS SELECT * FROM copied");
    file.hand->exec("UPDATE wrong SET " + set);
    file.refused("INSERT INTO Note SELECT * FROM wrong", rule);
    file.hand->exec("DROP TABLE temp.wrong");
  };
  insert_with("entente_version=2");
  insert_with("entente_deleted=1");
  insert_with("entente_created=entente_stamp-1");
  insert_with("entente_stamp=1,entente_created=1");
  file.accepted("INSERT INTO Note SELECT * FROM copied");
}

TEST_CASE("The server's file refuses to go back behind the last stamp") {
  open_file file;
  file.refused("UPDATE entente_state SET value=value-1 WHERE name='last_stamp'", "stamps go up");
  file.accepted("UPDATE entente_state SET value=value+1 WHERE name='last_stamp'");
}

TEST_CASE("A record tells for ever when it was created") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const made = at_home.pull().changes.at(0);
  CHECK(made.created == made.at);
  *at_home.clock += 1'000'000;
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b"}})"));
  at_home.push(one, one.remove("Note", key, 2));
  auto const gone = at_home.pull(at_home.pull({}, 1).cursor).changes;
  for (auto const& each : gone) CHECK(each.created == made.at);
  at_home.push(one, one.restore("Note", key, 3));
  auto const back = at_home.pull().changes.at(0);
  CHECK(back.version == 4);
  CHECK(back.created == made.at);
  CHECK(back.at > made.at);
}
