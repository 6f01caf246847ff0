// SPDX-License-Identifier: BSL-1.0
// Traps 28 and 70: programs of different ages, with different ideas of what a record is.
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

namespace newest {

struct Card {
  std::string headline;        // the title
  std::string rating;          // the stars, as many asterisks
  std::string colour = "white";
};

inline std::optional<std::string> rating_of(std::int64_t const& stars) {
  if (stars < 0) return std::nullopt;
  return std::string(static_cast<std::size_t>(stars), '*');
}
using program = entente::schema<Card>;

}  // namespace newest

template <>
struct entente::entity_traits<newest::Card> {
  static constexpr std::string_view name = "Card";
  using history = entente::field_history<
      entente::formerly<&newest::Card::headline, "title">, entente::formerly<&newest::Card::rating, "stars">,
      entente::converted<&newest::Card::rating, std::int64_t, &newest::rating_of>>;
};
template <>
struct entente::schema_traits<newest::program> {
  static constexpr int version = 3;
};

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

namespace {

/// A server of some program over the files of the one before it, and the way to it.
template <class Program>
struct place {
  explicit place(support::temporary_folder const& folder) : truth(options(folder)) {}

  static authority_options options(support::temporary_folder const& folder) {
    authority_options how;
    how.directory = folder / "server";
    how.synchronous = durability::normal;
    return how;
  }
  struct line {
    place* to;
    remote_traits traits(remote_context const&) {
      remote_traits const plain;
      return plain;
    }
    remote_answer<push_answer> push(remote_context const&, push_request const& request) {
      auto answer = to->truth.apply(to->who, "acme", request);
      if (to->loses_answers) return scripted::failed(reaction::retry_later);
      return answer;
    }
    remote_answer<change_page> pull(remote_context const&, pull_request const& request) {
      return to->truth.changes_since(to->who, "acme", request);
    }
    void cancel() {}
  };
  [[nodiscard]] client<Program> device(support::temporary_folder const& folder, std::string const& name) {
    replica_options how;
    how.directory = folder / name;
    how.tenant = "acme";
    how.principal = "ann";
    return {how, line{this}};
  }

  authority<Program> truth;
  principal const who{"ann", {"acme"}, true};
  bool loses_answers = false;
};

}  // namespace

TEST_CASE("Trap 70: what is queued goes on after an upgrade, under today's names and types") {
  support::temporary_folder folder{support::memory_folder()};
  id<newest::Card> sent;
  id<newest::Card> waiting;
  id<newest::Card> fresh;
  id<newest::Card> odd;
  {
    place<earlier::program> before{folder};
    auto device = before.device(folder, "a");
    auto const one = device.create(earlier::Card{"sent", 1});
    auto const two = device.create(earlier::Card{"waiting", 1});
    auto const three = device.create(earlier::Card{"odd", 1});
    REQUIRE(device.sync().complete());
    before.loses_answers = true;
    device.update(one, [](earlier::Card& c) { c.title = "sent, unknown outcome"; });
    CHECK_FALSE(device.sync().complete());
    device.update(two, [](earlier::Card& c) {
      c.title = "waiting, edited";
      c.stars = 3;
    });
    device.update(three, [](earlier::Card& c) {
      c.title = "odd, edited";
      c.stars = -5;  // has no counterpart
    });
    auto const four = device.create(earlier::Card{"fresh", 4});
    sent = {one.key};
    waiting = {two.key};
    fresh = {four.key};
    odd = {three.key};
  }
  place<newest::program> after{folder};
  // The first try ends in the middle: the second operation of today's schema finds no place.
  auto const with_file = [&](char const* sql) {
    database file{folder / "a" / tenant_file_name("acme")};
    file.exec(sql);
  };
  with_file("CREATE UNIQUE INDEX stop ON entente_queue(schema_version) WHERE schema_version=3");
  CHECK_THROWS(after.device(folder, "a"));
  with_file("DROP INDEX stop");
  auto device = after.device(folder, "a");
  CHECK(device.get(waiting).headline == "waiting, edited");
  CHECK(device.get(waiting).rating == "***");
  CHECK(device.get(fresh).rating == "****");
  REQUIRE(device.sync().complete());

  auto other = after.device(folder, "b");
  REQUIRE(other.sync().complete());
  for (auto* each : {&device, &other}) {
    CHECK(each->get(sent).headline == "sent, unknown outcome");
    CHECK(each->find(sent)->version == 2);
    CHECK(each->get(waiting).headline == "waiting, edited");
    CHECK(each->get(waiting).rating == "***");
    CHECK(each->get(fresh).headline == "fresh");
    CHECK(each->get(fresh).rating == "****");
  }
  // What has no counterpart is not lost: it waits, says so, and is told whole.
  CHECK(device.get(odd).headline == "odd");
  auto const left = device.queue();
  REQUIRE(left.size() == 1);
  CHECK(left[0].key == odd.key);
  CHECK(left[0].state == operation_state::failed);
  CHECK_FALSE(left[0].message.empty());
  CHECK(left[0].body == R"({"set":{"title":"odd, edited","stars":-5}})");
}
