# SPDX-License-Identifier: BSL-1.0
"""The program whose compilation is measured: server, client and HTTP, with each entity used in every way."""

HEAD = """#include <entente/entente.hpp>
#include <entente/remote/http.hpp>
#include <entente/serve.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>
"""

ENTITY = """
struct Item@ {
  std::string title;
  std::string body;
  bool done = false;
  std::int64_t priority = 0;
  double weight = 0;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::int64_t total = 0;
  std::vector<std::string> lines;
  std::int32_t peak = 0;
  std::optional<std::int64_t> due;
  std::string owner;
};
template <>
struct entente::entity_traits<Item@> {
  using fields = entente::field_policies<
      entente::merge<&Item@::total, entente::counter>, entente::merge<&Item@::lines, entente::append>,
      entente::merge<&Item@::tags, entente::set_union>, entente::merge<&Item@::peak, entente::max_wins>>;
  using indexes = entente::indexes<&Item@::owner>;
};
"""

MAIN = """
int main() {
  entente::server<app> server{{.directory = "server", .tokens = {{"secret", {"alice", {"acme"}}}}}};
  server.start();
  entente::client<app> device{{.directory = "device", .tenant = "acme"}, entente::http_remote{server.url(), "secret"}};
  std::size_t found = 0;
"""

USE = """  {
    auto const id = device.create(Item@{.title = "a", .body = "b"});
    device.update<Item@>(id, [](Item@& item) { item.title = "c"; });
    device.transaction([&](auto& all) { all.template update<Item@>(id, [](Item@& item) { item.total += 1; }); });
    found += device.query<Item@>().ids().size();
    Item@ const item = device.get(id);
    found += item.title.size();
    device.remove(id);
  }
"""

END = """  device.sync();
  return found == 0;
}
"""


def program(entities):
    """The source text with that many entities of 12 fields."""

    def each(text):
        return "".join(text.replace("@", str(i)) for i in range(entities))

    names = ", ".join(f"Item{i}" for i in range(entities))
    schema = f"\nusing app = entente::schema<{names}>;\n"
    return HEAD + each(ENTITY) + schema + MAIN + each(USE) + END
