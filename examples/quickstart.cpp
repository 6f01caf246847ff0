// SPDX-License-Identifier: BSL-1.0
// Two devices edit the same note offline and meet at a server. Everything runs in this one process,
// over real HTTP on loopback.
#include <entente/entente.hpp>
#include <entente/remote/http.hpp>
#include <entente/serve.hpp>

#include <filesystem>
#include <iostream>
#include <string>

struct Note {
  std::string title;
  std::string body;
  std::int64_t stars = 0;
};

template <>
struct entente::entity_traits<Note> {
  using fields = entente::field_policies<entente::merge<&Note::stars, entente::counter>>;
};

using app = entente::schema<Note>;

int main() {
  auto const folder = std::filesystem::temp_directory_path() / "entente-quickstart";
  std::filesystem::remove_all(folder);

  entente::server<app> server{{.directory = folder / "server", .tokens = {{"secret", {"alice", {"acme"}}}}}};
  server.start();

  auto const device = [&](char const* name) {
    return entente::client<app>{{.directory = folder / name, .tenant = "acme"},
                                entente::http_remote{server.url(), "secret"}};
  };
  auto phone = device("phone");
  auto tablet = device("tablet");

  auto const id = phone.create(Note{.title = "Walk the line", .body = "Start at the gate"});
  phone.sync();   // push what is queued, pull what is new
  tablet.sync();

  // Both work offline, on the same note.
  phone.update<Note>(id, [](Note& note) { note.title = "Walk the whole line"; note.stars += 1; });
  tablet.update<Note>(id, [](Note& note) { note.body = "Start at the bridge"; note.stars += 1; });

  phone.sync();
  tablet.sync();
  phone.sync();

  Note const note = phone.get(id);
  std::cout << note.title << " / " << note.body << " / " << note.stars << " stars\n";
  return note.title == "Walk the whole line" && note.body == "Start at the bridge" && note.stars == 2 ? 0 : 1;
}
