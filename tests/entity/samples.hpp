// SPDX-License-Identifier: BSL-1.0
// Entities of every make, shared by the tests of this room.
#pragma once

#include <boost/hana/adapt_struct.hpp>
#include <entente/customize.hpp>
#include <entente/entity.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace samples {

struct Space {
  std::string name;
  std::string description;
};

/// As in the blueprint, with traits of every sort.
struct Task {
  std::string title;
  std::string body;
  bool done = false;
  std::int64_t priority = 0;
  double weight = 0;
  std::optional<std::string> note;
  std::vector<std::string> tags;
  std::int64_t votes = 0;
  entente::ref<Space> space;
  std::chrono::sys_seconds due_at;
};

/// Nothing said about it.
struct plain {
  std::string first_name;
  std::string _Guarded_2;
  std::string trailing_;
  std::string HTTPPort;
  int a_1 = 0;
};

struct point {
  double x = 0;
  double y = 0;
};

struct tree {
  std::string name;
  std::vector<tree> children;
};

enum class mood { calm, happy, sad };
enum level : std::uint8_t { low, high };
enum class far_away { somewhere = 5000 };

/// Stored as its name.
struct colour {
  int rgb = 0;
};

/// What only Hana can describe: a base, private members, C arrays, a constructor.
struct numbered {
  std::int64_t number = 3;
};
class fortress : public numbered {
 public:
  fortress() : owner_("nobody") {}
  explicit fortress(std::string owner) : owner_(std::move(owner)) {}

  int grid[2][3] = {{1, 2, 3}, {4, 5, 6}};
  char code[8] = "abc";
  int left_out = 0;

 private:
  std::string owner_;
  entente::ref<Space> space_;
  friend struct boost::hana::accessors_impl<fortress>;
};

template <class T>
struct box {
  T content;
};

}  // namespace samples

template <>
struct entente::entity_traits<samples::Task> {
  static constexpr std::string_view table = "tasks";
  using conflict = entente::server_wins;
  using fields = entente::field_policies<
      entente::merge<&samples::Task::tags, entente::set_union>,
      entente::merge<"votes", entente::counter>,
      entente::merge<&samples::Task::priority, entente::max_wins>>;
  using indexes = entente::indexes<&samples::Task::done, "space">;
  using wire_names = entente::names<entente::name_as<&samples::Task::note, "remark">>;
  using column_names = entente::names<entente::name_as<"body", "text">>;
  static constexpr auto on_delete = entente::delete_rule::update_wins;
  static constexpr bool whole_record = true;
  static std::optional<entente::violation> validate(samples::Task const& task) {
    if (task.title.empty()) return entente::violation{"title", "must not be empty"};
    return std::nullopt;
  }
};

template <>
struct entente::entity_traits<samples::fortress> {
  static constexpr std::string_view name = "Fortress";
  static constexpr auto case_on_wire = entente::wire_case::verbatim;
  using fields = entente::field_policies<entente::merge<"number", entente::counter>,
                                         entente::merge<"owner_", entente::manual>>;
  using indexes = entente::indexes<&samples::numbered::number, "space_">;
  using wire_names = entente::names<entente::name_as<"owner_", "owner">>;
};

template <>
struct entente::enum_range<samples::far_away> {
  static constexpr int first = 5000, last = 5001;
};

template <>
struct entente::field_codec<samples::colour> {
  using stored = std::string;
  static stored store(samples::colour const& value) { return std::to_string(value.rgb % 1000); }
  static std::optional<samples::colour> load(stored const& text) {
    if (text.empty()) return std::nullopt;
    return samples::colour{std::stoi(text)};
  }
};

BOOST_HANA_ADAPT_STRUCT(samples::fortress, number, grid, code, owner_, space_);
