// SPDX-License-Identifier: BSL-1.0
// The file: whose it is, and what new programs find in old ones.
#include "replica/world.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

#include <filesystem>
#include <thread>
#include <vector>

using entente::error_code;
using support::code_of;
using support::temporary_folder;

namespace older {
struct Note {
  std::string text;
};
using notes = entente::schema<Note>;
}  // namespace older

namespace newer {
struct Note {
  std::string text;
  std::string colour = "white";
  std::int64_t stars = 0;
};
struct Tag {
  std::string name;
};
using notes = entente::schema<Note, Tag>;
}  // namespace newer

template <>
struct entente::schema_traits<newer::notes> {
  static constexpr int version = 2;
};

namespace {

entente::replica_options in(temporary_folder const& folder, std::string tenant = "acme",
                            std::string principal = "ann") {
  entente::replica_options how;
  how.directory = folder.path() / "data" / "deep";
  how.tenant = std::move(tenant);
  how.principal = std::move(principal);
  return how;
}

entente::change note(entente::uuid key, std::string fields, std::int64_t version = 1) {
  entente::change one;
  one.entity = "Note";
  one.key = key;
  one.version = version;
  one.at = {version * 100};
  one.fields = std::move(fields);
  return one;
}

}  // namespace

TEST_CASE("A file belongs to one tenant and one user") {
  temporary_folder const folder;
  { entente::replica<older::notes> const local{in(folder)}; }
  CHECK(code_of([&] { entente::replica<older::notes> const other{in(folder, "acme", "bob")}; }) ==
        error_code::wrong_tenant);
  { entente::replica<older::notes> const other{in(folder, "other")}; }
  auto const here = in(folder);
  std::filesystem::copy_file(here.directory / "other.db", here.directory / "acme.db",
                             std::filesystem::copy_options::overwrite_existing);
  CHECK(code_of([&] { entente::replica<older::notes> const wrong{here}; }) ==
        error_code::wrong_tenant);
}

TEST_CASE("A file of a newer layout or schema, or of another program, is refused") {
  temporary_folder const folder;
  auto const here = in(folder);
  { entente::replica<newer::notes> const local{here}; }
  CHECK(code_of([&] { entente::replica<older::notes> const old{here}; }) ==
        error_code::newer_schema);
  {
    entente::database file{here.directory / "acme.db"};
    file.set_user_version(2);
  }
  CHECK(code_of([&] { entente::replica<newer::notes> const local{here}; }) ==
        error_code::newer_schema);
  {
    entente::database file{here.directory / "acme.db"};
    file.set_application_id(7);
  }
  CHECK(code_of([&] { entente::replica<newer::notes> const local{here}; }) ==
        error_code::storage_corrupt);
}

TEST_CASE(
    "A newer program finds the rows, the queue, what was kept as text and what could not be read") {
  temporary_folder const folder;
  auto const here = in(folder);
  auto const known = entente::make_uuid_v7(entente::system_now(), entente::system_random);
  auto const tag = entente::make_uuid_v7(entente::system_now(), entente::system_random);
  entente::id<newer::Note> made;
  {
    entente::replica<older::notes> local{here};
    made.key = local.create(older::Note{"mine"}).key;
    entente::change_page page;
    page.epoch = known;
    page.cursor = "1";
    page.changes.push_back(note(known, R"({"text":"theirs","colour":"red","shape":"round"})"));
    auto unknown = note(tag, R"({"name":"urgent"})", 2);
    unknown.entity = "Tag";
    page.changes.push_back(unknown);
    CHECK(local.apply(page).quarantined == 1);
    local.update(entente::id<older::Note>{known}, [](older::Note& n) { n.text = "edited"; });
  }
  entente::replica<newer::notes> local{here};
  CHECK(local.get(made).text == "mine");
  CHECK(local.get(made).colour == "white");
  CHECK(local.get(entente::id<newer::Note>{known}).text == "edited");
  CHECK(local.get(entente::id<newer::Note>{known}).colour == "red");
  CHECK(local.get(entente::id<newer::Tag>{tag}).name == "urgent");
  CHECK(local.status().quarantined == 0);
  CHECK(local.status().pending == 2);
}

TEST_CASE("What was on its way when the program ended goes again under the same ids") {
  support::world in;
  support::device one{in, "one"};
  one->create(kit::Shelf{"a", 0});
  auto const first = one.lease_all();
  CHECK(one->status().sending == 1);
  one.reopen();
  CHECK(one->status().pending == 1);
  auto const second = one.lease_all();
  CHECK(first.groups == second.groups);
}

TEST_CASE("Edit times go on after a restart, whatever the clock says") {
  support::world in;
  support::device one{in, "one"};
  auto const id = one->create(kit::Shelf{"a", 0});
  auto const before = one->queue()[0].edited;
  in.pass(-std::chrono::seconds{60});
  one.reopen();
  one->remove(one->create(kit::Shelf{"b", 0}));
  one->create(kit::Shelf{"c", 0});
  CHECK(one->queue().back().edited > before);
  static_cast<void>(id);
}

TEST_CASE("Threads may read and write at once") {
  support::world in;
  auto how = in.device_options("one");
  how.now = entente::system_now;
  how.random = entente::system_random;
  entente::replica<kit::town> local{how};
  auto const shelf = local.create(kit::Shelf{"a", 0});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        if (t % 2 == 0)
          local.update(shelf, [](kit::Shelf& s) { ++s.visits; });
        else
          static_cast<void>(local.get(shelf));
      }
    });
  for (auto& each : threads) each.join();
  CHECK(local.get(shelf).visits == 50);
  CHECK(local.status().pending == 1);
}
