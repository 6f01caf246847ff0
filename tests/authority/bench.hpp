// SPDX-License-Identifier: BSL-1.0
// A server in a folder of its own, with a clock set by hand, and devices that talk to it in raw
// operations.
#pragma once

#include <entente/authority.hpp>

#include "authority/notes.hpp"
#include "support/catch.hpp"
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SUPPORT_AUTHORITY_OF(extern, notes::books)

namespace bench {

using namespace entente;
using notes::books;
using notes::Card;
using notes::Note;
using notes::Place;
using notes::Sheet;

/// Noon of the tests' day; the times of edits are given in microseconds after it.
inline constexpr std::int64_t noon = 1'760'000'000'000'000;
inline edit_time at(std::int64_t micros) { return {noon + micros}; }

inline uuid numbered(std::uint64_t number, std::uint8_t kind = 0) {
  uuid id;
  id.octets[0] = kind;
  id.octets[6] = 0x70;
  for (std::size_t i = 0; i < 8; ++i) id.octets[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
  return id;
}
inline uuid new_key() {
  static std::atomic<std::uint64_t> last{0};
  return numbered(++last, 1);
}

/// A replica as the server sees it.
struct device {
  explicit device(std::uint64_t number) : incarnation(numbered(number, 2)) {}

  uuid incarnation;
  std::int64_t sequence = 0;
  acknowledged released{};

  operation make(std::string_view entity, operation_kind kind, uuid const& key, std::int64_t base,
                 std::string body, edit_time edited) {
    static std::atomic<std::uint64_t> last{0};
    operation op;
    op.op_id = numbered(++last, 3);
    op.sequence = ++sequence;
    op.entity = entity;
    op.kind = kind;
    op.key = key;
    op.base_version = base;
    op.edited = edited;
    op.body = std::move(body);
    return op;
  }
  operation insert(std::string_view entity, uuid const& key, std::string set, edit_time when = at(0)) {
    return make(entity, operation_kind::insert, key, 0, R"({"set":)" + std::move(set) + "}", when);
  }
  /// `body` is a patch: {"set":{…},"delta":{…}}.
  operation update(std::string_view entity, uuid const& key, std::int64_t base, std::string body,
                   edit_time when = at(0)) {
    return make(entity, operation_kind::update, key, base, std::move(body), when);
  }
  operation remove(std::string_view entity, uuid const& key, std::int64_t base) {
    return make(entity, operation_kind::remove, key, base, "{}", at(0));
  }
  operation restore(std::string_view entity, uuid const& key, std::int64_t base) {
    return make(entity, operation_kind::restore, key, base, "{}", at(0));
  }
};

template <class Schema = books>
class basic_server {
 public:
  explicit basic_server(authority_options how = {}) : options(prepared(std::move(how))), truth(options) {}

  /// Another server over the same files, as after a restart.
  authority<Schema> restarted() { return authority<Schema>{options}; }

  push_answer push(device& from, std::vector<std::vector<operation>> groups) {
    return truth.apply(who, tenant, {from.incarnation, from.released, std::move(groups)});
  }
  op_result push(device& from, operation const& op) { return push(from, {{op}}).results.at(0); }
  std::vector<op_result> push_group(device& from, std::vector<operation> group) {
    return push(from, {std::move(group)}).results;
  }

  change_page pull(std::string cursor = {}, std::size_t limit = 1000) {
    pull_request request;
    request.cursor = std::move(cursor);
    request.limit = limit;
    auto page = truth.changes_since(who, tenant, request);
    CHECK(truth.written_changes_since(who, tenant, request).second == written(page.changes));
    return page;
  }
  /// What is written straight from columns is what would be written of structs.
  static std::string written(std::vector<change> changes) {
    std::string text = "[";
    for (auto& each : changes) {
      if (text.size() > 1) text += ',';
      if (!each.left && each.schema_version == 0) each.schema_version = Schema::version;
      write_json(text, each);
    }
    return text += ']';
  }

  template <class Entity>
  stored_row<Entity> row(uuid const& key) {
    auto found = truth.read(who, tenant, [&](auto& store) {
      stored_row<Entity> out;
      if (!store.load(key, out)) out = {};
      return out;
    });
    return found ? *found : stored_row<Entity>{};
  }
  Note note(uuid const& key) { return row<Note>(key).value; }

  /// A note that a device made, with some title, at version 1.
  uuid note_of(device& maker, std::string set = R"({"title":"a"})", edit_time when = at(0)) {
    auto const key = new_key();
    push(maker, maker.insert("Note", key, std::move(set), when));
    return key;
  }

  support::temporary_folder folder;
  std::shared_ptr<std::atomic<std::int64_t>> clock = std::make_shared<std::atomic<std::int64_t>>(noon);
  authority_options options;
  principal who{"ann", {"acme"}, true};
  std::string tenant = "acme";
  authority<Schema> truth;

 private:
  authority_options prepared(authority_options how) {
    if (how.directory.empty()) how.directory = folder / "data";
    how.now = [clock = clock] { return timestamp{std::chrono::microseconds{clock->load()}}; };
    how.synchronous = durability::normal;
    return how;
  }
};
using server = basic_server<>;

}  // namespace bench
