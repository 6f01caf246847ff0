// SPDX-License-Identifier: BSL-1.0
// Every way in which a device writes to its file, met by every fault at every place.
#include "storage/trial.hpp"
#include "support/catch.hpp"

#include <entente/replica/drop_replica.hpp>

#include <string>
#include <utility>

using namespace workshop;

namespace {

void nothing(world&) {}

/// The same on a device that puts every write on the disk, and on one that does not.
void meet_with_and_without_power(std::string const& name,
                                 std::function<void(world&)> const& prepare,
                                 std::function<void(world&)> const& act) {
  write_path durable{.name = name, .prepare = prepare, .act = act};
  meet_every_fault(durable);
  write_path quick{.name = name + " (not durable)",
                   .prepare = prepare,
                   .act = act,
                   .survives = promise::process_end};
  meet_every_fault(quick);
}

/// A page of the server is at hand, with changes that device two has made.
void fetch(world& in) {
  sync(in.two());
  in.pass(1s);
  in.kept.page = in.page_for(in.one());
}

void refuse_first(world& in, verdict outcome = verdict::rejected) {
  auto const batch = in.one().lease(1, 1 << 20);
  auto answer = answer_all(batch, verdict::held);
  answer.results.front().outcome = outcome;
  in.one().settle(batch, answer);
}

/// Both have changed the deed; device one knows.
void clash(world& in) {
  furnish(in);
  in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
  sync(in.two());
  in.pass(1s);
  in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });
  sync(in.one());
  if (in.one().conflict_count() != 1) throw std::logic_error("there should be a conflict");
}

void work_waiting(world& in) {
  furnish(in);
  in.one().update<Tool>(in.kept.saw,
                        [](Tool& t) { t.title = "mine", t.uses += 2, t.tags.push_back("mine"); });
  in.one().create(tool("nail", in.kept.shelf));
}

}  // namespace

TEST_CASE("A device's file is made whole or not at all") {
  meet_every_fault({.name = "replica: first open",
                    .prepare = nothing,
                    .act = [](world& in) { in.one(); },
                    .repeatable = true,
                    .from_closed = true});
}

TEST_CASE("Opening a file asks again what was on its way") {
  meet_every_fault({.name = "replica: open with leases",
                    .prepare =
                        [](world& in) {
                          work_waiting(in);
                          static_cast<void>(lease_all(in.one()));
                        },
                    .act = [](world& in) { in.one(); },
                    .repeatable = true,
                    .from_closed = true});
}

TEST_CASE("A local write is there or not, with its operation and its base image") {
  meet_with_and_without_power("replica: create", furnish,
                              [](world& in) { in.one().create(tool("hammer", in.kept.shelf)); });
  meet_with_and_without_power("replica: update", furnish, [](world& in) {
    in.one().update<Tool>(in.kept.saw, [](Tool& t) {
      t.title = "mine", t.uses += 1, t.tags = {"a", "b"};
    });
  });
  meet_every_fault(
      {.name = "replica: folded update", .prepare = work_waiting, .act = [](world& in) {
         in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 5, t.note = "again"; });
       }});
  meet_every_fault({.name = "replica: remove with what refers to it",
                    .prepare = furnish,
                    .act = [](world& in) { in.one().remove(in.kept.shelf); }});
  meet_every_fault({.name = "replica: remove what was never sent",
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.kept.axe = in.one().create(tool("nail", in.kept.shelf));
                        },
                    .act = [](world& in) { in.one().remove(in.kept.axe); }});
  meet_every_fault({.name = "replica: restore",
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.one().remove(in.kept.axe);
                          sync(in.one());
                        },
                    .act = [](world& in) { in.one().restore(in.kept.axe); }});
  meet_with_and_without_power("replica: transaction", furnish, [](world& in) {
    in.one().transaction([&](auto& all) {
      auto const shelf = all.create(Shelf{"new", "N", 1});
      all.create(tool("plane", shelf));
      all.template update<Tool>(in.kept.axe, [&](Tool& t) { t.shelf = shelf; });
      all.remove(in.kept.saw);
    });
  });
  meet_every_fault({.name = "replica: several transactions (not durable)",
                    .prepare = furnish,
                    .act =
                        [](world& in) {
                          for (int i = 0; i < 4; ++i)
                            in.one().update<Tool>(in.kept.saw,
                                                  [](Tool& t) { ++t.uses, t.title += "x"; });
                        },
                    .survives = promise::process_end});
}

TEST_CASE("What was handed to the server's door stays handed over") {
  meet_every_fault({.name = "replica: lease",
                    .prepare = work_waiting,
                    .act = [](world& in) { static_cast<void>(lease_all(in.one())); },
                    .quick_device = true});
  meet_every_fault({.name = "replica: release", .prepare = work_waiting, .act = [](world& in) {
                      in.one().release(lease_all(in.one()));
                    }});
  meet_every_fault(
      {.name = "replica: fail a request", .prepare = work_waiting, .act = [](world& in) {
         in.one().fail(lease_all(in.one()),
                       {error_code::too_large, "the server says so", {}, {}, {}});
       }});
  meet_every_fault({.name = "replica: set back what the server was too old for",
                    .prepare =
                        [](world& in) {
                          work_waiting(in);
                          auto const batch = lease_all(in.one());
                          in.one().settle(
                              batch, answer_all(batch, verdict::retry, error_code::newer_schema));
                        },
                    .act = [](world& in) { in.one().retry_deferred(); },
                    .repeatable = true});
}

TEST_CASE("An answer is worked in whole, durably, whatever the verdicts are") {
  auto const answered = [](world& in) {
    furnish(in);
    in.two().update<Tool>(in.kept.axe, [](Tool& t) { t.title = "theirs"; });
    in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
    in.two().create(Shelf{"twin", "T", 0});
    in.one().update<Tool>(in.kept.axe,
                          [](Tool& t) { t.title = "mine", ++t.uses; });  // superseded in part
    in.pass(1s);
    in.two().update<Tool>(in.kept.axe, [](Tool& t) { t.title = "theirs again"; });
    sync(in.two());
    in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });  // conflict
    in.one().create(Shelf{"mine", "T", 0});                                 // not unique
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 3; });       // applied
    in.kept.request = lease_all(in.one());
    in.kept.answer = in.deliver(in.kept.request);
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 10; });  // on top, meanwhile
  };
  // Opening the file has recalled what was on its way.
  auto const settle = [](world& in) {
    auto const request = in.one().lease(in.kept.answer.results.size(), 1 << 20);
    in.one().settle(request, in.kept.answer);
  };
  meet_every_fault(
      {.name = "replica: settle", .prepare = answered, .act = settle, .quick_device = true});
  for (auto const outcome : {verdict::rejected, verdict::retry, verdict::fork})
    meet_every_fault({.name = "replica: settle, " + std::string{name_of(outcome)},
                      .prepare =
                          [outcome](world& in) {
                            work_waiting(in);
                            in.kept.request = lease_all(in.one());
                            in.kept.answer = answer_all(in.kept.request, outcome);
                          },
                      .act = settle});
}

TEST_CASE("A page is there with its cursor or not at all, and merges what waits") {
  auto const apply = [](world& in) {
    auto const report = in.one().apply(in.kept.page);
    CHECK(report.diverged.empty());
  };
  meet_every_fault({.name = "replica: apply a page",
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          for (int i = 0; i < 5; ++i)
                            in.two().create(tool("t" + std::to_string(i), in.kept.other));
                          in.two().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "theirs"; });
                          in.two().remove(in.kept.axe);
                          fetch(in);
                        },
                    .act = apply});
  meet_every_fault({.name = "replica: apply a page onto pending work",
                    .prepare =
                        [](world& in) {
                          work_waiting(in);
                          in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });
                          in.one().update<Tool>(in.kept.axe, [](Tool& t) { t.title = "mine"; });
                          in.pass(1s);
                          in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
                          in.two().update<Tool>(in.kept.saw, [](Tool& t) {
                            t.title = "theirs", t.uses += 7, t.tags.push_back("theirs");
                          });
                          in.two().remove(in.kept.axe);
                          fetch(in);
                        },
                    .act = apply});
  meet_every_fault({.name = "replica: read the stream anew and sweep",
                    .prepare =
                        [](world& in) {
                          work_waiting(in);
                          in.two().remove(in.kept.axe);
                          sync(in.two());
                          in.close();
                          in.retention = 1h;
                          in.pass(10h);
                          in.server().purge("acme");
                          in.kept.page = in.page_for(in.one());
                          if (!in.kept.page.restart)
                            throw std::logic_error("the stream should begin again");
                        },
                    .act = apply});
}

TEST_CASE("What a person decides is decided or not") {
  meet_every_fault({.name = "replica: keep local", .prepare = clash, .act = [](world& in) {
                      in.one().keep_local(in.kept.deed);
                    }});
  meet_every_fault({.name = "replica: use server", .prepare = clash, .act = [](world& in) {
                      in.one().use_server(in.kept.deed);
                    }});
  meet_every_fault({.name = "replica: resolve", .prepare = clash, .act = [](world& in) {
                      in.one().resolve(in.kept.deed, Deed{"both", "of them"});
                    }});
  auto const lost = [](world& in) {
    clash(in);
    in.one().use_server(in.kept.deed);
    in.kept.number = in.one().snapshots().at(0).id;
  };
  meet_every_fault({.name = "replica: undo",
                    .prepare = lost,
                    .act = [](world& in) { in.one().undo(in.kept.number); },
                    .repeatable = true});
  meet_every_fault({.name = "replica: undo a delete",
                    .prepare =
                        [=](world& in) {
                          lost(in);
                          in.one().remove(in.kept.deed);
                          sync(in.one());
                        },
                    .act = [](world& in) { in.one().undo(in.kept.number); },
                    .repeatable = true});
}

TEST_CASE("A dead letter is sent again, corrected or given up, or stays as it was") {
  auto const refused = [](world& in) {
    furnish(in);
    in.one().transaction([&](auto& all) {
      all.template update<Tool>(in.kept.saw, [](Tool& t) { t.title = "bad", t.uses = 5; });
      all.create(tool("nail", in.kept.shelf));
    });
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 2; });
    refuse_first(in);
    in.kept.op = in.one().failed().at(0).op.op_id;
  };
  meet_every_fault({.name = "replica: retry", .prepare = refused, .act = [](world& in) {
                      in.one().retry(in.kept.op);
                    }});
  meet_every_fault(
      {.name = "replica: edit a refused operation", .prepare = refused, .act = [](world& in) {
         in.one().edit<Tool>(in.kept.op, [](Tool& t) { t.title = "good"; });
       }});
  meet_every_fault({.name = "replica: discard", .prepare = refused, .act = [](world& in) {
                      in.one().discard(in.kept.op);
                    }});
  meet_every_fault({.name = "replica: discard a group", .prepare = refused, .act = [](world& in) {
                      in.one().discard_group(in.kept.op);
                    }});
}

TEST_CASE("What is done by force is done whole, and what it sets aside is there") {
  auto const force_all = [](world& in) {
    in.one().force_queued("", in.one().last_sequence());
    in.one().force_conflicts("", in.one().last_sequence());
  };
  meet_every_fault({.name = "replica: force what is queued",
                    .prepare =
                        [](world& in) {
                          clash(in);
                          in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "mine"; });
                        },
                    .act = force_all});
  auto const staged = [](world& in) {
    clash(in);
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "mine", t.uses = 4; });
    in.one().create(tool("nail", in.kept.shelf));
    in.two().remove(in.kept.axe);
    sync(in.two());
    in.one().begin_staging("");
    pull_request request;
    in.kept.page = in.server().changes_since(in.who, "acme", request);
  };
  meet_every_fault({.name = "replica: stage a page", .prepare = staged, .act = [](world& in) {
                      in.one().begin_staging("");
                      in.one().stage(in.kept.page, "");
                    }});
  auto const complete = [=](world& in) {
    staged(in);
    in.one().stage(in.kept.page, "");
  };
  meet_every_fault({.name = "replica: swap what was staged",
                    .prepare = complete,
                    .act = [](world& in) { in.one().swap_staged(); },
                    .quick_device = true});
  auto const aside = [=](world& in) {
    complete(in);
    in.one().swap_staged();
    in.kept.number = in.one().set_aside().at(1).id;
  };
  meet_every_fault({.name = "replica: enter set-aside work",
                    .prepare = aside,
                    .act = [](world& in) { in.one().restore_set_aside(in.kept.number); }});
  meet_every_fault({.name = "replica: forget set-aside work",
                    .prepare = aside,
                    .act = [](world& in) { in.one().forget_set_aside(in.kept.number); }});
}

TEST_CASE("A wipe is whole, and what it was not allowed to throw away is set aside") {
  auto const wipe = [](after_wipe after) {
    return [after](world& in) {
      in.one().wipe(wipe_scope::of(in.kept.shelf), after, unsynced_work::set_aside,
                    confirm::wipe{});
      auto const kept = in.one().set_aside().size();
      CHECK(kept == 2);
    };
  };
  meet_every_fault({.name = "replica: wipe and exclude",
                    .prepare = work_waiting,
                    .act = wipe(after_wipe::exclude)});
  meet_every_fault({.name = "replica: wipe and read again",
                    .prepare = work_waiting,
                    .act = wipe(after_wipe::redownload)});
  auto const excluded = [=](world& in) {
    work_waiting(in);
    wipe(after_wipe::exclude)(in);
    in.two().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "theirs"; });
    fetch(in);
  };
  meet_every_fault({.name = "replica: apply a page of excluded records",
                    .prepare = excluded,
                    .act = [](world& in) { in.one().apply(in.kept.page); }});
  meet_every_fault(
      {.name = "replica: lift an exclusion", .prepare = excluded, .act = [](world& in) {
         in.one().lift_exclusion(in.one().exclusions().at(0).id);
       }});
}

TEST_CASE("Small facts are kept or not") {
  meet_every_fault({.name = "replica: notes",
                    .prepare = furnish,
                    .act =
                        [](world& in) {
                          in.one().set_note("a", "b");
                          in.one().note_sync(error{error_code::network_failed, "away", {}, {}, {}});
                          in.one().note_alias("server", "Tool", "17", in.kept.saw.key);
                          in.one().expect({"Tool", "Deed"});
                        },
                    .repeatable = true});
}

TEST_CASE("A file that is given up is given up whole, or is still there with everything") {
  meet_every_fault({.name = "replica: drop",
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.close();
                        },
                    .act =
                        [](world& in) {
                          drop_replica<workshop::schema>(in.local("one"), unsynced_work::refuse,
                                                         confirm::drop{});
                        },
                    .exact = false,
                    .from_closed = true});
}

TEST_CASE("What was cut short in a sync is made up for by the next one") {
  auto const act = [](world& in) {
    auto const report = in.one().sync();
    if (report.problem) throw failure(*report.problem);
  };
  write_path path{.name = "client: sync",
                  .prepare =
                      [](world& in) {
                        work_waiting(in);
                        in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });
                        in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
                        for (int i = 0; i < 5; ++i)
                          in.two().create(tool("t" + std::to_string(i), in.kept.other));
                        in.two().update<Tool>(in.kept.saw,
                                              [](Tool& t) { t.title = "theirs", t.uses += 7; });
                        sync(in.two());
                      },
                  .act = act,
                  .exact = false};
  meet_every_fault(path);
  path.name = "client: sync (not durable)";
  path.survives = promise::process_end;
  meet_every_fault(path);
  meet_every_fault({.name = "client: force pull",
                    .prepare = clash,
                    .act =
                        [](world& in) {
                          auto const report = in.one().force_pull(confirm::force_pull{});
                          if (report.problem) throw failure(*report.problem);
                        },
                    .exact = false});
  meet_every_fault({.name = "client: force push",
                    .prepare = clash,
                    .act =
                        [](world& in) {
                          auto const report = in.one().force_push(confirm::force_push{});
                          if (report.problem) throw failure(*report.problem);
                        },
                    .exact = false});
  meet_every_fault({.name = "client: a restored server is given back what it lost",
                    .prepare =
                        [](world& in) {
                          go_beyond_a_backup(in);
                          restore_server(in);
                        },
                    .act = act,
                    .exact = false});
  meet_every_fault(
      {.name = "client: mend what differs",
       .prepare =
           [](world& in) {
             furnish(in);
             in.close();
             database raw{in.folder.path() / "one" / "acme.db"};
             raw.exec(
                 "UPDATE Tool SET title='broken' WHERE title='saw'; DELETE FROM Tool WHERE title='axe'");
           },
       .act =
           [](world& in) {
             auto const report = in.one().verify();
             if (report.sync.problem) throw failure(*report.sync.problem);
           },
       .exact = false});
}
