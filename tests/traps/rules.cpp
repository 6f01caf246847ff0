// SPDX-License-Identifier: BSL-1.0
// Traps 13, 27 and 56: rules that concern more than one record, or more than one person.
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "sync/scripted.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rules {

struct Room {
  std::string name;  // no two rooms have the same
};
/// Goes with its room.
struct Shelf {
  std::string label;
  entente::ref<Room> room{};
};
/// Goes with its shelf.
struct Book {
  std::string title;
  entente::ref<Shelf> shelf{};
};
/// Stays without its book.
struct Note {
  std::string text;
  entente::ref<Book> book{};
};
/// Keeps its room.
struct Lock {
  int number = 0;
  entente::ref<Room> room{};
};
/// Seen by its owner, and by everybody where it has none.
struct Entry {
  std::string owner;
  std::string text;
};

using house = entente::schema<Room, Shelf, Book, Note, Lock, Entry>;

}  // namespace rules

template <>
struct entente::entity_traits<rules::Room> {
  using unique = entente::unique_sets<entente::unique<&rules::Room::name>>;
};
template <>
struct entente::entity_traits<rules::Shelf> {
  using references = entente::references<entente::on_delete<&rules::Shelf::room, entente::cascade>>;
};
template <>
struct entente::entity_traits<rules::Book> {
  using references = entente::references<entente::on_delete<&rules::Book::shelf, entente::cascade>>;
};
template <>
struct entente::entity_traits<rules::Note> {
  using references = entente::references<entente::on_delete<&rules::Note::book, entente::set_null>>;
};
template <>
struct entente::entity_traits<rules::Lock> {
  using references = entente::references<entente::on_delete<&rules::Lock::room, entente::restrict>>;
};
template <>
struct entente::entity_traits<rules::Entry> {
  static bool visible(std::string_view principal, rules::Entry const& entry) {
    return entry.owner.empty() || entry.owner == principal;
  }
};

namespace {

using namespace entente;
using namespace rules;
using support::code_of;
using backend = scripted::backend<house>;

/// A device of one person.
class device {
 public:
  device(backend& server, std::string const& person, std::string const& name)
      : who{person, {"acme"}, true}, at_(server, name) {
    at_.line->every_push = [this, &server](push_request const& request) -> remote_answer<push_answer> {
      return server.truth().apply(who, "acme", request);
    };
    at_.line->every_pull = [this, &server](pull_request request) -> remote_answer<change_page> {
      if (page_size != 0) request.limit = page_size;
      return server.truth().changes_since(who, "acme", request);
    };
  }
  device(device const&) = delete;

  client<house>* operator->() { return &*at_; }

  principal const who;
  std::size_t page_size = 0;

 private:
  scripted::device<house> at_;
};

void sync(std::initializer_list<device*> devices) {
  for (int round = 0; round < 2; ++round)
    for (auto* each : devices) {
      auto const report = (*each)->sync();
      INFO((report.problem ? report.problem->text() : std::string{}));
      REQUIRE(report.complete());
      CHECK(report.diverged.empty());
    }
}

}  // namespace

TEST_CASE("Trap 13: what leaves or enters somebody's sight leaves or reaches their devices") {
  backend server;
  device ann{server, "ann", "a"};
  device bob{server, "bob", "b"};
  bob.page_size = 2;
  auto const shared = ann->create(Entry{"", "for all"});
  for (int i = 0; i < 5; ++i) ann->create(Entry{"ann", "private"});  // pages of nothing, to bob
  auto const late = ann->create(Entry{"", "after the private ones"});
  sync({&ann, &bob});
  CHECK(bob->query<Entry>().count() == 2);
  CHECK(bob->find(late).has_value());

  // Revoked: a page that is no deletion for everybody, yet takes the record away here.
  ann->update(shared, [](Entry& e) { e.owner = "ann"; });
  sync({&ann, &bob});
  CHECK_FALSE(bob->find_any(shared).has_value());
  CHECK(ann->find(shared).has_value());
  // Granted again, at a place that bob's cursor has passed.
  ann->update(shared, [](Entry& e) { e.owner = "bob"; });
  sync({&ann, &bob});
  CHECK(bob->get(shared).text == "for all");
  CHECK_FALSE(ann->find_any(shared).has_value());

  // Work that waits here is not thrown away when the record goes out of sight.
  bob->update(late, [](Entry& e) { e.text = "bob's edit"; });
  ann->update(late, [](Entry& e) { e.owner = "ann"; });
  sync({&ann});
  sync({&bob});
  bool kept = !bob->conflicts().empty();
  for (auto const& each : bob->snapshots()) kept = kept || each.image.find("bob's edit") != std::string::npos;
  CHECK(kept);
}

TEST_CASE("Trap 13: when the rules themselves change, everybody gets what they see now") {
  backend server;
  device ann{server, "ann", "a"};
  device bob{server, "bob", "b"};
  auto const one = ann->create(Entry{"", "for all"});
  sync({&ann, &bob});
  auto const waiting = bob->create(Entry{"bob", "not yet sent"});
  server.truth().renew_view("acme", "bob");
  auto const report = bob->sync();
  CHECK(report.complete());
  CHECK(bob->find(one).has_value());
  CHECK(bob->find(waiting)->version == 1);
  CHECK(bob->status().clean());
}

TEST_CASE("Trap 27: what refers to a deleted record goes the way it was told, also what nobody else knew of") {
  backend server;
  device a{server, "ann", "a"};
  device b{server, "ann", "b"};
  auto const room = a->create(Room{"kitchen"});
  auto const shelf = a->create(Shelf{"left", room});
  auto const book = a->create(Book{"novel", shelf});
  auto const note = a->create(Note{"good", book});
  sync({&a, &b});
  auto const unknown = b->create(Book{"made offline", shelf});
  auto const about = b->create(Note{"about it", unknown});
  a->remove(room);
  CHECK_FALSE(a->find(shelf).has_value());
  CHECK_FALSE(a->find(book).has_value());
  CHECK(a->get(note).book == ref<Book>{});
  std::vector<uuid> order;  // children first
  for (auto const& op : a->queue())
    if (op.kind == operation_kind::remove) order.push_back(op.key);
  CHECK(order == std::vector<uuid>{book.key, shelf.key, room.key});
  sync({&a, &b});
  sync({&a});
  for (auto* at : {&a, &b}) {
    CHECK((*at)->query<Room>().count() == 0);
    CHECK((*at)->query<Shelf>().count() == 0);
    CHECK((*at)->query<Book>().count() == 0);
    CHECK((*at)->query<Note>().count() == 2);
    CHECK((*at)->get(about).book == ref<Book>{});
    CHECK((*at)->status().clean());
  }
  // The work that went with its parent is not lost on its device.
  auto const kept = b->snapshots();
  CHECK(std::any_of(kept.begin(), kept.end(), [&](auto const& each) { return each.key == unknown.key; }));
}

TEST_CASE("Trap 27: a record that forbids the delete is heard, also when only the server knows of it") {
  backend server;
  device a{server, "ann", "a"};
  device b{server, "ann", "b"};
  auto const room = a->create(Room{"kitchen"});
  sync({&a, &b});
  b->create(Lock{1, room});
  a->remove(room);
  sync({&b});
  sync({&a});
  CHECK(a->conflicts().size() == 1);
  sync({&b});
  CHECK(b->find(room).has_value());
  a->use_server(room);
  sync({&a, &b});
  CHECK(a->find(room).has_value());
  CHECK(a->status().clean());
  CHECK(code_of([&] { a->remove(room); }) == error_code::validation_failed);  // known here by now
}

TEST_CASE("Trap 56: two devices that take the same name lose no record and stop no queue") {
  backend server;
  device a{server, "ann", "a"};
  device b{server, "ann", "b"};
  auto const first = a->create(Room{"kitchen"});
  auto const second = b->create(Room{"kitchen"});
  auto const inside = b->create(Shelf{"left", second});
  auto const other = b->create(Note{"has nothing to do with it", {}});
  CHECK(code_of([&] { b->create(Room{"kitchen"}); }) == error_code::not_unique);  // what is known is refused at once
  sync({&a});
  sync({&b});
  CHECK(b->find(other)->version == 1);
  CHECK(b->get(second).name == "kitchen");
  CHECK(b->find(first).has_value());
  REQUIRE(b->conflicts().size() == 1);
  CHECK(b->conflicts()[0].key == second.key);
  CHECK(b->status().failed == 0);

  SECTION("a person gives it another name") {
    b->resolve(second, Room{"scullery"});
    sync({&b, &a});
    CHECK(a->get(second).name == "scullery");
    CHECK(a->get(inside).room == ref<Room>{second});
    CHECK(b->status().clean());
  }
  SECTION("a person gives it up") {
    b->use_server(second);
    CHECK_FALSE(b->find(second).has_value());
    auto const kept = b->snapshots();
    CHECK(std::any_of(kept.begin(), kept.end(), [&](auto const& each) { return each.key == second.key; }));
  }
  SECTION("names that change hands in one transaction are no clash") {
    b->resolve(second, Room{"scullery"});
    sync({&b, &a});
    b->transaction([&](auto& all) {
      all.update(first, [](Room& r) { r.name = "scullery"; });
      all.update(second, [](Room& r) { r.name = "kitchen"; });
    });
    sync({&b, &a});
    CHECK(a->get(second).name == "kitchen");
    CHECK(b->status().clean());
  }
}
