// SPDX-License-Identifier: BSL-1.0
// What a user's program needs of the package: a device and a server, over HTTP.
#include <entente/entente.hpp>
#include <entente/remote/http.hpp>
#include <entente/serve.hpp>

#include <filesystem>
#include <string>

struct Note {
  std::string title;
};

using app = entente::schema<Note>;

int main() {
  auto const folder = std::filesystem::current_path() / "consumer-data";
  std::filesystem::remove_all(folder);
  entente::server<app> server{{.directory = folder / "server", .tokens = {{"secret", {"me", {"acme"}}}}}};
  server.start();
  entente::client<app> device{{.directory = folder / "device", .tenant = "acme"},
                              entente::http_remote{server.url(), "secret"}};
  device.create(Note{.title = "packaged"});
  bool const synced = device.sync().complete() && device.status().clean();
  return synced ? 0 : 1;
}
