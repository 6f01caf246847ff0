// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/wire/record_codec.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A conflict as stored; images are JSON objects.
struct stored_conflict {
  conflict_info about{};
  std::optional<std::string> base{};
  std::optional<std::string> server{};
  bool server_deleted = false;
  edit_time server_edited{};
};

/// The open conflicts, over one connection. One per record.
class conflict_table {
 public:
  explicit conflict_table(database& on) : on_(on) {}

  /// Opens a conflict, or brings an open one to the server's newest state: the ancestor stays.
  void put(stored_conflict const& one) {
    auto const run = on_.borrow(
        "INSERT INTO entente_conflict(entity,key,sequence,base_version,server_version,base,server,server_deleted,"
        "server_edited,message,at) VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(key,entity) DO UPDATE SET "
        "server_version=excluded.server_version,server=excluded.server,server_deleted=excluded.server_deleted,"
        "server_edited=excluded.server_edited");
    run->bind_all(one.about.entity, one.about.key, one.about.sequence, one.about.base_version,
                  one.about.server_version, one.base, one.server, one.server_deleted,
                  one.server_edited, one.about.message, one.about.at.time_since_epoch().count());
    run->step();
  }

  [[nodiscard]] std::optional<stored_conflict> find(std::string_view entity, uuid const& key) {
    auto const run = on_.borrow(std::string{columns} + " WHERE key=? AND entity=?");
    run->bind_all(key, entity);
    if (!run->step()) return std::nullopt;
    return read(*run);
  }

  [[nodiscard]] std::vector<conflict_info> all() {
    std::vector<conflict_info> found;
    auto const run = on_.borrow(std::string{columns} + " ORDER BY sequence");
    while (run->step()) found.push_back(read(*run).about);
    return found;
  }

  void erase(std::string_view entity, uuid const& key) {
    on_.prepared("DELETE FROM entente_conflict WHERE key=? AND entity=?").run(key, entity);
  }

 private:
  static constexpr char const* columns =
      "SELECT entity,key,sequence,base_version,server_version,base,server,server_deleted,server_edited,message,at FROM "
      "entente_conflict";

  static stored_conflict read(statement const& from) {
    stored_conflict one;
    one.about.entity = from.column<std::string>(0);
    one.about.key = from.column<uuid>(1);
    one.about.sequence = from.column<std::int64_t>(2);
    one.about.base_version = from.column<std::int64_t>(3);
    one.about.server_version = from.column<std::int64_t>(4);
    one.base = from.column<std::optional<std::string>>(5);
    one.server = from.column<std::optional<std::string>>(6);
    one.server_deleted = from.column<bool>(7);
    one.server_edited = from.column<edit_time>(8);
    one.about.message = from.column<std::string>(9);
    one.about.at = timestamp{std::chrono::microseconds{from.column<std::int64_t>(10)}};
    return one;
  }

  database& on_;
};

template <class Entity>
std::string image_of(Entity const& value) {
  std::string text;
  write_object(text, value);
  return text;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
