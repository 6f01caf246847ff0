// SPDX-License-Identifier: BSL-1.0
// The entities of the tests of the serve room, one for each way to settle a conflict.
#pragma once

#include <entente/entity.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fixture {

using namespace entente;

struct Space {
  std::string name;
  std::string description;
};

struct Task {
  std::string title;
  std::string body;
  bool done = false;
  std::int64_t priority = 0;
  double weight = 0;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::int64_t votes = 0;
  ref<Space> space;
};

/// A person decides about every field.
struct Contract {
  std::string text;
  std::string place;
};

/// Any two edits clash.
struct Seat {
  std::string row;
  std::string holder;
};

struct Setting {
  std::string value;
  std::string theirs;
};

}  // namespace fixture

template <>
struct entente::entity_traits<fixture::Task> {
  using fields = entente::field_policies<entente::merge<&fixture::Task::tags, entente::set_union>,
                                         entente::merge<&fixture::Task::votes, entente::counter>>;
  static std::optional<entente::violation> validate(fixture::Task const& task) {
    if (task.title.empty()) return entente::violation{"title", "must not be empty"};
    if (task.title.size() > 200) return entente::violation{"title", "must have at most 200 bytes"};
    return std::nullopt;
  }
};
template <>
struct entente::entity_traits<fixture::Contract> {
  using conflict = entente::manual;
};
template <>
struct entente::entity_traits<fixture::Seat> {
  static constexpr bool whole_record = true;
};
template <>
struct entente::entity_traits<fixture::Setting> {
  using fields =
      entente::field_policies<entente::merge<&fixture::Setting::theirs, entente::server_wins>>;
  using conflict = entente::client_wins;
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};

namespace fixture {

using app = schema<Space, Task, Contract, Seat, Setting>;

}  // namespace fixture
