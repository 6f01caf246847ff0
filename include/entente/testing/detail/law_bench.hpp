// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/reflect/type_name.hpp>
#include <entente/testing/detail/claimed.hpp>
#include <entente/testing/detail/one_field.hpp>
#include <entente/testing/detail/random_edit.hpp>
#include <entente/testing/law_options.hpp>
#include <entente/testing/law_report.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/wire/encode.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

template <class T>
std::string value_text(T const& value) {
  std::string text;
  try {
    write_json(text, value);
  } catch (failure const&) {
    text = "(a value that has no JSON form)";
  }
  return text;
}

/// Tries the laws of one policy on generated values.
template <class Policy, class T>
class law_bench {
 public:
  explicit law_bench(law_options<T> const& options) : options_{options} {
    report_.policy = type_name<Policy>;
    report_.type = type_name<T>;
    using promise = claimed<Policy>;
    report_.findings = {{"pure", true, {}},
                        {"idempotent", promise::idempotent, {}},
                        {"commutative", promise::commutative, {}},
                        {"associative", promise::associative, {}},
                        {"monotone", promise::monotone, {}},
                        {"two_doors", true, {}},
                        {"any_order", promise::commutative && promise::associative && decides, {}}};
  }

  law_report run() {
    for (int i = 0; i < options_.cases; ++i) {
      take_case(options_.seed + static_cast<std::uint64_t>(i));
      try {
        try_purity();
        try_laws();
        try_three_devices();
      } catch (std::exception const& thrown) {
        note("pure", [&] { return "it throws " + std::string{thrown.what()}; });
      }
    }
    report_.cases = options_.cases;
    return std::move(report_);
  }

 private:
  using state = field_state<Policy, T>;
  static constexpr bool decides = !std::is_same_v<Policy, manual>;

  void take_case(std::uint64_t seed) {
    seeded_random const random{seed};
    base_ = random_base<Policy>(random, options_);
    for (std::size_t i = 0; i < edits_.size(); ++i) {
      uuid author;
      author.octets.back() = static_cast<std::uint8_t>(i + 1);
      edit_time const when{static_cast<std::int64_t>(1 + random.below(3))};
      edits_[i] = edited_state<Policy>(base_, random_change<Policy>(base_, random, options_),
                                       {when, author});
    }
  }

  [[nodiscard]] state join(state const& first, state const& second) const {
    return merged(base_, first, second);
  }

  static bool alike(state const& a, state const& b) {
    return a.clashed || b.clashed ? a.clashed == b.clashed
                                  : same_outcome<Policy>(a.image.value, b.image.value);
  }

  void try_purity() {
    auto const& [a, b, c] = edits_;
    one_field<Policy, T> const ancestor{base_};
    for (auto const* base : {&ancestor, static_cast<one_field<Policy, T> const*>(nullptr)}) {
      auto once = b.image;
      auto twice = b.image;
      entente::apply(rebase_onto(a, b, base).kept, once);
      entente::apply(rebase_onto(a, b, base).kept, twice);
      if (field_equal(once.value, twice.value)) continue;
      note("pure", [&] {
        return "asked twice" + std::string{base == nullptr ? ", without the common value," : ""} +
               " about local A and remote B it gives " + value_text(once.value) + ", then " +
               value_text(twice.value);
      });
    }
  }

  void try_laws() {
    auto const& [a, b, c] = edits_;
    expect("idempotent", join(a, a), "A after A", a, "A alone");
    auto const ab = join(a, b);
    expect("commutative", ab, "B after A", join(b, a), "A after B");
    auto const ab_then_c = join(ab, c);
    expect("associative", ab_then_c, "C after (B after A)", join(a, join(b, c)),
           "(C after B) after A");
    expect("monotone", join(ab, a), "A once more, after B after A,", ab, "B after A");
    expect("monotone", join(ab, b), "B once more, after B after A,", ab, "B after A");
    expect("monotone", join(ab_then_c, a), "A once more, after C after B after A,", ab_then_c,
           "C after B after A");
  }

  /// Three devices push in each order, each with or without having merged what the server has.
  void try_three_devices() {
    std::array<std::size_t, 3> order{0, 1, 2};
    T const first = served(order, 0);
    do {
      T const unmerged = served(order, 0);
      if (!same_outcome<Policy>(first, unmerged))
        note("any_order", [&] {
          return "pushed in the order ABC they give " + value_text(first) + ", in the order " +
                 text_of(order) + " " + value_text(unmerged);
        });
      for (unsigned pulls = 1; pulls < 8; ++pulls) {
        T const value = served(order, pulls);
        if (same_outcome<Policy>(unmerged, value)) continue;
        note("two_doors", [&] {
          return "pushed in the order " + text_of(order) + " they give " + value_text(unmerged) +
                 "; where " + pullers(pulls) + " pulled before pushing, " + value_text(value);
        });
      }
    } while (std::next_permutation(order.begin(), order.end()));
  }

  [[nodiscard]] T served(std::array<std::size_t, 3> const& order, unsigned pulls) const {
    one_field_server<Policy, T> server{base_};
    for (auto const i : order) server.push(edits_[i], (pulls >> i & 1) != 0);
    return server.value();
  }

  static std::string text_of(std::array<std::size_t, 3> const& order) {
    std::string text;
    for (auto const i : order) text += "ABC"[i];
    return text;
  }

  static std::string pullers(unsigned which) {
    std::string text;
    for (unsigned i = 0; i < 3; ++i)
      if ((which >> i & 1) != 0) text += (text.empty() ? "" : " and ") + std::string{"ABC"[i]};
    return text;
  }

  void expect(std::string_view law, state const& one, char const* one_way, state const& other,
              char const* other_way) {
    if (alike(one, other)) return;
    auto const outcome = [](state const& s) {
      return s.clashed ? "a conflict" : value_text(s.image.value);
    };
    note(law, [&] {
      return std::string{one_way} + " gives " + outcome(one) + ", " + other_way + " " +
             outcome(other);
    });
  }

  /// Remembers the shortest counterexample of a law: it is the one that people understand.
  template <class Words>
  void note(std::string_view law, Words&& words) {
    std::string text = "from " + value_text(base_) + ", three devices at once make";
    for (std::size_t i = 0; i < edits_.size(); ++i)
      text += std::string{i == 0 ? " " : ", "} + "ABC"[i] + " " +
              value_text(edits_[i].image.value) + " (at " +
              std::to_string(edits_[i].edited.when.micros) + ")";
    text += "; " + words();
    for (auto& each : report_.findings)
      if (each.law == law && (each.kept() || text.size() < each.counterexample.size()))
        each.counterexample = text;
  }

  law_options<T> options_;
  law_report report_;
  T base_{};
  std::array<state, 3> edits_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
