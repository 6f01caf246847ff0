// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace samples;
using entente::detail::field_order;

namespace {

struct shade {
  int hue = 0;
  int unseen = 0;
};

enum class mood { calm, cross };

/// Order and equality agree, and the order is one: antisymmetric and transitive.
template <class T>
void check_order(std::vector<T> const& values) {
  for (auto const& a : values)
    for (auto const& b : values) {
      bool const equal = field_order<T>(a, b) == 0;
      bool const less = field_order<T>(a, b) < 0;
      bool const reverse_is_greater = field_order<T>(b, a) > 0;
      CHECK(equal == entente::field_equal<T>(a, b));
      CHECK(less == reverse_is_greater);
      for (auto const& c : values)
        if (field_order<T>(a, b) <= 0 && field_order<T>(b, c) <= 0)
          CHECK_FALSE((field_order<T>(a, c) > 0));
    }
}

}  // namespace

template <>
struct entente::field_codec<shade> {
  using stored = std::string;
  static stored store(shade const& s) { return std::to_string(s.hue); }
  static std::optional<shade> load(stored const& text) { return shade{std::stoi(text), 0}; }
};

TEST_CASE("every kind of field has a total order that agrees with its equality") {
  using limits = std::numeric_limits<double>;
  double const nan = limits::quiet_NaN();
  check_order<double>({0.0, -0.0, nan, -nan, 1, -1, limits::infinity(), -limits::infinity()});
  check_order<float>({0.0f, -0.0f, std::nanf(""), 2});
  check_order<bool>({false, true});
  check_order<std::uint8_t>({0, 255, 7});
  check_order<mood>({mood::calm, mood::cross});
  check_order<std::string>({"", "a", "b", "aa", std::string{"a\0b", 3}});
  check_order<entente::bytes>({{}, {std::byte{1}}, {std::byte{1}, std::byte{0}}, {std::byte{200}}});
  check_order<std::chrono::seconds>({std::chrono::seconds{1}, std::chrono::seconds{-1}});
  check_order<entente::timestamp>(
      {entente::timestamp{}, entente::timestamp{std::chrono::microseconds{3}}});
  check_order<entente::uuid>({author(1), author(2), {}});
  check_order<entente::ref<document>>({{}, entente::ref<document>{author(1)}});
  check_order<std::optional<double>>({std::nullopt, nan, 0.0, -0.0});
  check_order<std::vector<std::string>>({{}, {"a"}, {"a", "b"}, {"b"}});
  check_order<std::vector<bool>>({{}, {true}, {false}, {true, false}});
  check_order<std::array<int, 2>>({{0, 1}, {1, 0}, {0, 0}});
  check_order<std::map<std::string, double>>(
      {{}, {{"a", 1}}, {{"a", nan}}, {{"b", 0}}, {{"a", 1}, {"b", 0}}});
  check_order<place>({{}, {"a", 1, {}}, {"a", std::nullopt, {}}, {"a", 1, {nan}}, {"b", 0, {}}});
  check_order<shade>({{1, 1}, {1, 2}, {2, 1}});
}

TEST_CASE("C arrays are ordered by what they hold") {
  dice random{1};
  for (int i = 0; i < 500; ++i) {
    badge const a = random.badge_value();
    badge const b = random.badge_value();
    bool const same_code = field_order(a.code, b.code) == 0;
    bool const same_slots = field_order(a.slots, b.slots) == 0;
    bool const same_badge = field_order(a, b) == 0;
    CHECK(same_code == entente::field_equal(a.code, b.code));
    CHECK(same_slots == entente::field_equal(a.slots, b.slots));
    CHECK(same_badge == entente::field_equal(a, b));
  }
}
