// SPDX-License-Identifier: BSL-1.0
// A schema with every policy, every field kind and every rule between records, for random histories.
#pragma once

#include <entente/entity.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace town {

enum class colour { red, green, blue, none };

struct place {
  double latitude = 0;
  std::optional<std::int32_t> floor{};
  std::vector<std::string> lines{};
};

/// Never referred to, every policy.
struct Ledger {
  std::string name;
  std::int64_t total = 0;
  double weight = 0;
  std::uint32_t visits = 0;
  std::vector<std::string> lines;
  std::vector<std::string> labels;
  std::int64_t peak = 0;
  std::string first;
  std::string agreed;
  std::string theirs;
};

/// Every kind of field.
struct Kit {
  bool ready = false;
  std::int32_t count = 0;
  std::uint64_t big = 0;
  float ratio = 0;
  colour tint = colour::none;
  std::string text;
  entente::bytes raw;
  std::chrono::sys_seconds due{};
  std::chrono::milliseconds took{};
  entente::uuid serial{};
  std::optional<std::string> note;
  std::vector<std::int32_t> numbers;
  std::array<std::int32_t, 3> triple{};
  std::map<std::string, double> sizes;
  place where{};
  std::int64_t uses = 0;
  std::vector<std::string> marks;
};

struct Street {
  std::string name;
  std::string area;
};

struct House {
  std::string door;
  std::int64_t visits = 0;
  std::vector<std::string> tags;
  std::optional<std::string> tenant;
  entente::ref<Street> street;  // goes with its street
  entente::ref<Ledger> ledger;  // no rule
};

/// Lives on when somebody updates it.
struct Tree {
  std::string name;
  entente::ref<House> house;    // is cleared
};

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
  std::int64_t pages = 0;
  entente::ref<House> house;    // keeps its house from being deleted
};

/// Compared as a whole.
struct Plan {
  std::string north;
  std::string south;
};

/// The application's own policy: the longer text, and of texts as long as each other the greater.
struct longer {
  static std::string merge(std::string const*, std::string const& local, std::string const& remote) {
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return (std::max)(local, remote);
  }
};

struct Poem {
  std::string text;
};

/// Recorded once, in the field.
struct Reading {
  double value = 0;
  std::string remark;
  entente::ref<House> house;
};

using schema = entente::schema<Ledger, Kit, Street, House, Tree, Deed, Plan, Poem, Reading>;

/// The schema's first version: a kit had less to it, readings had no remark, and nobody wrote poems.
namespace former {

struct Kit {
  bool ready = false;
  std::int32_t count = 0;
  std::uint64_t big = 0;
  colour tint = colour::none;
  std::string text;
  std::chrono::sys_seconds due{};
  std::optional<std::string> note;
  std::map<std::string, double> sizes;
};

struct Reading {
  double value = 0;
  entente::ref<House> house;
};

using schema = entente::schema<Ledger, Kit, Street, House, Tree, Deed, Plan, Reading>;

}  // namespace former

}  // namespace town

template <>
struct entente::schema_traits<town::schema> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<town::former::Kit> {
  static constexpr std::string_view name = "Kit";
};
template <>
struct entente::entity_traits<town::former::Reading> {
  static constexpr std::string_view name = "Reading";
  static constexpr bool data_capture = true;
};
template <>
struct entente::entity_traits<town::Kit> {
  using fields = entente::field_policies<entente::merge<&town::Kit::uses, entente::counter>,
                                         entente::merge<&town::Kit::marks, entente::set_union>>;
};

template <>
struct entente::entity_traits<town::Ledger> {
  using fields = entente::field_policies<
      entente::merge<&town::Ledger::total, entente::counter>, entente::merge<&town::Ledger::weight, entente::counter>,
      entente::merge<&town::Ledger::visits, entente::counter>, entente::merge<&town::Ledger::lines, entente::append>,
      entente::merge<&town::Ledger::labels, entente::set_union>, entente::merge<&town::Ledger::peak, entente::max_wins>,
      entente::merge<&town::Ledger::first, entente::min_wins>, entente::merge<&town::Ledger::agreed, entente::server_wins>,
      entente::merge<&town::Ledger::theirs, entente::client_wins>>;
};
template <>
struct entente::entity_traits<town::Street> {
  using unique = entente::unique_sets<entente::unique<&town::Street::name>>;
};
template <>
struct entente::entity_traits<town::House> {
  using fields = entente::field_policies<entente::merge<&town::House::visits, entente::counter>,
                                         entente::merge<&town::House::tags, entente::set_union>,
                                         entente::merge<&town::House::tenant, entente::manual>>;
  using references = entente::references<entente::on_delete<&town::House::street, entente::cascade>>;
  using touches = entente::touches<&town::House::street>;
};
template <>
struct entente::entity_traits<town::Tree> {
  static constexpr auto on_delete = entente::delete_rule::update_wins;
  using references = entente::references<entente::on_delete<&town::Tree::house, entente::set_null>>;
};
template <>
struct entente::entity_traits<town::Deed> {
  using conflict = entente::manual;
  using references = entente::references<entente::on_delete<&town::Deed::house, entente::restrict>>;
};
template <>
struct entente::entity_traits<town::Plan> {
  static constexpr bool whole_record = true;
};
template <>
struct entente::entity_traits<town::Poem> {
  using conflict = town::longer;
};
template <>
struct entente::entity_traits<town::Reading> {
  static constexpr bool data_capture = true;
};
