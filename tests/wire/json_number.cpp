// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_reader.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using entente::json_reader;

namespace {

template <class T>
std::string read_as(std::string_view text) {
  json_reader reader(text);
  T value{};
  if (!reader.read(value) || !reader.finish()) return reader.why().message;
  return std::to_string(value);
}

}  // namespace

TEST_CASE("integers keep to the range of their type") {
  CHECK(read_as<std::int64_t>("9223372036854775807") == "9223372036854775807");
  CHECK(read_as<std::int64_t>("-9223372036854775808") == "-9223372036854775808");
  CHECK(read_as<std::int64_t>("9223372036854775808") == "integer out of range at byte 0");
  CHECK(read_as<std::int64_t>("-9223372036854775809") == "integer out of range at byte 0");
  CHECK(read_as<std::uint64_t>("18446744073709551615") == "18446744073709551615");
  CHECK(read_as<std::uint64_t>("18446744073709551616") == "integer out of range at byte 0");
  CHECK(read_as<std::uint64_t>("99999999999999999999") == "integer out of range at byte 0");
  CHECK(read_as<std::uint64_t>("100000000000000000000") == "integer out of range at byte 0");
  CHECK(read_as<std::uint64_t>("-1") == "integer out of range at byte 0");
  CHECK(read_as<std::uint64_t>("-0") == "0");
  CHECK(read_as<std::int64_t>("-0") == "0");
  CHECK(read_as<std::int8_t>("-128") == "-128");
  CHECK(read_as<std::int8_t>("128") == "integer out of range at byte 0");
  CHECK(read_as<std::int8_t>("-129") == "integer out of range at byte 0");
  CHECK(read_as<std::uint8_t>("255") == "255");
  CHECK(read_as<std::uint8_t>("256") == "integer out of range at byte 0");
  CHECK(read_as<std::int32_t>("-2147483648") == "-2147483648");
  CHECK(read_as<std::uint32_t>("4294967296") == "integer out of range at byte 0");
}

TEST_CASE("a number is an integer if its value is") {
  CHECK(read_as<int>("1.0") == "1");
  CHECK(read_as<int>("1e2") == "100");
  CHECK(read_as<int>("-1.50E+1") == "-15");
  CHECK(read_as<int>("1200e-2") == "12");
  CHECK(read_as<int>("0.0") == "0");
  CHECK(read_as<int>("-0e5") == "0");
  CHECK(read_as<int>("0e99999999999999999999") == "0");
  CHECK(read_as<int>("0.0000000000000000000000000000001e31") == "1");
  CHECK(read_as<int>("1." + std::string(1000, '0')) == "1");
  CHECK(read_as<int>("1" + std::string(1000, '0') + "e-1000") == "1");
  CHECK(read_as<std::uint64_t>("1.8446744073709551615e19") == "18446744073709551615");
  CHECK(read_as<std::uint64_t>("184467440737095516150e-1") == "18446744073709551615");
  CHECK(read_as<std::uint64_t>("1.8446744073709551616e19") == "integer out of range at byte 0");
  CHECK(read_as<std::int64_t>("-9.223372036854775808e18") == "-9223372036854775808");
  CHECK(read_as<int>("1e99999999999999999999") == "integer out of range at byte 0");
  CHECK(read_as<int>("1.5") == "expected an integer at byte 0");
  CHECK(read_as<int>("1e-1") == "expected an integer at byte 0");
  CHECK(read_as<int>("1e-99999999999999999999") == "expected an integer at byte 0");
  CHECK(read_as<int>("123456789012345678901.5") == "expected an integer at byte 0");
}

TEST_CASE("numbers keep to the grammar whatever type they are read as") {
  for (auto const bad :
       {"-", "+1", ".5", "1.", "1.e1", "1e", "1e+", "1E-", "01", "-01", "00", "0x1", "1_0", "--1",
        "- 1", "1.2.3", "1e1.5", "NaN", "Infinity", "-Infinity", "1,0", "\xef\xbc\x91", "1e1e1",
        "1-", "0-1", "-a"}) {
    json_reader integer{std::string_view(bad)};
    json_reader real{std::string_view(bad)};
    json_reader skipped{std::string_view(bad)};
    std::int64_t i = 0;
    double d = 0;
    CHECK_FALSE((integer.read(i) && integer.finish()));
    CHECK_FALSE((real.read(d) && real.finish()));
    CHECK_FALSE((skipped.skip() && skipped.finish()));
  }
}

TEST_CASE("floating-point numbers are the nearest ones") {
  auto const real = [](std::string_view text) {
    json_reader reader(text);
    double value = -1;
    REQUIRE(reader.read(value));
    REQUIRE(reader.finish());
    return value;
  };
  CHECK(real("0.1") == 0.1);
  CHECK(real("123.456") == 123.456);
  CHECK(real("1e22") == 1e22);
  CHECK(real("1e23") == 1e23);
  CHECK(real("9007199254740993") == 9007199254740992.0);
  CHECK(real("9007199254740993.000000000000000000000000000001") == 9007199254740994.0);
  CHECK(real("2.2250738585072011e-308") == 2.2250738585072011e-308);
  CHECK(real("1.7976931348623157e308") == (std::numeric_limits<double>::max)());
  CHECK(real("4.9e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(real("1e-400") == 0);
  CHECK(real("0e400") == 0);
  CHECK(std::signbit(real("-0")));
  CHECK(std::signbit(real("-0.0")));
  CHECK(std::signbit(real("-1e-400")));
  CHECK(real("0." + std::string(400, '0') + "1e401") == 1.0);
  CHECK(real("1" + std::string(400, '0') + "e-400") == 1.0);
  CHECK(read_as<double>("1e400") == "number out of range at byte 0");
  CHECK(read_as<double>("-1e99999999999999999999") == "number out of range at byte 0");
  CHECK(read_as<double>("1.7976931348623159e308") == "number out of range at byte 0");
  CHECK(read_as<float>("3.5e38") == "number out of range at byte 0");

  float narrow = 0;
  CHECK(json_reader("0.1").read(narrow));
  CHECK(narrow == 0.1f);
  CHECK(json_reader("16777217").read(narrow));
  CHECK(narrow == 16777216.0f);
  CHECK(json_reader("1e-60").read(narrow));
  CHECK(narrow == 0.0f);
}

TEST_CASE("numbers that are not finite are read from their names") {
  double value = 0;
  CHECK(json_reader("\"NaN\"").read(value));
  CHECK(std::isnan(value));
  CHECK(json_reader("\"Infinity\"").read(value));
  CHECK(value == std::numeric_limits<double>::infinity());
  CHECK(json_reader("\"-Infinity\"").read(value));
  CHECK(value == -std::numeric_limits<double>::infinity());
  CHECK(read_as<double>("\"nan\"") == "expected a number at byte 0");
  CHECK(read_as<double>("\"NaN") == "expected the end of a string at byte 4");
}
