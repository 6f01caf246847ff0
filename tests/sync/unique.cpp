// SPDX-License-Identifier: BSL-1.0
// Devices that choose the same value for a unique field while they are apart.
#include "sync/family.hpp"

using namespace family;

TEST_CASE("A value that is known to be taken is refused at once") {
  backend server;
  device a{server, "a"};
  auto const kitchen = a->create(Room{"kitchen"});
  auto const attic = a->create(Room{"attic"});
  auto const why = refusal_of([&] { a->create(Room{"attic"}); });
  REQUIRE(why);
  CHECK(why->code == error_code::not_unique);
  CHECK(why->entity == "Room");
  CHECK(why->field == "name");
  CHECK(code_of([&] { a->update(kitchen, [](Room& r) { r.name = "attic"; }); }) == error_code::not_unique);
  a->transaction([&](auto& all) {
    all.update(kitchen, [](Room& r) { r.name = "attic"; });
    all.update(attic, [](Room& r) { r.name = "kitchen"; });
  });
  CHECK(a->get(kitchen).name == "attic");
  a->remove(attic);
  a->update(kitchen, [](Room& r) { r.name = "kitchen"; });
  CHECK(code_of([&] { a->restore(attic); }) == error_code::not_unique);
}

TEST_CASE("Two devices take the same name: the second one's record waits for a person and is not lost") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const first = a->create(Room{"kitchen"});
  auto const second = b->create(Room{"kitchen"});
  auto const on = b->create(Shelf{"left", second});
  REQUIRE(a->sync().complete());
  static_cast<void>(b->sync());
  CHECK(b->find(first));
  CHECK(b->get(second).name == "kitchen");
  REQUIRE(b->conflicts().size() == 1);
  CHECK(b->conflicts().front().key == second.key);
  CHECK(b->queue().front().error_code == "not_unique");
  CHECK(b->queue().front().field == "name");
  CHECK(b->queue().size() == 2);  // what refers to it waits with it

  SECTION("it gets another name, and goes") {
    CHECK(code_of([&] { b->keep_local(second); }) == error_code::not_unique);
    CHECK(b->conflicts().size() == 1);
    b->resolve(second, Room{"small kitchen"});
    all_sync({&b, &a});
    CHECK(a->get(second).name == "small kitchen");
    CHECK(a->find(on));
  }
  SECTION("it is given up; a snapshot is left") {
    b->use_server(second);
    CHECK_FALSE(b->find(second));
    CHECK_FALSE(b->snapshots().empty());
  }
  SECTION("the other one's name changes, and it goes as it is") {
    a->update(first, [](Room& r) { r.name = "big kitchen"; });
    REQUIRE(a->sync().complete());
    static_cast<void>(b->sync());
    b->keep_local(second);
    all_sync({&b, &a});
    CHECK(a->get(second).name == "kitchen");
  }
}

TEST_CASE("A transaction that refers to a record that was given up is refused, and can be corrected") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const first = a->create(Room{"kitchen"});
  auto const second = b->create(Room{"kitchen"});
  REQUIRE(a->sync().complete());
  static_cast<void>(b->sync());
  b->transaction([&](auto& all) {
    auto const book = all.create(Book{"novel"});
    all.create(Note{"good", book, second});
  });
  b->use_server(second);
  static_cast<void>(b->sync());
  auto const refused = b->failed();
  REQUIRE(refused.size() == 1);
  CHECK(refused.front().op.entity == "Note");
  CHECK(refused.front().why.code == error_code::not_found);
  CHECK(refused.front().held.size() == 1);
  b->edit<Note>(refused.front().op.op_id, [&](Note& note) { note.room = first; });
  all_sync({&b, &a});
  CHECK(a->query<Note>().count() == 1);
  CHECK(a->query<Book>().count() == 1);
}

TEST_CASE("A rename to a name that is taken can be given up for what the server has") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const attic = a->create(Room{"attic"});
  auto const bath = a->create(Room{"bath"});
  all_sync({&a, &b});
  a->update(attic, [](Room& r) { r.name = "loft"; });
  b->update(bath, [](Room& r) {
    r.name = "loft";
    r.code = "7";
  });
  REQUIRE(a->sync().complete());
  static_cast<void>(b->sync());
  auto const open = b->conflict_of(bath);
  REQUIRE(open);
  REQUIRE(open->server);
  CHECK(open->server->name == "bath");
  CHECK(open->local.name == "loft");

  SECTION("wholly") {
    b->use_server(bath);
    all_sync({&b, &a});
    CHECK(b->get(bath).name == "bath");
    CHECK_FALSE(b->get(bath).code);
  }
  SECTION("or in part") {
    b->resolve(bath, Room{"bath", "7"});
    all_sync({&b, &a});
    CHECK(a->get(bath).code == "7");
  }
}

TEST_CASE("A decision is not undone by an earlier edit of the record that may have been on its way") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const bath = b->create(Room{"bath"});
  all_sync({&b, &a});
  a->create(Room{"kitchen"});
  REQUIRE(a->sync().complete());
  b->transaction([&](auto& all) {
    all.create(Shelf{"left", bath});
    all.template update<Room>(bath, [](Room& r) { r.name = "kitchen"; });
  });
  server.pass(std::chrono::seconds{1});
  b->update(bath, [](Room& r) { r.code = "7"; });
  b.line->next_pushes = {[](push_request const&) { return scripted::failed(reaction::retry_later); }};
  CHECK_FALSE(b->sync().complete());
  server.pass(std::chrono::minutes{1});
  static_cast<void>(b->sync());
  REQUIRE(b->conflict_of(bath));
  server.pass(std::chrono::seconds{1});
  b->resolve(bath, Room{"scullery", "9"});
  all_sync({&b, &a});
  CHECK(a->get(bath).name == "scullery");
  CHECK(a->get(bath).code == "9");
  CHECK(b->get(bath).code == "9");
}

TEST_CASE("A group of which one record takes a value that is taken waits as a whole, and goes as a whole") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  a->create(Room{"kitchen"});
  REQUIRE(a->sync().complete());
  auto const [room, book] = b->transaction([](auto& all) {
    auto const made = all.create(Room{"kitchen"});
    auto const shelf = all.create(Shelf{"left", made});
    return std::pair{made, all.create(Book{"novel", shelf})};
  });
  static_cast<void>(b->sync());
  REQUIRE(a->sync().complete());
  CHECK_FALSE(a->find(book));
  b->resolve(room, Room{"scullery"});
  all_sync({&b, &a});
  CHECK(a->find(book));
  CHECK(a->get(room).name == "scullery");
}

TEST_CASE("A force push leaves a record whose value is taken to a person, and pushes everything else") {
  backend server;
  device a{server, "a"};
  device b{server, "b"};
  auto const first = a->create(Room{"kitchen"});
  REQUIRE(a->sync().complete());
  auto const second = b->create(Room{"kitchen"});
  auto const free = b->create(Room{"attic"});
  static_cast<void>(b->sync());
  REQUIRE(b->conflicts().size() == 1);
  b->update(free, [](Room& r) { r.code = "7"; });
  REQUIRE(b->force_push(confirm::force_push{}).complete());
  CHECK(b->conflicts().size() == 1);
  CHECK(b->get(second).name == "kitchen");
  REQUIRE(a->sync().complete());
  CHECK(a->get(free).code == "7");
  CHECK(a->find(first));
}
