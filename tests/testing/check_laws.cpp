// SPDX-License-Identifier: BSL-1.0
#include <entente/testing/check_laws.hpp>

#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

using namespace entente;

namespace {

/// The local side stays, but is said to be a maximum.
struct stubborn {
  static std::string merge(std::string const*, std::string const& local, std::string const&) {
    return local;
  }
};

/// A mean: of two edits it does not matter which comes first, of three it does.
struct mean {
  static double merge(double const*, double const& local, double const& remote) {
    return (local + remote) / 2;
  }
};

/// Says something else each time.
struct forgetful {
  static inline int asked = 0;
  static int merge(int const*, int const&, int const&) { return ++asked; }
};

struct needs_the_base {
  static int merge(int const* base, int const& local, int const& remote) {
    if (base == nullptr) throw std::runtime_error{"no common value"};
    return local > remote ? local : remote;
  }
};

}  // namespace

template <>
struct entente::claims<stubborn> : claims<max_wins> {};
template <>
struct entente::claims<mean> {
  static constexpr bool commutative = true;
};

TEST_CASE(
    "A claim that does not hold is told with policy, law and the shortest values that were found") {
  auto const report = check_laws<stubborn, std::string>();
  CHECK_FALSE(report.ok());
  CHECK(report.keeps("idempotent"));
  CHECK(report.keeps("pure"));
  CHECK_FALSE(report.keeps("commutative"));
  CHECK_FALSE(report.keeps("monotone"));
  CHECK_FALSE(report.keeps("any_order"));
  CHECK_FALSE(report.keeps("no such law"));
  INFO(report.text());
  CHECK(report.text().find("policy stubborn on ") == 0);
  CHECK(report.text().find("is not commutative: from \"") != std::string::npos);
  CHECK(report.text().find("B after A gives \"") != std::string::npos);
}

TEST_CASE("What holds for two edits only is noticed by the third") {
  auto const report = check_laws<mean, double>({.range = value_range::plain});
  CHECK(report.keeps("commutative"));
  CHECK_FALSE(report.keeps("associative"));
  CHECK_FALSE(report.keeps("any_order"));
}

TEST_CASE("What a policy does not mention among its claims it does not claim") {
  auto const report = check_laws<mean, double>({.range = value_range::plain});
  for (auto const& each : report.findings) {
    CAPTURE(each.law);
    if (each.law == "commutative") CHECK(each.required);
    if (each.law == "idempotent" || each.law == "associative" || each.law == "monotone")
      CHECK_FALSE(each.required);
  }
}

TEST_CASE("A policy that is no function of its arguments is found out, whatever it claims") {
  auto const report = check_laws<forgetful, int>();
  CHECK_FALSE(report.ok());
  CHECK(report.text().find("is not pure: ") != std::string::npos);
}

TEST_CASE("A policy that throws where the common ancestor is not known is found out") {
  auto const report = check_laws<needs_the_base, int>();
  CHECK_FALSE(report.ok());
  CHECK(report.text().find("it throws no common value") != std::string::npos);
}

TEST_CASE("The same seed makes the same report") {
  CHECK(check_laws<stubborn, std::string>({.seed = 5}).text() ==
        check_laws<stubborn, std::string>({.seed = 5}).text());
}

TEST_CASE("A policy that keeps its laws says in how many cases it was tried") {
  auto const report = check_laws<max_wins, int>({.cases = 10});
  CHECK(report.ok());
  CHECK(report.text() == "policy max_wins on int keeps its laws in 10 cases\n");
}
