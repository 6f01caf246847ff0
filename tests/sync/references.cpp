// SPDX-License-Identifier: BSL-1.0
// What a delete does to those who refer to the record, between devices that do not know of each other.
#include "sync/family.hpp"

using namespace family;

namespace {

/// A room with a shelf, a book on it and a note about that, known to two devices.
struct furnished {
  furnished() {
    server.pass(std::chrono::seconds{1});
    room = a->create(Room{"kitchen"});
    shelf = a->create(Shelf{"left", room});
    book = a->create(Book{"novel", shelf});
    note = a->create(Note{"good", book});
    all_sync({&a, &b});
  }

  backend server;
  device a{server, "a"};
  device b{server, "b"};
  id<Room> room;
  id<Shelf> shelf;
  id<Book> book;
  id<Note> note;
};

}  // namespace

TEST_CASE("A delete takes along at once what is known on the device, as one group") {
  furnished in;
  in.a->remove(in.room);
  CHECK_FALSE(in.a->find(in.shelf));
  CHECK_FALSE(in.a->find(in.book));
  CHECK_FALSE(in.a->get(in.note).book);
  auto const queue = in.a->queue();
  REQUIRE(queue.size() == 4);
  for (auto const& op : queue) CHECK(op.group == queue.front().group);
  all_sync({&in.a, &in.b});
  CHECK_FALSE(in.b->find(in.room));
  CHECK_FALSE(in.b->find(in.book));
  CHECK_FALSE(in.b->get(in.note).book);
}

TEST_CASE("What a device does not know goes with its parent on the server, and on the device that made it") {
  furnished in;
  auto const more = in.b->create(Book{"atlas", in.shelf});
  auto const about = in.b->create(Note{"big", more});
  in.a->remove(in.room);
  all_sync({&in.a, &in.b, &in.a});
  CHECK_FALSE(in.b->find(more));
  CHECK_FALSE(in.b->get(about).book);
  CHECK_FALSE(in.a->get(about).book);
  CHECK(in.b->status().clean());
  auto const kept = in.b->snapshots();
  CHECK(std::any_of(kept.begin(), kept.end(), [&](auto const& one) { return one.key == more.key; }));
}

TEST_CASE("A delete is refused where a record is known to forbid it, and nothing has changed") {
  furnished in;
  auto const bolt = in.a->create(Lock{1, 1, in.room});
  auto const why = refusal_of([&] { in.a->remove(in.room); });
  REQUIRE(why);
  CHECK(why->code == error_code::validation_failed);
  CHECK(why->entity == "Lock");
  CHECK(why->field == "room");
  CHECK(in.a->find(in.shelf));
  in.a->transaction([&](auto& all) {
    all.remove(in.room);
    all.remove(bolt);
  });
  all_sync({&in.a, &in.b});
  CHECK_FALSE(in.b->find(in.room));
}

TEST_CASE("A delete that another device's record forbids waits for a person, who can take it back") {
  furnished in;
  in.b->create(Lock{1, 1, in.room});
  in.a->remove(in.room);
  REQUIRE(in.b->sync().complete());
  static_cast<void>(in.a->sync());
  REQUIRE(in.a->conflicts().size() == 1);
  CHECK(in.a->conflicts().front().key == in.room.key);
  in.a->use_server(in.room);
  all_sync({&in.a, &in.b});
  CHECK(in.a->find(in.room));
  CHECK(in.a->status().clean());
}

TEST_CASE("Nothing can come to refer to a record that is known to be deleted") {
  furnished in;
  in.a->remove(in.room);
  CHECK(code_of([&] { in.a->create(Shelf{"right", in.room}); }) == error_code::validation_failed);
  CHECK(code_of([&] { in.a->restore(in.shelf); }) == error_code::validation_failed);
  CHECK(code_of([&] { in.a->create(Lock{1, 2, in.room}); }) == error_code::validation_failed);
  in.a->transaction([&](auto& all) {
    all.restore(in.room);
    all.restore(in.shelf);
  });
  all_sync({&in.a, &in.b});
  CHECK(in.b->find(in.shelf));
  CHECK_FALSE(in.b->find(in.book));
}

TEST_CASE("A change counts for the record it names, on every device") {
  furnished in;
  auto const before = in.b->find(in.room)->version;
  in.a->update(in.shelf, [](Shelf& s) { s.label = "right"; });
  in.b->update(in.room, [](Room& r) { r.code = "7"; });
  all_sync({&in.a, &in.b, &in.a});
  CHECK(in.b->find(in.room)->version == before + 2);
  CHECK(in.a->find(in.room)->version == before + 2);
  CHECK(in.a->get(in.room).code == "7");
  CHECK(in.b->conflicts().empty());
}
