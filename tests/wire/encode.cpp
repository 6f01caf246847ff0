// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/every_kind.hpp"

#include <entente/wire/encode.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace entente;
using namespace std::chrono;

namespace {

template <class T>
std::string json(T const& value) {
  std::string out = ">";
  write_json(out, value);
  return out.substr(1);
}

template <class Period>
std::string time_text(std::int64_t count) {
  return json(sys_time<duration<std::int64_t, Period>>{duration<std::int64_t, Period>{count}});
}

}  // namespace

TEST_CASE("scalars have the form that the table of wire forms fixes") {
  CHECK(json(true) == "true");
  CHECK(json(false) == "false");
  CHECK(json(std::int8_t{-128}) == "-128");
  CHECK(json((std::numeric_limits<std::uint64_t>::max)()) == "18446744073709551615");
  CHECK(json((std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  CHECK(json(0.1) == "0.1");
  CHECK(json(0.1f) == "0.1");
  CHECK(json(-0.0) == "-0");
  CHECK(json(std::numeric_limits<double>::quiet_NaN()) == R"("NaN")");
  CHECK(json(-std::numeric_limits<float>::infinity()) == R"("-Infinity")");
  CHECK(json(seconds{-5}) == "-5");
  CHECK(json(uuid{}) == R"("00000000-0000-0000-0000-000000000000")");
  CHECK(json(ref<every_kind::other>{}) == "null");
  CHECK(json(std::string("a\0b\"\\/\n\x1f", 8)) == R"("a\u0000b\"\\/\n\u001f")");
  CHECK(json(bytes{std::byte{0xff}, std::byte{0}}) == R"("/wA=")");
}

TEST_CASE("enumerators travel by name, and as numbers where they have none") {
  CHECK(json(every_kind::mood::happy) == R"("happy")");
  CHECK(json(every_kind::mood::distant) == "4000");
  CHECK(json(every_kind::high) == R"("high")");
  CHECK(json(static_cast<every_kind::level>(9)) == "9");
  CHECK(json(every_kind::letter::z) == R"("z")");
  CHECK(json(static_cast<every_kind::letter>('b')) == "98");
}

TEST_CASE("containers and nested types have the form that the table of wire forms fixes") {
  CHECK(json(std::optional<int>{}) == "null");
  CHECK(json(std::optional<int>{4}) == "4");
  CHECK(json(std::vector<int>{}) == "[]");
  CHECK(json(std::vector<bool>{true, false}) == "[true,false]");
  CHECK(json(std::vector<std::vector<std::string>>{{"a", "b"}, {}}) == R"([["a","b"],[]])");
  CHECK(json(std::map<std::string, int>{{"b", 2}, {"a\"", 1}}) == R"({"a\"":1,"b":2})");
  CHECK(json(every_kind::part{"x", 2, 1.5}) == R"({"streetName":"x","houseNumber":2,"mass":1.5})");
  CHECK(json(every_kind::colour{10, 20}) == R"("#10/20")");
  CHECK(json(every_kind::fortress{}) ==
        R"({"number":3,"ownerName":"nobody","grid":[[1,2,3],[4,5,6]],"code":"abc"})");
  CHECK(json(attachment{
            .content_hash = "ab", .size = 3, .media_type = {}, .file_name = "f", .url = {}}) ==
        R"({"contentHash":"ab","size":3,"mediaType":"","fileName":"f","url":""})");
}

TEST_CASE("times have as many digits as their period needs") {
  CHECK(time_text<std::ratio<86400>>(0) == R"("1970-01-01T00:00:00Z")");
  CHECK(time_text<std::ratio<1>>(-1) == R"("1969-12-31T23:59:59Z")");
  CHECK(time_text<std::milli>(1) == R"("1970-01-01T00:00:00.001Z")");
  CHECK(time_text<std::milli>(-1) == R"("1969-12-31T23:59:59.999Z")");
  CHECK(time_text<std::micro>(1'730'798'400'123'456) == R"("2024-11-05T09:20:00.123456Z")");
  CHECK(time_text<std::nano>(1) == R"("1970-01-01T00:00:00.000000001Z")");
  CHECK(time_text<std::ratio<1, 10'000'000>>(1) == R"("1970-01-01T00:00:00.0000001Z")");
  CHECK(time_text<std::ratio<1>>(-62'167'219'200) == R"("0000-01-01T00:00:00Z")");
  CHECK(time_text<std::ratio<1>>(253'402'300'799) == R"("9999-12-31T23:59:59Z")");
}

TEST_CASE("a time that RFC 3339 cannot spell is refused") {
  CHECK_THROWS_AS(time_text<std::ratio<1>>(253'402'300'800), failure);
  CHECK_THROWS_AS(time_text<std::ratio<1>>(-62'167'219'201), failure);
  CHECK_THROWS_AS(time_text<std::ratio<86400>>((std::numeric_limits<std::int64_t>::max)()),
                  failure);
  CHECK_THROWS_AS(time_text<std::micro>((std::numeric_limits<std::int64_t>::min)()), failure);
}

TEST_CASE("doubles are written in the fewest digits that read back") {
  every_kind::dice random(11);
  for (int i = 0; i < 200'000; ++i) {
    double value = 0;
    switch (i % 4) {
      case 0: value = static_cast<double>(random.bits() % 2'000'000'000) / 1000 - 1e6; break;
      case 1: value = static_cast<double>(random.bits() % 2'000'000'000) / 1e5; break;
      case 2: value = static_cast<double>(random.bits() % 1'000'001) / 1000; break;
      default: random.fill(value);
    }
    if (value != value || value - value != 0) continue;
    std::string const text = json(value);
    double back = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), back);
    REQUIRE(read.ptr == text.data() + text.size());
    REQUIRE(std::memcmp(&back, &value, sizeof value) == 0);
    char shortest[32];
    auto const end = std::to_chars(shortest, shortest + 32, value).ptr;
    std::string const usual(shortest, end);
    // The usual form prefers an exponent for a few round numbers; both have the same digits.
    if (usual.find('e') == std::string::npos) REQUIRE(text == usual);
  }
}

TEST_CASE("what is refused leaves the text as it was") {
  std::string out = "kept";
  CHECK_THROWS_AS(write_json(out, std::vector<std::string>{std::string(5000, 'x'), "\xff"}),
                  failure);
  CHECK(out == "kept");
  CHECK_THROWS_AS(write_json(out, std::map<std::string, int>{{"\xc0\x80", 1}}), failure);
  CHECK(out == "kept");
}

TEST_CASE("values of any size find room, whatever the text already holds") {
  for (std::size_t size = 0; size < 600; ++size) {
    std::string out(size, 'a');
    std::vector<std::string> const list{std::string(size, '\n'), std::string(size / 2, 'b'),
                                        "\xc3\xa9"};
    write_json(out, list);
    std::string expected(size, 'a');
    expected += "[\"";
    for (std::size_t i = 0; i < size; ++i) expected += "\\n";
    expected += "\",\"" + std::string(size / 2, 'b') + "\",\"\xc3\xa9\"]";
    REQUIRE(out == expected);
  }
}
