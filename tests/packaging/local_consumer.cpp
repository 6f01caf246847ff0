// SPDX-License-Identifier: BSL-1.0
// A device that never meets a server: no cpp-httplib.
#include <entente/entente.hpp>

#include <filesystem>
#include <string>

struct Note {
  std::string title;
};

int main() {
  auto const folder = std::filesystem::current_path() / "consumer-data";
  std::filesystem::remove_all(folder);
  entente::replica<entente::schema<Note>> local{{.directory = folder, .tenant = "acme"}};
  auto const id = local.create(Note{.title = "packaged"});
  return local.get(id).title == "packaged" ? 0 : 1;
}
