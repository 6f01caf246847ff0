// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/statement.hpp>

#include <entente/sqlite/database.hpp>

#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using entente::bytes;
using entente::database;
using entente::error_code;
using entente::statement;
using entente::uuid;
using support::code_of;
using namespace std::string_view_literals;

namespace {

template <class T, class V>
T through(database& on, V const& value) {
  return on.prepared("SELECT ?").value<T>(value).value();
}

uuid key_of(std::uint8_t octet) {
  uuid key;
  key.octets.fill(octet);
  return key;
}

}  // namespace

TEST_CASE("what is bound comes back the same", "[sqlite]") {
  database on{":memory:"};
  CHECK(through<bool>(on, true));
  CHECK_FALSE(through<bool>(on, false));
  CHECK(through<int>(on, -7) == -7);
  CHECK(through<std::int64_t>(on, (std::numeric_limits<std::int64_t>::min)()) ==
        (std::numeric_limits<std::int64_t>::min)());
  CHECK(through<std::uint64_t>(on, std::uint64_t{9223372036854775807u}) == 9223372036854775807u);
  CHECK(through<double>(on, 0.1) == 0.1);
  CHECK(through<float>(on, 0.1F) == 0.1F);
  CHECK(through<std::string>(on, "Grüße"sv) == "Grüße");
  CHECK(through<std::string>(on, std::string{"a\0b", 3}) == std::string{"a\0b", 3});
  CHECK(through<std::string>(on, "").empty());
  CHECK(through<bytes>(on, bytes{std::byte{0}, std::byte{255}}) ==
        bytes{std::byte{0}, std::byte{255}});
  CHECK(through<uuid>(on, key_of(9)) == key_of(9));
  CHECK(through<entente::stamp>(on, entente::stamp{77}) == entente::stamp{77});
  CHECK(through<entente::edit_time>(on, entente::edit_time{78}) == entente::edit_time{78});
  CHECK(through<std::optional<int>>(on, std::optional<int>{3}) == 3);
  CHECK(through<std::optional<int>>(on, std::optional<int>{}) == std::nullopt);
  CHECK(through<std::optional<int>>(on, nullptr) == std::nullopt);
}

TEST_CASE("empty bytes are no NULL", "[sqlite]") {
  database on{":memory:"};
  CHECK(through<std::optional<bytes>>(on, bytes{}) == bytes{});
  statement run = on.prepare("SELECT typeof(?)");
  CHECK(run.value<std::string>(bytes{}) == "blob");
  CHECK(run.value<std::string>(std::span<std::byte const>{}) == "blob");
  CHECK(run.value<std::string>(std::string_view{}) == "text");
}

TEST_CASE("numbers that are none, or have no end, survive", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v REAL NOT NULL)");
  statement insert = on.prepare("INSERT INTO t VALUES(?)");
  insert.run(std::numeric_limits<double>::quiet_NaN());
  insert.run(std::numeric_limits<double>::infinity());
  insert.run(-std::numeric_limits<double>::infinity());
  insert.run(3.0);
  statement all = on.prepare("SELECT v FROM t ORDER BY rowid");
  REQUIRE(all.step());
  CHECK(std::isnan(all.column<double>(0)));
  CHECK(std::isnan(all.column<float>(0)));
  REQUIRE(all.step());
  CHECK(all.column<double>(0) == std::numeric_limits<double>::infinity());
  CHECK(all.column<float>(0) == std::numeric_limits<float>::infinity());
  REQUIRE(all.step());
  CHECK(all.column<double>(0) == -std::numeric_limits<double>::infinity());
  REQUIRE(all.step());
  CHECK(all.column<double>(0) == 3.0);
  CHECK_FALSE(all.step());
}

TEST_CASE("an integer above 2^63 - 1 is refused, not wrapped", "[sqlite]") {
  database on{":memory:"};
  CHECK(code_of([&] { through<std::uint64_t>(on, std::uint64_t{9223372036854775808u}); }) ==
        error_code::validation_failed);
}

TEST_CASE("a column that holds something else than asked for is refused", "[sqlite]") {
  database on{":memory:"};
  auto const refused = [&]<class T>(std::string const& sql, T) {
    return code_of([&] { on.prepare(sql).value<T>(); }) == error_code::malformed;
  };
  CHECK(refused("SELECT '1'", int{}));
  CHECK(refused("SELECT 1.0", int{}));
  CHECK(refused("SELECT NULL", int{}));
  CHECK(refused("SELECT 2", bool{}));
  CHECK(refused("SELECT 128", std::int8_t{}));
  CHECK(refused("SELECT -129", std::int8_t{}));
  CHECK(refused("SELECT -1", std::uint64_t{}));
  CHECK(refused("SELECT 'x'", double{}));
  CHECK(refused("SELECT 1e300", float{}));
  CHECK(refused("SELECT 1", std::string{}));
  CHECK(refused("SELECT x'00'", std::string{}));
  CHECK(refused("SELECT NULL", std::string{}));
  CHECK(refused("SELECT 'x'", bytes{}));
  CHECK(refused("SELECT x'00'", uuid{}));
}

TEST_CASE("an integer is a number", "[sqlite]") {
  database on{":memory:"};
  CHECK(on.prepare("SELECT 3").value<double>() == 3.0);
}

TEST_CASE("views into a row live until the next step", "[sqlite]") {
  database on{":memory:"};
  statement all = on.prepare("SELECT 'one', x'0102' UNION ALL SELECT 'two', x''");
  REQUIRE(all.step());
  CHECK(all.column_count() == 2);
  CHECK(all.column<std::string_view>(0) == "one");
  CHECK(all.column<std::span<std::byte const>>(1).size() == 2);
  REQUIRE(all.step());
  std::string text = "something longer than the small buffer of a string";
  auto const capacity = text.capacity();
  all.read(0, text);
  CHECK(text == "two");
  CHECK(text.capacity() == capacity);
  CHECK(all.column<std::span<std::byte const>>(1).empty());
  CHECK_FALSE(all.is_null(1));
}

TEST_CASE("copied parameters may be temporaries, and change between rows", "[sqlite]") {
  database on{":memory:"};
  statement echo = on.prepare("SELECT ?1, ?2, ?3 UNION ALL SELECT ?1, ?2, ?3");
  {
    std::string text = "a text that is too long to be kept inside of a string object";
    bytes blob(100, std::byte{7});
    echo.bind(1, std::string_view{text});
    echo.bind(2, blob);
    echo.bind(3, key_of(4));
    text.assign(text.size(), '#');
    blob.assign(100, std::byte{0});
  }
  for (int row = 0; row < 2; ++row) {
    REQUIRE(echo.step());
    CHECK(echo.column<std::string>(0) ==
          "a text that is too long to be kept inside of a string object");
    CHECK(echo.column<bytes>(1) == bytes(100, std::byte{7}));
    CHECK(echo.column<uuid>(2) == key_of(4));
  }
}

TEST_CASE("a statement keeps its copied parameters when it is moved", "[sqlite]") {
  database on{":memory:"};
  statement first = on.prepare("SELECT ?");
  first.bind(1, "short");
  statement second = std::move(first);
  REQUIRE(second.step());
  CHECK(second.column<std::string_view>(0) == "short");
}

TEST_CASE("parameters bound in place are not copied", "[sqlite]") {
  database on{":memory:"};
  statement echo = on.prepare("SELECT ?1, ?2 UNION ALL SELECT ?1, ?2");
  std::string text = "before";
  echo.bind_in_place(1, text);
  echo.bind_in_place(2, "literal");
  REQUIRE(echo.step());
  text = "beyond";
  REQUIRE(echo.step());
  CHECK(echo.column<std::string_view>(0) == "beyond");
  CHECK(echo.column<std::string_view>(1) == "literal");
}

TEST_CASE("written parameters are bound whole, and written anew each time", "[sqlite]") {
  database on{":memory:"};
  statement echo = on.prepare("SELECT ?");
  for (std::string_view const text : {"first"sv, "x\0y"sv, ""sv}) {
    echo.bind_written(1, [&](std::string& out) { out += text; });
    REQUIRE(echo.step());
    CHECK(echo.column<std::string_view>(0) == text);
    echo.reset();
  }
}

TEST_CASE("a reset forgets what was bound", "[sqlite]") {
  database on{":memory:"};
  statement echo = on.prepare("SELECT ?");
  echo.bind(1, 5);
  REQUIRE(echo.step());
  echo.reset();
  REQUIRE(echo.step());
  CHECK(echo.is_null(0));
}

TEST_CASE("what one run has bound and the next has not is NULL there", "[sqlite]") {
  database on{":memory:"};
  statement pair = on.prepare("SELECT ?, ?");
  {
    std::string const text(100, 'x');
    pair.bind_in_place(1, text);
    pair.bind_in_place(2, text);
    REQUIRE(pair.step());
    pair.reset();
  }
  pair.bind(1, 1);
  REQUIRE(pair.step());
  CHECK(pair.column<int>(0) == 1);
  CHECK(pair.is_null(1));
  CHECK_FALSE(pair.step());
  pair.bind(2, 2);
  pair.reset();  // never run
  REQUIRE(pair.step());
  CHECK(pair.is_null(0));
  CHECK(pair.is_null(1));
}

TEST_CASE("statements may have any number of parameters", "[sqlite]") {
  database on{":memory:"};
  std::string text = "SELECT ?1";
  for (int i = 2; i <= 100; ++i) text += ",?" + std::to_string(i);
  statement many = on.prepare(text);
  for (int round = 0; round < 2; ++round) {
    for (int i = 1; i <= 100; i += 1 + round) many.bind(i, i);
    REQUIRE(many.step());
    for (int i = 1; i <= 100; ++i) {
      bool const bound = round == 0 || i % 2 == 1;
      REQUIRE(many.is_null(i - 1) != bound);
      if (bound) REQUIRE(many.column<int>(i - 1) == i);
    }
    many.reset();
  }
}

TEST_CASE("texts of the cache are told apart by what they say, wherever they stand", "[sqlite]") {
  database on{":memory:"};
  std::string text = "SELECT 1";
  for (int i = 0; i < 5; ++i) {
    text[7] = static_cast<char>('0' + i);
    CHECK(on.prepared(text).value<int>() == i);
    CHECK(on.prepared(std::string{text}).value<int>() == i);
  }
}

TEST_CASE("a statement that has come to its end can be run again", "[sqlite]") {
  database on{":memory:"};
  statement count = on.prepare("SELECT ? + 1");
  for (int i = 0; i < 3; ++i) {
    count.bind_all(i);
    REQUIRE(count.step());
    CHECK(count.column<int>(0) == i + 1);
    CHECK_FALSE(count.step());
  }
}

TEST_CASE("a failing step leaves the statement ready for another run", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v INTEGER UNIQUE)");
  statement insert = on.prepare("INSERT INTO t VALUES(?)");
  insert.run(1);
  CHECK(code_of([&] { insert.run(1); }) == error_code::storage_failed);
  insert.run(2);
  CHECK(on.prepare("SELECT count(*) FROM t").value<int>() == 2);
}

TEST_CASE("asking for one value ends the reading", "[sqlite]") {
  database on{":memory:"};
  on.exec("CREATE TABLE t(v); INSERT INTO t VALUES(1),(2)");
  statement first = on.prepare("SELECT v FROM t WHERE v > ? ORDER BY v");
  CHECK(first.value<int>(0) == 1);
  CHECK(first.value<int>(1) == 2);
  CHECK(first.value<int>(2) == std::nullopt);
  CHECK(code_of([&] { first.value<std::string>(0); }) == error_code::malformed);
  on.exec("DROP TABLE t");  // refused while a statement reads
}

TEST_CASE("parameters and columns that are not there are refused", "[sqlite]") {
  database on{":memory:"};
  statement echo = on.prepare("SELECT ?");
  CHECK(code_of([&] { echo.bind(0, 1); }) == error_code::invalid_argument);
  CHECK(code_of([&] { echo.bind(2, 1); }) == error_code::invalid_argument);
  CHECK(code_of([&] { echo.bind(2, "text"); }) == error_code::invalid_argument);
  CHECK(code_of([&] { echo.bind(-1, "text"); }) == error_code::invalid_argument);
  CHECK(code_of([&] { echo.bind_in_place(2, "text"); }) == error_code::invalid_argument);
  CHECK(code_of([&] { static_cast<void>(echo.column<int>(0)); }) ==
        error_code::invalid_argument);  // no row yet
  REQUIRE(echo.step());
  CHECK(code_of([&] { static_cast<void>(echo.column<std::optional<int>>(1)); }) ==
        error_code::invalid_argument);
  CHECK(code_of([&] { static_cast<void>(echo.column<std::optional<int>>(-1)); }) ==
        error_code::invalid_argument);
  CHECK(code_of([&] { static_cast<void>(on.prepare("SELECT FROM")); }) ==
        error_code::storage_failed);
}
