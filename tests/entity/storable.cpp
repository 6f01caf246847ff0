// SPDX-License-Identifier: BSL-1.0
#include <entente/entity/storable.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

using entente::storable;
using entente::detail::fault_found;
using entente::detail::field_fault;

namespace {

struct holds_a_thread {
  std::string name;
  std::thread worker;
};
struct holds_it_deeply {
  std::map<std::string, std::vector<std::optional<holds_a_thread>>> all;
};
struct derived : samples::point {};
struct with_array {
  int list[3];
};
struct without_default {
  explicit without_default(int value) : number(value) {}
  int number;
};
struct needs_a_value {
  int const fixed = 1;
};
struct two_entities {
  entente::id<samples::Space> space;
};
enum unfixed { one, two };
enum class nothing_named : int {};
enum class far_off { value = 1000 };
struct bad_codec {};
struct own_codec {};
struct nullable_codec {
  std::string text;
};

template <class T, field_fault Fault, class Part = T>
constexpr bool is_refused_for =
    fault_found<T>::fault == Fault && std::is_same_v<typename fault_found<T>::part, Part>;

}  // namespace

template <>
struct entente::field_codec<bad_codec> {
  using stored = std::string;
  static stored store(bad_codec const&) { return {}; }
  static bad_codec load(stored const&) { return {}; }
};
template <>
struct entente::field_codec<own_codec> {
  using stored = own_codec;
  static stored store(own_codec const& value) { return value; }
  static std::optional<own_codec> load(stored const& value) { return value; }
};
template <>
struct entente::field_codec<nullable_codec> {
  using stored = std::optional<std::string>;
  static stored store(nullable_codec const& value) { return value.text; }
  static std::optional<nullable_codec> load(stored const&) { return nullable_codec{}; }
};

TEST_CASE("every field type of the documentation can be stored") {
  STATIC_REQUIRE(storable<bool>);
  STATIC_REQUIRE(storable<std::int64_t>);
  STATIC_REQUIRE(storable<double>);
  STATIC_REQUIRE(storable<samples::mood>);
  STATIC_REQUIRE(storable<samples::level>);
  STATIC_REQUIRE(storable<samples::far_away>);
  STATIC_REQUIRE(storable<std::string>);
  STATIC_REQUIRE(storable<entente::bytes>);
  STATIC_REQUIRE(storable<std::chrono::sys_days>);
  STATIC_REQUIRE(storable<std::chrono::minutes>);
  STATIC_REQUIRE(storable<entente::uuid>);
  STATIC_REQUIRE(storable<entente::ref<samples::Space>>);
  STATIC_REQUIRE(storable<std::optional<std::string>>);
  STATIC_REQUIRE(storable<std::vector<std::optional<int>>>);
  STATIC_REQUIRE(storable<std::vector<entente::ref<samples::Space>>>);
  STATIC_REQUIRE(storable<std::map<std::string, std::vector<samples::point>>>);
  STATIC_REQUIRE(storable<std::array<std::array<int, 2>, 2>>);
  STATIC_REQUIRE(storable<int[2][3]>);
  STATIC_REQUIRE(storable<char[8]>);
  STATIC_REQUIRE(storable<samples::point>);
  STATIC_REQUIRE(storable<samples::fortress>);
  STATIC_REQUIRE(storable<entente::attachment>);
  STATIC_REQUIRE(storable<samples::colour>);
  STATIC_REQUIRE(storable<std::vector<samples::colour>>);
  STATIC_REQUIRE(storable<nullable_codec>);
}

TEST_CASE("a type may hold a list of its own kind") {
  STATIC_REQUIRE(storable<samples::tree>);
  STATIC_REQUIRE(storable<std::vector<samples::tree>>);
}

TEST_CASE("what is at fault is found however deep it is") {
  STATIC_REQUIRE(is_refused_for<std::thread, field_fault::unsupported>);
  STATIC_REQUIRE(is_refused_for<std::unique_ptr<int>, field_fault::unsupported>);
  STATIC_REQUIRE(is_refused_for<std::variant<int>, field_fault::unsupported>);
  STATIC_REQUIRE(is_refused_for<std::string_view, field_fault::unsupported>);
  STATIC_REQUIRE(is_refused_for<std::vector<char*>, field_fault::unsupported, char*>);
  STATIC_REQUIRE(is_refused_for<holds_a_thread, field_fault::unsupported, std::thread>);
  STATIC_REQUIRE(is_refused_for<holds_it_deeply, field_fault::unsupported, std::thread>);
}

TEST_CASE("a nested type whose fields cannot be seen is refused for the reason") {
  STATIC_REQUIRE(is_refused_for<derived, field_fault::has_base>);
  STATIC_REQUIRE(is_refused_for<std::vector<with_array>, field_fault::has_array, with_array>);
  STATIC_REQUIRE(is_refused_for<without_default, field_fault::unsupported>);
}

TEST_CASE("a nested type that cannot be assigned is refused") {
  STATIC_REQUIRE(is_refused_for<std::vector<needs_a_value>, field_fault::not_a_value,
                                needs_a_value>);
}

TEST_CASE("null must have one meaning") {
  STATIC_REQUIRE(is_refused_for<std::optional<std::optional<int>>, field_fault::two_nulls>);
  STATIC_REQUIRE(
      is_refused_for<std::optional<entente::ref<samples::Space>>, field_fault::two_nulls>);
  STATIC_REQUIRE(is_refused_for<std::optional<nullable_codec>, field_fault::two_nulls>);
  STATIC_REQUIRE(is_refused_for<std::vector<std::optional<std::optional<int>>>,
                                field_fault::two_nulls, std::optional<std::optional<int>>>);
}

TEST_CASE("an id is not taken for a field that refers") {
  STATIC_REQUIRE(is_refused_for<entente::id<samples::Space>, field_fault::is_id>);
  STATIC_REQUIRE(
      is_refused_for<two_entities, field_fault::is_id, entente::id<samples::Space>>);
}

TEST_CASE("an enumeration must have names that can be found") {
  STATIC_REQUIRE(is_refused_for<unfixed, field_fault::unfixed_enum>);
  STATIC_REQUIRE(is_refused_for<nothing_named, field_fault::nameless_enum>);
  STATIC_REQUIRE(is_refused_for<far_off, field_fault::nameless_enum>);
  STATIC_REQUIRE(is_refused_for<std::vector<std::optional<far_off>>, field_fault::nameless_enum,
                                far_off>);
  STATIC_REQUIRE(is_refused_for<std::byte, field_fault::nameless_enum>);
}

TEST_CASE("a codec must have both functions and another type to store") {
  STATIC_REQUIRE(is_refused_for<bad_codec, field_fault::unusable_codec>);
  STATIC_REQUIRE(is_refused_for<own_codec, field_fault::unusable_codec>);
}
