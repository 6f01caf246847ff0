// SPDX-License-Identifier: BSL-1.0
// Every way in which a server writes to its files, met by every fault at every place.
#include "storage/trial.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <string>
#include <utility>

using namespace workshop;

namespace {

/// The same request again gets the same answer, so that doing it again is always right.
void push(world& in) {
  auto const answer = in.server().apply(in.who, "acme", in.kept.request);
  if (in.kept.answer.results.empty()) return;
  CHECK(answer.results == in.kept.answer.results);
}

/// What the device has to say is known, and so is the answer of a server that nothing happens to.
void ask(world& in) {
  in.pass(1s);
  in.kept.request = lease_all(in.one());
  in.close();
  auto const backup = in.folder.path() / "backup";
  if (std::filesystem::exists(in.folder.path() / "server"))
    std::filesystem::copy(in.folder.path() / "server", backup);
  else
    std::filesystem::create_directories(backup);
  auto const now = in.now;
  auto const dice = in.dice;
  static_cast<void>(in.server().status("acme"));
  in.kept.answer = in.server().apply(in.who, "acme", in.kept.request);
  in.close();
  std::filesystem::remove_all(in.folder.path() / "server");
  std::filesystem::rename(backup, in.folder.path() / "server");
  in.now = now;
  in.dice = dice;
}

void meet_push(std::string const& name, std::function<void(world&)> const& edits,
               bool repeatable = true) {
  meet_every_fault({.name = "authority: " + name,
                    .on = side::server,
                    .prepare =
                        [&](world& in) {
                          furnish(in);
                          edits(in);
                          ask(in);
                        },
                    .act = push,
                    .repeatable = repeatable});
}

}  // namespace

TEST_CASE("A tenant's file is made with its first push, whole") {
  meet_every_fault({.name = "authority: first push",
                    .on = side::server,
                    .prepare =
                        [](world& in) {
                          in.one().create(tool("saw", in.one().create(Shelf{"wall", "A1", 0})));
                          in.kept.request = lease_all(in.one());
                        },
                    .act = push,
                    .repeatable = true,
                    .from_closed = true});
}

TEST_CASE(
    "An operation of any kind is applied with its receipt, its stamp and the digest, or not at all") {
  meet_push("insert", [](world& in) { in.one().create(tool("hammer", in.kept.shelf)); });
  meet_push("update", [](world& in) {
    in.one().update<Tool>(in.kept.saw,
                          [](Tool& t) { t.title = "mine", t.uses += 3, t.tags = {"a"}; });
  });
  meet_push("remove, taking others along", [](world& in) { in.one().remove(in.kept.shelf); });
  meet_push("restore", [](world& in) {
    in.one().remove(in.kept.axe);
    sync(in.one());
    in.one().restore(in.kept.axe);
  });
  meet_push("groups of everything", [](world& in) {
    in.one().transaction([&](auto& all) {
      auto const shelf = all.create(Shelf{"new", "N", 1});
      all.create(tool("plane", shelf));
      all.template update<Tool>(in.kept.axe, [&](Tool& t) { t.shelf = shelf; });
      all.remove(in.kept.saw);
    });
    in.one().create(Deed{"more", "of it"});
  });
  meet_push(
      "merge with others' edits",
      [](world& in) {
        in.two().update<Tool>(in.kept.saw,
                              [](Tool& t) { t.title = "theirs", t.uses += 7, t.tags = {"b"}; });
        in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
        in.two().remove(in.kept.axe);
        in.two().create(Shelf{"twin", "T", 0});
        in.one().update<Tool>(in.kept.saw,
                              [](Tool& t) { t.note = "mine", t.uses += 3, t.tags = {"a"}; });
        in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });
        in.one().update<Tool>(in.kept.axe, [](Tool& t) { t.title = "mine"; });
        in.one().create(Shelf{"mine", "T", 0});
        in.pass(1s);
        sync(in.two());
      },
      false);  // what was refused is looked at again, which takes a stamp
  meet_push("by force", [](world& in) {
    in.two().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "theirs"; });
    in.one().update<Deed>(in.kept.deed, [](Deed& d) { d.text = "mine"; });
    in.one().force_queued("", in.one().last_sequence());
    in.pass(1s);
    sync(in.two());
  });
  meet_push("the same again", [](world& in) {
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "mine", t.uses += 3; });
    auto const request = lease_all(in.one());
    in.deliver(request);
    in.one().release(request);
  });
  meet_push("acknowledged answers", [](world& in) {
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 3; });
    auto const request = lease_all(in.one());
    in.one().settle(request, in.deliver(request));
    in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 3; });
  });
}

TEST_CASE("Acknowledged answers are forgotten with a page, or later") {
  meet_every_fault({.name = "authority: release with a pull",
                    .on = side::server,
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 3; });
                          auto const request = lease_all(in.one());
                          in.one().settle(request, in.deliver(request));
                        },
                    .act =
                        [](world& in) {
                          pull_request request;
                          request.replica = in.one().incarnation();
                          request.released = in.one().released();
                          static_cast<void>(in.server().changes_since(in.who, "acme", request));
                        },
                    .survives = promise::nothing,
                    .repeatable = true});
}

TEST_CASE("Two tenants' files do not mind each other") {
  meet_every_fault({.name = "authority: two tenants in turns",
                    .on = side::server,
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 3; });
                          in.kept.request = lease_all(in.one());
                        },
                    .act =
                        [](world& in) {
                          push(in);
                          for (auto const& group : in.kept.request.groups) {
                            auto other = in.kept.request;
                            other.groups = {group};
                            for (auto& op : other.groups[0])
                              op.kind = operation_kind::insert,
                              op.body = R"({"set":{"title":"x"}})", op.base_version = 0;
                            static_cast<void>(in.server().apply(in.who, "other", other));
                          }
                          push(in);
                        },
                    .repeatable = true});
}

TEST_CASE("Retention removes in whole steps, with its fence") {
  auto const old = [](world& in) {
    furnish(in);
    in.two().update<Tool>(in.kept.saw, [](Tool& t) { t.title = "theirs", t.uses += 7; });
    in.two().remove(in.kept.axe);
    in.two().remove(in.kept.deed);
    sync(in.two());
    in.close();
    in.retention = 1h;
    in.pass(10h);
  };
  meet_every_fault({.name = "authority: purge",
                    .on = side::server,
                    .prepare = old,
                    .act = [](world& in) { in.server().purge("acme"); },
                    .repeatable = true});
  meet_every_fault({.name = "authority: purge with a push",
                    .on = side::server,
                    .prepare =
                        [=](world& in) {
                          old(in);
                          in.one().update<Tool>(in.kept.saw, [](Tool& t) { t.note = "mine"; });
                          in.kept.request = lease_all(in.one());
                        },
                    .act = push,
                    .repeatable = true});
}

TEST_CASE("Another epoch begins once, and what devices give back counts once") {
  auto const restored = [](world& in) {
    go_beyond_a_backup(in);
    in.one().update<Tool>(in.kept.axe, [](Tool& t) { t.uses += 1; });
    restore_server(in);
  };
  meet_every_fault({.name = "authority: a pull from the future",
                    .on = side::server,
                    .prepare =
                        [=](world& in) {
                          restored(in);
                          in.kept.page.cursor = in.one().cursor();
                        },
                    .act =
                        [](world& in) {
                          pull_request request;
                          request.cursor = in.kept.page.cursor;
                          static_cast<void>(in.server().changes_since(in.who, "acme", request));
                        },
                    .repeatable = true});
  meet_every_fault({.name = "authority: note_restored",
                    .on = side::server,
                    .prepare = restored,
                    .act = [](world& in) { in.server().note_restored("acme"); }});
  meet_every_fault({.name = "authority: take back what was lost",
                    .on = side::server,
                    .prepare = restored,
                    .act =
                        [](world& in) {
                          auto const report = in.one().sync();
                          if (report.problem) throw failure(*report.problem);
                        },
                    .exact = false});
}

TEST_CASE("What the owner changes is changed or not") {
  meet_every_fault({.name = "authority: renew a view",
                    .on = side::server,
                    .prepare = furnish,
                    .act = [](world& in) { in.server().renew_view("acme", "ann"); }});
  meet_every_fault({.name = "authority: mend a digest",
                    .on = side::server,
                    .prepare =
                        [](world& in) {
                          furnish(in);
                          in.kept.page.cursor = in.one().cursor();
                          in.close();
                          database{in.folder.path() / "server" / "acme.db"}.exec(
                              "UPDATE entente_digest SET low=low+1");
                        },
                    .act =
                        [](world& in) {
                          for (auto const* name : {"Shelf", "Tool", "Deed"}) {
                            range_query all;
                            all.entity = name;
                            all.cursor = in.kept.page.cursor;
                            static_cast<void>(in.server().compare(in.who, "acme", all));
                          }
                        },
                    .repeatable = true});
}
