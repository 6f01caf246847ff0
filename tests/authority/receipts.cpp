// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"

using namespace bench;

namespace {

std::string text_of(op_result const& result) {
  std::string out;
  write_json(out, result);
  return out;
}

}  // namespace

TEST_CASE("authority: a repeated operation is answered with the same bytes, whatever happened since") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  auto const other = two.update("Note", key, 1, R"({"set":{"body":"b"}})");
  at_home.push(two, other);
  // On version 1 while the server is at 2: the answer holds the whole row.
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":5},"set":{"title":"t \"é\""}})", at(7));
  auto const first = at_home.push(one, op);
  REQUIRE(first.outcome == verdict::applied);
  REQUIRE(first.row);
  at_home.push(two, two.update("Note", key, 3, R"({"set":{"title":"later"}})", at(9)));
  auto const again = at_home.push(one, op);
  CHECK(text_of(again) == text_of(first));
  CHECK(at_home.note(key).votes == 5);
  CHECK(at_home.note(key).title == "later");
  auto after_restart = at_home.restarted();
  auto const third = after_restart.apply(at_home.who, "acme", {one.incarnation, {}, {{op}}});
  CHECK(text_of(third.results.at(0)) == text_of(first));
}

TEST_CASE("authority: an edit that lost is not decided again when it is repeated after its writer's next one") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"theirs"}})", at(5)));
  auto const lost = one.update("Note", key, 1, R"({"set":{"title":"early"}})", at(3));
  auto const first = at_home.push(one, lost);
  REQUIRE(first.outcome == verdict::superseded);
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"late"}})", at(7)));
  CHECK(text_of(at_home.push(one, lost)) == text_of(first));
  CHECK(at_home.note(key).title == "late");
}

TEST_CASE("authority: a copied replica that repeats its twin's operation gets its twin's answer") {
  server at_home;
  device one{1};
  auto const op = one.insert("Note", new_key(), R"({"title":"a"})");
  auto const first = at_home.push(one, op);
  device twin{2};
  auto moved = op;
  moved.sequence = 44;
  CHECK(text_of(at_home.push(twin, moved)) == text_of(first));
}

TEST_CASE("authority: an op id used for another operation is an error, said loudly") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  at_home.push(one, op);
  auto other = op;
  other.body = R"({"delta":{"votes":2}})";
  auto const refused = at_home.push(one, other);
  CHECK(refused.outcome == verdict::rejected);
  CHECK(refused.code == error_code::invalid_argument);
  CHECK(at_home.note(key).votes == 1);
}

TEST_CASE("authority: an op id that comes twice in one group is applied once") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  auto const results = at_home.push_group(one, {op, op});
  REQUIRE(results.size() == 2);
  CHECK(results[0].outcome == verdict::applied);
  CHECK(results[1] == results[0]);
  CHECK(at_home.note(key).votes == 1);
  // And so in two groups of one request.
  auto const next = one.update("Note", key, 2, R"({"delta":{"votes":1}})");
  at_home.push(one, {{next}, {next}});
  CHECK(at_home.note(key).votes == 2);

  auto const third = one.update("Note", key, 3, R"({"delta":{"votes":1}})");
  auto other = third;
  other.body = R"({"delta":{"votes":7}})";
  auto const mixed = at_home.push_group(one, {third, other});
  CHECK(mixed[0].outcome == verdict::held);
  CHECK(mixed[1].outcome == verdict::rejected);
  CHECK(at_home.note(key).votes == 2);
}

TEST_CASE("authority: a refused operation leaves no receipt and may come again") {
  server at_home;
  device one{1};
  auto const place = new_key();
  auto const key = new_key();
  auto const op = one.insert("Note", key, R"({"title":"a","place":")" + place.text() + "\"}");
  CHECK(at_home.push(one, op).outcome == verdict::rejected);
  at_home.push(one, one.insert("Place", place, R"({"name":"here"})"));
  CHECK(at_home.push(one, op).outcome == verdict::applied);
}

TEST_CASE("authority: a place in the queue used by another operation tells of a fork") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const mine = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  at_home.push(one, mine);
  auto twins = one.update("Note", key, 1, R"({"delta":{"votes":10}})");
  twins.sequence = mine.sequence;
  auto const later = one.update("Note", key, 1, R"({"delta":{"votes":100}})");

  SECTION("and everything new of the request must come again, while repeats are answered") {
    auto const results = at_home.push(one, {{twins}, {later}, {mine}}).results;
    CHECK(results[0].outcome == verdict::fork);
    CHECK(results[1].outcome == verdict::held);  // of the same record
    CHECK(results[2].outcome == verdict::applied);
    CHECK(at_home.note(key).votes == 1);
    device reborn{77};
    at_home.push(reborn, {{twins}, {later}});
    CHECK(at_home.note(key).votes == 111);
  }
  SECTION("and the rest of its group forks with it") {
    auto const results = at_home.push_group(one, {later, twins});
    CHECK(results[0].outcome == verdict::fork);
    CHECK(results[1].outcome == verdict::fork);
    CHECK(at_home.note(key).votes == 1);
  }
  SECTION("but not for callers without an incarnation, or without places") {
    device nobody{1};
    nobody.incarnation = {};
    auto a = nobody.update("Note", key, 2, R"({"delta":{"votes":1}})");
    auto b = nobody.update("Note", key, 2, R"({"delta":{"votes":1}})");
    b.sequence = a.sequence;
    CHECK(at_home.push(nobody, {{a}, {b}}).results[1].outcome == verdict::applied);
    auto c = one.update("Note", key, 2, R"({"delta":{"votes":1}})");
    auto d = one.update("Note", key, 2, R"({"delta":{"votes":1}})");
    c.sequence = d.sequence = 0;
    CHECK(at_home.push(one, {{c}, {d}}).results[1].outcome == verdict::applied);
    CHECK(at_home.note(key).votes == 5);
  }
}

TEST_CASE("authority: a released operation is known by its place, and not applied again") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  at_home.push(one, op);
  one.released.through = one.sequence;
  auto const again = at_home.push(one, op);
  CHECK(again.outcome == verdict::applied);
  CHECK(again.version == 2);
  REQUIRE(again.row);
  CHECK(again.row->fields.find(R"("votes":1)") != std::string::npos);
  CHECK(at_home.note(key).votes == 1);

  SECTION("and another one at its place is a copy's") {
    auto other = one.update("Note", key, 1, R"({"delta":{"votes":10}})");
    other.sequence = op.sequence;
    CHECK(at_home.push(one, other).outcome == verdict::fork);
    CHECK(at_home.note(key).votes == 1);
  }
  SECTION("and so is one at a place that nothing was applied from") {
    one.released.through = 50;
    at_home.push(one, one.update("Note", key, 2, R"({"set":{"body":"x"}})"));
    auto other = one.update("Note", key, 1, R"({"delta":{"votes":10}})");
    other.sequence = 40;
    CHECK(at_home.push(one, other).outcome == verdict::fork);
    CHECK(at_home.note(key).votes == 1);
  }
  SECTION("and who has forgotten that it was acknowledged is a copy") {
    one.released.through = 1;
    CHECK(at_home.push(one, one.update("Note", key, 1, R"({"delta":{"votes":10}})")).outcome == verdict::fork);
    CHECK(at_home.push(one, op).outcome == verdict::applied);
    CHECK(at_home.note(key).votes == 1);
  }
  SECTION("but another replica's places are another matter") {
    device two{2};
    auto const fresh = two.update("Note", key, 2, R"({"delta":{"votes":1}})");
    REQUIRE(fresh.sequence <= one.released.through);
    CHECK(at_home.push(two, fresh).outcome == verdict::applied);
    CHECK(at_home.note(key).votes == 2);
  }
}

TEST_CASE("authority: an answer released out of order is not applied again by a late copy") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const waiting = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":10}})");
  at_home.push(one, op);
  one.released.beyond = {op.op_id};
  auto const again = at_home.push(one, op);
  CHECK(again.outcome == verdict::applied);
  CHECK(again.row);
  CHECK(at_home.note(key).votes == 10);
  auto other = op;
  other.body = "{}";
  CHECK(at_home.push(one, other).outcome == verdict::rejected);
  at_home.push(one, waiting);
  one.released = {one.sequence, {}};
  CHECK(at_home.push(one, op).outcome == verdict::applied);
  CHECK(at_home.note(key).votes == 11);
}

TEST_CASE("authority: receipts are released only by the replica and the principal they belong to") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto const op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  auto const first = at_home.push(one, op);

  device two{2};
  two.released = {100, {op.op_id}};
  at_home.push(two, two.update("Note", key, 2, R"({"set":{"body":"x"}})"));
  CHECK(text_of(at_home.push(one, op)) == text_of(first));

  principal const bob{"bob", {"acme"}};
  at_home.truth.apply(bob, "acme", {one.incarnation, {100, {op.op_id}}, {}});
  CHECK(text_of(at_home.push(one, op)) == text_of(first));

  // A pull releases as well.
  pull_request request;
  request.replica = one.incarnation;
  request.released = {one.sequence, {}};
  at_home.truth.changes_since(at_home.who, "acme", request);
  CHECK(text_of(at_home.push(one, op)) != text_of(first));
  CHECK(at_home.note(key).votes == 1);
}

TEST_CASE("authority: releasing nothing keeps receipts of operations without a place") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  auto op = one.update("Note", key, 1, R"({"delta":{"votes":1}})");
  op.sequence = 0;
  at_home.push(one, op);
  at_home.push(one, op);
  CHECK(at_home.note(key).votes == 1);
}

TEST_CASE("authority: a pull with nothing to release does not wait for the writer, nor fail for it") {
  authority_options how;
  how.writer_wait = std::chrono::milliseconds{20};
  server at_home{how};
  device one{1};
  at_home.note_of(one);
  pull_request request;
  request.replica = one.incarnation;
  request.released = {1, {}};
  at_home.truth.changes_since(at_home.who, "acme", request);
  // The same again while the writer is taken: nothing is left to release.
  at_home.truth.write(at_home.who, "acme", [&](auto&) {
    CHECK(at_home.truth.changes_since(at_home.who, "acme", request).changes.size() == 1);
    request.released.through = 2;  // and what there is can wait
    CHECK(at_home.truth.changes_since(at_home.who, "acme", request).changes.size() == 1);
  });
}
