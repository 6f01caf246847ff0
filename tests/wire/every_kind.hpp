// SPDX-License-Identifier: BSL-1.0
// Types with a field of every kind, and random values of them.
#pragma once

#include <entente/entity.hpp>
#include <entente/reflect/enum_name.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <type_traits>
#include <vector>

namespace every_kind {

enum class mood { angry = -3, calm = 0, happy = 7, distant = 4000 };
enum level : std::uint8_t { low, high };
enum class letter : char { a = 'a', z = 'z' };

struct part {
  std::string street_name;
  int house_number = 1;
  std::optional<double> weight_kg;
};

struct tree {
  std::string name;
  std::vector<tree> children;
};

/// Stored as text, like "#10/20".
struct colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
};

/// A base class, private members, C arrays and a constructor: everything an aggregate may not have.
struct numbered {
  int number = 3;
};
class fortress : public numbered {
 public:
  fortress() = default;
  friend struct boost::hana::accessors_impl<fortress>;
  void set_code(char const* code) {
    std::memset(code_, 0, sizeof code_);
    std::strncpy(code_, code, sizeof code_ - 1);
  }
  void fill_code() { std::memset(code_, 'x', sizeof code_); }
  [[nodiscard]] std::string code() const { return code_; }

 private:
  std::string owner_name_ = "nobody";
  int grid_[2][3] = {{1, 2, 3}, {4, 5, 6}};
  char code_[8] = "abc";
};

struct other {
  std::string name;
};

struct everything {
  bool truth = false;
  std::int8_t tiny = 0;
  std::uint8_t byte_number = 0;
  std::int16_t short_number = 0;
  std::uint16_t unsigned_short = 0;
  std::int32_t number = 0;
  std::uint32_t unsigned_number = 0;
  std::int64_t long_number = 0;
  std::uint64_t unsigned_long = 0;
  float single = 0;
  double real = 0;
  mood feeling = mood::calm;
  level height = low;
  letter initial = letter::a;
  std::string text;
  entente::bytes content;
  std::chrono::sys_days day;
  std::chrono::sys_time<std::chrono::minutes> minute;
  std::chrono::sys_seconds second;
  std::chrono::sys_time<std::chrono::milliseconds> millisecond;
  entente::timestamp microsecond;
  std::chrono::sys_time<std::chrono::nanoseconds> nanosecond;
  std::chrono::sys_time<std::chrono::duration<std::int64_t, std::ratio<1, 60>>> frame;
  std::chrono::hours hours_left{};
  std::chrono::microseconds lap{};
  entente::uuid key;
  entente::ref<other> link;
  std::optional<int> perhaps;
  std::optional<std::string> remark;
  std::optional<part> spare;
  std::vector<int> numbers;
  std::vector<bool> flags;
  std::vector<std::string> words;
  std::vector<part> parts;
  std::vector<std::vector<int>> table;
  std::vector<std::optional<int>> gaps;
  std::array<int, 3> triple{};
  std::map<std::string, int> counts;
  std::map<std::string, part> shelf;
  part home;
  tree family;
  entente::attachment file;
  colour paint;
  std::vector<colour> palette;
  fortress castle;
};

}  // namespace every_kind

template <>
struct entente::enum_range<every_kind::mood> {
  static constexpr int first = -5, last = 10;
};
template <>
struct entente::entity_traits<every_kind::part> {
  using wire_names = entente::names<entente::name_as<"weight_kg", "mass">>;
};
template <>
struct entente::field_codec<every_kind::colour> {
  using stored = std::string;
  static stored store(every_kind::colour const& value) {
    return "#" + std::to_string(value.red) + "/" + std::to_string(value.green);
  }
  static std::optional<every_kind::colour> load(stored const& text) {
    every_kind::colour value;
    char const* const end = text.data() + text.size();
    if (text.empty() || text[0] != '#') return std::nullopt;
    auto const red = std::from_chars(text.data() + 1, end, value.red);
    if (red.ec != std::errc{} || red.ptr == end || *red.ptr != '/') return std::nullopt;
    auto const green = std::from_chars(red.ptr + 1, end, value.green);
    if (green.ec != std::errc{} || green.ptr != end) return std::nullopt;
    return value;
  }
};
template <>
struct boost::hana::accessors_impl<every_kind::fortress> {
  static constexpr auto apply() {
    return boost::hana::make_tuple(
        boost::hana::make_pair(
            BOOST_HANA_STRING("number"), [](auto&& self) -> auto& { return self.number; }),
        boost::hana::make_pair(
            BOOST_HANA_STRING("owner_name"), [](auto&& self) -> auto& { return self.owner_name_; }),
        boost::hana::make_pair(
            BOOST_HANA_STRING("grid"), [](auto&& self) -> auto& { return self.grid_; }),
        boost::hana::make_pair(
            BOOST_HANA_STRING("code"), [](auto&& self) -> auto& { return self.code_; }));
  }
};

namespace every_kind {

/// Random field values, extremes more often than chance would have it.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(bits() % end); }

  template <class T>
  void fill(T& value, int depth = 0) {
    using entente::field_kind;
    constexpr field_kind kind = entente::kind_of<T>;
    if constexpr (kind == field_kind::boolean) {
      value = below(2) == 1;
    } else if constexpr (kind == field_kind::integer) {
      value = integer<T>();
    } else if constexpr (kind == field_kind::floating) {
      value = real<T>();
    } else if constexpr (kind == field_kind::enumeration) {
      if constexpr (std::is_same_v<T, mood>) {
        constexpr mood all[] = {mood::angry, mood::calm, mood::happy, mood::distant,
                                static_cast<mood>(-1'000'000)};
        value = all[below(5)];
      } else if constexpr (std::is_same_v<T, letter>) {
        value = static_cast<letter>('a' + below(26));
      } else {
        value = static_cast<T>(below(3));
      }
    } else if constexpr (kind == field_kind::string) {
      value = text();
    } else if constexpr (kind == field_kind::blob) {
      value.resize(below(20));
      for (auto& each : value) each = static_cast<std::byte>(bits() & 0xff);
    } else if constexpr (kind == field_kind::text_array) {
      std::memset(value, 0, sizeof value);
      for (std::size_t i = below(sizeof value); i-- > 0;)
        value[i] = static_cast<char>('!' + below(90));
    } else if constexpr (kind == field_kind::time_point) {
      value = moment<T>();
    } else if constexpr (kind == field_kind::duration) {
      value = T{integer<typename T::rep>()};
    } else if constexpr (kind == field_kind::identifier) {
      for (auto& octet : value.octets) octet = static_cast<std::uint8_t>(bits() & 0xff);
    } else if constexpr (kind == field_kind::reference) {
      value = {};
      if (below(3) != 0) fill(value.key);
    } else if constexpr (kind == field_kind::optional) {
      value.reset();
      if (below(2) == 1) fill(value.emplace(), depth);
    } else if constexpr (kind == field_kind::list) {
      value.clear();
      for (std::size_t i = depth > 3 ? 0 : below(4); i-- > 0;) {
        entente::element_of<T> element{};
        fill(element, depth + 1);
        value.push_back(element);
      }
    } else if constexpr (kind == field_kind::array) {
      for (auto& each : value) fill(each, depth + 1);
    } else if constexpr (kind == field_kind::map) {
      value.clear();
      for (std::size_t i = below(4); i-- > 0;) fill(value[text()], depth + 1);
    } else if constexpr (std::is_same_v<T, colour>) {
      fill(value.red);
      fill(value.green);
    } else {
      entente::for_each_field(value, [&](auto, auto& field) { fill(field, depth + 1); });
    }
  }

  std::string text() {
    static constexpr char const* pieces[] = {
        "a",    "Z", " ", "\"", "\\", "\n",   "\t",
        "\x01", "/", "é", "€",  "😀",  "word", "longer words than these"};
    std::string made;
    for (std::size_t i = below(12); i-- > 0;) made += pieces[below(std::size(pieces))];
    if (below(10) == 0) made += '\0';
    return made;
  }

 private:
  template <class I>
  I integer() {
    switch (below(6)) {
      case 0: return (std::numeric_limits<I>::max)();
      case 1: return (std::numeric_limits<I>::min)();
      case 2: return 0;
      case 3: return static_cast<I>(bits() % 1000);
      default: return static_cast<I>(bits());
    }
  }

  template <class F>
  F real() {
    switch (below(9)) {
      case 0: return std::numeric_limits<F>::quiet_NaN();
      case 1: return std::numeric_limits<F>::infinity();
      case 2: return -std::numeric_limits<F>::infinity();
      case 3: return F(-0.0);
      case 4: return std::numeric_limits<F>::denorm_min();
      case 5: return std::numeric_limits<F>::lowest();
      case 6: return static_cast<F>(static_cast<double>(bits() % 2'000'000'000) / 1000 - 1e6);
      case 7: return static_cast<F>(static_cast<std::int64_t>(bits() % 2000) - 1000);
      default:
        return std::ldexp(static_cast<F>(bits() >> 12), static_cast<int>(bits() % 200) - 120);
    }
  }

  /// A time between the years 0000 and 9999, and one that the type can hold.
  template <class T>
  T moment() {
    using period = typename T::period;
    long double const unit = static_cast<long double>(period::num) / period::den;
    long double const limit = 9.2e18L;
    long double const first = (std::max)(-62'167'219'200.0L / unit, -limit);
    long double const last = (std::min)(253'402'300'799.0L / unit, limit);
    long double const share = static_cast<long double>(bits() >> 11) / 9'007'199'254'740'992.0L;
    auto const count = static_cast<std::int64_t>(first + 1 + share * (last - first - 2));
    return T{typename T::duration{static_cast<typename T::rep>(count)}};
  }

  std::mt19937_64 engine_;
};

}  // namespace every_kind
