// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "wire/every_kind.hpp"

#include <entente/wire/decode.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace entente;
using namespace std::chrono;

namespace {

template <class T>
std::optional<T> read(std::string_view text) {
  json_reader from(text);
  T value{};
  if (!read_json(from, value) || !from.finish()) {
    CHECK_FALSE(from.why().message.empty());
    return std::nullopt;
  }
  return value;
}

template <class T>
bool refused(std::string_view text) {
  return !read<T>(text).has_value();
}

}  // namespace

TEST_CASE("integers are read within the range of their type") {
  CHECK(read<std::int8_t>("-128") == std::int8_t{-128});
  CHECK(refused<std::int8_t>("128"));
  CHECK(refused<std::uint8_t>("-1"));
  CHECK(read<std::uint64_t>("18446744073709551615") == 18446744073709551615u);
  CHECK(refused<std::uint64_t>("18446744073709551616"));
  CHECK(refused<int>("\"1\""));
  CHECK(refused<int>("null"));
  CHECK(refused<int>("1.5"));
  CHECK(read<int>("1e2") == 100);
}

TEST_CASE("enumerators are read by name, and numbers only as far as they fit") {
  using every_kind::letter;
  using every_kind::level;
  using every_kind::mood;
  CHECK(read<mood>("\"angry\"") == mood::angry);
  CHECK(read<mood>("4000") == mood::distant);
  CHECK(read<mood>("-3") == mood::angry);
  CHECK(refused<mood>("\"Angry\""));
  CHECK(refused<mood>("\"\""));
  CHECK(refused<mood>("\"every_kind::mood::angry\""));
  CHECK(refused<mood>("3000000000"));
  CHECK(refused<mood>("null"));
  CHECK(read<level>("255") == static_cast<level>(255));
  CHECK(refused<level>("256"));
  CHECK(refused<level>("-1"));
  CHECK(read<letter>("\"z\"") == letter::z);
}

TEST_CASE("null stands for an empty optional or ref and for nothing else") {
  CHECK(read<std::optional<int>>("null")->has_value() == false);
  CHECK(read<ref<every_kind::other>>("null")->key.is_nil());
  CHECK(refused<std::optional<int>>("\"\""));
  CHECK(refused<std::string>("null"));
  CHECK(refused<std::vector<int>>("null"));
  CHECK(refused<uuid>("null"));
  CHECK(refused<every_kind::part>("null"));
}

TEST_CASE("ids are read in their canonical form only") {
  CHECK(read<uuid>("\"01890a5d-ac96-774b-bcce-b302099a8057\"")->text() ==
        "01890a5d-ac96-774b-bcce-b302099a8057");
  CHECK(refused<uuid>("\"01890A5D-ac96-774b-bcce-b302099a8057\""));
  CHECK(refused<uuid>("\"01890a5dac96774bbcceb302099a8057\""));
  CHECK(refused<uuid>("\"01890a5d-ac96-774b-bcce-b302099a805\""));
  CHECK(refused<ref<every_kind::other>>("\"tmp-1\""));
}

TEST_CASE("bytes are read from strict base64") {
  CHECK(read<bytes>("\"/wA=\"") == bytes{std::byte{0xff}, std::byte{0}});
  CHECK(read<bytes>("\"\"") == bytes{});
  for (auto const* text : {"\"/wA\"", "\"/wB=\"", "\"_wA=\"", "\"/w A=\"", "5"})
    CHECK(refused<bytes>(text));
}

TEST_CASE("date-times are read with any offset and precision") {
  using micros = timestamp;
  CHECK(read<micros>("\"1970-01-01T00:00:00Z\"") == micros{});
  CHECK(read<micros>("\"1970-01-01T02:30:00+02:30\"") == micros{});
  CHECK(read<micros>("\"1969-12-31t19:00:00.000001-05:00\"") == micros{microseconds{1}});
  CHECK(read<micros>("\"1970-01-01T00:00:00.1234567891z\"") == micros{microseconds{123456}});
  CHECK(read<sys_seconds>("\"1969-12-31T23:59:59.999Z\"") == sys_seconds{seconds{-1}});
  CHECK(read<sys_seconds>("\"2016-12-31T23:59:60Z\"") == sys_seconds{seconds{1483228800}});
  CHECK(read<sys_days>("\"2024-02-29T12:00:00Z\"") == sys_days{2024y / 2 / 29});
  CHECK(read<sys_seconds>("\"0000-01-01T00:00:00Z\"") == sys_seconds{seconds{-62'167'219'200}});
  CHECK(read<sys_seconds>("\"9999-12-31T23:59:59Z\"") == sys_seconds{seconds{253'402'300'799}});
}

TEST_CASE("what is no date-time of RFC 3339, or none the field can hold, is refused") {
  for (auto const* text :
       {"", "2024-11-05", "2024-11-05T09:20:00", "2024-11-05 09:20:00Z", "2024-13-05T09:20:00Z",
        "2023-02-29T09:20:00Z", "2024-11-05T24:00:00Z", "2024-11-05T09:60:00Z",
        "2024-11-05T09:20:61Z", "2024-11-05T09:20:00.Z", "2024-11-05T09:20:00+0100",
        "2024-11-05T09:20:00+24:00", "2024-11-05T09:20:00Zx", "24-11-05T09:20:00Z",
        "2024-11-05T09:20:00+01:0", "-024-11-05T09:20:00Z", "2024-1 -05T09:20:00Z"}) {
    INFO(text);
    CHECK(refused<timestamp>("\"" + std::string(text) + "\""));
  }
  CHECK(refused<timestamp>("0"));
  CHECK(refused<sys_time<nanoseconds>>("\"2300-01-01T00:00:00Z\""));
  CHECK(refused<sys_time<nanoseconds>>("\"1600-01-01T00:00:00Z\""));
  using narrow = sys_time<duration<std::int32_t>>;
  CHECK(read<narrow>("\"2038-01-19T03:14:07Z\"").has_value());
  CHECK(refused<narrow>("\"2038-01-19T03:14:08Z\""));
  CHECK(refused<sys_time<duration<std::uint32_t>>>("\"1969-12-31T23:59:59Z\""));
}

TEST_CASE("durations are counts of their own period") {
  CHECK(read<milliseconds>("-7") == milliseconds{-7});
  CHECK(refused<milliseconds>("\"7\""));
  CHECK(refused<duration<std::int16_t>>("40000"));
}

TEST_CASE("floating-point numbers are read with their non-finite names") {
  CHECK(read<double>("1e308") == 1e308);
  CHECK(read<double>("\"-Infinity\"") == -std::numeric_limits<double>::infinity());
  CHECK(refused<double>("\"1\""));
  CHECK(refused<float>("1e39"));
  CHECK(refused<double>("Infinity"));
}

TEST_CASE("arrays have exactly as many elements as they say") {
  using triple = std::array<int, 3>;
  CHECK(read<triple>("[1,2,3]") == triple{1, 2, 3});
  CHECK(refused<triple>("[1,2]"));
  CHECK(refused<triple>("[1,2,3,4]"));
  CHECK(refused<triple>("[1,2,3"));
  CHECK(refused<every_kind::fortress>(R"({"grid":[[1,2,3]]})"));
  CHECK(read<every_kind::fortress>(R"({"grid":[[1,2,3],[6,5,4]]})").has_value());
}

TEST_CASE("a char array takes a text that fits with its NUL and holds none") {
  CHECK(read<every_kind::fortress>(R"({"code":"1234567"})")->code() == "1234567");
  CHECK(read<every_kind::fortress>(R"({"code":""})")->code().empty());
  CHECK(refused<every_kind::fortress>(R"({"code":"12345678"})"));
  CHECK(refused<every_kind::fortress>(R"({"code":"a\u0000b"})"));
  CHECK(refused<every_kind::fortress>(R"({"code":"ééééé"})"));
}

TEST_CASE("a codec may refuse what it is given") {
  CHECK(read<every_kind::colour>("\"#1/2\"")->green == 2);
  CHECK(refused<every_kind::colour>("\"red\""));
  CHECK(refused<every_kind::colour>("1"));
}

TEST_CASE("lists and maps replace what the value held") {
  json_reader from(R"([3] {"z":1})");
  std::vector<int> list{1, 2};
  REQUIRE(read_json(from, list));
  CHECK(list == std::vector<int>{3});
  std::map<std::string, int> map{{"a", 1}};
  REQUIRE(read_json(from, map));
  CHECK(map == std::map<std::string, int>{{"z", 1}});
}

TEST_CASE("strings may hold NUL and any valid escape") {
  CHECK(read<std::string>(R"("a\u0000\ud83d\ude00\/")") == std::string("a\0😀/", 7));
  CHECK(refused<std::string>("\"\xc0\x80\""));
  CHECK(refused<std::string>("\"\xed\xa0\x80\""));
  CHECK(refused<std::string>(R"("\udc00")"));
}
