// SPDX-License-Identifier: BSL-1.0
// What the tests of all messages have in common.
#pragma once

#include "support/catch.hpp"

#include <entente/base/result.hpp>
#include <entente/base/uuid.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

namespace messages {

class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t bits() { return engine_(); }
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  bool coin() { return below(2) == 1; }
  std::int64_t count() { return static_cast<std::int64_t>(bits() >> 2); }
  /// A moment that may be told: up to the end of the year 9999.
  std::int64_t moment() { return count() % (entente::detail::last_micros + 1); }
  entente::uuid key() {
    entente::uuid value;
    for (auto& octet : value.octets) octet = static_cast<std::uint8_t>(bits() & 0xff);
    return value;
  }
  std::string text() {
    static constexpr char const* pieces[] = {"a", "\"", "\\", "\n", "é", "😀", "Task"};
    std::string made;
    for (std::size_t i = below(6); i-- > 0;) made += pieces[below(7)];
    return made;
  }
  std::string object() {
    static constexpr char const* objects[] = {"{}", R"({"set":{"a":[1, 2.0]}})",
                                              R"({ "é":"\u0000" })"};
    return objects[below(3)];
  }

  entente::operation operation() {
    using entente::operation_kind;
    entente::operation made;
    made.op_id = key();
    made.sequence = count();
    made.entity = text();
    made.kind = static_cast<operation_kind>(below(4));
    made.key = key();
    made.base_version = count();
    made.edited = {coin() ? moment() : -moment()};
    made.schema_version = static_cast<int>(below(100));
    made.force = coin();
    made.body = object();
    return made;
  }

  entente::change change() {
    entente::change made;
    made.entity = text();
    made.key = key();
    if (coin()) made.id = text();
    made.version = count();
    made.at = {moment()};
    made.deleted = coin();
    made.left = coin();
    made.edited = {coin() ? moment() : -moment()};
    if (coin()) made.times = R"({"title":5})";
    if ((!made.deleted && !made.left) || coin()) made.fields = object();
    return made;
  }

 private:
  std::mt19937_64 engine_;
};

template <class Message>
std::string text_of(Message const& message) {
  std::string text;
  write_json(text, message);
  return text;
}

/// The message comes back as it was; every shorter text is refused, and so is every text without
/// one of the members that must be there, by that member's name.
template <class Message, class Read>
void check_round_trip(Message const& message, Read read) {
  std::string const text = text_of(message);
  entente::result<Message> const back = read(std::string_view(text));
  if (!back.ok()) FAIL(back.why().text());
  CHECK(*back == message);
  CHECK(text_of(*back) == text);
  for (std::size_t size = 0; size < text.size(); ++size)
    REQUIRE_FALSE(read(std::string_view(text).substr(0, size)).ok());
}

template <class Message, class Read>
void check_members(Message const& message, Read read,
                   std::initializer_list<std::string_view> required) {
  auto const tree = entente::json_value::parse(text_of(message));
  REQUIRE(tree.ok());
  auto const without = [&](std::string_view left_out, std::string_view repeated) {
    std::string text;
    entente::json_writer writer(text);
    writer.begin_object();
    writer.key("unknown").raw(R"({"later":[1]})");
    for (std::size_t i = tree->members().size(); i-- > 0;) {
      auto const& each = tree->members()[i];
      for (int times = each.name == left_out   ? 0
                       : each.name == repeated ? 2
                                               : 1;
           times > 0; --times) {
        writer.key(each.name);
        each.value.write(writer);
      }
    }
    writer.end_object();
    return read(std::string_view(writer.out()));
  };
  auto const whole = without("", "");
  if (!whole.ok()) FAIL(whole.why().text());
  CHECK(*entente::json_value::parse(text_of(*whole)) == *tree);
  for (std::string_view const name : required) {
    auto const read_back = without(name, "");
    REQUIRE_FALSE(read_back.ok());
    CHECK(read_back.why().code == entente::error_code::malformed);
    CHECK(read_back.why().field == name);
  }
  for (auto const& each : tree->members()) {
    auto const read_back = without("", each.name);
    REQUIRE_FALSE(read_back.ok());
    CHECK(read_back.why().field == each.name);
  }
}

/// Every single byte changed: refused or read, never more.
template <class Message, class Read>
void check_damage(Message const& message, Read read, std::uint64_t seed) {
  dice random(seed);
  std::string const text = text_of(message);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(random.bits() & 0xff);
    auto const back = read(std::string_view(damaged));
    if (!back.ok()) CHECK_FALSE(back.why().message.empty());
  }
}

}  // namespace messages
