// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "support/tasks.hpp"

#include <entente/wire/record_codec.hpp>
#include <entente/wire/unknown_members.hpp>

#include <cstddef>
#include <string>

using namespace entente;

TEST_CASE("unknown members are appended behind whatever an object already has") {
  unknown_members const members{{"a", "1"}, {"b \"q\"", R"({"x" : null})"}};
  std::string out;
  append_unknown(out, members);
  CHECK(out == R"("a":1,"b \"q\"":{"x" : null})");
  out = "{";
  append_unknown(out, members);
  CHECK(out == R"({"a":1,"b \"q\"":{"x" : null})");
  out = R"({"title":"x")";
  append_unknown(out, members);
  CHECK(out == R"({"title":"x","a":1,"b \"q\"":{"x" : null})");
  out = "{";
  append_unknown(out, {});
  CHECK(out == "{");
}

TEST_CASE("unknown members pass through an older program unharmed") {
  std::string const sent =
      R"({"title":"t","zero":-0.0,"huge":1e21,"exact":9007199254740993,"emoji":"\ud83d\ude00","é":[ ]})";
  Task task;
  unknown_members unknown;
  auto const present = read_fields(sent, task, &unknown);
  REQUIRE(present.ok());
  std::string passed_on = "{";
  write_fields(passed_on, task, *present);
  append_unknown(passed_on, unknown);
  passed_on += '}';
  CHECK(passed_on == sent);
}

TEST_CASE("a thousand unknown members are kept, more refused, and any number skipped where nobody keeps them") {
  auto const with = [](std::size_t many) {
    std::string text = "{";
    for (std::size_t i = 0; i < many; ++i) text += "\"m" + std::to_string(i) + "\":0,";
    return text + R"("title":"t"})";
  };
  Task task;
  unknown_members unknown;
  REQUIRE(read_fields(with(max_unknown_members), task, &unknown).ok());
  CHECK(unknown.size() == max_unknown_members);
  CHECK(task.title == "t");
  unknown.clear();
  auto const refused = read_fields(with(max_unknown_members + 1), task, &unknown);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.why().code == error_code::too_large);
  CHECK(read_fields(with(100'000), task).ok());
}
