// SPDX-License-Identifier: BSL-1.0
#include <entente/merge/claims.hpp>

#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <entente/testing/check_laws.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace entente;
using samples::longest;
using samples::prefixes;

namespace {

enum class light : std::uint8_t { red, amber, green };

struct spot {
  std::string street;
  std::optional<double> height;
  friend bool operator<(spot const& a, spot const& b) { return a.street < b.street; }
};

template <class Policy, class T>
law_report kept(law_options<T> const& options = {}) {
  auto const report = check_laws<Policy, T>(options);
  INFO(report.text());
  CHECK(report.ok());
  return report;
}

/// Nothing is claimed, and all the same nothing broken is kept by accident.
template <class Policy, class T>
void breaks_what_it_does_not_claim() {
  auto const report = kept<Policy, T>();
  for (auto const& each : report.findings) {
    INFO(each.law);
    if (each.law != "any_order") CHECK(each.kept() == each.required);
  }
}

/// A vote: yes if anybody says yes. As strict as a policy can be.
struct any_yes {
  static bool merge(bool const*, bool const& local, bool const& remote) { return local || remote; }
};

}  // namespace

template <>
struct entente::claims<longest> : claims<max_wins> {};
template <>
struct entente::claims<any_yes> : claims<max_wins> {};

TEST_CASE("last_write_wins keeps its laws on values of every shape") {
  kept<last_write_wins, std::string>();
  kept<last_write_wins, double>();
  kept<last_write_wins, light>();
  kept<last_write_wins, std::optional<std::vector<int>>>();
  kept<last_write_wins, std::map<std::string, spot>>();
}

TEST_CASE("server_wins and client_wins keep their laws, and claim all that they keep") {
  breaks_what_it_does_not_claim<server_wins, std::string>();
  breaks_what_it_does_not_claim<client_wins, std::string>();
}

TEST_CASE("counter keeps its laws, and claims all that it keeps") {
  breaks_what_it_does_not_claim<counter, std::int64_t>();
  breaks_what_it_does_not_claim<counter, std::uint8_t>();
  breaks_what_it_does_not_claim<counter, double>();
}

TEST_CASE("set_union keeps its laws") {
  kept<set_union, std::vector<std::string>>();
  kept<set_union, std::vector<double>>();
  kept<set_union, std::vector<std::optional<std::int8_t>>>();
  kept<set_union, std::vector<bool>>();
}

TEST_CASE("append keeps its laws, and claims all that it keeps") {
  breaks_what_it_does_not_claim<append, std::vector<std::int64_t>>();
  breaks_what_it_does_not_claim<append, std::vector<std::string>>();
}

TEST_CASE("max_wins and min_wins keep their laws, signed zeros and NaN included") {
  kept<max_wins, double>();
  kept<min_wins, double>();
  kept<max_wins, std::optional<float>>();
  kept<max_wins, std::string>();
  kept<min_wins, std::int64_t>();
  kept<min_wins, std::chrono::sys_days>();
  kept<max_wins, light>();
  kept<max_wins, spot>();
}

TEST_CASE("manual clashes the same way from either side, and never with itself") {
  auto const report = kept<manual, std::string>();
  CHECK(report.keeps("idempotent"));
  CHECK(report.keeps("commutative"));
}

TEST_CASE("policies of an application keep what they claim") {
  kept<longest, std::string>();
  kept<any_yes, bool>();
  law_options<std::string> put_in_front;
  put_in_front.make = [](seeded_random const& random, std::string const* base) {
    auto const word = random_value<std::string>(random, value_range::plain);
    return base == nullptr ? word : word + *base;
  };
  CHECK_FALSE(kept<prefixes>(put_in_front).keeps("commutative"));
}

TEST_CASE("a policy of an application claims nothing by itself") {
  CHECK_FALSE(claims<prefixes>::idempotent);
  CHECK_FALSE(claims<prefixes>::commutative);
  CHECK_FALSE(claims<prefixes>::associative);
  CHECK_FALSE(claims<prefixes>::monotone);
}
