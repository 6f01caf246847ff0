// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/detail/json_buffer.hpp>
#include <entente/wire/detail/json_string.hpp>

#include <random>
#include <string>
#include <string_view>

namespace {

using entente::detail::scan_by;

struct found {
  std::size_t place;
  bool non_ascii;
  bool operator==(found const&) const = default;
};

found find_bytewise(std::string_view text) {
  found result{0, false};
  for (char const c : text) {
    if (entente::detail::is_stop(c)) break;
    result.non_ascii = result.non_ascii || static_cast<unsigned char>(c) >= 0x80;
    ++result.place;
  }
  return result;
}

template <scan_by By>
found find(std::string_view text) {
  auto const run = entente::detail::find_stop<By>(text.data(), text.data() + text.size());
  return {static_cast<std::size_t>(run.end - text.data()), run.non_ascii};
}

template <scan_by By>
found copy(std::string_view text) {
  std::string out(text.size() + entente::detail::scan_slack, '#');
  auto const [from, to, non_ascii] = entente::detail::copy_until_stop<By>(
      text.data(), text.data() + text.size(), out.data());
  auto const place = static_cast<std::size_t>(from - text.data());
  CHECK(to - out.data() == from - text.data());
  CHECK(std::string_view(out).substr(0, place) == text.substr(0, place));
  return {place, non_ascii};
}

template <scan_by By>
entente::detail::json_string scan(std::string_view text) {
  char const* const end = text.data() + text.size();
  return entente::detail::scan_string_rest<By>(
      text.data(), end, entente::detail::find_stop<By>(text.data(), end));
}

template <scan_by By>
std::string quote(std::string_view text) {
  std::string out;
  entente::detail::json_buffer buffer(out);
  entente::detail::put_quoted<By>(buffer, text);
  buffer.commit();
  return out;
}

// Exactly as long as the text, so that a sanitizer sees any look beyond it.
std::string random_text(std::mt19937& random) {
  constexpr std::string_view alphabet = "abc !#[]\x7f\x20\x5b\x5d\x21\x23";
  std::string text(random() % 60, 'x');
  for (char& c : text) c = alphabet[random() % alphabet.size()];
  for (auto flaws = random() % 4; flaws != 0 && !text.empty(); --flaws)
    text[random() % text.size()] = static_cast<char>(random() % 256);
  text.shrink_to_fit();
  return text;
}

}  // namespace

TEST_CASE("every byte at every place is judged alike by all scanners") {
  for (std::size_t size = 1; size <= 40; ++size) {
    for (std::size_t place = 0; place < size; ++place) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(size, 'x');
        text[place] = static_cast<char>(byte);
        found const expected = find_bytewise(text);
        bool const agree = find<scan_by::words>(text) == expected &&
                           find<scan_by::vectors>(text) == expected;
        if (!agree) FAIL("size " << size << " place " << place << " byte " << byte);
      }
    }
  }
}

TEST_CASE("random texts are judged and copied alike by all scanners") {
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string const text = random_text(random);
    found const expected = find_bytewise(text);
    REQUIRE(find<scan_by::words>(text) == expected);
    REQUIRE(find<scan_by::vectors>(text) == expected);
    REQUIRE(copy<scan_by::words>(text) == expected);
    REQUIRE(copy<scan_by::vectors>(text) == expected);
    REQUIRE(quote<scan_by::words>(text) == quote<scan_by::vectors>(text));
  }
}

TEST_CASE("random string contents are accepted and refused alike by all scanners") {
  std::mt19937 random(8);
  constexpr std::string_view pieces[] = {"\\n", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\x", "\"",
                                         "\xc3\xa9", "\xc3", "plain text of some length", "\\"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto count = random() % 6; count != 0; --count)
      text += pieces[random() % std::size(pieces)];
    if (random() % 4 != 0) text += '"';
    text.shrink_to_fit();
    auto const words = scan<scan_by::words>(text);
    auto const vectors = scan<scan_by::vectors>(text);
    REQUIRE((words.problem == nullptr) == (vectors.problem == nullptr));
    REQUIRE(words.end == vectors.end);
    REQUIRE(words.contents == vectors.contents);
    REQUIRE(words.escaped == vectors.escaped);
  }
}
