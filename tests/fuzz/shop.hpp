// SPDX-License-Identifier: BSL-1.0
// The entities of the fuzz targets: most policies and rules in as few fields as will do.
#pragma once

#include <entente/entity.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shop {

enum class stage { open, waiting, done };

/// No two live ones have the same name.
struct Room {
  std::string name;
};

/// Goes with its room, and counts for it.
struct Task {
  std::string title;
  std::int64_t votes = 0;
  std::vector<std::string> tags;
  std::vector<std::string> log;
  std::optional<std::string> note;
  std::int32_t best = 0;
  stage state = stage::open;
  entente::bytes content;
  std::chrono::sys_seconds due;
  entente::ref<Room> room;
};

using app = entente::schema<Room, Task>;

}  // namespace shop

template <>
struct entente::entity_traits<shop::Room> {
  using unique = entente::unique_sets<entente::unique<&shop::Room::name>>;
};
template <>
struct entente::entity_traits<shop::Task> {
  using fields = entente::field_policies<entente::merge<&shop::Task::votes, entente::counter>,
                                         entente::merge<&shop::Task::tags, entente::set_union>,
                                         entente::merge<&shop::Task::log, entente::append>,
                                         entente::merge<&shop::Task::note, entente::manual>,
                                         entente::merge<&shop::Task::best, entente::max_wins>>;
  using references = entente::references<entente::on_delete<&shop::Task::room, entente::cascade>>;
  using touches = entente::touches<&shop::Task::room>;
  static std::optional<entente::violation> validate(shop::Task const& task) {
    if (task.title.empty()) return entente::violation{"title", "must not be empty"};
    return std::nullopt;
  }
};

namespace shop {

/// Keys that inputs can name: the first octets of a version 7 uuid, and a number.
inline entente::uuid key(std::uint8_t number) {
  auto made = *entente::uuid::parse("01890a5d-ac96-774b-bcce-b30209900000");
  made.octets[15] = number;
  return made;
}

/// 2025-11-05T09:00:00Z.
inline constexpr entente::timestamp noon{std::chrono::microseconds{1'762'333'200'000'000}};

/// What no answer to another tenant may hold.
inline constexpr std::string_view secret = "hidden-secret";

}  // namespace shop
