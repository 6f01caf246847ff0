// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/field_kind.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <ratio>
#include <string>
#include <type_traits>
#include <vector>

using entente::element_of;
using entente::field_kind;
using entente::kind_of;

TEST_CASE("numbers and truth values have their kinds") {
  STATIC_REQUIRE(kind_of<bool> == field_kind::boolean);
  STATIC_REQUIRE(kind_of<std::int8_t> == field_kind::integer);
  STATIC_REQUIRE(kind_of<std::uint8_t> == field_kind::integer);
  STATIC_REQUIRE(kind_of<short> == field_kind::integer);
  STATIC_REQUIRE(kind_of<int> == field_kind::integer);
  STATIC_REQUIRE(kind_of<long> == field_kind::integer);
  STATIC_REQUIRE(kind_of<long long> == field_kind::integer);
  STATIC_REQUIRE(kind_of<std::uint64_t> == field_kind::integer);
  STATIC_REQUIRE(kind_of<float> == field_kind::floating);
  STATIC_REQUIRE(kind_of<double> == field_kind::floating);
}

TEST_CASE("characters are no numbers, and long double has no form of its own") {
  STATIC_REQUIRE(kind_of<char> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<wchar_t> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<char8_t> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<char32_t> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<long double> == field_kind::unsupported);
}

TEST_CASE("text, bytes and enumerations have their kinds") {
  STATIC_REQUIRE(kind_of<std::string> == field_kind::string);
  STATIC_REQUIRE(kind_of<char[8]> == field_kind::text_array);
  STATIC_REQUIRE(kind_of<entente::bytes> == field_kind::blob);
  STATIC_REQUIRE(kind_of<std::vector<std::byte>> == field_kind::blob);
  STATIC_REQUIRE(kind_of<samples::mood> == field_kind::enumeration);
  STATIC_REQUIRE(kind_of<samples::level> == field_kind::enumeration);
  STATIC_REQUIRE(kind_of<std::wstring> == field_kind::unsupported);
}

TEST_CASE("times of any integral period have their kinds") {
  using namespace std::chrono;
  STATIC_REQUIRE(kind_of<system_clock::time_point> == field_kind::time_point);
  STATIC_REQUIRE(kind_of<entente::timestamp> == field_kind::time_point);
  STATIC_REQUIRE(kind_of<sys_days> == field_kind::time_point);
  STATIC_REQUIRE(kind_of<sys_time<duration<std::int64_t, std::ratio<1, 60>>>> ==
                 field_kind::time_point);
  STATIC_REQUIRE(kind_of<sys_time<duration<double>>> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<steady_clock::time_point> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<minutes> == field_kind::duration);
  STATIC_REQUIRE(kind_of<nanoseconds> == field_kind::duration);
  STATIC_REQUIRE(kind_of<duration<double>> == field_kind::unsupported);
}

TEST_CASE("keys and refs have their kinds, of an entity that is not complete as well") {
  struct later;
  STATIC_REQUIRE(kind_of<entente::uuid> == field_kind::identifier);
  STATIC_REQUIRE(kind_of<entente::ref<samples::Space>> == field_kind::reference);
  STATIC_REQUIRE(kind_of<entente::ref<later>> == field_kind::reference);
}

TEST_CASE("containers have their kinds and elements") {
  STATIC_REQUIRE(kind_of<std::optional<int>> == field_kind::optional);
  STATIC_REQUIRE(kind_of<std::vector<int>> == field_kind::list);
  STATIC_REQUIRE(kind_of<std::vector<bool>> == field_kind::list);
  STATIC_REQUIRE(kind_of<std::array<int, 3>> == field_kind::array);
  STATIC_REQUIRE(kind_of<int[3]> == field_kind::array);
  STATIC_REQUIRE(kind_of<std::map<std::string, int>> == field_kind::map);
  STATIC_REQUIRE(kind_of<std::map<std::string, int, std::less<>>> == field_kind::map);
  STATIC_REQUIRE(kind_of<std::map<int, int>> == field_kind::unsupported);
  STATIC_REQUIRE(std::is_same_v<element_of<std::optional<samples::point>>, samples::point>);
  STATIC_REQUIRE(std::is_same_v<element_of<std::vector<bool>>, bool>);
  STATIC_REQUIRE(std::is_same_v<element_of<int[2][3]>, int[3]>);
  STATIC_REQUIRE(std::is_same_v<element_of<std::map<std::string, std::string, std::less<>>>,
                                std::string>);
}

TEST_CASE("nested types are aggregates, adapted ones too, unless they have a codec") {
  STATIC_REQUIRE(kind_of<samples::point> == field_kind::aggregate);
  STATIC_REQUIRE(kind_of<samples::tree> == field_kind::aggregate);
  STATIC_REQUIRE(kind_of<samples::fortress> == field_kind::aggregate);
  STATIC_REQUIRE(kind_of<entente::attachment> == field_kind::aggregate);
  STATIC_REQUIRE(kind_of<samples::colour> == field_kind::custom);
}

TEST_CASE("pointers, functions and views are not supported") {
  STATIC_REQUIRE(kind_of<int*> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<char const*> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<std::string_view> == field_kind::unsupported);
  STATIC_REQUIRE(kind_of<std::function<void()>> == field_kind::unsupported);
}
