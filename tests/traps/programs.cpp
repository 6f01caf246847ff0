// SPDX-License-Identifier: BSL-1.0
// Trap 28: programs of different ages, with different ideas of what a record is.
#include "support/catch.hpp"
#include "sync/scripted.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace earlier {

struct Card {
  std::string title;
  std::int64_t stars = 0;
};
using program = entente::schema<Card>;

}  // namespace earlier

namespace later {

struct Card {
  std::string title;
  std::int64_t stars = 0;
  std::string colour = "white";
  std::optional<std::string> note;
};
struct Label {
  std::string text;
};
using program = entente::schema<Card, Label>;

}  // namespace later

template <>
struct entente::entity_traits<earlier::Card> {
  static constexpr std::string_view name = "Card";
};
template <>
struct entente::entity_traits<later::Card> {
  static constexpr std::string_view name = "Card";
};
template <>
struct entente::entity_traits<later::Label> {
  static constexpr std::string_view name = "Label";
};
template <>
struct entente::schema_traits<later::program> {
  static constexpr int version = 2;
};

namespace {

using namespace entente;

/// A program of one age that talks to a server of any.
template <class Program, class Server>
class visitor {
 public:
  visitor(scripted::backend<Server>& server, std::string const& name)
      : local_{server.device(name),
               scripted::wire_end<Server>{std::make_shared<scripted::wire<Server>>(server)},
               server.syncing()} {}

  client<Program>* operator->() { return &local_; }
  sync_report sync() {
    auto const report = local_.sync();
    INFO((report.problem ? report.problem->text() : std::string{}));
    REQUIRE(report.complete());
    return report;
  }

 private:
  client<Program> local_;
};

template <class Server>
void carried_through() {
  scripted::backend<Server> server;
  visitor<later::program, Server> modern{server, "modern"};
  visitor<later::program, Server> other{server, "other"};
  auto const which = modern->create(later::Card{"t", 1, "red", "n"});
  modern.sync();
  id<earlier::Card> const same{which.key};
  {
    visitor<earlier::program, Server> old{server, "old"};
    old.sync();
    CHECK(old->get(same).title == "t");
    old->update(same, [](earlier::Card& c) { c.title = "edited by the old one"; });
    old.sync();
    old->create(earlier::Card{"made by the old one", 2});
    old.sync();
    CHECK(old->status().clean());
  }
  for (auto* each : {&modern, &other}) {
    each->sync();
    auto const card = (*each)->get(which);
    CHECK(card.title == "edited by the old one");
    CHECK(card.colour == "red");
    CHECK(card.note == "n");
    CHECK((*each)->template query<later::Card>().count() == 2);
    (*each)->template query<later::Card>().for_each([&](record<later::Card> const& one) {
      if (one.value.title == "made by the old one") CHECK(one.value.stars == 2);
    });
  }
  // The old program's file in the hands of the new program: what it could not read was kept.
  visitor<later::program, Server> upgraded{server, "old"};
  CHECK(upgraded->get(which).colour == "red");
  CHECK(upgraded->get(which).note == "n");
  modern->update(which, [](later::Card& c) { c.colour = "blue"; });
  modern.sync();
  upgraded.sync();
  CHECK(upgraded->get(which).colour == "blue");
}

}  // namespace

TEST_CASE("Trap 28: an old program keeps what a newer one wrote, at a newer server") {
  carried_through<later::program>();
}

TEST_CASE("Trap 28: new programs understand each other through an old server") {
  carried_through<earlier::program>();
}

TEST_CASE("Trap 28: records of an unknown entity stop nothing, and are there after an upgrade") {
  scripted::backend<later::program> server;
  visitor<later::program, later::program> modern{server, "modern"};
  auto const label = modern->create(later::Label{"new"});
  auto const card = modern->create(later::Card{"t", 1, "red", {}});
  modern.sync();
  {
    visitor<earlier::program, later::program> old{server, "old"};
    CHECK(old.sync().diverged.empty());
    CHECK(old->query<earlier::Card>().count() == 1);
    old->update(id<earlier::Card>{card.key}, [](earlier::Card& c) { c.stars = 5; });
    old.sync();
    CHECK(old->status().clean());
  }
  visitor<later::program, later::program> upgraded{server, "old"};
  upgraded.sync();
  CHECK(upgraded->get(label).text == "new");
  CHECK(upgraded->get(card).stars == 5);
  CHECK(upgraded->get(card).colour == "red");
  CHECK(upgraded->status().quarantined == 0);
}
