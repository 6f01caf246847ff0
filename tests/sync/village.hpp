// SPDX-License-Identifier: BSL-1.0
// Entities for random histories: one field per policy, and every rule for deletes.
#pragma once

#include <entente/entity.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace village {

/// Never deleted, so that what becomes of it is known to the last letter.
struct Ledger {
  std::string name;
  std::int64_t total = 0;
  std::vector<std::string> lines;
  std::vector<std::string> labels;
  std::int64_t peak = 0;
  std::int64_t trough = 0;
};

struct Street {
  std::string name;
};

struct House {
  std::string door;
  std::string plaque;
  std::string tenant;
  std::int64_t visits = 0;
  std::vector<std::string> tags;
  std::vector<std::string> log;
  std::int64_t warmth = 0;
  std::optional<std::string> note;
  entente::ref<Street> street;
};

/// Lives on when somebody updates it.
struct Tree {
  std::string name;
  std::string spot;
  entente::ref<House> house;
};

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
  std::int64_t pages = 0;
};

/// Compared as a whole.
struct Plan {
  std::string north;
  std::string south;
};

/// The application's own policy: the longer text, and of texts as long as each other the greater.
struct longer {
  static std::string merge(std::string const*, std::string const& local,
                           std::string const& remote) {
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return (std::max)(local, remote);
  }
};

struct Poem {
  std::string text;
};

using all = entente::schema<Ledger, Street, House, Tree, Deed, Plan, Poem>;

}  // namespace village

template <>
struct entente::entity_traits<village::Ledger> {
  using fields =
      entente::field_policies<entente::merge<&village::Ledger::total, entente::counter>,
                              entente::merge<&village::Ledger::lines, entente::append>,
                              entente::merge<&village::Ledger::labels, entente::set_union>,
                              entente::merge<&village::Ledger::peak, entente::max_wins>,
                              entente::merge<&village::Ledger::trough, entente::min_wins>>;
};
template <>
struct entente::entity_traits<village::House> {
  using fields =
      entente::field_policies<entente::merge<&village::House::plaque, entente::server_wins>,
                              entente::merge<&village::House::tenant, entente::client_wins>,
                              entente::merge<&village::House::visits, entente::counter>,
                              entente::merge<&village::House::tags, entente::set_union>,
                              entente::merge<&village::House::log, entente::append>,
                              entente::merge<&village::House::warmth, entente::max_wins>>;
};
template <>
struct entente::entity_traits<village::Tree> {
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};
template <>
struct entente::entity_traits<village::Deed> {
  using conflict = entente::manual;
};
template <>
struct entente::entity_traits<village::Plan> {
  static constexpr bool whole_record = true;
};
template <>
struct entente::entity_traits<village::Poem> {
  using conflict = village::longer;
};
