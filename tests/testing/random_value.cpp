// SPDX-License-Identifier: BSL-1.0
#include <entente/testing/random_value.hpp>

#include "support/catch.hpp"
#include "wire/every_kind.hpp"

#include <entente/wire/record_codec.hpp>

#include <map>
#include <string>
#include <vector>

using namespace entente;
using every_kind::colour;
using every_kind::everything;
using every_kind::mood;

template <>
struct entente::random_values<colour> {
  static colour make(seeded_random const& random, value_range) {
    return {static_cast<std::uint8_t>(random.below(256)), 1};
  }
};

namespace {

std::string text_of(everything const& value) {
  std::string text;
  write_object(text, value);
  return text;
}

}  // namespace

TEST_CASE("Random values of every field kind can be written and come back as they were") {
  for (auto const range : {value_range::plain, value_range::all}) {
    seeded_random const random{1};
    for (int i = 0; i < 300; ++i) {
      auto const made = random_value<everything>(random, range);
      std::string const text = text_of(made);
      everything back;
      auto const read = read_fields(text, back);
      if (!read.ok()) FAIL(read.why().text());
      CHECK(differing_fields(made, back).none());
      CHECK_FALSE(made.link);
    }
  }
}

TEST_CASE("One seed gives one sequence of random values") {
  seeded_random const one{7};
  seeded_random const same{7};
  seeded_random const other{8};
  std::string const text = text_of(random_value<everything>(one));
  CHECK(text_of(random_value<everything>(same)) == text);
  CHECK(text_of(random_value<everything>(other)) != text);
  CHECK(text_of(random_value<everything>(one)) != text);
}

TEST_CASE("Plain random values repeat, and every field takes several") {
  seeded_random const random{2};
  std::map<int, int> numbers;
  std::map<std::string, int> texts;
  std::map<mood, int> moods;
  field_mask varied;
  everything const first = random_value<everything>(random, value_range::plain);
  for (int i = 0; i < 400; ++i) {
    auto const made = random_value<everything>(random, value_range::plain);
    ++numbers[made.number];
    ++texts[made.text];
    ++moods[made.feeling];
    varied = varied | differing_fields(first, made);
  }
  CHECK(numbers.size() == 12);
  CHECK(texts.size() == 7);
  CHECK(moods.size() == enum_count<mood>);
  varied.set(field_of<everything, "link">);
  CHECK(varied == describe<everything>::all);
}

TEST_CASE("A type of the application's is made as its own random_values says") {
  seeded_random const random{3};
  for (int i = 0; i < 20; ++i) CHECK(random_value<colour>(random).green == 1);
}
