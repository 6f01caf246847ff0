// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/bind.hpp>

#include <entente/entity/field_equal.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sqlite/database.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/tasks.hpp"

#include <boost/hana/adapt_struct.hpp>

#include <array>
#include <chrono>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using entente::bytes;
using entente::database;
using entente::error_code;
using support::refusal_of;
using namespace std::chrono_literals;

namespace binding {

enum class colour { red, green, blue };
enum class level : std::uint64_t { low, high };

struct point {
  std::int64_t x = 1;
  std::int64_t y = 2;
};

struct celsius {
  double degrees = 0;
};

struct nickname {
  std::string text;
};

struct everything {
  bool yes = false;
  std::int8_t tiny = 0;
  std::uint32_t middle = 0;
  std::uint64_t huge = 0;
  float single = 0;
  double twice = 0;
  colour paint = colour::red;
  std::string text;
  bytes blob;
  entente::timestamp at{};
  std::chrono::sys_seconds on{};
  std::chrono::duration<std::int32_t> lasting{};
  entente::uuid key;
  entente::ref<Space> space;
  std::optional<std::int64_t> maybe;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::array<std::int64_t, 2> pair{};
  std::map<std::string, std::int64_t> counts;
  point where;
  std::optional<point> there;
  celsius warmth;
  nickname nick;
};

struct card {
  char code[8] = "";
  std::int64_t number = 0;
};

everything example() {
  everything e;
  e.yes = true;
  e.tiny = -128;
  e.middle = 4'000'000'000u;
  e.huge = 9'223'372'036'854'775'807u;
  e.single = 0.1F;
  e.twice = -1e300;
  e.paint = colour::blue;
  e.text = std::string{"nul \0 within, and 'quotes', and 🚀", 36};
  e.blob = {std::byte{0}, std::byte{1}, std::byte{255}};
  e.at = entente::timestamp{-1us};
  e.on = std::chrono::sys_seconds{1'700'000'000s};
  e.lasting = std::chrono::duration<std::int32_t>{-5};
  e.key.octets.fill(7);
  e.space.key.octets.fill(8);
  e.maybe = 0;
  e.note = "";
  e.tags = {"a", "b"};
  e.pair = {3, 4};
  e.counts = {{"x", 1}, {"y", 2}};
  e.where = {5, 6};
  e.there = point{7, 8};
  e.warmth = {36.6};
  e.nick = {"Bo, whose name is too long to be held within a string object itself"};
  return e;
}

template <class Entity>
void make_table(database& on) {
  on.exec("CREATE TABLE t(" + entente::column_definitions<Entity>() + ")");
}

template <class Entity>
void insert(database& on, Entity const& value) {
  auto run = on.prepare("INSERT INTO t VALUES(" +
                        entente::placeholders(entente::describe<Entity>::size) + ")");
  entente::bind_fields(run, 1, value);
  run.run();
}

template <class Entity>
Entity read_last(database& on, Entity into = {}) {
  auto run = on.prepare("SELECT " + entente::column_list<Entity>() + " FROM t ORDER BY rowid DESC");
  REQUIRE(run.step());
  entente::read_fields_from(run, 0, into);
  return into;
}

template <class Entity>
concept bindable_temporary = requires(entente::statement& to) {
  entente::bind_fields(to, 1, Entity{});
};

template <class T>
T through(database& on, T const& value) {
  auto run = on.prepare("SELECT ?");
  entente::bind_field(run, 1, value);
  REQUIRE(run.step());
  T back{};
  entente::read_field(run, 0, back);
  return back;
}

}  // namespace binding

template <>
struct entente::field_codec<binding::celsius> {
  using stored = double;
  static double store(binding::celsius const& c) { return c.degrees; }
  static std::optional<binding::celsius> load(double const& degrees) {
    if (degrees < -273.15) return std::nullopt;
    return binding::celsius{degrees};
  }
};
template <>
struct entente::field_codec<binding::nickname> {
  using stored = std::string;
  static std::string store(binding::nickname const& n) { return "known as " + n.text; }
  static std::optional<binding::nickname> load(std::string const& text) {
    return binding::nickname{text.substr(9)};
  }
};

BOOST_HANA_ADAPT_STRUCT(binding::card, code, number);

using namespace binding;

TEST_CASE("every kind of field comes back as it was stored", "[sqlite]") {
  database on{":memory:"};
  make_table<everything>(on);
  everything const before = example();
  insert(on, before);
  CHECK(entente::differing_fields(before, read_last<everything>(on)).bits() == 0);
  insert(on, everything{});
  // Into an object that holds something already: nothing of it stays.
  CHECK(entente::differing_fields(everything{}, read_last(on, before)).bits() == 0);
}

TEST_CASE("fields are stored in the documented forms", "[sqlite]") {
  database on{":memory:"};
  make_table<everything>(on);
  insert(on, example());
  auto const is = [&](std::string const& column, std::string const& type,
                      std::string const& value) {
    auto row = on.prepare("SELECT typeof(" + column + "), CAST(" + column + " AS TEXT) FROM t");
    REQUIRE(row.step());
    return row.column<std::string>(0) == type && row.column<std::string>(1) == value;
  };
  CHECK(is("yes", "integer", "1"));
  CHECK(is("huge", "integer", "9223372036854775807"));
  CHECK(is("paint", "text", "blue"));
  CHECK(is("at", "integer", "-1"));
  CHECK(is("\"on\"", "integer", "1700000000"));
  CHECK(is("lasting", "integer", "-5"));
  CHECK(is("tags", "text", R"(["a","b"])"));
  CHECK(is("pair", "text", "[3,4]"));
  CHECK(is("counts", "text", R"({"x":1,"y":2})"));
  CHECK(is("\"where\"", "text", R"({"x":5,"y":6})"));
  CHECK(is("warmth", "real", "36.6"));
  CHECK(on.prepare("SELECT hex(space) FROM t").value<std::string>() ==
        std::string("08080808080808080808080808080808"));
}

TEST_CASE("a ref to nothing and an empty optional are NULL, a nil uuid is not", "[sqlite]") {
  database on{":memory:"};
  make_table<everything>(on);
  insert(on, everything{});
  auto row = on.prepare("SELECT space, maybe, note, there, key FROM t");
  REQUIRE(row.step());
  for (int i = 0; i < 4; ++i) CHECK(row.is_null(i));
  CHECK(row.column<entente::uuid>(4).is_nil());
}

TEST_CASE("an integer that SQL cannot hold is refused by the name of its field", "[sqlite]") {
  database on{":memory:"};
  make_table<everything>(on);
  everything value = example();
  value.huge = 9'223'372'036'854'775'808u;
  auto const refused = refusal_of([&] { insert(on, value); });
  REQUIRE(refused);
  CHECK(refused->code == error_code::validation_failed);
  CHECK(refused->entity == "everything");
  CHECK(refused->field == "huge");
  CHECK(refused->text().find("9223372036854775807") != std::string::npos);
}

TEST_CASE("values that do not fit their field are refused by its name", "[sqlite]") {
  database on{":memory:"};
  make_table<everything>(on);
  auto const refused = [&](std::string const& column, std::string const& value) {
    on.exec("DELETE FROM t");
    insert(on, example());
    on.exec("UPDATE t SET " + column + "=" + value);
    auto const why = refusal_of([&] { read_last<everything>(on); });
    return why && why->code == error_code::malformed && why->entity == "everything" &&
           "\"" + why->field + "\"" == column && why->message.find("SECRET") == std::string::npos;
  };
  CHECK(refused("\"yes\"", "2"));
  CHECK(refused("\"tiny\"", "128"));
  CHECK(refused("\"middle\"", "-1"));
  CHECK(refused("\"twice\"", "'SECRET'"));
  CHECK(refused("\"paint\"", "'SECRET'"));
  CHECK(refused("\"paint\"", "'9999999999'"));
  CHECK(refused("\"paint\"", "'1 '"));
  CHECK(refused("\"text\"", "x'00'"));
  CHECK(refused("\"key\"", "x'00'"));
  CHECK(refused("\"space\"", "x'00'"));
  CHECK(refused("\"lasting\"", "2147483648"));
  CHECK(refused("\"tags\"", "'[\"SECRET\"'"));
  CHECK(refused("\"tags\"", "'[] SECRET'"));
  CHECK(refused("\"tags\"", "'[1]'"));
  CHECK(refused("\"pair\"", "'[1,2,3]'"));
  CHECK(refused("\"where\"", "'{\"x\":\"SECRET\"}'"));
  CHECK(refused("\"warmth\"", "-300.0"));
}

TEST_CASE("members that stored JSON lacks have their defaults, whatever was read before",
          "[sqlite]") {
  database on{":memory:"};
  auto row = on.prepare(R"(SELECT '{"y":9}')");
  REQUIRE(row.step());
  point into{70, 80};
  entente::read_field(row, 0, into);
  CHECK(into.x == 1);
  CHECK(into.y == 9);
}

TEST_CASE("an enumeration's value without a name is stored as its number", "[sqlite]") {
  database on{":memory:"};
  CHECK(through(on, static_cast<colour>(77)) == static_cast<colour>(77));
  CHECK(through(on, static_cast<colour>(-77)) == static_cast<colour>(-77));
  CHECK(through(on, static_cast<level>((std::numeric_limits<std::uint64_t>::max)())) ==
        static_cast<level>((std::numeric_limits<std::uint64_t>::max)()));
  CHECK(through(on, level::high) == level::high);
}

TEST_CASE("text in a char array is stored up to its end", "[sqlite]") {
  database on{":memory:"};
  make_table<card>(on);
  card value;
  std::memcpy(value.code, "abc\0xyz", 8);
  value.number = 4;
  insert(on, value);
  CHECK(on.prepare("SELECT code FROM t").value<std::string>() == "abc");
  card back = read_last<card>(on);
  CHECK(std::string{back.code} == "abc");
  CHECK(back.number == 4);

  on.exec("UPDATE t SET code='1234567'");
  CHECK(std::string{read_last<card>(on).code} == "1234567");
  on.exec("UPDATE t SET code='12345678'");
  auto const too_long = refusal_of([&] { read_last<card>(on); });
  REQUIRE(too_long);
  CHECK(too_long->code == error_code::malformed);
  CHECK(too_long->field == "code");

  std::memset(value.code, 'x', sizeof value.code);
  auto const endless = refusal_of([&] { insert(on, value); });
  REQUIRE(endless);
  CHECK(endless->code == error_code::validation_failed);
  CHECK(endless->field == "code");
}

TEST_CASE("a temporary is copied when it is bound as a field", "[sqlite]") {
  database on{":memory:"};
  auto row = on.prepare("SELECT ?, ?, ?");
  entente::bind_field(row, 1, std::string(1000, 'x'));
  entente::bind_field(row, 2, bytes(1000, std::byte{1}));
  entente::bind_field(row, 3, std::optional<std::string>{std::string(1000, 'y')});
  REQUIRE(row.step());
  CHECK(row.column<std::string>(0) == std::string(1000, 'x'));
  CHECK(row.column<bytes>(1) == bytes(1000, std::byte{1}));
  CHECK(row.column<std::string>(2) == std::string(1000, 'y'));
}

TEST_CASE("a temporary record cannot be bound, for its text would be gone", "[sqlite]") {
  STATIC_REQUIRE_FALSE(bindable_temporary<Space>);
}

TEST_CASE("a mask chooses which fields are bound and read", "[sqlite]") {
  database on{":memory:"};
  make_table<Task>(on);
  Task first;
  first.title = "one";
  insert(on, first);
  entente::field_mask which;
  which.set(entente::field_of<Task, &Task::title>);
  which.set(entente::field_of<Task, &Task::votes>);
  Task change;
  change.title = "two";
  change.done = true;
  change.votes = 5;

  auto update = on.prepare("UPDATE t SET " + entente::assignments<Task>(which));
  CHECK(entente::bind_fields(update, 1, change, which) == 3);  // the parameter behind the last
  update.run();
  Task const after = read_last<Task>(on);
  CHECK(after.title == "two");
  CHECK(after.votes == 5);
  CHECK_FALSE(after.done);

  auto row = on.prepare("SELECT " + entente::column_list<Task>("", which) + " FROM t");
  REQUIRE(row.step());
  Task into;
  into.body = "untouched";
  CHECK(entente::read_fields_from(row, 0, into, which) == 2);
  CHECK(into.title == "two");
  CHECK(into.body == "untouched");
}

TEST_CASE("the database's own errors are not laid on a field", "[sqlite]") {
  database on{":memory:"};
  auto row = on.prepare("SELECT ?");
  auto const refused = refusal_of([&] {
    Space const value;
    entente::bind_fields(row, 1, value);
  });
  REQUIRE(refused);
  CHECK(refused->code == error_code::invalid_argument);
  CHECK(refused->field.empty());
}
