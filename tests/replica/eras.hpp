// SPDX-License-Identifier: BSL-1.0
// One application in three versions: what its entities were, and what became of them.
#pragma once

#include <entente/entity.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The first version.
namespace era1 {

enum class level { low, high };

struct Room {
  std::string name;
};
struct Task {
  std::string title;
  std::string priority = "low";  // a number later
  std::int64_t votes = 0;        // a counter, and later none
  std::int64_t hours = 0;        // a counter, in minutes later
  std::vector<std::string> tags;
  std::optional<std::string> note;  // gone later
  level mood = level::low;
  std::chrono::sys_seconds due{};  // gone later
  entente::ref<Room> room;
};
struct Gadget {  // gone later
  std::string label;
};
struct Plank {
  std::int64_t width = 1;  // text later, without a conversion
};
using app = entente::schema<Room, Task, Gadget, Plank>;

}  // namespace era1

/// The second: renamed, converted, dropped, added.
namespace era2 {

enum class level { low, high, top };

struct Place {
  std::string name;
};
struct Task {
  std::string headline;
  std::int64_t priority = 1;
  std::int64_t votes = 0;
  std::int64_t minutes = 0;
  std::vector<std::string> tags;
  std::string colour = "white";
  level mood = level::low;
  entente::ref<Place> room;
};
struct Label {
  std::string text;
};
struct Plank {
  std::string width = "narrow";
};
using app = entente::schema<Place, Task, Label, Plank>;

inline std::optional<std::int64_t> number_of(std::string const& text) {
  if (text == "low") return 1;
  if (text == "high") return 3;
  return std::nullopt;
}
inline std::optional<std::string> text_of(std::int64_t const& number) {
  if (number == 1) return "low";
  if (number == 3) return "high";
  return std::nullopt;
}
inline std::int64_t minutes_of(std::int64_t const& hours) { return hours * 60; }
inline std::int64_t hours_of(std::int64_t const& minutes) { return minutes / 60; }

}  // namespace era2

template <>
struct entente::entity_traits<era1::Task> {
  static constexpr std::string_view table = "jobs";
  using fields = entente::field_policies<entente::merge<&era1::Task::votes, entente::counter>,
                                         entente::merge<&era1::Task::hours, entente::counter>,
                                         entente::merge<&era1::Task::tags, entente::set_union>,
                                         entente::merge<&era1::Task::note, entente::manual>>;
  using indexes = entente::indexes<&era1::Task::title>;
};

template <>
struct entente::schema_traits<era2::app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<era2::Place> {
  static constexpr std::string_view formerly = "Room";
};
template <>
struct entente::entity_traits<era2::Task> {
  using fields = entente::field_policies<entente::merge<&era2::Task::minutes, entente::counter>,
                                         entente::merge<&era2::Task::tags, entente::set_union>>;
  using indexes = entente::indexes<&era2::Task::priority>;
  using history = entente::field_history<
      entente::formerly<&era2::Task::headline, "title">, entente::formerly<&era2::Task::minutes, "hours">,
      entente::converted<&era2::Task::priority, std::string, &era2::number_of, &era2::text_of>,
      entente::converted<&era2::Task::minutes, std::int64_t, &era2::minutes_of, &era2::hours_of>>;
};
