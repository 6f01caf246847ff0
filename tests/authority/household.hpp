// SPDX-License-Identifier: BSL-1.0
// A server for the entities with rules between records, and short words for them.
#pragma once

#include "authority/bench.hpp"
#include "support/family.hpp"

#include <string>

namespace household {

using namespace bench;
using family::Book;
using family::home;
using family::Lock;
using family::Room;
using family::Shelf;

using server = bench::basic_server<home>;

/// {"name":value}, where value is a key or JSON.
inline std::string one(std::string const& name, std::string const& json) { return "{\"" + name + "\":" + json + "}"; }
inline std::string quoted(uuid const& key) { return "\"" + key.text() + "\""; }

/// A record that a device made.
inline uuid make(server& at, device& by, std::string_view entity, std::string set) {
  auto const key = new_key();
  at.push(by, by.insert(entity, key, std::move(set)));
  return key;
}
inline uuid room(server& at, device& by, std::string const& name) {
  return make(at, by, "Room", one("name", "\"" + name + "\""));
}
inline uuid shelf(server& at, device& by, uuid const& in) { return make(at, by, "Shelf", one("room", quoted(in))); }
inline uuid book(server& at, device& by, uuid const& on) { return make(at, by, "Book", one("shelf", quoted(on))); }
inline uuid note(server& at, device& by, uuid const& about) { return make(at, by, "Note", one("book", quoted(about))); }
inline uuid lock(server& at, device& by, uuid const& of, int number = 0) {
  return make(at, by, "Lock", R"({"room":)" + quoted(of) + R"(,"number":)" + std::to_string(number) + "}");
}

/// What the server says of the live records of an entity agrees with the records.
inline bool digests_agree(server& at) {
  auto const page = at.pull();
  for (auto const& told : page.digests) {
    digest sum;
    std::int64_t count = 0;
    for (auto const& each : page.changes)
      if (each.entity == told.entity && !each.deleted) {
        sum.add(each.key, each.version, each.at);
        ++count;
      }
    if (!(sum == told.value) || count != told.count) return false;
  }
  return true;
}

}  // namespace household
