// SPDX-License-Identifier: BSL-1.0
// What an item may hold, and what is wrong with one, in both spellings of syncPush.
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

}  // namespace

TEST_CASE("A client id addresses a record wherever an id may stand") {
  auto const how = any_spelling();
  world in;
  auto const made = push(in, how, "Task", {"tmp-12345", "", "insert", R"("title":"t")"});
  auto const done =
      push(in, how, "Task", {"", "tmp-12345", "update", R"("version":1,"title":"u")"});
  INFO(done.json);
  CHECK(done.success());
  CHECK(done.text("id") == made.text("id"));
  CHECK(done.text("clientId") == "tmp-12345");
}

TEST_CASE("A client id never changes once it is given") {
  auto const how = any_spelling();
  world in;
  auto const made = push(in, how, "Task", {"tmp-1", "", "insert", R"("title":"t")"});
  push(in, how, "Task", {"tmp-other", made.text("id"), "update", R"("version":1,"title":"u")"});
  answer const all = pull(in, how, "Task");
  REQUIRE(all.count("data.page.items") == 1);
  CHECK(all.text("data.page.items.0.clientId") == "tmp-1");
  CHECK(all.text("data.page.items.0.id") == made.text("id"));
}

TEST_CASE("One principal's client ids mean nothing to another's") {
  auto const how = any_spelling();
  world in;
  auto const mine = push(in, how, "Task", {"tmp-1", "", "insert", R"("title":"mine")"}, "one");
  auto const yours = push(in, how, "Task", {"tmp-1", "", "insert", R"("title":"yours")"}, "two");
  CHECK(yours.success());
  CHECK(mine.text("id") != yours.text("id"));
  CHECK(pull(in, how, "Task").count("data.page.items") == 2);
}

TEST_CASE("What is wrong with an item is said in its own result, and hurts no other") {
  auto const how = any_spelling();
  world in;
  auto const results =
      push_all(in, how, "Task",
               {json_of({"a", "", "insert", R"("title":"one")"}, how),
                json_of({"b", "", "insert", R"("title":7)"}, how),
                json_of({shared, "", "insert", R"("title":"")"}, how),
                json_of({"d", "", "insert", R"("title":"t","tags":"x")"}, how),
                json_of({"", "", "insert", R"("title":"t")"}, how),
                json_of({"e", "", "insert", R"("title":"t","space":"nowhere")"}, how),
                json_of({"f", "", "insert", R"("title":"t","version":"1")"}, how),
                json_of({"g", "", "insert", R"("title":"t","updatedAt":"yesterday")"}, how),
                json_of({"h", "", "insert", R"("title":"t","priority":1e30)"}, how),
                json_of({"z", "", "insert", R"("title":"last")"}, how)});
  CHECK(results.front().success());
  CHECK(results.back().success());
  std::vector<std::string> const fields{"title", "title",   "tags",      "lientId",
                                        "space", "version", "updatedAt", "priority"};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    INFO(results[i + 1].json);
    CHECK_FALSE(results[i + 1].success());
    CHECK(results[i + 1].text("errorCode") == "VALIDATION_ERROR");
    CHECK(results[i + 1].text("errorMessage").find(fields[i]) != std::string::npos);
    CHECK(results[i + 1].get("version") == "null");
  }
  CHECK(results[1].text("clientId") == "b");
  CHECK(pull(in, how, "Task").count("data.page.items") == 2);
}

TEST_CASE("Data that is no object, and an unknown operation, are validation errors") {
  world in;
  auto const generic = push_all(in, spelling::generic, "Task", {"5", "\"x\"", "[]", "true"});
  for (auto const& each : generic) CHECK(each.text("errorCode") == "VALIDATION_ERROR");
  auto const entity = push_all(in, spelling::per_entity, "Task",
                               {R"({"clientId":"a","operation":"insert","data":5})",
                                R"({"clientId":"a","operation":"upsert","data":{"title":"t"}})",
                                R"({"clientId":"a","operation":"","data":{"title":"t"}})"});
  for (auto const& each : entity) {
    CHECK(each.text("errorCode") == "VALIDATION_ERROR");
    CHECK(each.text("clientId") == "a");
  }
  CHECK(entity[1].text("errorMessage").find("operation") != std::string::npos);
}

TEST_CASE("Unknown members come back unharmed") {
  auto const how = any_spelling();
  world in;
  std::string const odd =
      R"("extra":{"big":9007199254740993,"real":1e21,"exact":1.10,"control":"\u0001\u0000\n","emoji":"😀","list":[null,true]})";
  CHECK(push(in, how, "Task", {shared, "", "insert", R"("title":"t",)" + odd}).success());
  CHECK(member_of(pulled(in, "Task", shared), "extra.big") == "9007199254740993");
  CHECK(member_of(pulled(in, "Task", shared), "extra.real") == "1e21");
  CHECK(member_of(pulled(in, "Task", shared), "extra.exact") == "1.10");
  CHECK(member_of(pulled(in, "Task", shared), "extra.emoji") == "\"😀\"");
  CHECK(answer{200, {}, pulled(in, "Task", shared), {}}.text("extra.control") ==
        std::string("\x01\0\n", 3));
  CHECK(push(in, how, "Task", {shared, "", "update", R"("version":1,"body":"b")"}).success());
  CHECK(member_of(pulled(in, "Task", shared), "extra.list") == "[null,true]");
  CHECK(push(in, how, "Task", {shared, "", "update", R"("version":2,"extra":5)"}).success());
  CHECK(member_of(pulled(in, "Task", shared), "extra") == "5");
  CHECK(member_of(pulled(in, "Task", shared), "version") == "3");
}

TEST_CASE("Ids of up to 200 bytes are taken, longer and empty ones refused") {
  auto const how = any_spelling();
  world in;
  std::string const longest(200, 'x');
  CHECK(push(in, how, "Task", {longest, "", "insert", R"("title":"t")"}).text("clientId") ==
        longest);
  auto const longer = push(in, how, "Task", {longest + "x", "", "insert", R"("title":"t")"});
  CHECK(longer.text("errorCode") == "VALIDATION_ERROR");
  CHECK(longer.text("errorMessage").find("clientId") != std::string::npos);
  CHECK(push(in, how, "Task", {"a/../b \"😀\"", "", "insert", R"("title":"t")"}).text("clientId") ==
        "a/../b \"😀\"");
}

TEST_CASE("A reference to a record made in the same request, by its client id, is kept") {
  auto const how = any_spelling();
  world in;
  push(in, how, "Space", {"home", "", "insert", R"("name":"Home")"});
  auto const done = push(in, how, "Task", {shared, "", "insert", R"("title":"t","space":"home")"});
  INFO(done.json);
  REQUIRE(done.success());
  answer const space = pull(in, how, "Space");
  CHECK(member_of(pulled(in, "Task", shared), "space") == space.get("data.page.items.0.id"));
}

TEST_CASE("A server that assigns ids tells them, and takes either id") {
  auto const how = any_spelling();
  auto options = default_options();
  options.assign_ids = true;
  world in{options};
  std::string const key = "01890a5d-ac96-774b-bcce-b302099a8057";
  auto const made = push(in, how, "Task", {key, "", "insert", R"("title":"t")"});
  CHECK(made.success());
  CHECK(made.text("clientId") == key);
  CHECK(made.text("id") != key);
  CHECK(push(in, how, "Task", {"", made.text("id"), "update", R"("version":1,"title":"u")"})
            .text("clientId") == key);
  CHECK(push(in, how, "Task", {"", key, "update", R"("version":2,"title":"v")"}).text("id") ==
        made.text("id"));
}

TEST_CASE("A deleted record can be restored in the per-entity form") {
  world in;
  push(in, spelling::per_entity, "Task", {shared, "", "insert", R"("title":"t","body":"b")"});
  push(in, spelling::per_entity, "Task", {shared, "", "delete", R"("version":1)"});
  auto const back =
      push(in, spelling::per_entity, "Task", {shared, "", "restore", R"("version":2)"});
  CHECK(back.success());
  CHECK(back.get("version") == "3");
  CHECK(member_of(pulled(in, "Task", shared), "body") == "\"b\"");
}
