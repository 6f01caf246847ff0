// SPDX-License-Identifier: BSL-1.0
// syncPush and syncPush<Entity> over HTTP: every row of the table of reference-api.md, in both forms.
#include "serve/pushing.hpp"

#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace fixture;

namespace {

/// A client id that means the same record to everybody, being a key.
std::string const shared = "01890a5d-ac96-774b-bcce-b302099a8057";

spelling any_spelling() { return GENERATE(spelling::generic, spelling::per_entity); }

/// A record at version 3: made at 0 s, its title edited at 100 s, its body at 200 s.
void make_edited_task(world& in, spelling how, std::string const& id) {
  REQUIRE(push(in, how, "Task",
               {id, "", "insert", R"("title":"first","body":"a","updatedAt":")" + at(0) + "\""})
              .success());
  in.wait(100);
  REQUIRE(push(in, how, "Task",
               {id, "", "update", R"("version":1,"title":"second","updatedAt":")" + at(100) + "\""},
               "two")
              .success());
  in.wait(100);
  REQUIRE(push(in, how, "Task",
               {id, "", "update", R"("version":2,"body":"b","updatedAt":")" + at(200) + "\""},
               "two")
              .success());
  in.wait(100);
}

}  // namespace

TEST_CASE("A new clientId makes a record of version 1, stamped by the server") {
  auto const how = any_spelling();
  world in;
  auto const done = push(in, how, "Task", {"tmp-12345", "", "insert", R"("title":"one")"});
  CHECK(done.success());
  CHECK(done.text("clientId") == "tmp-12345");
  CHECK(uuid::parse(done.text("id")));
  CHECK(done.get("version") == "1");
  CHECK(done.text("updatedAt") == "2025-11-05T09:00:00.000000Z");
  CHECK(done.get("errorCode") == "null");
  CHECK(done.get("errorMessage") == "null");
  CHECK(done.get("conflict") == "null");
  auto const own = push(in, how, "Task",
                        {"01890a5d-ac96-774b-bcce-b302099a8057", "", "insert", R"("title":"two")"});
  CHECK(own.text("id") == "01890a5d-ac96-774b-bcce-b302099a8057");
  CHECK(own.text("clientId") == "01890a5d-ac96-774b-bcce-b302099a8057");
}

TEST_CASE("The same insert twenty times at once makes one record") {
  auto const how = any_spelling();
  world in;
  std::vector<std::string> answers(20);
  std::vector<std::thread> callers;
  std::string const body =
      how == spelling::generic
          ? request_body(
                "mutation { r: syncPush(entity: \"Task\", items: [{clientId: \"x\", title: \"one\", version: 1}]) { "
                "success id version updatedAt } }")
          : request_body(
                "mutation { r: syncPushTask(tenantId: \"acme\", payload: [{clientId: \"x\", operation: \"insert\", "
                "data: {title: \"one\", version: 1}}]) { results { success id version updatedAt } } }");
  for (auto& mine : answers)
    callers.emplace_back([&in, &mine, &body] {
      http_request request{.method = "POST", .path = "/graphql"};
      request.headers.set("Content-Type", "application/json");
      request.headers.set("Authorization", "Bearer one");
      request.body = body;
      auto const got = in.client->send(request);
      mine = got ? got->body : got.why().text();
    });
  for (auto& each : callers) each.join();
  std::set<std::string> const different(answers.begin(), answers.end());
  INFO(*different.begin());
  CHECK(different.size() == 1);
  CHECK(different.begin()->find("\"success\":true") != std::string::npos);
  CHECK(pull(in, how, "Task").count("data.page.items") == 1);
}

TEST_CASE("An insert again with other content is an update on version 1") {
  auto const how = any_spelling();
  world in;
  auto const first = push(in, how, "Task", {shared, "", "insert", R"("title":"one","version":1)"});
  in.wait(5);
  auto const second =
      push(in, how, "Task", {shared, "", "insert", R"("title":"one, edited","version":1)"});
  CHECK(second.success());
  CHECK(second.get("version") == "2");
  CHECK(second.text("id") == first.text("id"));
  CHECK(member_of(pulled(in, "Task", shared), "title") == "\"one, edited\"");
}

TEST_CASE("An update of the server's version adds one; fields not sent stay") {
  auto const how = any_spelling();
  world in;
  auto const first =
      push(in, how, "Task",
           {shared, "", "insert", R"("title":"one","body":"text","tags":["x"],"weight":1.5)"});
  in.wait(5);
  auto const second =
      push(in, how, "Task", {shared, first.text("id"), "update", R"("version":1,"title":"uno")"});
  CHECK(second.success());
  CHECK(second.get("version") == "2");
  CHECK(second.text("updatedAt") == at(5, 6));
  std::string const now = pulled(in, "Task", shared);
  CHECK(member_of(now, "title") == "\"uno\"");
  CHECK(member_of(now, "body") == "\"text\"");
  CHECK(member_of(now, "tags") == "[\"x\"]");
  CHECK(member_of(now, "weight") == "1.5");
  CHECK(member_of(now, "version") == "2");
}

TEST_CASE("The same update or delete again gets the first answer again") {
  auto const how = any_spelling();
  auto const mutation_id = GENERATE(std::string{}, std::string{R"(,"clientMutationId":"m-1")"});
  world in;
  push(in, how, "Task", {shared, "", "insert", R"("title":"one")"});
  in.wait(5);
  item const update{shared, "", "update",
                    R"("version":1,"title":"uno","updatedAt":")" + at(3) + "\"" + mutation_id};
  auto const first = push(in, how, "Task", update);
  CHECK(first.get("version") == "2");
  in.wait(5);
  CHECK(push(in, how, "Task", update).json == first.json);
  push(in, how, "Task",
       {shared, "", "update", R"("version":2,"title":"eins","updatedAt":")" + at(9) + "\""}, "two");
  in.wait(5);
  CHECK(push(in, how, "Task", update).json == first.json);
  CHECK(member_of(pulled(in, "Task", shared), "title") == "\"eins\"");

  std::string const removal_id = mutation_id.empty() ? "" : R"(,"clientMutationId":"m-2")";
  item const removal{shared, "", "delete", R"("version":3)" + removal_id};
  auto const removed = push(in, how, "Task", removal);
  CHECK(removed.success());
  CHECK(removed.get("version") == "4");
  in.wait(5);
  CHECK(push(in, how, "Task", removal).json == removed.json);
}

TEST_CASE("A stale version edited later than every field it changes wins") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);
  auto const late =
      push(in, how, "Task",
           {shared, "", "update",
            R"("version":1,"title":"mine","body":"mine too","updatedAt":")" + at(250) + "\""});
  INFO(late.json);
  CHECK(late.success());
  CHECK(late.get("version") == "4");
  CHECK(member_of(pulled(in, "Task", shared), "title") == "\"mine\"");
  CHECK(member_of(pulled(in, "Task", shared), "body") == "\"mine too\"");
}

TEST_CASE(
    "A stale version edited earlier, or at the same time, for any field it changes conflicts") {
  auto const how = any_spelling();
  auto const when = GENERATE(50, 100, 150, 200);
  world in;
  make_edited_task(in, how, shared);
  std::string const before = pulled(in, "Task", shared);
  // The title was edited at 100 s, the body at 200 s: at 150 s one field wins and one loses.
  auto const late =
      push(in, how, "Task",
           {shared, "", "update",
            R"("version":1,"title":"mine","body":"mine too","updatedAt":")" + at(when) + "\""});
  INFO(late.json);
  CHECK(late.conflict());
  CHECK(late.get("version") == "3");
  CHECK(late.get("conflict.serverVersion") == "3");
  CHECK(late.text("conflict.serverData.title") == "second");
  CHECK(late.text("conflict.serverData.body") == "b");
  CHECK(late.text("conflict.serverData.clientId") == shared);
  CHECK(late.get("conflict.serverData.isDeleted") == "false");
  CHECK(late.get("conflict.serverData.version") == "3");
  CHECK(late.text("conflict.clientData.title") == "mine");
  CHECK(late.get("conflict.resolutionSuggested") != "null");
  CHECK(pulled(in, "Task", shared) == before);
}

TEST_CASE("A stale version with equal time and equal data is no conflict") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);
  auto const late = push(
      in, how, "Task",
      {shared, "", "update", R"("version":1,"title":"second","updatedAt":")" + at(100) + "\""});
  INFO(late.json);
  CHECK(late.success());
}

TEST_CASE("A stale version of fields that nobody else changed merges") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);
  auto const late = push(
      in, how, "Task",
      {shared, "", "update", R"("version":1,"note":"n","weight":2,"updatedAt":")" + at(10) + "\""});
  INFO(late.json);
  CHECK(late.success());
  CHECK(late.get("version") == "4");
  CHECK(member_of(pulled(in, "Task", shared), "note") == "\"n\"");
  CHECK(member_of(pulled(in, "Task", shared), "title") == "\"second\"");
}

TEST_CASE("An entity that compares whole records does not merge") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Seat", {shared, "", "insert", R"("row":"a","updatedAt":")" + at(0) + "\""});
  in.wait(100);
  push(in, how, "Seat",
       {shared, "", "update", R"("version":1,"row":"b","updatedAt":")" + at(100) + "\""}, "two");
  auto const early =
      push(in, how, "Seat",
           {shared, "", "update", R"("version":1,"holder":"ann","updatedAt":")" + at(50) + "\""});
  INFO(early.json);
  CHECK(early.conflict());
  in.wait(100);
  auto const late =
      push(in, how, "Seat",
           {shared, "", "update", R"("version":1,"holder":"ann","updatedAt":")" + at(150) + "\""});
  CHECK(late.success());
  CHECK(late.get("version") == "3");
}

TEST_CASE("Values equal to those the client was last given are not changes") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);
  // The whole record as it was at version 1, with another note: only the note is the client's doing.
  auto const late = push(
      in, how, "Task",
      {shared, "", "update",
       R"("version":1,"title":"first","body":"a","done":false,"priority":0,"weight":0,"note":"n","tags":[],)"
       R"("votes":0,"space":null,"updatedAt":")" +
           at(10) + "\""});
  INFO(late.json);
  CHECK(late.success());
  CHECK(late.get("version") == "4");
  std::string const now = pulled(in, "Task", shared);
  CHECK(member_of(now, "title") == "\"second\"");
  CHECK(member_of(now, "body") == "\"b\"");
  CHECK(member_of(now, "note") == "\"n\"");
}

TEST_CASE("Counters and sets merge by the difference to what the client was last given") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Task", {shared, "", "insert", R"("title":"t","votes":10,"tags":["a","b"])"});
  push(in, how, "Task", {shared, "", "update", R"("version":1,"votes":13,"tags":["a","b","c"])"},
       "two");
  auto const late =
      push(in, how, "Task", {shared, "", "update", R"("version":1,"votes":8,"tags":["b","d"])"});
  INFO(late.json);
  CHECK(late.success());
  std::string const now = pulled(in, "Task", shared);
  CHECK(member_of(now, "votes") == "11");
  CHECK(member_of(now, "tags") == R"(["b","c","d"])");
}

TEST_CASE("A manual entity conflicts when a field changed on both sides, and only then") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Contract", {shared, "", "insert", R"("text":"one","place":"here")"});
  in.wait(100);
  push(in, how, "Contract", {shared, "", "update", R"("version":1,"text":"two")"}, "two");
  in.wait(100);
  auto const both =
      push(in, how, "Contract", {shared, "", "update", R"("version":1,"text":"three")"});
  CHECK(both.conflict());
  CHECK(both.text("conflict.serverData.text") == "two");
  auto const other =
      push(in, how, "Contract", {shared, "", "update", R"("version":1,"place":"there")"});
  CHECK(other.success());
  CHECK(other.get("version") == "3");
}

TEST_CASE(
    "server_wins keeps the server's value and client_wins takes the client's, whatever the time") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Setting", {shared, "", "insert", R"("value":"v","theirs":"t")"});
  in.wait(100);
  push(in, how, "Setting", {shared, "", "update", R"("version":1,"value":"v2","theirs":"t2")"},
       "two");
  in.wait(100);
  auto const mine =
      push(in, how, "Setting",
           {shared, "", "update", R"("version":1,"value":"v3","updatedAt":")" + at(1) + "\""});
  INFO(mine.json);
  CHECK(mine.success());
  auto const theirs =
      push(in, how, "Setting", {shared, "", "update", R"("version":1,"theirs":"t3")"});
  CHECK(theirs.conflict());
  CHECK(member_of(pulled(in, "Setting", shared), "theirs") == "\"t2\"");
  CHECK(member_of(pulled(in, "Setting", shared), "value") == "\"v3\"");
}

TEST_CASE("An unknown id without a clientId is not found") {
  auto const how = any_spelling();
  auto const operation = GENERATE(std::string{"update"}, std::string{"delete"});
  world in;
  auto const done = push(in, how, "Task", {"", shared, operation, R"("version":1)"});
  CHECK_FALSE(done.success());
  CHECK(done.text("errorCode") == "NOT_FOUND");
  CHECK(done.text("id") == shared);
}

TEST_CASE("An unknown clientId with a version from elsewhere conflicts with nothing") {
  auto const how = any_spelling();
  world in;
  auto const done = push(in, how, "Task", {shared, "", "update", R"("version":2,"title":"t")"});
  CHECK(done.conflict());
  CHECK(done.text("clientId") == shared);
  CHECK(done.get("conflict.serverData") == "null");
  CHECK(done.text("conflict.clientData.title") == "t");
  CHECK(pull(in, how, "Task").count("data.page.items") == 0);
}

TEST_CASE("An update of a deleted record conflicts with its tombstone") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Task", {shared, "", "insert", R"("title":"t")"});
  push(in, how, "Task", {shared, "", "delete", R"("version":1)"}, "two");
  in.wait(5);
  auto const done = push(in, how, "Task", {shared, "", "update", R"("version":1,"title":"u")"});
  INFO(done.json);
  CHECK(done.conflict());
  CHECK(done.get("conflict.serverData.isDeleted") == "true");
  CHECK(done.text("conflict.serverData.clientId") == shared);
  CHECK(done.get("conflict.serverVersion") == "2");
}

TEST_CASE("Every conflict with a record of the server's tells both sides and a resolution") {
  auto const how = any_spelling();
  world in;
  auto const told = [&](std::string const& entity, item const& one, std::string const& version) {
    auto const done = push(in, how, entity, one);
    INFO(done.json);
    CHECK(done.conflict());
    CHECK(done.text("conflict.serverData.clientId") == shared);
    CHECK(done.get("conflict.serverData.version") == version);
    CHECK(done.get("conflict.serverVersion") == version);
    CHECK(done.get("version") == version);
    CHECK(done.text("conflict.clientData.title") == "mine");
    CHECK(done.text("conflict.resolutionSuggested.clientId") == shared);
    return done;
  };
  std::string const mine = R"("title":"mine","version":)";
  SECTION("an edit that lost") {
    make_edited_task(in, how, shared);
    auto const done = told("Task", {shared, "", "update", mine + R"(1,"note":"n","updatedAt":")" + at(50) + "\""}, "3");
    CHECK(done.text("conflict.resolutionSuggested.title") == "second");
    CHECK(done.text("conflict.resolutionSuggested.note") == "n");
  }
  SECTION("a version that was never given out") {
    make_edited_task(in, how, shared);
    told("Task", {shared, "", "update", mine + "9"}, "3");
  }
  SECTION("a counter without the version it was changed on") {
    if (how == spelling::generic) return;  // there it counts from the first version
    make_edited_task(in, how, shared);
    told("Task", {shared, "", "update", R"("title":"mine","votes":5)"}, "3");
  }
  SECTION("a deleted record") {
    make_edited_task(in, how, shared);
    push(in, how, "Task", {shared, "", "delete", R"("version":3)"}, "two");
    auto const done = told("Task", {shared, "", "update", mine + "3"}, "4");
    CHECK(done.get("conflict.resolutionSuggested.isDeleted") == "true");
  }
  SECTION("a field that a person decides about") {
    push(in, how, "Contract", {shared, "", "insert", R"("text":"one")"});
    in.wait(1);
    push(in, how, "Contract", {shared, "", "update", R"("version":1,"text":"two")"}, "two");
    told("Contract", {shared, "", "update", mine + R"(1,"text":"three")"}, "2");
  }
  SECTION("two edits of one whole") {
    push(in, how, "Seat", {shared, "", "insert", R"("row":"1")"});
    in.wait(100);
    push(in, how, "Seat", {shared, "", "update", R"("version":1,"row":"2")"}, "two");
    told("Seat", {shared, "", "update", mine + R"(1,"holder":"me","updatedAt":")" + at(1) + "\""}, "2");
  }
  SECTION("a delete of what others have changed meanwhile") {
    push(in, how, "Setting", {shared, "", "insert", R"("value":"v")"});
    in.wait(1);
    push(in, how, "Setting", {shared, "", "update", R"("version":1,"value":"w")"}, "two");
    auto const done = told("Setting", {shared, "", "delete", mine + "1"}, "2");
    CHECK(done.text("conflict.resolutionSuggested.value") == "w");
  }
}

TEST_CASE("A delete adds a version, and again gives the same answer") {
  auto const how = any_spelling();
  world in;
  auto const made = push(in, how, "Task", {shared, "", "insert", R"("title":"t")"});
  in.wait(5);
  auto const gone = push(in, how, "Task", {shared, "", "delete", R"("version":1)"});
  CHECK(gone.success());
  CHECK(gone.get("version") == "2");
  CHECK(gone.text("id") == made.text("id"));
  in.wait(5);
  CHECK(push(in, how, "Task", {shared, "", "delete", R"("version":1)"}).json == gone.json);
  // Deleting what is deleted, by other words, changes nothing either.
  auto const again = push(in, how, "Task", {shared, "", "delete", R"("version":2)"}, "two");
  CHECK(again.success());
  CHECK(again.get("version") == "2");
  CHECK(again.text("updatedAt") == gone.text("updatedAt"));
}

TEST_CASE("A delete that says its version without a clientId, by id alone, works") {
  auto const how = any_spelling();
  world in;
  auto const made = push(in, how, "Task", {shared, "", "insert", R"("title":"t")"});
  auto const gone = push(in, how, "Task", {"", made.text("id"), "delete", R"("version":1)"});
  CHECK(gone.success());
  CHECK(gone.text("clientId") == shared);
}

TEST_CASE("More items than the server takes are refused whole") {
  auto const how = any_spelling();
  auto options = default_options();
  options.max_items = 3;
  world in{options};
  std::string list = "[";
  for (int i = 0; i < 4; ++i)
    list += (i > 0 ? "," : "") +
            json_of({"c" + std::to_string(i), "", "insert", R"("title":"t")"}, how);
  list += "]";
  auto const got =
      how == spelling::generic
          ? in.ask("mutation($i: [JSON!]!) { syncPush(entity: \"Task\", items: $i) { success } }",
                   "{\"i\":" + list + "}")
          : in.ask(
                "mutation($i: [SyncPushItem!]!) { syncPushTask(payload: $i, tenantId: \"acme\") { results { success } } }",
                "{\"i\":" + list + "}");
  CHECK(got.code() == "LIMIT_EXCEEDED");
  CHECK(got.get("data") == "null");
  CHECK(pull(in, how, "Task").count("data.page.items") == 0);
}

TEST_CASE("An item without updatedAt counts as edited on arrival") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);  // it is 300 s now
  CHECK(push(in, how, "Task", {shared, "", "update", R"("version":1,"title":"mine")"}).success());
  in.wait(100);
  auto const early =
      push(in, how, "Task",
           {shared, "", "update", R"("version":1,"title":"late","updatedAt":")" + at(299) + "\""});
  INFO(early.json);
  CHECK(early.conflict());
}

TEST_CASE("Edit times are clamped to two minutes ahead of the server") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Task", {shared, "", "insert", R"("title":"t")"});
  push(in, how, "Task",
       {shared, "", "update",
        R"("version":1,"title":"from the future","updatedAt":")" + at(86'400 * 365) + "\""});
  in.wait(100);
  auto const early = push(
      in, how, "Task",
      {shared, "", "update", R"("version":1,"title":"too early","updatedAt":")" + at(119) + "\""});
  INFO(early.json);
  CHECK(early.conflict());
  in.wait(100);
  auto const late = push(in, how, "Task",
                         {shared, "", "update",
                          R"("version":1,"title":"late enough","updatedAt":")" + at(121) + "\""});
  INFO(late.json);
  CHECK(late.success());
}

TEST_CASE("Times with offsets, and without fractions, are understood") {
  auto const how = any_spelling();
  world in;
  make_edited_task(in, how, shared);
  // 250 s after the start, in another time zone; the title was edited at 100 s.
  auto const done = push(in, how, "Task",
                         {shared, "", "update",
                          R"("version":1,"title":"mine","updatedAt":"2025-11-05T14:34:10+05:30")"});
  INFO(done.json);
  CHECK(done.success());
}
