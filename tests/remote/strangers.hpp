// SPDX-License-Identifier: BSL-1.0
// What the tests of the reference remote share.
#pragma once

#include "remote/device.hpp"
#include "support/catch.hpp"
#include "support/stranger_server.hpp"

#include <entente/remote/reference.hpp>

#include <string>
#include <utility>
#include <vector>

namespace tests {

inline entente::reference_form either_form() {
  return GENERATE(entente::reference_form::generic, entente::reference_form::per_entity);
}

inline entente::reference_remote remote_to(
    stranger_server const& server,
    entente::reference_form form = entente::reference_form::generic) {
  entente::remote_options options{server.url()};
  options.token = [] { return std::string{"a very secret token"}; };
  return {std::move(options), form};
}

inline entente::pull_request from(std::string entity, std::string cursor = {}) {
  entente::pull_request request;
  request.scope = std::move(entity);
  request.cursor = std::move(cursor);
  return request;
}

// Pulls to the end, as the engine does; no test needs many pages.
inline std::vector<entente::change> pull_all(entente::reference_remote& remote, device& local,
                                             std::string const& entity, std::string& cursor) {
  std::vector<entente::change> all;
  for (int pages = 0; pages < 100; ++pages) {
    auto page = remote.pull(local.context, from(entity, cursor));
    REQUIRE(page.ok());
    REQUIRE(page->scope == entity);
    REQUIRE(page->provisional);
    REQUIRE((!page->has_more || page->cursor != cursor));
    cursor = page->cursor;
    all.insert(all.end(), page->changes.begin(), page->changes.end());
    if (!page->has_more) return all;
  }
  FAIL("the stream does not end");
  return all;
}

inline std::string member_of(std::string const& object, char const* name) {
  auto const value = entente::json_value::parse(object).value();
  auto const* const member = value.find(name);
  if (member == nullptr) return "missing";
  std::string text;
  entente::json_writer out{text};
  member->write(out);
  return text;
}

}  // namespace tests
