// SPDX-License-Identifier: BSL-1.0
// What the processes of this folder write: sheets that everybody writes on, in such a way that a sheet says
// itself whether something is missing or there twice, and entries that have an owner.
#pragma once

#include "support/compiled_once.hpp"

#include <entente/remote/http.hpp>
#include <entente/serve.hpp>
#include <entente/sync.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace processes {

/// Each writing adds an amount, signs twice, notes its name, and may raise the mark.
struct Sheet {
  std::string title;
  std::int64_t total = 0;
  std::vector<std::string> log{};
  std::vector<std::string> names{};
  std::int64_t mark = 0;
  std::string note;
};

/// Deleted and restored by its owner only.
struct Entry {
  std::string name;
  std::string owner;
  std::string text;
  entente::ref<Sheet> sheet{};
};

using ledger = entente::schema<Sheet, Entry>;
using device = entente::client<ledger>;

inline constexpr char token[] = "a token of the test's";

inline entente::replica_options options_in(std::filesystem::path directory) {
  entente::replica_options how;
  how.directory = std::move(directory);
  how.tenant = "acme";
  how.principal = "ann";
  return how;
}

inline entente::server_options server_in(std::filesystem::path directory) {
  entente::server_options how;
  how.directory = std::move(directory);
  how.tokens = {{token, {.name = "ann", .tenants = {"acme"}}}};
  return how;
}

}  // namespace processes

template <>
struct entente::entity_traits<processes::Sheet> {
  using fields =
      entente::field_policies<entente::merge<&processes::Sheet::total, entente::counter>,
                              entente::merge<&processes::Sheet::log, entente::append>,
                              entente::merge<&processes::Sheet::names, entente::set_union>,
                              entente::merge<&processes::Sheet::mark, entente::max_wins>>;
};

SUPPORT_SERVER_OF(extern, processes::ledger)
SUPPORT_CLIENT_OF(extern, processes::ledger)
