// SPDX-License-Identifier: BSL-1.0
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>

using namespace bench;

namespace {

bool has(std::string const& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("authority: fields edited by different replicas never clash") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one, R"({"title":"a","ruling":"r"})");
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b"}})", at(5)));
  auto const result = at_home.push(two, two.update("Note", key, 1, R"({"set":{"body":"c","ruling":"s"}})", at(1)));
  CHECK(result.outcome == verdict::applied);
  CHECK(result.version == 3);
  REQUIRE(result.row);  // version 3 is not base + 1
  CHECK(has(result.row->fields, R"("title":"b")"));
  auto const note = at_home.note(key);
  CHECK(note.title == "b");
  CHECK(note.body == "c");
  CHECK(note.ruling == "s");
}

TEST_CASE("authority: a result carries the row just where the caller could not make it for itself") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = new_key();
  CHECK_FALSE(at_home.push(one, one.insert("Note", key, R"({"title":"a"})")).row);
  auto const plain = at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b"}})"));
  CHECK(plain.version == 2);
  CHECK_FALSE(plain.row);
  // Nothing changes: the version is not base + 1.
  auto const same = at_home.push(one, one.update("Note", key, 2, R"({"set":{"title":"b"}})"));
  CHECK(same.outcome == verdict::applied);
  CHECK(same.version == 2);
  CHECK(same.row);
  // The second of two in a row, made on one base.
  CHECK(at_home.push(one, one.update("Note", key, 2, R"({"set":{"body":"x"}})")).version == 3);
  CHECK(at_home.push(one, one.update("Note", key, 2, R"({"set":{"body":"y"}})")).row);
  auto forced = one.update("Note", key, 4, R"({"set":{"body":"z"}})");
  forced.force = true;
  CHECK(at_home.push(one, forced).row);
  CHECK_FALSE(at_home.push(two, two.remove("Note", key, 5)).row);
  CHECK(at_home.push(two, two.restore("Note", key, 6)).row);
}

TEST_CASE("authority: last_write_wins goes by the time of the edit, in whichever order edits come") {
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    server at_home;
    device maker{9};
    auto const key = at_home.note_of(maker);
    std::array<device, 3> devices{device{1}, device{2}, device{3}};
    std::array<char const*, 3> const bodies{R"({"set":{"title":"one"}})", R"({"set":{"title":"two"}})",
                                            R"({"set":{"title":"three"}})"};
    for (auto const i : order) {
      auto const result = at_home.push(devices[i], devices[i].update("Note", key, 1, bodies[i], at(i == 1 ? 9 : 5)));
      CHECK((result.outcome == verdict::applied || result.outcome == verdict::superseded));
      CHECK(result.row.has_value() == (result.version != 2 || result.outcome == verdict::superseded));
    }
    CHECK(at_home.note(key).title == "two");
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("authority: equal edit times go to the greater replica, in whichever order they come") {
  for (bool const greater_first : {true, false}) {
    server at_home;
    device maker{9};
    device one{1};
    device two{2};
    auto const key = at_home.note_of(maker);
    auto const first = one.update("Note", key, 1, R"({"set":{"title":"one"}})", at(5));
    auto const second = two.update("Note", key, 1, R"({"set":{"title":"two"}})", at(5));
    if (greater_first) {
      at_home.push(two, second);
      CHECK(at_home.push(one, first).outcome == verdict::superseded);
    } else {
      at_home.push(one, first);
      CHECK(at_home.push(two, second).outcome == verdict::applied);
    }
    CHECK(at_home.note(key).title == "two");
  }
}

TEST_CASE("authority: an edit that says what is there already has its time, whatever came before it") {
  // One was at "other" and back, and was the last; two wrote between.
  for (bool const back_first : {true, false}) {
    server at_home;
    device maker{9};
    device one{1};
    device two{2};
    auto const key = at_home.note_of(maker, R"({"title":"a"})");
    auto const back = one.update("Note", key, 1, R"({"set":{"title":"a"}})", at(9));
    auto const between = two.update("Note", key, 1, R"({"set":{"title":"b"}})", at(5));
    auto const first = at_home.push(back_first ? one : two, back_first ? back : between);
    auto const second = at_home.push(back_first ? two : one, back_first ? between : back);
    CHECK(first.version == 2);
    CHECK(second.outcome == (back_first ? verdict::superseded : verdict::applied));
    CHECK(at_home.note(key).title == "a");
    CHECK(at_home.row<Note>(key).meta.of("title").when == at(9));
  }
}

TEST_CASE("authority: of equal values the later edit counts, so that order does not matter") {
  // One and two agree on "x"; three wrote "y" between them. Two was the last.
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    server at_home;
    device maker{9};
    auto const key = at_home.note_of(maker);
    std::array<device, 3> devices{device{1}, device{2}, device{3}};
    std::array<char const*, 3> const bodies{R"({"set":{"title":"x"}})", R"({"set":{"title":"x"}})",
                                            R"({"set":{"title":"y"}})"};
    std::array<std::int64_t, 3> const times{1, 9, 5};
    for (auto const i : order) at_home.push(devices[i], devices[i].update("Note", key, 1, bodies[i], at(times[i])));
    CHECK(at_home.note(key).title == "x");
    CHECK(at_home.row<Note>(key).meta.of("title").when == at(9));
    CHECK(at_home.row<Note>(key).meta.of("title").author == devices[1].incarnation);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("authority: a loser is told so, with the row, and may lose a part only") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"late"}})", at(9)));
  auto const whole = at_home.push(one, one.update("Note", key, 0, R"({"set":{"title":"early"}})", at(5)));
  CHECK(whole.outcome == verdict::superseded);
  CHECK(whole.version == 2);
  REQUIRE(whole.row);
  CHECK(has(whole.row->fields, "late"));
  auto const part = at_home.push(one, one.update("Note", key, 0, R"({"set":{"title":"early","body":"mine"}})", at(5)));
  CHECK(part.outcome == verdict::applied);
  CHECK(part.version == 3);
  REQUIRE(part.row);
  CHECK(has(part.row->fields, "late"));
  CHECK(has(part.row->fields, "mine"));
  CHECK(at_home.pull().changes.size() == 1);
}

TEST_CASE("authority: a replica has seen its own edits") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one);
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b","ruling":"r"}})", at(9)));
  // The next one was queued before that was acknowledged; even its clock has gone back.
  auto const result = at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"c","ruling":"s"}})", at(3)));
  CHECK(result.outcome == verdict::applied);
  CHECK(at_home.note(key).title == "c");
  CHECK(at_home.note(key).ruling == "s");
}

TEST_CASE("authority: a replica's own edit on top does not mean that it has seen what lies below") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one, R"({"title":"a","high":1,"saying":""})");
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"high":10,"saying":"b","title":"two"}})", at(1)));
  auto const body = [](char const* saying, int high, char const* title) {
    return std::string{R"({"set":{"saying":")"} + saying + R"(","high":)" + std::to_string(high) + R"(,"title":")" + title +
           "\"}}";
  };
  at_home.push(one, one.update("Note", key, 1, body("a", 20, "one"), at(5)));
  CHECK(at_home.note(key).saying == "a|b");
  at_home.push(one, one.update("Note", key, 1, body("c", 5, "one more"), at(6)));
  CHECK(has(at_home.note(key).saying, "b"));
  // The 20 is no rival to what its author replaced it by; the 10 of somebody else, below it, is.
  CHECK(at_home.note(key).high == 10);
  at_home.push(one, one.update("Note", key, 1, body("d", 15, "the last"), at(7)));
  CHECK(at_home.note(key).high == 15);
  CHECK(at_home.note(key).title == "the last");
}

TEST_CASE("authority: each policy settles what two replicas wrote at once") {
  server at_home;
  device one{1};
  device two{2};
  auto const key =
      at_home.note_of(one, R"({"title":"a","log":["start"],"tags":["x"],"high":5,"low":5,"story":"story"})");
  auto const first = R"({"set":{"motto":"one","wish":"one","high":7,"low":7,"story":"one"},
                         "delta":{"votes":3},"add":{"tags":["one"]},"append":{"log":["one"]}})";
  auto const second = R"({"set":{"motto":"two","wish":"two","high":6,"low":4,"story":"twos"},
                          "delta":{"votes":4},"add":{"tags":["two"]},"remove":{"tags":["x"]},"append":{"log":["two"]}})";
  at_home.push(one, one.update("Note", key, 1, first, at(1)));
  auto const result = at_home.push(two, two.update("Note", key, 1, second, at(2)));
  CHECK(result.outcome == verdict::applied);
  CHECK(result.row);
  auto const note = at_home.note(key);
  CHECK(note.motto == "one");
  CHECK(note.wish == "two");
  CHECK(note.high == 7);
  CHECK(note.low == 4);
  CHECK(note.story == "twos");
  CHECK(note.votes == 7);
  CHECK(note.tags == std::vector<std::string>{"one", "two"});
  CHECK(note.log == std::vector<std::string>{"start", "one", "two"});
}

TEST_CASE("authority: a manual field waits for a person, and nothing of the operation stays") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"ruling":"theirs"}})"));
  auto const before = at_home.row<Note>(key);
  auto const op = one.update("Note", key, 1, R"({"set":{"ruling":"mine","body":"mine"},"delta":{"votes":1}})", at(99));
  auto const result = at_home.push(one, op);
  CHECK(result.outcome == verdict::conflict);
  CHECK(result.version == 2);
  REQUIRE(result.row);
  CHECK(has(result.row->fields, "theirs"));
  CHECK(at_home.row<Note>(key).at == before.at);
  CHECK(at_home.note(key).votes == 0);
  // Both wrote the same: nothing to decide.
  CHECK(at_home.push(one, one.update("Note", key, 1, R"({"set":{"ruling":"theirs"}})")).outcome == verdict::applied);
  // The person's answer is based on what was shown.
  CHECK(at_home.push(one, one.update("Note", key, 2, R"({"set":{"ruling":"mine"}})")).outcome == verdict::applied);
  CHECK(at_home.note(key).ruling == "mine");
}

TEST_CASE("authority: where records clash as a whole, the later edit has all of it") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = new_key();
  at_home.push(one, one.insert("Sheet", key, R"({"left":"a","right":"a"})"));
  at_home.push(one, one.update("Sheet", key, 1, R"({"set":{"left":"one"}})", at(5)));
  CHECK(at_home.push(two, two.update("Sheet", key, 1, R"({"set":{"right":"two"}})", at(3))).outcome == verdict::superseded);
  CHECK(at_home.push(two, two.update("Sheet", key, 1, R"({"set":{"right":"two"}})", at(8))).outcome == verdict::applied);
  auto const sheet = at_home.row<Sheet>(key).value;
  CHECK(sheet.left == "one");
  CHECK(sheet.right == "two");
}

TEST_CASE("authority: force overrides others, for those who may") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"late","ruling":"r","motto":"m"}})", at(9)));
  auto op = one.update("Note", key, 1, R"({"set":{"title":"mine","ruling":"s","motto":"n"}})", at(1));
  op.force = true;
  at_home.who.may_force = false;
  auto const refused = at_home.push(one, op);
  CHECK(refused.outcome == verdict::rejected);
  CHECK(refused.code == error_code::forbidden);
  at_home.who.may_force = true;
  auto const result = at_home.push(one, op);
  CHECK(result.outcome == verdict::applied);
  CHECK(result.row);
  auto const note = at_home.note(key);
  CHECK(note.title == "mine");
  CHECK(note.ruling == "s");
  CHECK(note.motto == "n");
  // What it replaced is still known.
  auto const before = at_home.truth.write(at_home.who, "acme", [&](auto& session) {
    stored_row<Note> row;
    session.store.load(key, row);
    using session_type = typename std::remove_cvref_t<decltype(session)>::store_type;
    return detail::intent_applier<books, session_type, Note>{session}.image_at(row, 2);
  });
  REQUIRE(before);
  CHECK(before->title == "late");

  at_home.push(two, two.remove("Note", key, 3));
  auto revive = one.update("Note", key, 3, R"({"set":{"title":"back"}})");
  revive.force = true;
  CHECK(at_home.push(one, revive).outcome == verdict::applied);
  CHECK_FALSE(at_home.row<Note>(key).deleted);
}

TEST_CASE("authority: an insert of a record that is there is an update of what it says") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one, R"({"title":"a","votes":3})", at(5));
  auto const result = at_home.push(two, two.insert("Note", key, R"({"title":"b","body":"c"})", at(9)));
  CHECK(result.outcome == verdict::applied);
  CHECK(result.version == 2);
  CHECK(result.row);
  CHECK(at_home.note(key).title == "b");
  CHECK(at_home.note(key).votes == 3);
  CHECK(at_home.push(two, two.insert("Note", new_key(), R"({"title":"x"})")).version == 1);
}

TEST_CASE("authority: edit times are cut to two minutes from now, field by field") {
  server at_home;
  device one{1};
  device two{2};
  auto const key = at_home.note_of(one);
  std::int64_t const far = 3'600'000'000;
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"x","body":"y"},"at":{"body":)" +
                                                   std::to_string(noon + 2 * far) + "}}", at(far)));
  CHECK(at_home.row<Note>(key).meta.of("title").when == at(120'000'000));
  CHECK(at_home.row<Note>(key).meta.of("body").when == at(120'000'000));
  *at_home.clock += 300'000'000;
  auto const later = at_home.push(two, two.update("Note", key, 1, R"({"set":{"title":"z"}})", at(299'000'000)));
  CHECK(later.outcome == verdict::applied);
  CHECK(at_home.note(key).title == "z");
  auto const fresh = at_home.note_of(one, R"({"title":"a"})", at(2 * far));
  CHECK(at_home.row<Note>(fresh).meta.of("title").when == at(420'000'000));
}

TEST_CASE("authority: a change tells the latest edit, and the times of the fields edited earlier") {
  server at_home;
  device one{1};
  auto const key = at_home.note_of(one, R"({"title":"a"})", at(1));
  auto change = at_home.pull().changes.at(0);
  CHECK(change.edited == at(1));
  CHECK(change.times.empty());
  at_home.push(one, one.update("Note", key, 1, R"({"set":{"title":"b"}})", at(7)));
  change = at_home.pull().changes.at(0);
  CHECK(change.edited == at(7));
  CHECK(has(change.times, "\"body\":" + std::to_string(noon + 1)));
  CHECK_FALSE(has(change.times, "title"));
}

TEST_CASE("authority: superseded values are kept for as many versions as it is told") {
  authority_options how;
  how.history_versions = 4;
  server at_home{how};
  device one{1};
  auto const key = at_home.note_of(one, R"({"title":"v1"})");
  for (int version = 1; version < 10; ++version)
    at_home.push(one, one.update("Note", key, version, R"({"set":{"title":"v)" + std::to_string(version + 1) + "\"}}"));
  auto const image = [&](std::int64_t version) {
    return at_home.truth.write(at_home.who, "acme", [&](auto& session) {
      stored_row<Note> row;
      session.store.load(key, row);
      using session_type = typename std::remove_cvref_t<decltype(session)>::store_type;
      return detail::intent_applier<books, session_type, Note>{session}.image_at(row, version);
    });
  };
  for (std::int64_t version = 7; version <= 10; ++version) {
    REQUIRE(image(version));
    CHECK(image(version)->title == "v" + std::to_string(version));
  }
  CHECK_FALSE(image(6));
  CHECK_FALSE(image(0));
  CHECK_FALSE(image(11));
}

TEST_CASE("authority: ids of the server's own are given once, and told") {
  authority_options how;
  how.assign_ids = true;
  server at_home{how};
  device one{1};
  device two{2};
  auto const key = new_key();
  auto const first = at_home.push(one, one.insert("Note", key, R"({"title":"a"})"));
  REQUIRE(first.row);
  CHECK(first.row->id.size() == 36);
  CHECK(first.row->id != key.text());
  auto const again = at_home.push(two, two.insert("Note", key, R"({"title":"b"})", at(9)));
  REQUIRE(again.row);
  CHECK(again.row->id == first.row->id);
  CHECK(at_home.pull().changes.at(0).id == first.row->id);
  auto const other = at_home.push(one, one.insert("Note", new_key(), R"({"title":"a"})"));
  CHECK(other.row->id != first.row->id);
}
