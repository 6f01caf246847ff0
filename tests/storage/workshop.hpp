// SPDX-License-Identifier: BSL-1.0
// A server and two devices in one process, of which one side stands on a disk that fails as told.
#pragma once

#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/sync.hpp>
#include <entente/testing.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace workshop {

/// Deleted with all that is on it.
struct Shelf {
  std::string name;
  std::string code;
  std::int64_t visits = 0;
};

struct Tool {
  std::string title;
  std::int64_t uses = 0;
  std::vector<std::string> tags;
  std::optional<std::string> note;
  entente::ref<Shelf> shelf;
};

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
};

using schema = entente::schema<Shelf, Tool, Deed>;

}  // namespace workshop

template <>
struct entente::entity_traits<workshop::Shelf> {
  using fields =
      entente::field_policies<entente::merge<&workshop::Shelf::visits, entente::counter>>;
  using unique = entente::unique_sets<entente::unique<&workshop::Shelf::code>>;
};
template <>
struct entente::entity_traits<workshop::Tool> {
  using fields = entente::field_policies<entente::merge<&workshop::Tool::uses, entente::counter>,
                                         entente::merge<&workshop::Tool::tags, entente::set_union>>;
  using references =
      entente::references<entente::on_delete<&workshop::Tool::shelf, entente::cascade>>;
  using touches = entente::touches<&workshop::Tool::shelf>;
  using indexes = entente::indexes<&workshop::Tool::shelf>;
};
template <>
struct entente::entity_traits<workshop::Deed> {
  using conflict = entente::manual;
};

SUPPORT_AUTHORITY_OF(extern, workshop::schema)
SUPPORT_CLIENT_OF(extern, workshop::schema)

namespace workshop {

using namespace entente;
using namespace std::chrono_literals;

using device = client<schema>;
using backend = authority<schema>;

/// What a test remembers of its preparations: plain values, as they were when the files were.
struct memory {
  id<Shelf> shelf{};
  id<Shelf> other{};
  id<Tool> saw{};
  id<Tool> axe{};
  id<Deed> deed{};
  push_request request{};
  push_answer answer{};
  change_page page{};
  std::int64_t number = 0;
  uuid op{};
};

/// Folders, clock and dice are the same whenever the same is done, so that two runs can be compared byte by byte.
class world {
 public:
  world() : server_(std::make_shared<std::unique_ptr<backend>>()) {}
  ~world() { close(); }

  backend& server() {
    if (!*server_) *server_ = std::make_unique<backend>(server_options());
    return **server_;
  }
  /// The device that things happen to, and the one beside it.
  device& one() { return open(one_, "one"); }
  device& two() { return open(two_, "two"); }
  void close() {
    one_.reset();
    two_.reset();
    server_->reset();
  }

  authority_options server_options() {
    authority_options how;
    how.directory = folder.path() / "server";
    how.now = clock();
    how.random = randomness();
    how.retention = retention;
    how.file_system = server_disk;
    how.open_tenants = 1;
    how.writer_wait = 20ms;
    return how;
  }
  replica_options local(std::string const& name) {
    replica_options how;
    how.directory = folder.path() / name;
    how.tenant = "acme";
    how.principal = "ann";
    how.now = clock();
    how.random = randomness();
    how.durable = durable;
    how.snapshots = 2;
    if (name == "one") how.file_system = device_disk;
    return how;
  }
  clock_function clock() {
    return [this] { return now; };
  }
  random_function randomness() {
    return [this] { return dice(); };
  }
  void pass(std::chrono::microseconds time) { now += time; }

  push_answer deliver(push_request const& request) {
    pass(1ms);
    return server().apply(who, "acme", request);
  }
  change_page page_for(device& of, std::size_t limit = 1000) {
    pull_request request;
    request.cursor = of.cursor();
    request.limit = limit;
    request.replica = of.incarnation();
    return server().changes_since(who, "acme", request);
  }

  support::temporary_folder folder{support::memory_folder()};
  timestamp now{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 dice{1};
  bool durable = true;
  std::chrono::microseconds retention{0};
  std::string server_disk{};
  std::string device_disk{};
  memory kept{};
  principal const who{"ann", {"acme", "other"}, true};

 private:
  device& open(std::unique_ptr<device>& which, std::string const& name) {
    if (!which) {
      server();
      sync_options how;
      how.now = clock();
      how.random = randomness();
      how.page_records = 3;
      which = std::make_unique<device>(local(name), local_remote{server_, who}, how);
    }
    return *which;
  }

  std::shared_ptr<std::unique_ptr<backend>> server_;
  std::unique_ptr<device> one_;
  std::unique_ptr<device> two_;
};

inline void sync(device& of) {
  auto const report = of.sync();
  if (!report.complete())
    throw std::logic_error("a sync without faults fails: " + report.problem->text());
}

inline Tool tool(std::string title, ref<Shelf> shelf = {}) {
  Tool made;
  made.title = std::move(title);
  made.shelf = shelf;
  return made;
}

/// Both devices and the server have two shelves, two tools and a deed.
inline void furnish(world& in) {
  auto& one = in.one();
  in.kept.shelf = one.create(Shelf{"wall", "A1", 0});
  in.kept.other = one.create(Shelf{"floor", "B1", 0});
  in.kept.saw = one.create(tool("saw", in.kept.shelf));
  in.kept.axe = one.create(tool("axe", in.kept.shelf));
  in.kept.deed = one.create(Deed{"text", "clause"});
  sync(one);
  in.pass(1s);
  sync(in.two());
  sync(one);
  in.pass(1s);
}

/// A verdict for everything that was asked.
inline push_answer answer_all(push_request const& request, verdict outcome,
                              error_code code = error_code::validation_failed) {
  push_answer answer;
  for (auto const& group : request.groups)
    for (auto const& op : group) {
      op_result one;
      one.op_id = op.op_id;
      one.outcome = outcome;
      one.code = code;
      one.message = "because";
      answer.results.push_back(one);
    }
  return answer;
}

/// Everything that is pending, as the server would get it.
inline push_request lease_all(device& of) { return of.lease(1000, 1 << 20); }

/// Both devices know of work that came after the server's file was backed up.
inline void go_beyond_a_backup(world& in) {
  furnish(in);
  in.close();
  std::filesystem::copy(in.folder.path() / "server", in.folder.path() / "backup");
  in.two().update<Tool>(in.kept.saw, [](Tool& t) { t.uses += 7; });
  in.two().create(tool("chisel", in.kept.shelf));
  sync(in.two());
  sync(in.one());
}
inline void restore_server(world& in) {
  in.close();
  std::filesystem::remove_all(in.folder.path() / "server");
  std::filesystem::rename(in.folder.path() / "backup", in.folder.path() / "server");
}

}  // namespace workshop
