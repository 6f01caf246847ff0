// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

using namespace samples;
using entente::claims;

namespace {

/// An entity of one field with one policy.
template <class Policy, class T>
struct single {
  T value{};
};

/// The state of one field: what it is, when it was edited, by whom; and the edit that led to it
/// from the common base.
template <class Policy, class T>
struct state {
  using entity = single<Policy, T>;
  entity image;
  entente::field_time edited;
  entente::patch<entity> change;
};

template <class Policy, class T>
state<Policy, T> edited(T const& base, T const& value, entente::field_time when) {
  using entity = single<Policy, T>;
  return {entity{value}, when, entente::diff(entity{base}, entity{value}, when.when)};
}

/// `first` reaches the server, then `second`; both go back to `base`.
template <class Policy, class T>
state<Policy, T> merged(T const& base, state<Policy, T> const& first,
                        state<Policy, T> const& second) {
  using entity = single<Policy, T>;
  entity const ancestor{base};
  auto const outcome =
      entente::rebase(second.change, second.edited.author,
                      entente::remote_state<entity>{
                          first.image, &ancestor, entente::field_mask{1}, {first.edited}});
  state<Policy, T> result = first;
  entente::apply(outcome.kept, result.image);
  bool const local_later = is_later(second.edited, first.edited);
  if ((outcome.kept.fields.any() || outcome.agreed.any()) && local_later)
    result.edited = second.edited;
  result.change = first.change;
  entente::fold(result.change, outcome.kept);
  result.change.times[0] = result.edited.when;
  return result;
}

/// Sets are compared as sets.
template <class Policy, class T>
bool alike(state<Policy, T> a, state<Policy, T> b) {
  if constexpr (std::is_same_v<Policy, entente::set_union>) {
    std::sort(a.image.value.begin(), a.image.value.end());
    std::sort(b.image.value.begin(), b.image.value.end());
  }
  return same(a.image, b.image);
}

struct findings {
  bool idempotent = true;
  bool commutative = true;
  bool associative = true;
};

template <class Policy, class T, class Make>
findings examine(Make&& make) {
  findings seen;
  dice random{11};
  for (int i = 0; i < 800; ++i) {
    T const base = make(random);
    std::array<state<Policy, T>, 3> s;
    for (std::size_t k = 0; k < 3; ++k) {
      T value = make(random);
      while (entente::field_equal(value, base)) value = make(random);
      entente::field_time const when{time(static_cast<std::int64_t>(1 + random.below(3))),
                                     author(static_cast<std::uint8_t>(k + 1))};
      s[k] = edited<Policy, T>(base, value, when);
    }
    auto const& [a, b, c] = s;
    seen.idempotent = seen.idempotent && alike(merged(base, a, a), a);
    seen.commutative = seen.commutative && alike(merged(base, a, b), merged(base, b, a));
    seen.associative = seen.associative && alike(merged(base, merged(base, a, b), c),
                                                 merged(base, a, merged(base, b, c)));
  }
  return seen;
}

template <class Policy, class T, class Make>
void check_claims(Make&& make) {
  findings const seen = examine<Policy, T>(make);
  CHECK(seen.idempotent == claims<Policy>::idempotent);
  CHECK(seen.commutative == claims<Policy>::commutative);
  CHECK(seen.associative == claims<Policy>::associative);
}

auto const any_word = [](dice& random) { return random.word(); };
auto const any_number = [](dice& random) { return random.number(); };
// Sorted: a mere change of order travels whole, and then the later edit wins.
auto const any_set = [](dice& random) {
  auto set = random.words();
  std::sort(set.begin(), set.end());
  return set;
};

}  // namespace

template <class Policy, class T>
struct entente::entity_traits<single<Policy, T>> {
  using conflict = Policy;
};

TEST_CASE("last_write_wins keeps its claims") {
  check_claims<entente::last_write_wins, std::string>(any_word);
}

TEST_CASE("server_wins keeps its claims, and makes no false modest ones") {
  check_claims<entente::server_wins, std::string>(any_word);
}

TEST_CASE("client_wins keeps its claims, and makes no false modest ones") {
  check_claims<entente::client_wins, std::string>(any_word);
}

TEST_CASE("counter keeps its claims, and makes no false modest ones") {
  check_claims<entente::counter, std::int64_t>(any_number);
}

TEST_CASE("set_union keeps its claims") {
  check_claims<entente::set_union, std::vector<std::string>>(any_set);
}

TEST_CASE("append keeps its claims, and makes no false modest ones") {
  using list = std::vector<std::int64_t>;
  findings seen;
  dice random{12};
  for (int i = 0; i < 300; ++i) {
    list const base(random.below(3), 7);
    std::array<state<entente::append, list>, 3> s;
    for (std::size_t k = 0; k < 3; ++k) {
      list value = base;
      for (std::size_t n = 1 + random.below(3); n > 0; --n) value.push_back(random.number());
      s[k] =
          edited<entente::append>(base, value, {time(1), author(static_cast<std::uint8_t>(k + 1))});
    }
    auto const& [a, b, c] = s;
    seen.idempotent = seen.idempotent && alike(merged(base, a, a), a);
    seen.commutative = seen.commutative && alike(merged(base, a, b), merged(base, b, a));
    seen.associative = seen.associative && alike(merged(base, merged(base, a, b), c),
                                                 merged(base, a, merged(base, b, c)));
  }
  CHECK_FALSE(seen.idempotent);
  CHECK_FALSE(seen.commutative);
  CHECK(seen.associative);
  CHECK(claims<entente::append>::associative);
  CHECK_FALSE(claims<entente::append>::commutative);
  CHECK_FALSE(claims<entente::append>::idempotent);
}

TEST_CASE("max_wins and min_wins keep their claims, signed zeros and NaN included") {
  auto const any_double = [](dice& random) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr std::array<double, 6> some{0.0, -0.0, nan, 1, -1, 2};
    return some[random.below(some.size())];
  };
  check_claims<entente::max_wins, double>(any_double);
  check_claims<entente::min_wins, double>(any_double);
  check_claims<entente::max_wins, std::string>(any_word);
  check_claims<entente::min_wins, std::int64_t>(any_number);
  using pair = std::optional<double>;
  auto const any_optional = [&](dice& random) {
    return random.chance(4) ? pair{} : pair{any_double(random)};
  };
  findings const seen = examine<entente::max_wins, pair>(any_optional);
  CHECK(seen.commutative);
}

TEST_CASE("manual clashes the same way from either side, and never with itself") {
  using entity = single<entente::manual, std::string>;
  dice random{13};
  for (int i = 0; i < 300; ++i) {
    std::string const base = "base";
    auto const a = edited<entente::manual>(base, random.word(), {time(1), author(1)});
    auto const b = edited<entente::manual>(base, random.word(), {time(2), author(2)});
    auto const clash = [&](auto const& local, auto const& remote) {
      return entente::rebase(local.change, local.edited.author,
                             entente::remote_state<entity>{
                                 remote.image, nullptr, entente::field_mask{1}, {remote.edited}})
          .clashed.any();
    };
    CHECK(clash(a, b) == clash(b, a));
    CHECK_FALSE(clash(a, a));
  }
}

TEST_CASE("a policy of the application claims nothing by itself") {
  CHECK_FALSE(claims<longest>::idempotent);
  CHECK_FALSE(claims<longest>::commutative);
  CHECK_FALSE(claims<longest>::associative);
}
