// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: a device's or server's file of any older schema is brought to today's without losing a record,
// queued work or a receipt, or refused and left as it was; a damaged file is refused or read, and never does harm.
//
// An input decides what today's file is turned into: columns with other names, forms and values, columns that
// are gone since or were not there yet, other tables and entities, other queued bodies; or which of its bytes
// are overwritten.

#include "fuzz/decisions.hpp"
#include "fuzz/require.hpp"
#include "fuzz/shop.hpp"
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>
#include <entente/sqlite.hpp>
#include <entente/testing/manual_clock.hpp>
#include <entente/testing/random_value.hpp>
#include <entente/testing/seeded_random.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

SUPPORT_REPLICA_OF(extern, shop::app)
SUPPORT_AUTHORITY_OF(extern, shop::app)

namespace {

using namespace entente;
using fuzz::decisions;
using fuzz::require;
using shop::app;
using shop::Room;
using shop::Task;

std::unique_ptr<replica<app>> open(std::filesystem::path const& folder) {
  static manual_clock const clock{shop::noon};
  replica_options how;
  how.directory = folder;
  how.tenant = "acme";
  how.principal = "ann";
  how.durable = false;
  how.now = clock.function();
  how.random = seeded_random{1}.function();
  return std::make_unique<replica<app>>(how);
}

std::unique_ptr<authority<app>> serve(std::filesystem::path const& folder) {
  static manual_clock const clock{shop::noon};
  authority_options how;
  how.directory = folder;
  how.synchronous = durability::normal;
  how.now = clock.function();
  how.random = seeded_random{1}.function();
  return std::make_unique<authority<app>>(how);
}

principal const ann{"ann", {"acme"}};

std::filesystem::path file_in(std::filesystem::path const& folder) {
  return folder / tenant_file_name("acme");
}

/// A device's file of today, with records that the server knows and work that it does not.
void make_device(std::filesystem::path const& folder) {
  auto const local = open(folder);
  seeded_random const random{3};
  change_page page;
  page.cursor = "c";
  page.has_more = true;
  page.epoch = shop::key(9);
  for (std::uint8_t number = 1; number <= 6; ++number) {
    change one;
    one.entity = number == 1 ? "Room" : "Task";
    one.key = shop::key(number);
    one.version = 1;
    one.at = {number};
    if (number == 1) {
      write_object(one.fields, Room{"room"});
    } else {
      auto task = random_value<Task>(random);
      task.title = "t" + std::to_string(number);
      write_object(one.fields, task);
    }
    page.changes.push_back(one);
  }
  local->apply(page);
  local->transaction([&](auto& all) {
    auto const room = all.create(Room{"new"});
    all.update(id<Task>{shop::key(2)}, [&](Task& t) {
      t.room = room;
      t.votes = 7;
      t.tags.push_back("added");
    });
  });
  local->update(id<Task>{shop::key(3)}, [](Task& t) { t.log.push_back("more"); });
  local->remove(id<Task>{shop::key(4)});
  static_cast<void>(local->lease(1, 1 << 20));
}

/// A server's file of today, with records that were edited.
void make_server(std::filesystem::path const& folder) {
  auto const truth = serve(folder);
  seeded_random const random{4};
  push_request request;
  request.replica = shop::key(200);
  auto const push = [&](operation_kind kind, std::uint8_t key, std::int64_t base,
                        std::string body) {
    operation op;
    op.sequence = static_cast<std::int64_t>(request.groups.size()) + 1;
    op.op_id = shop::key(static_cast<std::uint8_t>(100 + op.sequence));
    op.entity = key == 1 ? "Room" : "Task";
    op.kind = kind;
    op.key = shop::key(key);
    op.base_version = base;
    op.edited = {1'762'333'200'000'000 + op.sequence};
    op.body = std::move(body);
    request.groups.push_back({op});
  };
  push(operation_kind::insert, 1, 0, R"({"set":{"name":"room"}})");
  for (std::uint8_t key = 2; key <= 4; ++key) {
    auto task = random_value<Task>(random);
    task.title = "t" + std::to_string(key);
    std::string set;
    write_object(set, task);
    push(operation_kind::insert, key, 0, R"({"set":)" + set + "}");
  }
  push(operation_kind::update, 2, 1,
       R"({"set":{"title":"u"},"delta":{"votes":3},"add":{"tags":["new"]}})");
  push(operation_kind::update, 3, 1, R"({"append":{"log":["new"]},"set":{"note":"n"}})");
  push(operation_kind::remove, 4, 1, "{}");
  for (auto const& each : truth->apply(ann, "acme", request).results)
    require(each.outcome == verdict::applied);
}

std::filesystem::path const& made_before() {
  static support::temporary_folder const folder{support::memory_folder()};
  static bool const done = [] {
    make_device(folder / "device");
    make_server(folder / "server");
    return true;
  }();
  require(done);
  return folder.path();
}

std::vector<std::string> column_of(database& on, std::string const& sql) {
  std::vector<std::string> all;
  auto each = on.prepare(sql);
  while (each.step()) all.push_back(each.column<std::optional<std::string>>(0).value_or(""));
  return all;
}

/// The whole file as text, so that any difference shows.
std::string dump(database& on) {
  std::string out;
  for (auto const& sql : column_of(on, "SELECT sql FROM sqlite_master ORDER BY type,name"))
    out += sql + '\n';
  for (auto const& table :
       column_of(on, "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")) {
    std::string row = "SELECT ''";
    for (auto const& name : column_of(on, "SELECT name FROM pragma_table_info('" + table + "')"))
      row += "||quote(" + quoted_name(name) + ")||','";
    for (auto const& text : column_of(on, row + " FROM " + quoted_name(table)))
      out += table + ": " + text + '\n';
  }
  return out;
}

/// What must come through a migration, or stay in the file that was refused.
struct belongings {
  std::vector<std::string> rooms;
  std::vector<std::string> tasks;
  std::vector<std::string> operations;  ///< queued on a device, received by a server

  friend bool operator==(belongings const&, belongings const&) = default;
};

/// Turns a file into one that an older program may have left.
class ageing {
 public:
  ageing(std::filesystem::path const& file, decisions& choose) : on_(file), choose_(choose) {
    // Its views and triggers were other ones; those of today would bend with what they look at.
    drop_triggers(on_);
  }

  void run() {
    for (auto steps = 1 + choose_.below(8); steps > 0; --steps) {
      try {
        entente::transaction all{on_};
        change_something();
        all.commit();
      } catch (failure const&) {
        // No program could have made it so.
      }
    }
    on_.exec("UPDATE entente_state SET value=1 WHERE name='schema_hash'");
  }

 private:
  struct column {
    std::string entity, table, name;
    std::int64_t position;
  };

  std::optional<column> some_column() {
    std::vector<column> all;
    auto each = on_.prepare(
        "SELECT entity,table_name,column_name,position FROM entente_schema ORDER BY 1,4");
    while (each.step())
      all.push_back({each.column<std::string>(0), each.column<std::string>(1),
                     each.column<std::string>(2), each.column<std::int64_t>(3)});
    if (all.empty()) return std::nullopt;
    return all[choose_.below(all.size())];
  }

  /// Of a device there are two.
  std::vector<std::string> tables_of(column const& one) {
    auto const base = "entente_base_" + one.table;
    if (on_.has_table(base)) return {one.table, base};
    return {one.table};
  }

  std::string fresh_name() { return "old_" + std::to_string(++names_); }

  /// A name that today's schema may give to something else.
  std::string wire_name() {
    static constexpr std::array names{"title", "votes", "name", "tags",
                                      "gone",  "best",  "due",  "room"};
    return names[choose_.below(names.size())];
  }

  std::string value() {
    static constexpr std::array values{"NULL",
                                       "5",
                                       "'text'",
                                       "x'00ff'",
                                       "1.5",
                                       "'[1,\"a\"]'",
                                       "'{}'",
                                       "'waiting'",
                                       "-1",
                                       "''",
                                       "9223372036854775807",
                                       "'2025-11-05T09:00:00Z'",
                                       "'[\"a\",\"b\"]'",
                                       "x'01890a5dac96774bbcceb30209900001'"};
    return values[choose_.below(values.size())];
  }

  std::string form() {
    static constexpr std::array forms{"boolean", "integer", "number",   "name",
                                      "text",    "bytes",   "time/1/1", "time/1/1000000",
                                      "key",     "json",    "unheard"};
    return std::string{forms[choose_.below(forms.size())]} + ":0123456789abcdef";
  }

  void set_values(column const& one) {
    if (choose_.yes()) return;
    for (auto const& table : tables_of(one))
      on_.exec("UPDATE OR IGNORE " + quoted_name(table) + " SET " + quoted_name(one.name) + "=" +
               value());
  }

  void change_something() {
    auto const found = some_column();
    if (!found) return;
    auto const& one = *found;
    auto const here =
        " WHERE entity='" + one.entity + "' AND position=" + std::to_string(one.position);
    switch (choose_.below(8)) {
      case 0: {  // the column had another name
        auto const name = fresh_name();
        for (auto const& table : tables_of(one))
          on_.exec("ALTER TABLE " + quoted_name(table) + " RENAME COLUMN " + quoted_name(one.name) +
                   " TO " + name);
        on_.exec("UPDATE entente_schema SET column_name='" + name + "'" + here);
        break;
      }
      case 1: {  // the field had
        auto const name = wire_name();
        if (column_of(on_, "SELECT entity FROM entente_schema WHERE entity='" + one.entity +
                               "' AND wire_name='" + name + "'")
                .empty())
          on_.exec("UPDATE entente_schema SET wire_name='" + name + "'" + here);
        break;
      }
      case 2:
        on_.exec("UPDATE entente_schema SET form='" + form() + "'" + here);
        set_values(one);
        break;
      case 3: {  // a field that is gone since
        auto const name = fresh_name();
        for (auto const& table : tables_of(one))
          on_.exec("ALTER TABLE " + quoted_name(table) + " ADD COLUMN " + name + " DEFAULT " +
                   value());
        on_.exec(
            "INSERT INTO entente_schema SELECT entity,max(position)+1,table_name,schema_version,'" +
            name + "','" + name + "','" + form() + "' FROM entente_schema WHERE entity='" +
            one.entity + "'");
        break;
      }
      case 4:  // a field that was not there yet
        for (auto const& table : tables_of(one)) {
          for (auto const& index :
               column_of(on_,
                         "SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT "
                         "NULL AND tbl_name='" +
                             table + "'"))
            on_.exec("DROP INDEX " + quoted_name(index));
          on_.exec("ALTER TABLE " + quoted_name(table) + " DROP COLUMN " + quoted_name(one.name));
        }
        on_.exec("DELETE FROM entente_schema" + here);
        break;
      case 5:
        on_.exec("UPDATE entente_schema SET schema_version=" + std::to_string(choose_.below(3)) +
                 " WHERE entity='" + one.entity + "'");
        break;
      case 6: {  // the table had another name
        auto const name = fresh_name();
        for (auto const& table : tables_of(one))
          on_.exec("ALTER TABLE " + quoted_name(table) + " RENAME TO " +
                   (table == one.table ? name : "entente_base_" + name));
        on_.exec("UPDATE entente_schema SET table_name='" + name + "' WHERE entity='" + one.entity +
                 "'");
        break;
      }
      default: {  // queued work says something else
        static constexpr std::array bodies{R"({"set":{"gone":1,"title":2}})",
                                           R"({"delta":{"gone":1,"votes":1}})",
                                           R"({"add":{"tags":[1]},"remove":{"gone":[]}})",
                                           R"({"set":{}})",
                                           R"({"append":{"log":"x"}})",
                                           R"({"set":{"title":"a"},"at":{"gone":5}})"};
        auto run = on_.prepare(
            "UPDATE entente_queue SET schema_version=?,body=? WHERE kind<>2 AND sequence%3=?");
        run.bind(1, static_cast<std::int64_t>(choose_.below(2)));
        run.bind(2, std::string_view{bodies[choose_.below(bodies.size())]});
        run.bind(3, static_cast<std::int64_t>(choose_.below(3)));
        run.run();
      }
    }
  }

  database on_;
  decisions& choose_;
  int names_ = 0;
};

std::string table_of(database& on, std::string const& entity) {
  auto const found =
      column_of(on, "SELECT table_name FROM entente_schema WHERE entity='" + entity + "' LIMIT 1");
  return found.empty() ? entity : found.front();
}

belongings belongings_of(database& on) {
  auto const all = [&](std::string const& column, std::string const& table) {
    return column_of(on, "SELECT hex(" + column + ") FROM " + quoted_name(table) + " ORDER BY 1");
  };
  return {all("entente_key", table_of(on, "Room")), all("entente_key", table_of(on, "Task")),
          all("op_id", on.has_table("entente_queue") ? "entente_queue" : "entente_receipt")};
}

/// Whether the digests are those of the records.
bool use_device(std::filesystem::path const& folder) {
  auto const local = open(folder);
  local->query<Room>().for_each([](record<Room> const&) {});
  local->query<Task>().for_each([](record<Task> const&) {});
  static_cast<void>(local->queue());
  static_cast<void>(local->conflicts());
  static_cast<void>(local->snapshots());
  static_cast<void>(local->status());
  bool const rooms_differ = local->recount_digest<Room>(false);
  return !local->recount_digest<Task>(false) && !rooms_differ;
}

bool use_server(std::filesystem::path const& folder) {
  auto const truth = serve(folder);
  std::map<std::string, digest> sums;
  for (pull_request request;;) {
    auto const page = truth->changes_since(ann, "acme", request);
    request.cursor = page.cursor;
    for (auto const& each : page.changes)
      if (!each.deleted) sums[each.entity].add(each.key, each.version, each.at);
    if (page.has_more) continue;
    bool sound = true;
    for (auto const& each : page.digests) sound = sound && sums[each.entity] == each.value;
    return sound;
  }
}

using user = bool(std::filesystem::path const&);

void open_an_old_file(std::filesystem::path const& folder, user* use, decisions& choose) {
  auto const file = file_in(folder);
  ageing{file, choose}.run();
  belongings before;
  std::string text;
  {
    database on{file};
    before = belongings_of(on);
    text = dump(on);
  }
  bool opened = true;
  try {
    require(use(folder));
  } catch (failure const& refused) {
    require(!refused.why().message.empty());
    opened = false;
  }
  database on{file};
  require(opened || dump(on) == text);
  require(column_of(on, "PRAGMA integrity_check") == std::vector<std::string>{"ok"});
  require(belongings_of(on) == before);
}

void open_a_damaged_file(std::filesystem::path const& folder, user* use, decisions& choose) {
  auto const file = file_in(folder);
  auto const size = std::filesystem::file_size(file);
  {
    std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
    for (auto left = 1 + choose.below(16); left > 0 && !choose.done(); --left) {
      auto const at = (choose.below(256) << 12 | choose.below(256) << 4 | choose.below(16)) % size;
      bytes.seekp(static_cast<std::streamoff>(at));
      bytes.put(static_cast<char>(choose.below(256)));
    }
  }
  if (choose.yes()) std::filesystem::resize_file(file, size - choose.below(256) * 64 % size);
  try {
    static_cast<void>(use(folder));
  } catch (failure const& refused) {
    require(!refused.why().message.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  decisions choose{data, size};
  support::temporary_folder const folder{support::memory_folder()};
  std::filesystem::copy(made_before(), folder.path(), std::filesystem::copy_options::recursive);
  bool const server = choose.yes();
  auto const at = folder / (server ? "server" : "device");
  auto* const use = server ? &use_server : &use_device;
  if (choose.below(4) == 3)
    open_a_damaged_file(at, use, choose);
  else
    open_an_old_file(at, use, choose);
  return 0;
}
