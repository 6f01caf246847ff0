// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

using namespace bench;

TEST_CASE("authority: a group is applied whole or not at all, and never hurts its neighbours") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const bad = new_key();
  auto const good = new_key();
  auto const answer = at_home.push(
      one, {{one.update("Note", key, 1, R"({"delta":{"votes":1}})"), one.insert("Note", bad, R"({"title":""})"),
             one.update("Note", key, 1, R"({"delta":{"votes":1}})")},
            {one.insert("Note", good, R"({"title":"b"})")}});
  REQUIRE(answer.results.size() == 4);
  CHECK(answer.results[0].outcome == verdict::held);
  CHECK(answer.results[0].code == error_code::validation_failed);
  CHECK(answer.results[1].outcome == verdict::rejected);
  CHECK(answer.results[1].field == "title");
  CHECK(answer.results[2].outcome == verdict::held);
  CHECK(answer.results[3].outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 0);
  CHECK(at_home.row<Note>(key).version == 1);
  CHECK(at_home.row<Note>(bad).version == 0);
  CHECK(at_home.row<Note>(good).version == 1);
  auto const page = at_home.pull();
  CHECK(page.digests[1].count == 2);
}

TEST_CASE("authority: what follows a refused operation of its record in a request is held, or it would be overtaken") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const other = at_home.note_of(one);
  auto const first = one.update("Note", key, 1, R"({"set":{"title":"first"}})");
  auto const second = one.update("Note", key, 1, R"({"set":{"title":"second"}})");
  auto const third = one.update("Note", other, 1, R"({"set":{"title":"third"}})");
  auto const answer = at_home.push(
      one, {{first, one.insert("Note", new_key(), R"({"title":""})")}, {second}, {third},
            {one.update("Note", other, 1, R"({"delta":{"votes":1}})"), one.update("Note", key, 1, R"({"delta":{"votes":1}})")}});
  REQUIRE(answer.results.size() == 6);
  CHECK(answer.results[0].outcome == verdict::held);
  CHECK(answer.results[1].outcome == verdict::rejected);
  CHECK(answer.results[2].outcome == verdict::held);
  CHECK(answer.results[2].code == error_code::not_ready);
  CHECK(answer.results[3].outcome == verdict::applied);
  CHECK(answer.results[4].outcome == verdict::held);
  CHECK(answer.results[5].outcome == verdict::held);
  CHECK(at_home.row<Note>(key).version == 1);
  at_home.push(one, first);
  at_home.push(one, second);
  CHECK(at_home.note(key).title == "second");
}

TEST_CASE("authority: a conflict shows the record as it is, not as the group would have made it") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"ruling":"theirs"}})"));
  auto const results = at_home.push_group(one, {one.update("Note", key, 1, R"({"set":{"title":"mine"}})"),
                                                one.update("Note", key, 1, R"({"set":{"ruling":"mine"}})")});
  CHECK(results[0].outcome == verdict::held);
  CHECK(results[1].outcome == verdict::conflict);
  CHECK(results[1].version == 2);
  REQUIRE(results[1].row);
  CHECK(results[1].row->version == 2);
  CHECK(results[1].row->fields.find("mine") == std::string::npos);
}

TEST_CASE("authority: refs inside a group may point forward, backward and to tombstones") {
  server at_home;
  device one{1};
  auto const place = new_key();
  auto const note = new_key();
  auto const set = [&](uuid const& to) { return R"({"title":"a","place":")" + to.text() + "\"}"; };
  auto results = at_home.push_group(
      one, {one.insert("Note", note, set(place)), one.insert("Place", place, R"({"name":"p"})")});
  CHECK(results[0].outcome == verdict::applied);
  CHECK(results[1].outcome == verdict::applied);
  at_home.push(one, one.remove("Place", place, 1));
  CHECK(at_home.push(one, one.insert("Note", new_key(), set(place))).outcome == verdict::applied);

  auto const nowhere = at_home.push_group(
      one, {one.insert("Place", new_key(), R"({"name":"q"})"), one.insert("Note", new_key(), set(new_key()))});
  CHECK(nowhere[0].outcome == verdict::held);
  CHECK(nowhere[1].outcome == verdict::rejected);
  CHECK(nowhere[1].code == error_code::not_found);
  CHECK(nowhere[1].field == "place");
  // A key of another entity is no target.
  CHECK(at_home.push(one, one.insert("Note", new_key(), set(note))).outcome == verdict::rejected);
  // No ref at all is fine, and so is an operation that comes to nothing.
  CHECK(at_home.push(one, one.update("Note", note, 1, R"({"set":{"place":null}})")).outcome == verdict::applied);
  at_home.push(one, one.remove("Note", note, 2));
  CHECK(at_home.push(one, one.update("Note", note, 1, R"({"set":{"place":")" + new_key().text() + "\"}}")).outcome ==
        verdict::superseded);
}

TEST_CASE("authority: refs are not looked at where the server is told so") {
  authority_options how;
  how.enforce_refs = false;
  server at_home{how};
  device one{1};
  auto const set = R"({"title":"a","place":")" + new_key().text() + "\"}";
  CHECK(at_home.push(one, one.insert("Note", new_key(), set)).outcome == verdict::applied);
}

TEST_CASE("authority: what an operation says wrongly is refused by name") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const refusal = [&](operation const& op, error_code code, std::string const& field = {}) {
    auto const result = at_home.push(one, op);
    // What a newer server may know can wait for it.
    CHECK(result.outcome == (code == error_code::newer_schema ? verdict::retry : verdict::rejected));
    CHECK(result.code == code);
    CHECK(result.field == field);
    CHECK_FALSE(result.row);
  };
  refusal(one.insert("Ghost", new_key(), "{}"), error_code::newer_schema);
  refusal(one.update("Note", key, 1, R"({"set":{"votes":"three"}})"), error_code::malformed, "votes");
  refusal(one.update("Note", key, 1, R"({"delta":{"title":1}})"), error_code::malformed, "title");
  refusal(one.update("Note", key, 1, R"({"twist":{}})"), error_code::newer_schema);
  refusal(one.update("Note", key, 1, R"({"set":{"title":""}})"), error_code::validation_failed, "title");
  refusal(one.update("Note", key, 1, R"({"set":{"big":18446744073709551615}})"), error_code::validation_failed, "big");
  refusal(one.insert("Note", new_key(), R"({"title":"a","big":18446744073709551615})"), error_code::validation_failed, "big");
  refusal(one.insert("Note", uuid{}, R"({"title":"a"})"), error_code::malformed);
  auto nameless = one.insert("Note", new_key(), R"({"title":"a"})");
  nameless.op_id = {};
  refusal(nameless, error_code::malformed);
  CHECK(at_home.row<Note>(key).version == 1);
}

TEST_CASE("authority: an edit of a record that was never seen is a conflict without a row") {
  server at_home;
  device one{1};
  for (auto const& op : {one.update("Note", new_key(), 3, R"({"set":{"title":"x"}})"), one.remove("Note", new_key(), 1),
                         one.restore("Note", new_key(), 1)}) {
    auto const result = at_home.push(one, op);
    CHECK(result.outcome == verdict::conflict);
    CHECK(result.code == error_code::not_found);
    CHECK_FALSE(result.row);
    CHECK(result.version == 0);
  }
}

TEST_CASE("authority: a group in which the program itself fails may come again") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"story":"long"}})"));
  auto const results =
      at_home.push(one, {{one.update("Note", key, 1, R"({"delta":{"votes":1}})"),
                          one.update("Note", key, 1, R"({"set":{"story":"throw"}})")},
                         {one.update("Note", key, 1, R"({"delta":{"votes":10}})")}})
          .results;
  CHECK(results[0].outcome == verdict::retry);
  CHECK(results[1].outcome == verdict::retry);
  CHECK(results[1].code == error_code::server_failed);
  CHECK(results[2].outcome == verdict::held);  // or what comes again would overtake it
  CHECK(at_home.note(key).votes == 0);
  CHECK(at_home.push(one, one.update("Note", key, 1, R"({"delta":{"votes":10}})")).outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 10);
}

TEST_CASE("authority: a repeated group is answered whole, also where a part of it came to nothing") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  auto const gone = at_home.note_of(one);
  at_home.push(two, two.remove("Note", gone, 1));
  std::vector<operation> const group{one.update("Note", key, 1, R"({"delta":{"votes":1}})"),
                                     one.update("Note", gone, 1, R"({"set":{"title":"x"}})")};
  auto const first = at_home.push_group(one, group);
  CHECK(first[0].outcome == verdict::applied);
  CHECK(first[1].outcome == verdict::superseded);
  // By now the second one would be a conflict, or be applied.
  at_home.push(two, two.restore("Note", gone, 2));
  CHECK(at_home.push_group(one, group) == first);
  CHECK(at_home.note(key).votes == 1);
  CHECK(at_home.note(gone).title == "a");
}

TEST_CASE("authority: what was applied before stays so when a sibling is refused now") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  auto const first = at_home.push(one, op);
  auto const results = at_home.push_group(one, {one.insert("Note", new_key(), R"({"title":""})"), op});
  CHECK(results[0].outcome == verdict::rejected);
  CHECK(results[1] == first);
}

TEST_CASE("authority: a request with too many operations is refused as a whole") {
  authority_options how;
  how.max_operations = 2;
  server at_home{how};
  device one{1};
  std::vector<operation> group;
  for (int i = 0; i < 3; ++i) group.push_back(one.insert("Note", new_key(), R"({"title":"a"})"));
  CHECK(support::code_of([&] { at_home.push_group(one, group); }) == error_code::too_large);
  group.pop_back();
  CHECK(at_home.push_group(one, group)[1].outcome == verdict::applied);
  CHECK(at_home.push(one, std::vector<std::vector<operation>>{{}}).results.empty());
}
