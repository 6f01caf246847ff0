// SPDX-License-Identifier: BSL-1.0
/// The same writes and reads as people write them with SQLiteCpp, statements prepared once.
#include "storage/c_json.hpp"
#include "storage/workplace.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

namespace bench {
namespace {

class by_sqlitecpp {
 public:
  explicit by_sqlitecpp(std::filesystem::path const& folder)
      : on_(workplace::file_in(folder).string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, 5000) {
    on_.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16384;"
             "PRAGMA wal_autocheckpoint=4000; PRAGMA temp_store=MEMORY");
  }

  void create(Task const& value, std::int64_t number) {
    SQLite::Transaction all{on_, SQLite::TransactionBehavior::IMMEDIATE};
    auto const key = entente::make_uuid_v7(entente::system_now(), [&] { return static_cast<std::uint64_t>(number); });
    std::string tags;
    write_tags(tags, value.tags);
    row_.bind(1, key.octets.data(), 16);
    row_.bind(2, value.title);
    row_.bind(3, value.body);
    row_.bind(4, value.done ? 1 : 0);
    row_.bind(5, value.priority);
    row_.bind(6, value.weight);
    if (value.note)
      row_.bind(7, *value.note);
    else
      row_.bind(7);
    row_.bind(8, tags);
    row_.bind(9, static_cast<std::int64_t>(value.changed.time_since_epoch().count()));
    row_.exec();
    row_.reset();
    std::string body;
    write_insert(body, value, tags);
    auto const op_id =
        entente::make_uuid_v7(entente::system_now(), [&] { return static_cast<std::uint64_t>(number + 1); });
    operation_.bind(1, op_id.octets.data(), 16);
    operation_.bind(2, key.octets.data(), 16);
    operation_.bind(3, static_cast<std::int64_t>(entente::system_now().time_since_epoch().count()));
    operation_.bind(4, body);
    operation_.exec();
    operation_.reset();
    all.commit();
  }

  std::vector<entente::record<Task>> undone(std::int64_t most) {
    std::vector<entente::record<Task>> found;
    undone_.bind(1, most);
    while (undone_.executeStep()) {
      auto& one = found.emplace_back();
      std::memcpy(one.id.key.octets.data(), undone_.getColumn(0).getBlob(), 16);
      one.version = undone_.getColumn(1).getInt64();
      one.updated_at.micros = undone_.getColumn(2).getInt64();
      one.created_at.micros = undone_.getColumn(3).getInt64();
      one.deleted = undone_.getColumn(4).getInt() != 0;
      one.value.title = undone_.getColumn(5).getString();
      one.value.body = undone_.getColumn(6).getString();
      one.value.done = undone_.getColumn(7).getInt() != 0;
      one.value.priority = undone_.getColumn(8).getInt64();
      one.value.weight = undone_.getColumn(9).getDouble();
      if (!undone_.isColumnNull(10)) one.value.note = undone_.getColumn(10).getString();
      read_tags(undone_.getColumn(11).getString(), one.value.tags);
      one.value.changed = entente::timestamp{std::chrono::microseconds{undone_.getColumn(12).getInt64()}};
    }
    undone_.reset();
    return found;
  }

 private:
  SQLite::Database on_;
  SQLite::Statement row_{on_,
                         "INSERT INTO \"Task\"(entente_key,entente_version,entente_stamp,entente_deleted,"
                         "entente_pending,entente_generation,entente_unknown,entente_created,title,body,done,priority,"
                         "weight,note,tags,changed) VALUES(?,0,0,0,1,0,NULL,0,?,?,?,?,?,?,?,?)"};
  SQLite::Statement operation_{on_,
                               "INSERT INTO entente_queue(op_id,group_id,entity,key,kind,base_version,edited,"
                               "schema_version,body,state,held_by,force,sender,unsure,attempts,error_code,message,"
                               "field) VALUES(?,0,'Task',?,0,0,?,1,?,0,0,0,NULL,0,0,'','','')"};
  SQLite::Statement undone_{on_,
                            "SELECT entente_key,entente_version,entente_stamp,entente_created,entente_deleted,title,"
                            "body,done,priority,weight,note,tags,changed FROM \"Task\" WHERE entente_deleted=0 AND "
                            "done=0 ORDER BY entente_rowid LIMIT ? OFFSET 0"};
};

void write_one_sqlitecpp(benchmark::State& state) {
  auto& place = workplace::get();
  by_sqlitecpp device{place.copy("written")};
  std::size_t next = 0;
  for (auto _ : state) {
    device.create(place.tasks()[next % place.tasks().size()], static_cast<std::int64_t>(next));
    ++next;
  }
}

void query_1000_sqlitecpp(benchmark::State& state) {
  by_sqlitecpp device{workplace::get().copy("read")};
  auto const most = scaled<std::int64_t>(1000, 500);
  for (auto _ : state) {
    auto const found = device.undone(most);
    if (found.size() != static_cast<std::size_t>(most)) state.SkipWithError("not what was asked for");
    benchmark::DoNotOptimize(found.data());
  }
}

BENCHMARK(write_one_sqlitecpp)->Name("write_one/sqlitecpp")->Iterations(scaled(2000, 200));
BENCHMARK(query_1000_sqlitecpp)->Name("query_1000/sqlitecpp");

}  // namespace
}  // namespace bench
