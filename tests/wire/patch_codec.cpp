// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "wire/every_kind.hpp"
#include "wire/ledger.hpp"

#include <entente/wire/patch_codec.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace entente;
using every_kind::dice;
using every_kind::ledger;

namespace {

constexpr edit_time now{1'730'798'400'000'000};

std::string text_of(patch<ledger> const& change, edit_time at = now) {
  std::string text;
  write_patch(text, change, at);
  return text;
}

patch<ledger> patch_of(std::string_view text) {
  auto read = read_patch<ledger>(text, now);
  if (!read.ok()) FAIL(read.why().text());
  return std::move(*read);
}

error refusal(std::string_view text) {
  auto const read = read_patch<ledger>(text, now);
  REQUIRE_FALSE(read.ok());
  CHECK(read.why().entity == "ledger");
  return read.why();
}

}  // namespace

TEST_CASE("each intent travels in its own part") {
  patch<ledger> change;
  change.fields = describe<ledger>::all;
  change.times.fill(now);
  change.times[0] = {5};
  change.value = {"me", 3, 0.5, {"new"}, {{"x", 1, {}}}, {}};
  change.removed.tags = {"old"};
  CHECK(
      text_of(change) ==
      R"({"set":{"owner":"me","limit":null},"delta":{"balance":3,"total":0.5},"add":{"tags":["new"]},)"
      R"("remove":{"tags":["old"]},"append":{"entries":[{"streetName":"x","houseNumber":1,"mass":null}]},)"
      R"("at":{"owner":5}})");
}

TEST_CASE("whole writes of counters, sets and lists travel as set") {
  patch<ledger> change;
  change.fields = change.whole = field_mask{0b011010};
  change.times.fill(now);
  change.value.balance = 9;
  change.value.tags = {"only"};
  change.removed.tags = {"meaningless"};
  std::string const text = text_of(change);
  CHECK(text == R"({"set":{"balance":9,"tags":["only"],"entries":[]}})");
  auto const read = patch_of(text);
  CHECK(read.fields == change.fields);
  CHECK(read.whole == change.whole);
  CHECK(read.removed.tags.empty());
}

TEST_CASE("a patch with nothing in it is an empty object") {
  CHECK(text_of({}) == "{}");
  auto const read = patch_of("{}");
  CHECK(read.fields.none());
  CHECK(read.whole.none());
}

TEST_CASE("a set field with nothing added or removed stays in the patch") {
  patch<ledger> change;
  change.fields.set(3);
  change.times.fill(now);
  CHECK(text_of(change) == R"({"add":{"tags":[]}})");
  CHECK(patch_of(text_of(change)).fields == change.fields);
}

TEST_CASE("every patch comes back as it was") {
  dice random(6);
  for (int round = 0; round < 500; ++round) {
    patch<ledger> sent;
    sent.fields = field_mask{random.bits() & describe<ledger>::all.bits()};
    sent.whole = field_mask{random.bits() & sent.fields.bits() & 0b011110};
    random.fill(sent.value);
    random.fill(sent.removed);
    sent.fields.for_each([&](std::size_t i) {
      sent.times[i] =
          random.below(2) == 0 ? now : edit_time{static_cast<std::int64_t>(random.bits())};
    });
    std::string const text = text_of(sent);
    auto const received = patch_of(text);
    CHECK(received.fields == sent.fields);
    CHECK(received.whole == sent.whole);
    CHECK(received.times == sent.times);
    CHECK((differing_fields(received.value, sent.value) & sent.fields).none());
    if (sent.fields.test(3) && !sent.whole.test(3))
      CHECK(received.removed.tags == sent.removed.tags);
    CHECK(text_of(received) == text);

    for (std::size_t cut = 0; cut < text.size(); ++cut)
      CHECK_FALSE(read_patch<ledger>(std::string_view(text).substr(0, cut), now).ok());
  }
}

TEST_CASE("parts and members are read in any order") {
  auto const read = patch_of(
      R"( { "at" : {"owner":7} , "remove":{"tags":["b"]}, "add":{"tags":["a"]}, "set": {"owner":"x"} } )");
  CHECK(read.fields == field_mask{0b001001});
  CHECK(read.times[0] == edit_time{7});
  CHECK(read.times[3] == now);
  CHECK(read.value.tags == std::vector<std::string>{"a"});
  CHECK(read.removed.tags == std::vector<std::string>{"b"});
}

TEST_CASE("an intent that the field's policy does not know is refused") {
  for (auto const& [text, field] : std::vector<std::pair<std::string_view, std::string_view>>{
           {R"({"delta":{"owner":1}})", "owner"},
           {R"({"delta":{"tags":1}})", "tags"},
           {R"({"add":{"entries":[]}})", "entries"},
           {R"({"remove":{"entries":[]}})", "entries"},
           {R"({"append":{"tags":[]}})", "tags"},
           {R"({"append":{"balance":1}})", "balance"},
           {R"({"delta":{"balance":"1"}})", "balance"},
           {R"({"remove":{"tags":"x"}})", "tags"},
           {R"({"set":{"owner":1}})", "owner"},
           {R"({"at":{"owner":"x"},"set":{"owner":""}})", "owner"},
       }) {
    INFO(text);
    auto const why = refusal(text);
    CHECK(why.code == error_code::malformed);
    CHECK(why.field == field);
  }
}

TEST_CASE("a field in two parts, and a part or field named twice, is refused") {
  for (auto const* text :
       {R"({"set":{"balance":1},"delta":{"balance":1}})",
        R"({"delta":{"balance":1},"set":{"balance":1}})",
        R"({"add":{"tags":[]},"set":{"tags":[]}})", R"({"set":{"tags":[]},"remove":{"tags":[]}})",
        R"({"delta":{"balance":1,"balance":1}})", R"({"add":{"tags":[],"tags":[]}})",
        R"({"set":{},"set":{}})", R"({"set":{"owner":""},"at":{"owner":1,"owner":1}})"}) {
    INFO(text);
    CHECK(refusal(text).code == error_code::malformed);
  }
}

TEST_CASE("the time of a field outside the patch is refused") {
  auto const why = refusal(R"({"set":{"owner":""},"at":{"limit":1}})");
  CHECK(why.code == error_code::malformed);
  CHECK(why.field == "limit");
}

TEST_CASE("unknown members of set are kept; other unknown intents are a newer program's") {
  unknown_members unknown;
  auto const read = read_patch<ledger>(
      R"({"set":{"owner":"x","later":[1, 2]},"at":{"later":4,"owner":3}})", now, &unknown);
  REQUIRE(read.ok());
  CHECK(unknown == unknown_members{{"later", "[1, 2]"}});
  CHECK(read->times[0] == edit_time{3});
  CHECK(read_patch<ledger>(R"({"set":{"later":1}})", now).ok());

  for (auto const* text : {R"({"delta":{"later":1}})", R"({"add":{"later":[]}})",
                           R"({"append":{"later":[]}})", R"({"multiply":{"balance":2}})"})
    CHECK(refusal(text).code == error_code::newer_schema);
}

TEST_CASE("what is no patch at all is refused") {
  for (auto const* text :
       {"", "[]", "null", "{", R"({"set":[]})", R"({"set":null})", R"({"at":1})", "{}x"})
    CHECK(refusal(text).code == error_code::malformed);
}

TEST_CASE("a patch that cannot be written is refused by name and writes nothing") {
  patch<ledger> change;
  change.fields = field_mask{0b001001};
  change.times.fill(now);
  change.value.owner = "fine";
  change.removed.tags = {"\xff"};
  std::string out = "kept";
  try {
    write_patch(out, change, now);
    FAIL("written");
  } catch (failure const& refused) {
    CHECK(refused.code() == error_code::validation_failed);
    CHECK(refused.why().entity == "ledger");
    CHECK(refused.why().field == "tags");
  }
  CHECK(out == "kept");
}

TEST_CASE("a patch as deep as a record may be can be read") {
  patch<every_kind::everything> change;
  every_kind::tree* leaf = &change.value.family;
  for (std::size_t brackets = 5; brackets <= max_json_depth; brackets += 2) {
    leaf->children.resize(1);
    leaf = &leaf->children[0];
  }
  change.fields.set(field_of<every_kind::everything, "family">);
  change.times.fill(now);
  std::string text;
  write_patch(text, change, now);
  CHECK(read_patch<every_kind::everything>(text, now).ok());
}
