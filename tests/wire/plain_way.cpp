// SPDX-License-Identifier: BSL-1.0
// What stands in a text as we write it is read in a quicker way than what does not. Both must come to the same.
#include <entente/wire/detail/same_bytes.hpp>
#include <entente/wire/detail/time_text.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/record_codec.hpp>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "support/catch.hpp"
#include "wire/every_kind.hpp"

namespace {

using every_kind::dice;
using every_kind::everything;

struct outcome {
  bool read = false;
  std::string code;
  std::string field;
  std::uint64_t present = 0;
  std::string record;

  friend bool operator==(outcome const&, outcome const&) = default;
};

outcome read(std::string const& text) {
  everything into{};
  entente::unknown_members unknown;
  auto const present = entente::read_fields(std::string_view{text}, into, &unknown);
  outcome made;
  made.read = present.ok();
  if (present.ok()) {
    made.present = present->bits();
    entente::write_object(made.record, into);
    entente::append_unknown(made.record, unknown);
  } else {
    made.code = std::to_string(static_cast<int>(present.why().code));
    made.field = present.why().field;
  }
  return made;
}

/// No member follows its bracket directly, so that none is read the quick way.
std::string spaced(std::string text) {
  auto const brace = text.find('{');
  if (brace != std::string::npos) text.insert(brace + 1, " ");
  return text;
}

}  // namespace

TEST_CASE("a record is read the same whether it stands there plainly or not") {
  dice random{11};
  for (int i = 0; i < 60; ++i) {
    everything value{};
    random.fill(value);
    std::string text;
    entente::write_object(text, value);
    REQUIRE(read(text).read);
    CHECK(read(text) == read(spaced(text)));
    for (int change = 0; change < 60; ++change) {
      std::string changed = text;
      auto const at = random.below(changed.size());
      switch (random.below(4)) {
        case 0: changed[at] = static_cast<char>(random.bits()); break;
        case 1: changed.erase(at, 1 + random.below(3)); break;
        case 2: changed.insert(at, 1, " ,\"0-.e\\}]nt"[random.below(12)]); break;
        default: changed.resize(at); break;
      }
      CAPTURE(changed);
      CHECK(read(changed) == read(spaced(changed)));
    }
  }
}

TEST_CASE("a value is skipped the same whether it stands there plainly or not") {
  dice random{14};
  auto const skipped = [](std::string const& text, std::size_t depth) {
    entente::json_reader from{text, depth};
    std::string_view raw;
    bool const done = from.skip(raw);
    return std::pair{done, done ? raw.size() : 0};
  };
  for (int i = 0; i < 300; ++i) {
    everything value{};
    random.fill(value);
    std::string text;
    entente::write_object(text, value);
    for (std::size_t changes = random.below(4); changes-- > 0 && !text.empty();) {
      auto const at = random.below(text.size());
      switch (random.below(4)) {
        case 0: text[at] = static_cast<char>(random.bits()); break;
        case 1: text.erase(at, 1 + random.below(3)); break;
        case 2: text.insert(at, 1, ",\"0-.e\\}]n{["[random.below(12)]); break;
        default: text.resize(at); break;
      }
    }
    std::size_t const depth = 1 + random.below(8);
    CAPTURE(text, depth);
    // An element behind white space is skipped by the reader that knows every form.
    auto const plain = skipped(text, depth);
    auto const any = skipped("[ " + text + "]", depth + 1);
    auto const rest = text.substr(plain.second);
    if (plain.first && rest.empty()) CHECK(any == std::pair{true, text.size() + 3});
    if (any.first && text.find_first_of(" \n\r\t") == std::string::npos && text.front() == '{') CHECK(plain.first);
    if (any.first && plain.first && rest.empty()) CHECK(any.second == plain.second + 3);
  }
  for (char const* text : {"[1]", "{\"a\":1}", "[[],{}]", "[true,false,null]", "0", "-1.5", "[-0]", "\"\\ud800\""})
    CHECK(skipped(text, 2) == std::pair{true, std::string_view{text}.size()});
  for (char const* text : {"[01]", "[1.]", "[-]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "[tru", "[", "{", "{1:2}", "[1}", ".5",
                           "[[[1]]]", "\"\\x\"", "\"\xff\""})
    CHECK_FALSE(skipped(text, 2).first);
}

TEST_CASE("integers are written as std::to_chars writes them") {
  dice random{15};
  auto const same = [](auto value) {
    char ours[40];
    char theirs[40];
    std::string_view const made{ours, static_cast<std::size_t>(entente::detail::put_number(ours, value) - ours)};
    std::string_view const expected{theirs, static_cast<std::size_t>(std::to_chars(theirs, theirs + 40, value).ptr - theirs)};
    CHECK(made == expected);
  };
  for (int i = 0; i < 20000; ++i) {
    auto const bits = random.bits() >> random.below(64);
    same(bits);
    same(static_cast<std::int64_t>(bits));
    same(-static_cast<std::int64_t>(bits >> 1));
    same(static_cast<std::int8_t>(bits));
    same(static_cast<std::uint16_t>(bits));
  }
  std::uint64_t power = 1;
  for (int i = 0; i < 20; ++i, power *= 10) {
    same(power - 1);
    same(power);
  }
  same((std::numeric_limits<std::int64_t>::min)());
  same((std::numeric_limits<std::int32_t>::min)());
  same((std::numeric_limits<std::uint64_t>::max)());
}

TEST_CASE("a time is read the same whether it stands there plainly or not") {
  dice random{12};
  for (int i = 0; i < 20000; ++i) {
    std::string text = "2025-11-05T09:12:34.123456Z";
    if (i % 4 == 1) text = "1996-02-29T23:59:59Z";
    if (i % 4 == 2) text = "0000-12-31T00:00:00.001Z";
    for (std::size_t changes = random.below(3); changes-- > 0;)
      text[random.below(text.size())] = "0123456789-:TZt.+ \xff/"[random.below(20)];
    entente::detail::moment plain;
    if (!entente::detail::parse_plain_moment(text, plain)) continue;
    entente::detail::moment any;
    CAPTURE(text);
    REQUIRE(entente::detail::parse_any_moment(text, any));
    CHECK(plain.second == any.second);
    CHECK(plain.nano == any.nano);
  }
}

TEST_CASE("times are written the same from their count and from their parts") {
  using entente::detail::moment;
  using micros = std::chrono::sys_time<std::chrono::microseconds>;
  dice random{13};
  auto const same = [](micros when) {
    char counted[40] = {};
    char parted[40] = {};
    char const* const end = entente::detail::put_time_point(counted, when);
    moment parts;
    REQUIRE(entente::detail::split_time(when, parts) == (end != nullptr));
    if (end == nullptr) return;
    entente::detail::put_moment<6>(parted, parts);
    CHECK(std::string_view{counted} == std::string_view{parted});
  };
  for (int i = 0; i < 20000; ++i)
    same(micros{std::chrono::microseconds{static_cast<std::int64_t>(random.bits()) >> random.below(20)}});
  for (std::int64_t end : {entente::detail::first_second * 1'000'000, (entente::detail::last_second + 1) * 1'000'000})
    for (std::int64_t beside : {-1, 0, 1}) same(micros{std::chrono::microseconds{end + beside}});
  char text[40];
  using unsigned_time = std::chrono::sys_time<std::chrono::duration<std::uint64_t, std::micro>>;
  CHECK(entente::detail::put_time_point(text, (unsigned_time::max)()) == nullptr);
}

TEST_CASE("bytes are compared to the last of them") {
  auto const check = []<std::size_t N>(std::integral_constant<std::size_t, N>) {
    std::string const one(N, 'a');
    CHECK(entente::detail::same_bytes<N>(one.data(), one.data()));
    for (std::size_t i = 0; i < N; ++i) {
      std::string other = one;
      other[i] = 'b';
      CHECK_FALSE(entente::detail::same_bytes<N>(one.data(), other.data()));
    }
  };
  [&]<std::size_t... N>(std::index_sequence<N...>) {
    (check(std::integral_constant<std::size_t, N + 1>{}), ...);
  }(std::make_index_sequence<40>{});
}
