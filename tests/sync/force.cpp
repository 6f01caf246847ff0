// SPDX-License-Identifier: BSL-1.0
// Force pull and force push: what is replaced on request is kept, and everybody ends up with the same.
#include "sync/office.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

using namespace office;

namespace {

/// Two devices with five tasks.
struct two_desks {
  backend server{7};
  device ann{server, "ann"};
  device bob{server, "bob"};
  std::vector<id<Task>> tasks;

  two_desks() {
    for (int i = 0; i < 5; ++i) tasks.push_back(ann->create(task("t" + std::to_string(i))));
    REQUIRE(ann->sync().complete());
    REQUIRE(bob->sync().complete());
    later();
  }
  void later() { server.pass(1min); }
  void rename(device& by, std::size_t which, std::string title) {
    by->update<Task>(tasks[which], [&](Task& t) { t.title = std::move(title); });
  }
};

std::vector<std::string> titles(device& of) {
  std::vector<std::string> found;
  of->query<Task>().order_by(field<&Task::title>).for_each([&](record<Task> const& each) {
    found.push_back(each.value.title);
  });
  return found;
}

}  // namespace

TEST_CASE("A force pull makes everything what the server has, and sets unsynced work aside") {
  two_desks all;
  all.rename(all.bob, 0, "theirs");
  REQUIRE(all.bob->sync().complete());
  all.later();
  all.rename(all.ann, 0, "mine");
  auto const fresh = all.ann->create(task("fresh"));
  all.ann->remove(all.tasks[1]);

  auto const report = all.ann->force_pull(confirm::force_pull{});
  INFO((report.problem ? report.problem->text() : ""));
  REQUIRE(report.complete());
  CHECK(report.diverged.empty());
  CHECK(titles(all.ann) == titles(all.bob));
  CHECK(all.ann->get(all.tasks[0]).title == "theirs");
  CHECK(all.ann->status().clean());
  CHECK_FALSE(all.ann->find_any(fresh).has_value());

  auto const work = all.ann->set_aside();
  REQUIRE(work.size() == 3);
  CHECK(work[0].kind == operation_kind::update);
  CHECK(work[0].image.find("mine") != std::string::npos);
  CHECK(work[1].kind == operation_kind::insert);
  CHECK(work[2].kind == operation_kind::remove);
  CHECK(work[2].reason == "force_pulled");
  CHECK(all.ann->status().set_aside == 3);
  bool kept = false;
  for (auto const& each : all.ann->snapshots())
    kept = kept || (each.reason == "force_pulled" && each.image.find("mine") != std::string::npos);
  CHECK(kept);

  SECTION("what was set aside is entered again, one by one") {
    for (auto const& each : work) all.ann->restore_set_aside(each.id);
    CHECK(all.ann->set_aside().empty());
    CHECK(all.ann->get(all.tasks[0]).title == "mine");
    CHECK(all.ann->get(fresh).title == "fresh");
    CHECK_FALSE(all.ann->find(all.tasks[1]).has_value());
    REQUIRE(all.ann->sync().complete());
    CHECK(all.ann->status().clean());
    REQUIRE(all.bob->sync().complete());
    CHECK(all.bob->get(all.tasks[0]).title == "mine");
    CHECK(titles(all.ann) == titles(all.bob));
  }
  SECTION("or forgotten") {
    for (auto const& each : work) all.ann->forget_set_aside(each.id);
    CHECK(all.ann->set_aside().empty());
    CHECK_THROWS_AS(all.ann->forget_set_aside(work[0].id), failure);
    CHECK_THROWS_AS(all.ann->restore_set_aside(work[0].id), failure);
    REQUIRE(all.ann->sync().complete());
    CHECK(titles(all.ann) == titles(all.bob));
  }
}

TEST_CASE("A force pull that is cut short changes nothing, and the next one goes on where it was") {
  two_desks all;
  auto how = all.server.syncing();
  how.page_records = 1;
  device slow{all.server, "slow", how};
  slow->create(task("mine"));
  slow.line->next_pulls = {[&](auto const& r) { return slow.line->deliver(r); },
                           [&](auto const& r) { return slow.line->deliver(r); },
                           refuse(reaction::retry_later)};
  CHECK_FALSE(slow->force_pull(confirm::force_pull{}).complete());
  CHECK(titles(slow) == std::vector<std::string>{"mine"});
  CHECK(slow->status().pending == 1);
  CHECK(slow->set_aside().empty());
  slow.reopen();

  slow.line->pulls.clear();
  REQUIRE(slow->force_pull(confirm::force_pull{}).complete());
  CHECK_FALSE(slow.line->pulls.front().cursor.empty());
  CHECK(slow.line->pulls.size() == 3);
  CHECK(titles(slow) == titles(all.ann));
  CHECK(slow->set_aside().size() == 1);
  CHECK(slow->status().complete);
  slow.line->pulls.clear();
  REQUIRE(slow->sync().complete());
  CHECK(slow.line->pulls.front().cursor != "");
  CHECK(slow->status().diverged.empty());
}

TEST_CASE("A record that changes while a force pull reads is here as it came to be") {
  two_desks all;
  auto how = all.server.syncing();
  how.page_records = 2;
  device slow{all.server, "slow", how};
  slow.line->next_pulls = {[&](auto const& r) {
    auto page = slow.line->deliver(r);
    all.rename(all.ann, 0, "renamed");
    all.ann->remove(all.tasks[1]);
    CHECK(all.ann->sync().complete());
    return page;
  }};
  auto const report = slow->force_pull(confirm::force_pull{});
  REQUIRE(report.complete());
  CHECK(report.diverged.empty());
  CHECK(titles(slow) == titles(all.ann));
}

TEST_CASE("A force pull of one entity leaves the others, their work and the cursor alone") {
  two_desks all;
  auto const space = all.ann->create(Space{"here", ""});
  REQUIRE(all.ann->sync().complete());
  all.ann->update<Space>(space, [](Space& s) { s.name = "there"; });
  all.rename(all.ann, 0, "mine");
  all.rename(all.bob, 2, "theirs");
  all.bob->remove(all.tasks[3]);
  REQUIRE(all.bob->sync().complete());
  auto const cursor = all.ann->cursor();

  auto const report = all.ann->force_pull<Task>(confirm::force_pull{});
  INFO((report.problem ? report.problem->text() : ""));
  REQUIRE(report.complete());
  CHECK(report.diverged.empty());
  CHECK(titles(all.ann) == titles(all.bob));
  CHECK(all.ann->cursor() == cursor);
  CHECK(all.ann->get(space).name == "there");
  CHECK(all.ann->status().pending == 1);
  REQUIRE(all.ann->set_aside().size() == 1);
  CHECK(all.ann->set_aside()[0].entity == "Task");

  auto const after = all.ann->sync();
  REQUIRE(after.complete());
  CHECK(after.diverged.empty());
  REQUIRE(all.bob->sync().complete());
  CHECK(all.bob->get(space).name == "there");
  CHECK(titles(all.ann) == titles(all.bob));
}

TEST_CASE("A force pull closes the conflicts in its scope, and lets go of what waited for them") {
  backend server{3};
  device ann{server, "ann"};
  device bob{server, "bob"};
  auto const deed = ann->create(Deed{"text", "clause"});
  REQUIRE(ann->sync().complete());
  REQUIRE(bob->sync().complete());
  ann->update<Deed>(deed, [](Deed& d) { d.text = "ann"; });
  bob->update<Deed>(deed, [](Deed& d) { d.text = "bob"; });
  REQUIRE(bob->sync().complete());
  REQUIRE(ann->sync().complete());
  REQUIRE(ann->conflicts().size() == 1);
  ann->update<Deed>(deed, [](Deed& d) { d.clause = "held"; });

  REQUIRE(ann->force_pull<Deed>(confirm::force_pull{}).complete());
  CHECK(ann->conflicts().empty());
  CHECK(ann->get(deed).text == "bob");
  CHECK(ann->status().clean());
  CHECK(ann->set_aside().size() == 2);
}

TEST_CASE("A force pull empties a device whose server has nothing") {
  backend server{5};
  device ann{server, "ann"};
  ann->create(task("mine"));
  REQUIRE(ann->force_pull(confirm::force_pull{}).complete());
  CHECK(titles(ann).empty());
  REQUIRE(ann->set_aside().size() == 1);
  ann->restore_set_aside(ann->set_aside()[0].id);
  REQUIRE(ann->sync().complete());
  CHECK(titles(ann) == std::vector<std::string>{"mine"});
  CHECK(ann->status().clean());
}

TEST_CASE("A record that the server has deleted comes back when its work is entered again") {
  two_desks all;
  all.bob->remove(all.tasks[0]);
  REQUIRE(all.bob->sync().complete());
  all.rename(all.ann, 0, "mine");
  REQUIRE(all.ann->force_pull(confirm::force_pull{}).complete());
  CHECK_FALSE(all.ann->find(all.tasks[0]).has_value());
  all.ann->restore_set_aside(all.ann->set_aside().at(0).id);
  REQUIRE(all.ann->sync().complete());
  CHECK(all.ann->status().clean());
  REQUIRE(all.bob->sync().complete());
  CHECK(all.bob->get(all.tasks[0]).title == "mine");
  CHECK(titles(all.ann) == titles(all.bob));
}

namespace {

/// Somebody else's backend: one stream per entity, whose versions prove nothing.
auto foreign_streams(device& of) {
  return [line = of.line.get()](pull_request const& request) -> remote_answer<change_page> {
    pull_request everything;
    auto page = line->deliver(everything);
    std::erase_if(page.changes, [&](auto const& each) { return each.entity != request.scope; });
    auto const from = request.cursor.empty() ? std::size_t{0} : std::stoul(request.cursor);
    auto const to = (std::min)(page.changes.size(), from + 2);
    page.has_more = to < page.changes.size();
    page.changes = {page.changes.begin() + static_cast<std::ptrdiff_t>((std::min)(from, to)),
                    page.changes.begin() + static_cast<std::ptrdiff_t>(to)};
    page.cursor = std::to_string(to);
    page.provisional = true;
    page.epoch = {};
    page.digests.clear();
    return page;
  };
}

}  // namespace

TEST_CASE("A force pull takes somebody else's streams as well, all of them or one") {
  two_desks all;
  auto const space = all.ann->create(Space{"here", ""});
  REQUIRE(all.ann->sync().complete());
  device guest{all.server, "guest"};
  guest.line->traits.scopes = {"Space", "Task", "Deed"};
  guest.line->every_pull = foreign_streams(guest);
  REQUIRE(guest->force_pull(confirm::force_pull{}).complete());
  CHECK(guest->status().complete);
  CHECK(titles(guest) == titles(all.ann));
  CHECK(guest->get(space).name == "here");

  all.ann->remove(all.tasks[0]);
  all.ann->update<Space>(space, [](Space& s) { s.name = "there"; });
  REQUIRE(all.ann->sync().complete());
  guest->update<Task>(all.tasks[1], [](Task& t) { t.title = "mine"; });
  bool const one = GENERATE(false, true);
  auto const report = one ? guest->force_pull<Task>(confirm::force_pull{})
                          : guest->force_pull(confirm::force_pull{});
  REQUIRE(report.complete());
  CHECK(titles(guest) == titles(all.ann));
  CHECK(guest->get(space).name == (one ? "here" : "there"));
  CHECK(guest->set_aside().size() == 1);
  CHECK(guest->status().clean());
}

// ---- Force push ----------------------------------------------------------------------------------

TEST_CASE("A force push overrides later edits, and what it overrode is kept on both sides") {
  two_desks all;
  all.rename(all.ann, 0, "mine");
  all.later();
  all.rename(all.bob, 0, "theirs, and later");
  REQUIRE(all.bob->sync().complete());

  auto const report = all.ann->force_push(confirm::force_push{});
  REQUIRE(report.complete());
  CHECK(report.accepted == 1);
  CHECK(all.ann->get(all.tasks[0]).title == "mine");
  CHECK(all.ann->status().clean());
  auto const kept = all.ann->snapshots();
  REQUIRE_FALSE(kept.empty());
  CHECK(kept[0].reason == "overridden");
  CHECK(kept[0].image.find("theirs, and later") != std::string::npos);
  REQUIRE(all.bob->sync().complete());
  CHECK(all.bob->get(all.tasks[0]).title == "mine");

  all.ann->undo(kept[0].id);
  REQUIRE(all.ann->sync().complete());
  REQUIRE(all.bob->sync().complete());
  CHECK(all.bob->get(all.tasks[0]).title == "theirs, and later");
}

TEST_CASE("A force push ends conflicts in favour of what is here") {
  backend server{3};
  device ann{server, "ann"};
  device bob{server, "bob"};
  auto const deed = ann->create(Deed{"text", "clause"});
  REQUIRE(ann->sync().complete());
  REQUIRE(bob->sync().complete());
  ann->update<Deed>(deed, [](Deed& d) { d.text = "ann"; });
  bob->update<Deed>(deed, [](Deed& d) { d.text = "bob"; });
  REQUIRE(bob->sync().complete());
  bool const known = GENERATE(false, true);  // whether the clash is known before the push
  if (known) {
    REQUIRE(ann->sync().complete());
    REQUIRE(ann->conflicts().size() == 1);
  }
  REQUIRE(ann->force_push(confirm::force_push{}).complete());
  CHECK(ann->conflicts().empty());
  CHECK(ann->status().clean());
  REQUIRE(bob->sync().complete());
  CHECK(bob->get(deed).text == "ann");
}

TEST_CASE("An operation of unknown outcome goes first as it was, and by force if it comes back in conflict") {
  backend server{3};
  device ann{server, "ann"};
  device bob{server, "bob"};
  auto const deed = ann->create(Deed{"text", "clause"});
  REQUIRE(ann->sync().complete());
  REQUIRE(bob->sync().complete());
  bob->update<Deed>(deed, [](Deed& d) { d.text = "bob"; });
  REQUIRE(bob->sync().complete());
  ann->update<Deed>(deed, [](Deed& d) { d.text = "ann"; });
  ann.line->next_pushes = {refuse(reaction::retry_later)};
  CHECK_FALSE(ann->sync().complete());
  ann.line->pushes.clear();

  REQUIRE(ann->force_push(confirm::force_push{}).complete());
  REQUIRE(ann.line->pushes.size() >= 2);
  CHECK_FALSE(ann.line->pushes.front().groups.at(0).at(0).force);
  CHECK(ann->status().clean());
  REQUIRE(bob->sync().complete());
  CHECK(bob->get(deed).text == "ann");
}

TEST_CASE("A force push of one entity forces nothing else") {
  two_desks all;
  auto const space = all.ann->create(Space{"here", ""});
  REQUIRE(all.ann->sync().complete());
  all.ann->update<Space>(space, [](Space& s) { s.name = "there"; });
  all.rename(all.ann, 0, "mine");
  all.ann.line->pushes.clear();
  REQUIRE(all.ann->force_push<Space>(confirm::force_push{}).complete());
  REQUIRE_FALSE(all.ann.line->pushes.empty());
  for (auto const& group : all.ann.line->pushes.front().groups)
    for (auto const& op : group) CHECK(op.force == (op.entity == "Space"));
}

TEST_CASE("Who may not force is told so, and can send the work as it is") {
  two_desks all;
  all.rename(all.ann, 0, "mine");
  auto const plain = [&](push_request const& request) {
    principal who = all.server.who;
    who.may_force = false;
    return all.server.truth().apply(who, "acme", request);
  };
  all.ann.line->next_pushes = {plain};
  static_cast<void>(all.ann->force_push(confirm::force_push{}));
  auto const queue = all.ann->queue();
  REQUIRE(queue.size() == 1);
  CHECK(queue[0].state == operation_state::failed);
  CHECK(queue[0].error_code == "forbidden");
  CHECK_FALSE(queue[0].force);
  all.ann->retry(queue[0].op_id);
  all.ann.line->next_pushes = {plain};
  REQUIRE(all.ann->sync().complete());
  CHECK(all.ann->status().clean());
}

TEST_CASE("What follows a forced operation of its record stays behind it, whatever others have written meanwhile") {
  two_desks in;
  in.bob->transaction([&](auto& all) {
    all.template update<Task>(in.tasks[0], [](Task& t) { t.title = "forced"; });
    all.template update<Task>(in.tasks[1], [](Task& t) { t.title = "with it"; });
  });
  in.bob.line->next_pushes.push_back(refuse(reaction::hold, error_code::forbidden));
  static_cast<void>(in.bob->force_push(confirm::force_push{}));
  in.later();
  in.rename(in.bob, 0, "behind it");
  in.later();
  in.rename(in.ann, 0, "theirs");
  REQUIRE(in.ann->sync().complete());
  in.bob.line->next_pushes.push_back(refuse(reaction::hold, error_code::forbidden));
  static_cast<void>(in.bob->sync());  // pulls all the same
  CHECK(in.bob->get(in.tasks[0]).title == "behind it");
  REQUIRE(in.bob->sync().complete());
  REQUIRE(in.ann->sync().complete());
  CHECK(in.ann->get(in.tasks[0]).title == "behind it");
}
