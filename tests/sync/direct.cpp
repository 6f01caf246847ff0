// SPDX-License-Identifier: BSL-1.0
// Writes that are sent at once: through the queue, like all others.
#include "sync/office.hpp"

using namespace office;

namespace {
using device_play = scripted::wire<office::schema>::push_play;
}  // namespace

TEST_CASE("A direct write is on the server when it returns, and nothing was pulled") {
  backend server{1};
  device ann{server, "ann"};
  auto const outcome = ann->direct([](auto& all) { return all.create(task("now")); });
  CHECK(outcome.state == direct_state::applied);
  CHECK_FALSE(outcome.error.has_value());
  CHECK(ann->get(outcome.value).title == "now");
  CHECK(ann->status().clean());
  CHECK(ann.line->pulls.empty());
}

TEST_CASE("Older work goes before a direct write, later work stays") {
  backend server{1};
  device ann{server, "ann"};
  auto const first = ann->create(task("first"));
  ann.line->next_pushes = {[&](push_request const& request) {
    ann->create(task("later"));
    return ann.line->deliver(request);
  }};
  auto const outcome =
      ann->direct([&](auto& all) { all.template update<Task>(first, [](Task& t) { t.done = true; }); });
  CHECK(outcome.state == direct_state::applied);
  CHECK(ann->status().pending == 1);
  REQUIRE(ann->sync().complete());
  CHECK(ann->get(first).done);
}

TEST_CASE("A direct write that does not get through is queued, under the same id") {
  backend server{1};
  device ann{server, "ann"};
  bool const arrived = GENERATE(false, true);
  ann.line->next_pushes = {arrived ? device_play(lose_answer(ann)) : device_play(refuse(reaction::retry_later))};
  auto const outcome = ann->direct([](auto& all) { return all.create(task("now")); });
  CHECK(outcome.state == direct_state::queued);
  REQUIRE(outcome.error.has_value());
  CHECK(outcome.error->code == error_code::network_failed);
  CHECK(ann->status().pending == 1);
  REQUIRE(ann->sync().complete());
  CHECK(ids_in(ann.line->pushes[0]) == ids_in(ann.line->pushes[1]));
  device bob{server, "bob"};
  REQUIRE(bob->sync().complete());
  CHECK(bob->query<Task>().count() == 1);
}

TEST_CASE("A direct write tells when it is refused, clashes or loses") {
  backend server{1};
  device ann{server, "ann"};
  device bob{server, "bob"};
  auto const one = ann->create(task("one"));
  auto const deed = ann->create(Deed{"text", "clause"});
  REQUIRE(ann->sync().complete());
  REQUIRE(bob->sync().complete());

  SECTION("refused") {
    ann.line->next_pushes = {[](push_request const& request) {
      push_answer answer;
      for (auto const& group : request.groups)
        for (auto const& op : group)
          answer.results.push_back({op.op_id, verdict::rejected, 0, {}, {},
                                    error_code::validation_failed, "must not", "title", {}});
      return answer;
    }};
    auto const outcome = ann->direct(
        [&](auto& all) { all.template update<Task>(one, [](Task& t) { t.title = "bad"; }); });
    CHECK(outcome.state == direct_state::rejected);
    REQUIRE(outcome.error.has_value());
    CHECK(outcome.error->code == error_code::validation_failed);
    CHECK(outcome.error->field == "title");
    CHECK(ann->status().failed == 1);
    auto const again = ann->direct(
        [&](auto& all) { all.template update<Task>(one, [](Task& t) { t.title = "good"; }); });
    CHECK(again.state == direct_state::applied);
  }
  SECTION("in conflict") {
    bob->update<Deed>(deed, [](Deed& d) { d.text = "bob"; });
    REQUIRE(bob->sync().complete());
    auto const outcome = ann->direct(
        [&](auto& all) { all.template update<Deed>(deed, [](Deed& d) { d.text = "ann"; }); });
    CHECK(outcome.state == direct_state::conflict);
    CHECK(ann->conflicts().size() == 1);
    auto const behind = ann->direct(
        [&](auto& all) { all.template update<Deed>(deed, [](Deed& d) { d.clause = "more"; }); });
    CHECK(behind.state == direct_state::queued);
  }
  SECTION("superseded") {
    bob->remove(one);
    REQUIRE(bob->sync().complete());
    auto const outcome = ann->direct(
        [&](auto& all) { all.template update<Task>(one, [](Task& t) { t.title = "late"; }); });
    CHECK(outcome.state == direct_state::superseded);
    CHECK(ann->snapshots().front().reason == "superseded");
  }
}

TEST_CASE("A direct transaction that writes nothing is applied, and nobody is asked") {
  backend server{1};
  device ann{server, "ann"};
  CHECK(ann->direct([](auto&) {}).state == direct_state::applied);
  CHECK(ann.line->pushes.empty());
}
