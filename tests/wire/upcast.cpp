// SPDX-License-Identifier: BSL-1.0
// What older programs wrote, read by today's, and the reverse.
#include "support/catch.hpp"

#include <entente/entity.hpp>
#include <entente/wire.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

/// As it is today: version 4.
struct Task {
  std::string headline;        // "title" before 2, "subject" before 3
  std::string title;           // since 3 another field of that name
  std::int64_t priority = 0;   // text before 2, tenths before 4
  std::int64_t votes = 0;      // a counter before
  std::int64_t minutes = 0;    // a counter, in hours before 4
  std::vector<std::int64_t> marks;  // of texts before 4
};

std::optional<std::int64_t> tenths_of(std::string const& text) {
  if (text == "high") return 30;
  if (text == "low") return 10;
  if (text == "odd") throw std::runtime_error{"odd"};
  return std::nullopt;
}
std::optional<std::string> text_of(std::int64_t const& tenths) {
  if (tenths == 30) return "high";
  if (tenths == 10) return "low";
  return std::nullopt;
}
std::int64_t whole_of(std::int64_t const& tenths) { return tenths / 10; }
std::int64_t in_tenths(std::int64_t const& whole) { return whole * 10; }
std::int64_t minutes_of(std::int64_t const& hours) { return hours * 60; }
std::vector<std::int64_t> lengths_of(std::vector<std::string> const& texts) {
  std::vector<std::int64_t> all;
  for (auto const& each : texts) all.push_back(static_cast<std::int64_t>(each.size()));
  return all;
}

using app = entente::schema<Task>;

}  // namespace

template <>
struct entente::schema_traits<app> {
  static constexpr int version = 4;
};
template <>
struct entente::entity_traits<Task> {
  static constexpr std::string_view formerly = "Todo";
  static constexpr int formerly_before = 3;
  using fields = entente::field_policies<entente::merge<&Task::minutes, entente::counter>,
                                         entente::merge<&Task::marks, entente::append>>;
  using history = entente::field_history<
      entente::formerly<&Task::headline, "title", 2>, entente::formerly<&Task::headline, "subject", 3>,
      entente::converted<&Task::priority, std::string, &tenths_of, &text_of, 2>,
      entente::converted<&Task::priority, std::int64_t, &whole_of, &in_tenths>,
      entente::converted<&Task::minutes, std::int64_t, &minutes_of>,
      entente::converted<&Task::marks, std::vector<std::string>, &lengths_of>>;
};

namespace {

std::string upcast(std::string object, int from) {
  entente::upcast_object<app, Task>(object, from);
  return object;
}

struct settled {
  std::size_t field;
  std::string name;
  std::string raw;
};

std::optional<entente::error> upcast_patch(std::string& body, int from, std::vector<settled>* asked = nullptr) {
  return entente::upcast_patch<app, Task>(
      body, from, [&](std::size_t field, auto, std::string_view name, std::string_view raw, std::string& value) {
        if (asked == nullptr) return false;
        asked->push_back({field, std::string{name}, std::string{raw}});
        value = "7";
        return true;
      });
}

}  // namespace

TEST_CASE("Fields go by the names they had in the version that wrote them") {
  CHECK(upcast(R"({"title":"a"})", 1) == R"({"headline":"a"})");
  CHECK(upcast(R"({"subject":"a"})", 2) == R"({"headline":"a"})");
  CHECK(upcast(R"({"headline":"a","title":"b"})", 3) == R"({"headline":"a","title":"b"})");
  CHECK(upcast(R"({"title":"a"})", 4) == R"({"title":"a"})");
  CHECK(upcast(R"({"title":"a"})", 0) == R"({"title":"a"})");
  CHECK(upcast(R"({"colour":"red"})", 1) == R"({"colour":"red"})");
}

TEST_CASE("Values pass through every conversion that came since") {
  CHECK(upcast(R"({"priority":"high"})", 1) == R"({"priority":3})");
  CHECK(upcast(R"({"priority":30})", 2) == R"({"priority":3})");
  CHECK(upcast(R"({"priority":30})", 3) == R"({"priority":3})");
  CHECK(upcast(R"({"priority":30})", 4) == R"({"priority":30})");
}

TEST_CASE("A value without a counterpart is kept where no field reads it") {
  for (std::string const value : {"\"medium\"", "\"odd\"", "5", "null"}) {
    std::string object = R"({"priority":)" + value + "}";
    CHECK(entente::upcast_object<app, Task>(object, 1) == 1);
    CHECK(object == R"({"priority@1":)" + value + "}");
    Task read;
    CHECK(entente::read_fields(std::string_view{object}, read));
  }
}

TEST_CASE("An entity is found by the name it had") {
  CHECK(entente::find_entity<app>("Task") == 0);
  CHECK(entente::find_entity<app>("Todo", 2) == 0);
  CHECK(entente::find_entity<app>("Todo") == 0);
  CHECK(entente::find_entity<app>("Note", 1) == 1);
  CHECK(entente::find_entity<app>("", 1) == 1);
}

TEST_CASE("Patches of older programs speak of today's fields") {
  std::string body = R"({"set":{"title":"a","priority":"low"},"append":{"marks":["ab"]},"at":{"title":5}})";
  CHECK_FALSE(upcast_patch(body, 1));
  CHECK(body == R"({"set":{"headline":"a","priority":1},"append":{"marks":[2]},"at":{"headline":5}})");
  auto const read = entente::read_patch<Task>(body, {9});
  REQUIRE(read);
  CHECK(read->times[0].micros == 5);

  body = R"({"set":{"priority":"medium"}})";
  auto const why = upcast_patch(body, 1);
  REQUIRE(why);
  CHECK(why->code == entente::error_code::validation_failed);
  CHECK(why->field == "priority");
  CHECK(body == R"({"set":{"priority":"medium"}})");
}

TEST_CASE("What is no intent of its field any more is settled as a whole value, or refused") {
  // A policy that changed, a difference that was converted, a field that is gone.
  std::string body = R"({"delta":{"votes":2,"minutes":1,"gone":3}})";
  auto const refused = body;
  CHECK(upcast_patch(body, 1));
  CHECK(body == refused);
  std::vector<settled> asked;
  CHECK_FALSE(upcast_patch(body, 1, &asked));
  CHECK(body == R"({"set":{"votes":7,"minutes":7,"gone":7}})");
  REQUIRE(asked.size() == 3);
  CHECK(asked[0].field == 3);
  CHECK(asked[2].field == 6);
  CHECK(asked[2].raw == "3");
  // The difference of today is one.
  body = R"({"delta":{"minutes":1}})";
  CHECK_FALSE(upcast_patch(body, 4));
  CHECK(body == R"({"delta":{"minutes":1}})");
}

TEST_CASE("Older programs are told what they can understand, and nothing else") {
  entente::change out;
  out.entity = "Task";
  out.fields = R"({"headline":"a","title":"b","priority":3,"votes":1,"minutes":60,"marks":[1],"colour":"red"})";
  out.times = R"({"headline":5})";
  auto one = out;
  entente::downcast_change<app, Task>(one, 1);
  CHECK(one.entity == "Todo");
  CHECK(one.schema_version == 1);
  // No way back for minutes and marks; no room for the other title.
  CHECK(one.fields == R"({"title":"a","priority":"high","votes":1,"colour":"red"})");
  CHECK(one.times == R"({"title":5})");
  auto two = out;
  two.fields = R"({"headline":"a","priority":3})";
  entente::downcast_change<app, Task>(two, 2);
  CHECK(two.fields == R"({"subject":"a","priority":30})");
  for (int const version : {0, 4, 5}) {
    auto same = out;
    entente::downcast_change<app, Task>(same, version);
    CHECK(same.fields == out.fields);
    CHECK(same.entity == "Task");
    CHECK(same.schema_version == 4);
  }
  CHECK_FALSE(entente::upcast_change<app, Task>(one));
  CHECK(one.fields == R"({"headline":"a","priority":3,"votes":1,"colour":"red"})");
  CHECK(one.times == R"({"headline":5})");
  CHECK(one.schema_version == 4);
}

TEST_CASE("A change with a value that has no counterpart is refused, and stays as it came") {
  entente::change from;
  from.entity = "Todo";
  from.schema_version = 1;
  from.fields = R"({"title":"a","priority":"medium"})";
  auto const before = from;
  auto const why = entente::upcast_change<app, Task>(from);
  REQUIRE(why);
  CHECK(why->field == "priority");
  CHECK(from == before);
}
