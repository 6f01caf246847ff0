// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "wire/every_kind.hpp"

#include <entente/wire/json_value.hpp>
#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace entente;
using every_kind::dice;
using every_kind::everything;

namespace {

template <class Entity>
std::string object_text(Entity const& value) {
  std::string text;
  write_object(text, value);
  return text;
}

/// The same JSON, its members in another order and with white space between all tokens.
void write_scrambled(std::string& out, json_value const& value, std::mt19937_64& engine) {
  auto const space = [&] { out += std::string_view(" \n\t ").substr(0, engine() % 4); };
  space();
  switch (value.kind()) {
    case json_kind::object: {
      std::vector<json_value::member const*> members;
      for (auto const& each : value.members()) members.push_back(&each);
      std::shuffle(members.begin(), members.end(), engine);
      out += '{';
      for (auto const* each : members) {
        if (each != members.front()) out += ',';
        space();
        append_quoted(out, each->name);
        space();
        out += ':';
        write_scrambled(out, each->value, engine);
      }
      out += '}';
      break;
    }
    case json_kind::array: {
      bool first = true;
      out += '[';
      for (auto const& each : value.elements()) {
        if (!std::exchange(first, false)) out += ',';
        write_scrambled(out, each, engine);
      }
      out += ']';
      break;
    }
    default: {
      json_writer writer(out);
      value.write(writer);
    }
  }
  space();
}

template <class Entity>
error refusal(std::string_view text) {
  Entity into{};
  auto const read = read_fields(text, into);
  REQUIRE_FALSE(read.ok());
  return read.why();
}

}  // namespace

static_assert(storable<everything>);

TEST_CASE("a record is written in declaration order under its names on the wire") {
  Task task;
  task.title = "a \"b\"";
  task.tags = {"x", "y"};
  task.priority = -4;
  task.weight = 1.25;
  CHECK(object_text(task) ==
        R"({"title":"a \"b\"","body":"","done":false,"priority":-4,"weight":1.25,"note":null,)"
        R"("tags":["x","y"],"votes":0,"space":null})");
}

TEST_CASE("any set of fields is written without braces") {
  Task task;
  task.title = "t";
  task.votes = 3;
  std::string out = "{";
  write_fields(out, task, field_mask{});
  CHECK(out == "{");
  field_mask which;
  which.set(field_of<Task, &Task::votes>);
  which.set(field_of<Task, &Task::title>);
  write_fields(out, task, which);
  CHECK(out == R"({"title":"t","votes":3)");
}

TEST_CASE("every kind of field comes back from the wire as it was") {
  dice random(1);
  std::mt19937_64 engine(2);
  for (int round = 0; round < 300; ++round) {
    everything sent;
    random.fill(sent);
    std::string const text = object_text(sent);

    everything received;
    random.fill(received);
    auto const present = read_fields(text, received);
    if (!present.ok()) FAIL(present.why().text());
    CHECK(*present == describe<everything>::all);
    field_mask const different = differing_fields(sent, received);
    different.for_each([](std::size_t i) { FAIL(describe<everything>::field_names[i]); });
    CHECK(object_text(received) == text);

    auto const tree = json_value::parse(text);
    REQUIRE(tree.ok());
    std::string scrambled;
    write_scrambled(scrambled, *tree, engine);
    everything reordered;
    auto const again = read_fields(scrambled, reordered);
    if (!again.ok()) FAIL(again.why().text() << scrambled);
    CHECK(*again == describe<everything>::all);
    CHECK(differing_fields(sent, reordered).none());
  }
}

TEST_CASE("any subset of fields comes back and leaves the others alone") {
  dice random(3);
  for (int round = 0; round < 200; ++round) {
    everything sent;
    everything before;
    random.fill(sent);
    random.fill(before);
    field_mask const which{random.bits() & describe<everything>::all.bits()};
    std::string text = "{";
    write_fields(text, sent, which);
    text += '}';
    everything received = before;
    auto const present = read_fields(text, received);
    if (!present.ok()) FAIL(present.why().text());
    CHECK(*present == which);
    CHECK((differing_fields(received, sent) & which).none());
    CHECK((differing_fields(received, before) - which).none());
  }
}

TEST_CASE("a record cut short at any byte is refused") {
  dice random(4);
  for (int round = 0; round < 5; ++round) {
    everything sent;
    random.fill(sent);
    std::string const text = object_text(sent);
    for (std::size_t size = 0; size < text.size(); ++size) {
      everything into;
      CHECK_FALSE(read_fields(std::string_view(text).substr(0, size), into).ok());
    }
    everything into;
    CHECK_FALSE(read_fields(text + "x", into).ok());
    CHECK(read_fields(text + " \n", into).ok());
  }
}

TEST_CASE("a record with any byte changed is refused or read, and never does harm") {
  dice random(5);
  everything sent;
  random.fill(sent);
  std::string const text = object_text(sent);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(random.bits() & 0xff);
    everything into;
    unknown_members unknown;
    auto const read = read_fields(damaged, into, &unknown);
    if (!read.ok()) CHECK_FALSE(read.why().message.empty());
  }
}

TEST_CASE("a wrong type is refused by entity, C++ field name and what was expected") {
  auto const why = refusal<every_kind::part>(R"({"houseNumber":"7"})");
  CHECK(why.code == error_code::malformed);
  CHECK(why.entity == "part");
  CHECK(why.field == "house_number");
  CHECK(why.message == "expected an integer at byte 15");

  for (auto const& [text, field] : std::vector<std::pair<std::string_view, std::string_view>>{
           {R"({"title":1})", "title"},
           {R"({"title":null})", "title"},
           {R"({"done":0})", "done"},
           {R"({"done":"true"})", "done"},
           {R"({"priority":1.5})", "priority"},
           {R"({"priority":9223372036854775808})", "priority"},
           {R"({"weight":"1"})", "weight"},
           {R"({"weight":1e400})", "weight"},
           {R"({"note":false})", "note"},
           {R"({"tags":"x"})", "tags"},
           {R"({"tags":[1]})", "tags"},
           {R"({"tags":{}})", "tags"},
           {R"({"tags":[null]})", "tags"},
           {R"({"space":"nonsense"})", "space"},
           {R"({"space":5})", "space"},
           {"{\"title\":\"\xff\"}", "title"},
           {R"({"title":"\ud800"})", "title"},
           {R"({"votes":})", "votes"},
       }) {
    INFO(text);
    auto const refused = refusal<Task>(text);
    CHECK(refused.code == error_code::malformed);
    CHECK(refused.entity == "Task");
    CHECK(refused.field == field);
    CHECK_FALSE(refused.message.empty());
  }
}

TEST_CASE("what is no object of members is refused with the entity alone") {
  for (auto const* text : {"", " ", "[]", "null", "1", "\"x\"", "{", "{]", "{,}", "{\"title\"}",
                           "{\"title\":\"a\",}", "{\"title\":\"a\"}}", "{title:1}"}) {
    INFO(text);
    auto const refused = refusal<Task>(text);
    CHECK(refused.code == error_code::malformed);
    CHECK(refused.entity == "Task");
    CHECK(refused.field.empty());
  }
}

TEST_CASE("errors never quote what was read") {
  auto const refused = refusal<Task>(R"({"title":"ok","note":["secret-content"]})");
  CHECK(refused.text().find("secret") == std::string::npos);
}

TEST_CASE("a member named twice is refused, whichever way it was recognised") {
  for (auto const* text :
       {R"({"title":"a","title":"b"})", R"({"title":"a", "title":"b"})",
        R"({ "title":"a","title":"b"})", R"({"title":"a","done":true,"t\u0069tle":"b"})",
        R"({"done":true,"title":"a","title":"b"})"}) {
    INFO(text);
    auto const refused = refusal<Task>(text);
    CHECK(refused.code == error_code::malformed);
    CHECK(refused.field == "title");
  }
  auto const nested = refusal<everything>(R"({"home":{"houseNumber":1,"houseNumber":2}})");
  CHECK(nested.field == "home");
  auto const key = refusal<everything>(R"({"counts":{"a":1,"b":2,"a":3}})");
  CHECK(key.field == "counts");
}

TEST_CASE("nesting beyond the limit is refused when read and when written") {
  every_kind::everything deep;
  every_kind::tree* leaf = &deep.family;
  // The record, and an object and a list for each level.
  for (std::size_t brackets = 5; brackets <= max_json_depth; brackets += 2) {
    leaf->children.resize(1);
    leaf = &leaf->children[0];
  }
  std::string const text = object_text(deep);
  everything received;
  CHECK(read_fields(text, received).ok());

  leaf->children.resize(1);
  std::string out = "before";
  try {
    write_object(out, deep);
    FAIL("written");
  } catch (failure const& refused) {
    CHECK(refused.code() == error_code::too_large);
    CHECK(refused.why().entity == "everything");
    CHECK(refused.why().field == "family");
  }
  CHECK(out == "before");

  auto const refused = refusal<Task>(R"({"x":)" + std::string(max_json_depth, '[') +
                                     std::string(max_json_depth, ']') + "}");
  CHECK(refused.code == error_code::too_large);
}

TEST_CASE("a value without a form on the wire is refused by name and writes nothing") {
  auto const refusal_of = [](everything const& value) {
    std::string out = "kept";
    error why;
    try {
      write_object(out, value);
    } catch (failure const& refused) {
      why = refused.why();
    }
    CHECK(out == "kept");
    CHECK(why.code == error_code::validation_failed);
    CHECK(why.entity == "everything");
    CHECK(why.message.find("expected") == 0);
    return why.field;
  };
  everything value;
  value.text = "caf\xe9";
  CHECK(refusal_of(value) == "text");
  value = {};
  value.words = {"fine", "long enough to be scanned by blocks \xc3"};
  CHECK(refusal_of(value) == "words");
  value = {};
  value.counts["\xff"] = 1;
  CHECK(refusal_of(value) == "counts");
  value = {};
  value.home.street_name = "escape \" and \xed\xa0\x80";
  CHECK(refusal_of(value) == "home");
  value = {};
  value.microsecond = (timestamp::max)();
  CHECK(refusal_of(value) == "microsecond");
  value = {};
  value.day = (std::chrono::sys_days::min)();
  CHECK(refusal_of(value) == "day");
  value = {};
  value.castle.fill_code();
  CHECK(refusal_of(value) == "castle");
}

TEST_CASE("a refused field outside the mask does no harm") {
  Task task;
  task.body = "\xff";
  std::string out;
  field_mask which;
  which.set(field_of<Task, &Task::title>);
  write_fields(out, task, which);
  CHECK(out == R"("title":"")");
}

TEST_CASE("unknown members are collected as they stand, or skipped") {
  std::string_view const text =
      R"({"later":{"a" : [1.0,2e3]},"title":"t","n\u00e9w":"\u0041","big":123456789012345678901})";
  Task task;
  unknown_members unknown;
  auto const present = read_fields(text, task, &unknown);
  REQUIRE(present.ok());
  CHECK(present->count() == 1);
  CHECK(task.title == "t");
  REQUIRE(unknown.size() == 3);
  CHECK(unknown[0] == unknown_member{"later", R"({"a" : [1.0,2e3]})"});
  CHECK(unknown[1] == unknown_member{"néw", R"("\u0041")"});
  CHECK(unknown[2] == unknown_member{"big", "123456789012345678901"});
  CHECK(read_fields(text, task).ok());
}

TEST_CASE("unknown members must be JSON and differ in name") {
  Task task;
  unknown_members unknown;
  CHECK_FALSE(read_fields(R"({"later":{"a"}})", task, &unknown).ok());
  CHECK_FALSE(read_fields(R"({"later":nul})", task).ok());
  unknown.clear();
  auto const twice = read_fields(R"({"later":1,"other":2,"later":3})", task, &unknown);
  REQUIRE_FALSE(twice.ok());
  CHECK(twice.why().code == error_code::malformed);
}

TEST_CASE("a nested value is read as a whole: missing members are the default") {
  everything into;
  into.home = {"old street", 9, 4.5};
  into.spare = every_kind::part{"spare", 8, 1.0};
  into.castle.set_code("zzz");
  into.castle.number = 77;
  auto const read = read_fields(
      R"({"home":{"mass":2,"unknown":[{}]},"spare":{"houseNumber":5},"castle":{"number":4}})",
      into);
  REQUIRE(read.ok());
  CHECK(into.home.street_name.empty());
  CHECK(into.home.house_number == 1);
  CHECK(into.home.weight_kg == 2.0);
  CHECK(into.spare->street_name.empty());
  CHECK(into.spare->house_number == 5);
  CHECK(into.castle.number == 4);
  CHECK(into.castle.code() == "abc");
}

TEST_CASE("a record can be read from the middle of a longer text") {
  json_reader reader(R"([{"title":"a"},{"title":"b"}])");
  std::vector<Task> tasks;
  REQUIRE(reader.begin_array());
  while (reader.next_element()) REQUIRE(read_fields(reader, tasks.emplace_back()).ok());
  REQUIRE(reader.finish());
  REQUIRE(tasks.size() == 2);
  CHECK(tasks[1].title == "b");
}

TEST_CASE("appending records to one text keeps what is there") {
  Task task;
  task.title = "x";
  std::string const one = object_text(task);
  std::string page;
  for (int i = 0; i < 100; ++i) write_object(page, task);
  CHECK(page.size() == 100 * one.size());
  CHECK(page.substr(99 * one.size()) == one);
}
