// SPDX-License-Identifier: BSL-1.0
// What replicas and servers hold, as text that can be compared.
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/entity/describe.hpp>
#include <entente/replica/replica.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/pull_request.hpp>

#include <set>
#include <string>
#include <string_view>

namespace support {

/// Everything live of an entity on a device. `exactly`: with versions, which strangers' forms only guess.
template <class Entity, class Schema>
std::set<std::string> rows(entente::replica<Schema> const& at, bool exactly = true) {
  std::set<std::string> found;
  at.template query<Entity>().for_each([&](entente::record<Entity> const& each) {
    std::string text = each.id.text() + ' ';
    if (exactly)
      text += std::to_string(each.version) + '@' + std::to_string(each.updated_at.micros) + ' ';
    entente::write_object(text, each.value);
    found.insert(std::move(text));
  });
  return found;
}

/// The same on the server, of the tenant "acme".
template <class Entity, class Schema>
std::set<std::string> rows(entente::authority<Schema>& truth, bool exactly = true) {
  std::set<std::string> found;
  entente::pull_request request;
  for (bool more = true; more;) {
    auto const page = truth.changes_since({"ann", {"acme"}}, "acme", request);
    for (auto const& each : page.changes)
      if (each.entity == entente::describe<Entity>::name && !each.deleted)
        found.insert(
            each.key.text() + ' ' +
            (exactly ? std::to_string(each.version) + '@' + std::to_string(each.at.micros) + ' '
                     : "") +
            each.fields);
    request.cursor = page.cursor;
    more = page.has_more;
  }
  return found;
}

}  // namespace support
