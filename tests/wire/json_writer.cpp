// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

using namespace std::literals;
using entente::append_quoted;
using entente::json_reader;
using entente::json_writer;

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

template <class T>
std::string written(T value) {
  std::string out;
  json_writer(out).value(value);
  return out;
}

template <class T>
concept writable = requires(json_writer writer, T value) { writer.value(value); };

enum unscoped { first };

// Values that would silently turn into a number or a truth value are refused at compile time.
static_assert(writable<std::string> && writable<char const*> && writable<std::uint8_t>);
static_assert(!writable<char> && !writable<char8_t> && !writable<char32_t> && !writable<wchar_t>);
static_assert(!writable<void*> && !writable<std::nullptr_t> && !writable<unscoped>);
static_assert(!writable<long double> && !writable<std::vector<bool>::reference>);

}  // namespace

TEST_CASE("the writer places commas and colons by itself") {
  std::string out;
  json_writer writer(out);
  writer.begin_object();
  writer.key("a").value(1).key("b").begin_array().value(true).null().value("x");
  writer.begin_array().end_array().begin_object().end_object().raw("[1, 2]").end_array();
  writer.literal_key("\"c\":").begin_object().literal_key("\"d\":").value(false).end_object();
  writer.end_object();
  CHECK(out == R"({"a":1,"b":[true,null,"x",[],{},[1, 2]],"c":{"d":false}})");
}

TEST_CASE("literal keys of known and of unknown size are written alike") {
  std::string out;
  std::string_view const key = "\"b\":";
  json_writer writer(out);
  writer.begin_object().literal_key("\"a\":").value(1).literal_key(key).value(2).end_object();
  CHECK(out == R"({"a":1,"b":2})");
}

TEST_CASE("the writer appends, and the string is exact after each outermost value") {
  std::string out = "log: ";
  json_writer writer(out);
  writer.value(1);
  CHECK(out == "log: 1");
  writer.out() += ' ';
  writer.begin_array().value(2);
  CHECK(writer.out() == "log: 1 [2");
  writer.value(3).end_array();
  CHECK(out == "log: 1 [2,3]");
}

TEST_CASE("a string moved away from under a writer that is done stays whole") {
  auto const write = [] {
    std::string out;
    json_writer writer(out);
    writer.begin_array().value(std::string(1000, 'x')).end_array();
    std::string moved = std::move(out);
    return moved;
  };
  CHECK(write().size() == 1004);
}

TEST_CASE("an unfinished writer leaves what it wrote and no slack") {
  std::string out;
  { json_writer(out).begin_object().key("a").value(1); }
  CHECK(out == R"({"a":1)");
}

TEST_CASE("strings are escaped as RFC 8259 demands and not more") {
  CHECK(quoted("") == R"("")");
  CHECK(quoted("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(quoted("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(quoted("\0\x01\x0e\x1f\x7f"sv) == "\"\\u0000\\u0001\\u000e\\u001f\x7f\"");
  CHECK(quoted("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80") ==
        "\"gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80\"");
  for (int c = 0; c < 0x20; ++c) {
    std::string const text(1, static_cast<char>(c));
    std::string back;
    std::string const json = quoted(text);
    CHECK(json_reader(json).read(back));
    CHECK(back == text);
  }
}

TEST_CASE("an escape is found at every place of every length") {
  for (std::size_t size = 1; size <= 50; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      std::string text(size, 'x');
      text[place] = '\n';
      std::string expected(size, 'x');
      expected.replace(place, 1, "\\n");
      CHECK(quoted(text) == '"' + expected + '"');
    }
  }
}

TEST_CASE("a text of nothing but escapes grows the output as it must") {
  CHECK(quoted(std::string(10'000, '\x01')).size() == 60'002);
  CHECK(quoted(std::string(10'000, '"')).size() == 20'002);
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD, one for each broken beginning") {
  auto const replacement = "\xef\xbf\xbd"s;
  CHECK(quoted("a\xff" "b") == "\"a" + replacement + "b\"");
  CHECK(quoted("\xe2\x82") == '"' + replacement + '"');
  CHECK(quoted("\xe2\x82x\n") == '"' + replacement + "x\\n\"");
  CHECK(quoted("\xc0\x80") == '"' + replacement + replacement + '"');
  CHECK(quoted("\xed\xa0\x80") == '"' + replacement + replacement + replacement + '"');
  CHECK(quoted(std::string(40, 'x') + "\x80").size() == 40 + 2 + 3);

  std::string out;
  json_writer(out).begin_object().key("\xff").value("\xfe").end_object();
  CHECK(out == "{\"" + replacement + "\":\"" + replacement + "\"}");
}

TEST_CASE("valid_utf8 knows what RFC 3629 allows") {
  for (auto const good : {""sv, "ascii"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv,
                          "\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbf"sv,
                          "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "\0"sv})
    CHECK(entente::valid_utf8(good));
  for (auto const bad :
       {"\x80"sv, "\xbf"sv, "\xc0\x80"sv, "\xc1\xbf"sv, "\xc2"sv, "\xc2x"sv, "\xc2\xc2\x80"sv,
        "\xe0\x9f\xbf"sv, "\xe2\x82"sv, "\xe2\x82x"sv, "\xed\xa0\x80"sv, "\xed\xbf\xbf"sv,
        "\xf0\x8f\xbf\xbf"sv, "\xf0\x9f\x98"sv, "\xf4\x90\x80\x80"sv, "\xf5\x80\x80\x80"sv,
        "\xfe"sv, "\xff"sv, "\xf8\x88\x80\x80\x80"sv})
    CHECK_FALSE(entente::valid_utf8(bad));
}

TEST_CASE("broken UTF-8 is found wherever it stands between plain text") {
  for (std::size_t before = 0; before < 20; ++before) {
    for (std::size_t after = 0; after < 20; ++after) {
      std::string const good = std::string(before, 'x') + "\xe2\x82\xac" + std::string(after, 'y');
      CHECK(entente::valid_utf8(good));
      std::string bad = good;
      bad.erase(before + 2, 1);
      CHECK_FALSE(entente::valid_utf8(bad));
    }
  }
}

TEST_CASE("integers of every width are written exactly") {
  CHECK(written(0) == "0");
  CHECK(written((std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  CHECK(written((std::numeric_limits<std::uint64_t>::max)()) == "18446744073709551615");
  CHECK(written(std::int8_t{-128}) == "-128");
  CHECK(written(std::uint8_t{65}) == "65");
  CHECK(written(7LL) == "7");
}

TEST_CASE("floating-point numbers are written as short as reads back the same") {
  CHECK(written(0.1) == "0.1");
  CHECK(written(0.1f) == "0.1");
  CHECK(written(1.0) == "1");
  CHECK(written(-0.0) == "-0");
  CHECK(written(99999.0) == "99999");
  CHECK(written(1e22) == "1e+22");
  CHECK(written((std::numeric_limits<double>::max)()) == "1.7976931348623157e+308");
  CHECK(written(5e-324) == "5e-324");
  CHECK(written(std::numeric_limits<double>::quiet_NaN()) == R"("NaN")");
  CHECK(written(std::numeric_limits<double>::infinity()) == R"("Infinity")");
  CHECK(written(-std::numeric_limits<float>::infinity()) == R"("-Infinity")");
}

TEST_CASE("random texts come back as they were written") {
  std::mt19937 random(20);
  constexpr std::uint32_t interesting[] = {'"', '\\', '\n', 0, 0x1f, '/', 0x7f, 0x80, 0x7ff, 0x800,
                                      0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto length = random() % 70; length != 0; --length) {
      char utf8[4];
      auto const pick = static_cast<std::uint32_t>(random());
      std::uint32_t const point =
          pick % 4 == 0 ? interesting[pick / 4 % std::size(interesting)] : ' ' + pick / 4 % 0x5f;
      text.append(utf8, entente::detail::put_utf8(utf8, point));
    }
    std::string const json = quoted(text);
    std::string back;
    json_reader reader(json);
    REQUIRE(reader.read(back));
    REQUIRE(reader.finish());
    REQUIRE(back == text);
  }
}

TEST_CASE("random bytes still make valid JSON") {
  std::mt19937 random(21);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto length = random() % 40; length != 0; --length)
      text += static_cast<char>(random() % 3 == 0 ? random() % 256 : 'a' + random() % 26);
    std::string const json = quoted(text);
    std::string back;
    REQUIRE(json_reader(json).read(back));
    REQUIRE(back == entente::detail::repaired_utf8(text));
    REQUIRE((back == text) == entente::valid_utf8(text));
  }
}
