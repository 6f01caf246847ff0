// SPDX-License-Identifier: BSL-1.0
// Edits that meet: merging, conflicts, refusals, and what a person decides.
#include "replica/shared.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <string>

using namespace kit;
using entente::error_code;
using entente::operation_state;
using entente::verdict;
using support::answer_all;
using support::code_of;
using support::device;
using support::shared;
using support::tool;
using support::world;

TEST_CASE("A pulled change leaves pending edits of other fields alone, and the edit stands on it") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  all.two->update(all.saw, [](Tool& t) { t.note = "sharp"; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.pull());
  CHECK(all.one.last_page.merged == 1);
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.one->get(all.saw).note == "sharp");
  CHECK(all.one->queue()[0].base_version == 2);
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
}

TEST_CASE("The later edit wins at both doors, and what lost is kept as a snapshot") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "earlier"; });
  all.later();
  all.two->update(all.saw, [](Tool& t) { t.title = "later"; });
  SECTION("when the loser pulls first") {
    REQUIRE(all.two.sync());
    REQUIRE(all.one.pull());
  }
  SECTION("when the loser pushes first") {
    REQUIRE(all.two.sync());
    REQUIRE(all.one.push());
  }
  CHECK(all.one->get(all.saw).title == "later");
  CHECK(all.one->status().clean());
  auto const kept = all.one->snapshots();
  REQUIRE(kept.size() == 1);
  CHECK(kept[0].image.find("earlier") != std::string::npos);
  all.later();
  all.one->undo(kept[0].id);
  CHECK(all.one->get(all.saw).title == "earlier");
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "earlier");
}

TEST_CASE("Of two edits that say the same the later one counts, also where its device pulls first") {
  shared all;
  device three{all.in, "three"};
  REQUIRE(three.sync());
  all.one->update(all.saw, [](Tool& t) { t.title = "same"; });
  REQUIRE(all.one.sync());
  all.later();
  three->update(all.saw, [](Tool& t) { t.title = "between"; });
  all.later();
  all.two->update(all.saw, [](Tool& t) { t.title = "same"; });
  SECTION("at the push") {}
  SECTION("at the pull") { REQUIRE(all.two.pull()); }
  REQUIRE(all.two.sync());
  REQUIRE(three.sync());
  REQUIRE(all.two.sync());
  CHECK(three->get(all.saw).title == "same");
  CHECK(all.two->get(all.saw).title == "same");
  CHECK(all.two->status().clean());
}

TEST_CASE("A value that came back was written after an earlier edit, whichever door tells") {
  shared all;
  auto const before = all.one->get(all.saw).title;
  all.one->update(all.saw, [](Tool& t) { t.title = "earlier"; });
  all.later();
  all.two->update(all.saw, [](Tool& t) { t.title = "other"; });
  REQUIRE(all.two.sync());
  all.later();
  all.two->update(all.saw, [&](Tool& t) { t.title = before; });
  REQUIRE(all.two.sync());
  SECTION("at the push") {}
  SECTION("at the pull") { REQUIRE(all.one.pull()); }
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.one->get(all.saw).title == before);
  CHECK(all.two->get(all.saw).title == before);
  CHECK(all.one->status().clean());
  CHECK(all.one->snapshots().size() == 1);
}

TEST_CASE("What an answer does not tell of was edited by nobody, however late the record was") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.note = "sharp"; });
  all.later();
  all.two->update(all.saw, [](Tool& t) { t.title = "axe"; });
  REQUIRE(all.two.sync());
  entente::pull_request request;
  request.cursor = all.one->cursor();
  auto page = all.in.server->changes_since(all.in.who, "acme", request);
  REQUIRE(page.changes.size() == 1);
  auto& told = page.changes.front();
  told.times.clear();
  std::string const note = R"(,"note":null)";
  auto const at = told.fields.find(note);
  REQUIRE(at != std::string::npos);
  told.fields.erase(at, note.size());
  all.one->apply(page, {}, request.cursor);
  CHECK(all.one->get(all.saw).title == "axe");
  CHECK(all.one->get(all.saw).note == "sharp");
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).note == "sharp");
}

TEST_CASE("An update whose value came back is an update, which a delete from before it gives way to") {
  shared all;
  auto const before = all.one->get(all.fern).spot;
  all.one->remove(all.fern);
  for (auto const& spot : {std::string{"garden"}, before}) {
    all.later();
    all.two->update(all.fern, [&](Plant& p) { p.spot = spot; });
    REQUIRE(all.two.sync());
  }
  SECTION("at the push") {}
  SECTION("at the pull") { REQUIRE(all.one.pull()); }
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.one->get(all.fern).spot == before);
  CHECK(all.two->get(all.fern).spot == before);
  CHECK(all.one->status().clean());
}

TEST_CASE("A delete wins over an edit, which is kept as a snapshot; another entity lives on") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "axe"; });
  all.one->update(all.fern, [](Plant& p) { p.spot = "garden"; });
  all.two->remove(all.saw);
  all.two->remove(all.fern);
  REQUIRE(all.two.sync());
  SECTION("at the pull") { REQUIRE(all.one.pull()); }
  SECTION("at the push") { REQUIRE(all.one.push()); }
  REQUIRE(all.one.sync());
  CHECK_FALSE(all.one->find(all.saw).has_value());
  CHECK(all.one->get(all.fern).spot == "garden");
  REQUIRE(all.one->snapshots().size() == 1);
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.fern).spot == "garden");
  all.one->undo(all.one->snapshots()[0].id);
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
}

TEST_CASE("Two edits of one field that a person decides open one conflict with all images") {
  shared all;
  all.one->update(all.deed, [](Deed& d) { d.text = "mine"; });
  all.two->update(all.deed, [](Deed& d) { d.text = "theirs"; });
  REQUIRE(all.two.sync());
  bool const found_by_the_pull = GENERATE(false, true);
  auto const decision = GENERATE(0, 1, 2);
  if (found_by_the_pull) REQUIRE(all.one.pull());
  REQUIRE(all.one.sync());
  REQUIRE(all.one->conflicts().size() == 1);
  auto const open = all.one->conflict_of(all.deed);
  REQUIRE(open.has_value());
  REQUIRE(open->base.has_value());
  REQUIRE(open->server.has_value());
  CHECK(open->base->text == "text");
  CHECK(open->local.text == "mine");
  CHECK(open->server->text == "theirs");
  CHECK(open->server_version == 2);
  CHECK(open->differing == entente::field_mask{1});

  // What is written meanwhile waits, and is part of what is decided.
  all.one->update(all.deed, [](Deed& d) { d.pages = 7; });
  CHECK(all.one->status().held == 1);
  REQUIRE(all.one.sync());

  std::string wanted = "mine";
  if (decision == 0) {
    all.one->keep_local(all.deed);
  } else if (decision == 1) {
    all.one->use_server(all.deed);
    wanted = "theirs";
    CHECK(all.one->snapshots().size() == 1);
  } else {
    all.one->resolve(all.deed, Deed{"ours", "clause", 7});
    wanted = "ours";
  }
  CHECK(all.one->conflict_count() == 0);
  CHECK(all.one->get(all.deed).text == wanted);
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.one->status().clean());
  CHECK(all.two->get(all.deed).text == wanted);
  CHECK(all.two->get(all.deed).pages == (wanted == "theirs" ? 1 : 7));
}

TEST_CASE("A conflict follows the server while it is open, and opens again when decided too late") {
  shared all;
  all.one->update(all.deed, [](Deed& d) { d.text = "mine"; });
  all.two->update(all.deed, [](Deed& d) { d.text = "theirs"; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.sync());
  all.two->update(all.deed, [](Deed& d) { d.text = "theirs again"; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.pull());
  REQUIRE(all.one->conflicts().size() == 1);
  CHECK(all.one->conflict_of(all.deed)->server->text == "theirs again");
  CHECK(all.one->conflict_of(all.deed)->base->text == "text");
  all.one->keep_local(all.deed);
  all.two->update(all.deed, [](Deed& d) { d.text = "and again"; });
  REQUIRE(all.two.sync());
  REQUIRE(all.one.sync());
  REQUIRE(all.one->conflicts().size() == 1);
  CHECK(all.one->conflict_of(all.deed)->server->text == "and again");
}

TEST_CASE(
    "A refused operation holds back its record and those that refer to it, and nothing else") {
  world in;
  device one{in, "one"};
  auto const shelf = one->create(Shelf{"wall", 0});
  auto child = tool("saw");
  child.shelf = shelf;
  auto const saw = one->create(child);
  auto const other = one->create(Shelf{"other", 0});
  auto const batch = one->lease(1, 1 << 20);
  REQUIRE(one->settle(batch, answer_all(batch, verdict::rejected)).rejected == 1);
  one->update(saw, [](Tool& t) { t.title = "axe"; });  // folds onto what waits
  auto late = tool("late");
  late.shelf = shelf;
  one->create(late);
  auto const status = one->status();
  CHECK(status.failed == 1);
  CHECK(status.held == 2);
  CHECK(status.pending == 1);
  auto const failed = one->queue()[0];
  CHECK(failed.error_code == "validation_failed");
  REQUIRE(one.sync());
  CHECK(one->find(other)->version == 1);
  CHECK(one->find(saw)->version == 0);

  SECTION("retried, it goes as a new operation, and everything follows") {
    one->retry(failed.op_id);
    CHECK(one->queue()[0].op_id != failed.op_id);
    REQUIRE(one.sync());
    CHECK(one->status().clean());
    CHECK(one->find(shelf)->version == 1);
    CHECK(one->find(saw)->version == 1);
  }
  SECTION("discarded, it is gone with its record, and a snapshot stays") {
    one->discard(failed.op_id);
    CHECK_FALSE(one->find_any(shelf).has_value());
    CHECK(one->snapshots().size() == 1);
    CHECK(one->status().held == 0);
  }
}

TEST_CASE("A discarded update gives the record back as it was") {
  shared all;
  all.one->update(all.saw, [](Tool& t) { t.title = "bad"; });
  auto const batch = all.one.lease_all();
  all.one->settle(batch, answer_all(batch, verdict::rejected));
  all.one->update(all.fern, [](Plant& p) { p.name = "moss"; });
  all.one->discard(all.one->queue()[0].op_id);
  CHECK(all.one->get(all.saw).title == "saw");
  CHECK(code_of([&] { all.one->discard(entente::uuid{}); }) == error_code::not_found);
  REQUIRE(all.one.sync());
  CHECK(all.one->status().clean());
  CHECK(all.one.diverged == 0);
}

TEST_CASE("A group with a conflict waits whole, and goes whole under new ids") {
  shared all;
  all.two->update(all.deed, [](Deed& d) { d.text = "theirs"; });
  REQUIRE(all.two.sync());
  all.one->transaction([&](auto& group) {
    group.update(all.deed, [](Deed& d) { d.text = "mine"; });
    group.update(all.saw, [](Tool& t) { t.title = "axe"; });
  });
  auto const before = all.one->queue();
  REQUIRE(all.one.sync());
  CHECK(all.one->status().conflicts == 1);
  CHECK(all.one->status().held == 1);
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "saw");
  all.one->keep_local(all.deed);
  auto const after = all.one->queue();
  REQUIRE(after.size() == 2);
  CHECK(after[0].op_id != before[0].op_id);
  CHECK(after[1].op_id != before[1].op_id);
  CHECK(after[0].group == after[1].group);
  REQUIRE(all.one.sync());
  REQUIRE(all.two.sync());
  CHECK(all.two->get(all.saw).title == "axe");
  CHECK(all.two->get(all.deed).text == "mine");
}

TEST_CASE("What is on its way for a record that was given up meanwhile has failed, and can be given up") {
  world in;
  device one{in, "one"};
  auto const shelf = one->create(Shelf{"a", 0});
  auto const deed = one->create(Deed{"text", "clause", 1});
  one->transaction([&](auto& all) {
    all.update(shelf, [](Shelf& s) { s.name = "b"; });
    all.update(deed, [](Deed& d) { d.text = "more"; });
  });
  auto const batch = one.lease_all();
  REQUIRE(batch.groups.size() == 3);
  auto answer = answer_all(batch, verdict::applied);
  answer.results[0].outcome = verdict::conflict;
  answer.results[0].code = error_code::not_unique;
  answer.results[1].version = 1;
  answer.results.resize(2);  // of the transaction nothing was heard
  one->settle(batch, answer);
  REQUIRE(one->conflicts().size() == 1);
  one->use_server(shelf);
  auto const again = one.lease_all();
  REQUIRE(again.groups.size() == 1);
  auto refused = answer_all(again, verdict::held);
  refused.results[0].outcome = verdict::conflict;
  refused.results[0].code = error_code::not_found;
  one->settle(again, refused);
  CHECK(one->conflicts().empty());
  REQUIRE(one->failed().size() == 1);
  one->discard(one->failed()[0].op.op_id);
  CHECK(one->queue().size() == 1);
}

TEST_CASE("An operation that the server keeps failing on has failed after its attempts") {
  world in;
  device one{in, "one"};
  one->create(Shelf{"a", 0});
  for (int i = 0; i < 8; ++i) {
    CHECK(one->status().failed == 0);
    auto const batch = one.lease_all();
    CHECK(
        one->settle(batch, answer_all(batch, verdict::retry, error_code::server_failed)).retried ==
        1);
  }
  CHECK(one->status().failed == 1);
}

TEST_CASE("An operation refused for its size has failed, with what waits for it") {
  world in;
  device one{in, "one"};
  one->create(Shelf{"x", 0});
  auto const batch = one.lease_all();
  one->release(batch);
  one->fail(batch, entente::error{error_code::too_large, "too large", {}, {}, {}});
  CHECK(one->status().failed == 1);
  CHECK(one->queue()[0].error_code == "too_large");
}
