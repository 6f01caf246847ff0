// SPDX-License-Identifier: BSL-1.0
// Typed reads and writes over HTTP.
#include "serve/pushing.hpp"

#include <string>

using namespace fixture;

TEST_CASE("A record is created, read, updated and deleted by its fields") {
  world in;
  auto const made = in.ask(
      R"(mutation { createTask(input: {title: "one", weight: 1, priority: 9007199254740993, tags: ["a", "b"]}) {
    id clientId version updatedAt isDeleted title body done priority weight note tags votes space } })");
  INFO(made.body);
  std::string const id = made.text("data.createTask.id");
  CHECK(
      made.get("data.createTask") ==
      R"({"id":")" + id + R"(","clientId":")" + id +
          R"(","version":1,"updatedAt":"2025-11-05T09:00:00.000000Z","isDeleted":false,"title":"one","body":"","done":false,)"
          R"("priority":9007199254740993,"weight":1,"note":null,"tags":["a","b"],"votes":0,"space":null})");
  in.wait(5);
  auto const updated = in.ask(
      "mutation($id: ID!, $input: TaskPatch!) { updateTask(id: $id, version: 1, input: $input) { "
      "version title note tags } }",
      "{\"id\":\"" + id + R"(","input":{"title":"uno","note":"n","tags":["b","c"]}})");
  CHECK(updated.get("data.updateTask") ==
        R"({"version":2,"title":"uno","note":"n","tags":["b","c"]})");
  auto const cleared = in.ask("mutation { updateTask(id: \"" + id +
                              "\", input: {note: null}) { version title note } }");
  CHECK(cleared.get("data.updateTask") == R"({"version":3,"title":"uno","note":null})");
  CHECK(in.ask("{ task(id: \"" + id + "\") { title } }").get("data.task") == R"({"title":"uno"})");
  CHECK(in.ask("{ tasks { title version } }").get("data.tasks") ==
        R"([{"title":"uno","version":3}])");
  in.wait(5);
  auto const removed =
      in.ask("mutation { deleteTask(id: \"" + id + "\", version: 3) { id version updatedAt } }");
  CHECK(removed.get("data.deleteTask") ==
        R"({"id":")" + id + R"(","version":4,"updatedAt":")" + at(10, 6) + "\"}");
  CHECK(in.ask("{ task(id: \"" + id + "\") { title } tasks { id } }").get("data") ==
        R"({"task":null,"tasks":[]})");
}

TEST_CASE("What is refused names the field and changes nothing") {
  world in;
  auto const made =
      in.ask("mutation { createTask(input: {clientId: \"c\", title: \"one\"}) { id } }");
  auto const id = made.text("data.createTask.id");
  auto const refused = [&](std::string const& mutation, std::string_view code,
                           std::string_view part) {
    auto const got = in.ask("mutation { m: " + mutation + " { id } }");
    INFO(got.body);
    CHECK(got.status == 200);
    CHECK(got.get("data") == "null");
    CHECK(got.code() == code);
    CHECK(got.text("errors.0.message").find(part) != std::string::npos);
    CHECK(got.get("errors.0.path") == "[\"m\"]");
  };
  refused("createTask(input: {title: \"\"})", "BAD_USER_INPUT", "title");
  refused("createTask(input: {title: null})", "BAD_USER_INPUT", "title");
  refused("createTask(input: {})", "BAD_USER_INPUT", "title");
  refused("createTask(input: {title: \"t\", space: \"nowhere\"})", "BAD_USER_INPUT", "space");
  refused("updateTask(id: \"" + id + "\", input: {title: \"\"})", "BAD_USER_INPUT", "title");
  refused("updateTask(id: \"nowhere\", input: {title: \"t\"})", "NOT_FOUND", "id");
  refused("updateTask(id: \"" + id + "\", version: 9, input: {title: \"t\"})", "CONFLICT",
          "version");
  refused("deleteTask(id: \"nowhere\")", "NOT_FOUND", "id");
  CHECK(in.ask("{ tasks { title version } }").get("data.tasks") ==
        R"([{"title":"one","version":1}])");
  CHECK(in.ask("mutation { createTask(input: {title: 5}) { id } }").get("data").empty());
  CHECK(in.ask("mutation { createTask(input: {titel: \"t\"}) { id } }")
            .text("errors.0.message")
            .find("titel") != std::string::npos);
}

TEST_CASE("A conflict that a person must decide is refused with CONFLICT") {
  world in;
  in.ask("mutation { createContract(input: {clientId: \"k\", text: \"one\"}) { id } }");
  in.ask("mutation { updateContract(id: \"k\", version: 1, input: {text: \"two\"}) { id } }");
  auto const clash =
      in.ask("mutation { updateContract(id: \"k\", version: 1, input: {text: \"three\"}) { id } }");
  CHECK(clash.code() == "CONFLICT");
  CHECK(in.ask("{ contracts { text } }").get("data.contracts") == R"([{"text":"two"}])");
}

TEST_CASE("Creating twice under one clientId makes one record") {
  world in;
  auto const first = in.ask(
      "mutation { createTask(input: {clientId: \"tmp-1\", title: \"t\"}) { id version clientId } }");
  auto const again = in.ask(
      "mutation { createTask(input: {clientId: \"tmp-1\", title: \"t\"}) { id version clientId } }");
  CHECK(first.body == again.body);
  CHECK(first.text("data.createTask.clientId") == "tmp-1");
  CHECK(in.ask("{ tasks { id } }").count("data.tasks") == 1);
  CHECK(in.ask("{ task(id: \"tmp-1\") { title } }").get("data.task") == R"({"title":"t"})");
  CHECK(in.ask("{ task(id: 12345) { title } }").get("data.task") == "null");
}

TEST_CASE("Lists are cut by limit and offset") {
  world in;
  for (int i = 0; i < 5; ++i)
    in.ask("mutation { createSpace(input: {name: \"" + std::to_string(i) + "\"}) { id } }");
  CHECK(in.ask("{ spaces(limit: 2, offset: 1) { name } }").get("data.spaces") ==
        R"([{"name":"1"},{"name":"2"}])");
  CHECK(in.ask("{ spaces(offset: 9) { name } }").get("data.spaces") == "[]");
  CHECK(in.ask("{ spaces(offset: -1) { name } }").code() == "BAD_USER_INPUT");
  CHECK(in.ask("{ spaces(limit: 0) { name } }").code() == "BAD_USER_INPUT");
}

TEST_CASE("A number that is not finite is null to GraphQL and stays what it is") {
  world in;
  push(in, spelling::generic, "Task", {"c", "", "insert", R"("title":"t","weight":"NaN")"});
  auto const got = in.ask("{ tasks { title weight } }");
  CHECK(got.body == R"({"data":{"tasks":[{"title":"t","weight":null}]}})");
  CHECK(member_of(pulled(in, "Task", "c"), "weight") == "\"NaN\"");
}

TEST_CASE("What one form writes the others see") {
  world in;
  in.ask("mutation { createTask(input: {clientId: \"c\", title: \"one\"}) { id } }");
  CHECK(push(in, spelling::per_entity, "Task", {"c", "", "update", R"("version":1,"body":"b")"})
            .get("version") == "2");
  CHECK(in.ask("{ task(id: \"c\") { title body version } }").get("data.task") ==
        R"({"title":"one","body":"b","version":2})");
  CHECK(in.ask("{ pullChanges { changes } }").text("data.pullChanges.changes.0.fields.body") ==
        "b");
}
