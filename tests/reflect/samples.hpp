// SPDX-License-Identifier: BSL-1.0
// Types of every kind that users write, shared by the tests of this room.
#pragma once

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>

#include <any>
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace samples {

struct one {
  std::string only;
};

struct inner {
  int x = 1;
  double y = 2;
};

struct everything {
  bool flag = true;
  std::string text = "default";
  std::optional<std::string> note;
  std::vector<everything> children;
  std::map<std::string, int> counts;
  std::chrono::system_clock::time_point when;
  std::unique_ptr<int> owned;
  inner nested;
  std::variant<int, std::string> either;
  std::any anything;
  std::function<int()> call;
  std::array<int, 3> triple{};
};

template <class T>
struct box {
  T content;
  int weight;
};

struct no_default {
  explicit no_default(int v) : value(v) {}
  int value;
};

struct holds_no_default {
  no_default first;
  int middle;
  std::string text;
  no_default last;
};

struct immovable {
  std::mutex guard;
  int count;
};

struct empty {};

#define SAMPLES_TEN(name) \
  int name##0, name##1, name##2, name##3, name##4, name##5, name##6, name##7, name##8, name##9
struct twelve {
  SAMPLES_TEN(a);
  std::string b0, b1;
};
struct forty {
  SAMPLES_TEN(a);
  SAMPLES_TEN(b);
  SAMPLES_TEN(c);
  SAMPLES_TEN(d);
};
struct sixty_four {
  SAMPLES_TEN(a);
  SAMPLES_TEN(b);
  SAMPLES_TEN(c);
  std::string middle;
  SAMPLES_TEN(d);
  SAMPLES_TEN(e);
  SAMPLES_TEN(f);
  std::string x, y, z;
};
struct hundred {
  SAMPLES_TEN(a);
  SAMPLES_TEN(b);
  SAMPLES_TEN(c);
  SAMPLES_TEN(d);
  SAMPLES_TEN(e);
  SAMPLES_TEN(f);
  SAMPLES_TEN(g);
  SAMPLES_TEN(h);
  SAMPLES_TEN(i);
  SAMPLES_TEN(j);
};
struct hundred_and_one {
  SAMPLES_TEN(a);
  SAMPLES_TEN(b);
  SAMPLES_TEN(c);
  SAMPLES_TEN(d);
  SAMPLES_TEN(e);
  SAMPLES_TEN(f);
  SAMPLES_TEN(g);
  SAMPLES_TEN(h);
  SAMPLES_TEN(i);
  SAMPLES_TEN(j);
  int last;
};
#undef SAMPLES_TEN

// What cannot be reflected as it stands.
struct base {
  int inherited = 1;
};
struct derived : base {
  int own = 2;
};
struct derived_of_empty : empty {
  int own;
};
struct empty_derived : empty {};
struct move_only_base {
  std::unique_ptr<int> owned;
};
struct derived_of_move_only : move_only_base {
  int own;
};
struct derived_no_default : base {
  no_default own;
};
struct array_first {
  int list[3];
  std::string after;
};
struct array_last {
  std::string before;
  int between;
  char list[2];
};
struct array_of_strings {
  int before;
  std::string list[2];
};
struct array_among_no_defaults {
  no_default before;
  int list[3];
  no_default after;
};
struct long_array {
  char buffer[4096];
};
struct array_behind_eight {
  std::string a, b, c, d, e, f, g, h, i;
  int list[2];
};
struct constructed {
  constructed(int v) : value(v) {}
  int value;
};
union either_or {
  int a;
  float b;
};

// Adapted with Boost.Hana.
struct adapted_base {
  int inherited = 1;
};
class adapted_whole : public adapted_base {
 public:
  adapted_whole() = default;
  explicit adapted_whole(int s) : secret(s) {}
  int list[3] = {7, 8, 9};
  std::string text = "text";
  int left_out = 0;

 private:
  int secret = 4;
  friend struct boost::hana::accessors_impl<adapted_whole>;
};

struct defined_inside {
  BOOST_HANA_DEFINE_STRUCT(defined_inside, (int, number), (std::string, text));
};
struct derived_of_defined : defined_inside {
  int own = 0;
};

/// An aggregate that would reflect as it stands, but whose adaptation leaves a member out.
struct adapted_in_part {
  int kept;
  int cache;
  std::string also_kept;
};

class renamed {
 public:
  struct hana_accessors_impl {
    static constexpr auto apply() {
      return boost::hana::make_tuple(
          boost::hana::make_pair(BOOST_HANA_STRING("total"),
                                 [](auto&& object) -> auto& { return object.total_; }),
          boost::hana::make_pair(BOOST_HANA_STRING("label"),
                                 [](auto&& object) -> auto& { return object.label_; }));
    }
  };
  int total_ = 0;
  std::string label_;
};

/// Its accessor computes a value: nothing to assign to.
class computed {
 public:
  struct hana_accessors_impl {
    static constexpr auto apply() {
      return boost::hana::make_tuple(boost::hana::make_pair(
          BOOST_HANA_STRING("twice"), [](auto&& object) { return object.half * 2; }));
    }
  };
  int half = 1;
};

}  // namespace samples

BOOST_HANA_ADAPT_STRUCT(samples::adapted_whole, inherited, list, text, secret);
BOOST_HANA_ADAPT_STRUCT(samples::adapted_in_part, kept, also_kept);
