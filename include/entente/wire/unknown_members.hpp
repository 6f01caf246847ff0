// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/limits.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// A member that this program's entity has no field for: from a newer program, most likely.
struct unknown_member {
  std::string name;  ///< without escapes
  std::string raw;   ///< its value, exactly as it came

  friend bool operator==(unknown_member const&, unknown_member const&) = default;
};

/// Those of one object, in the order they came. They are kept and sent on, so that a record does
/// not lose on its way through an older program what a newer one wrote.
using unknown_members = std::vector<unknown_member>;

/// Appends them as members of a JSON object that has been begun, each after a comma unless `out` is
/// empty or ends in a brace or comma. Values are trusted to be JSON, as reading made sure of.
inline void append_unknown(std::string& out, unknown_members const& members) {
  for (unknown_member const& each : members) {
    if (!out.empty() && out.back() != '{' && out.back() != ',') out += ',';
    append_quoted(out, each.name);
    out += ':';
    out += each.raw;
  }
}

/// The members of an object kept as text, in order; none for an empty text. What is no object is read as
/// far as it goes.
inline unknown_members members_of(std::string_view object) {
  unknown_members members;
  json_reader from{object};
  if (object.empty() || !from.begin_object()) return members;
  for (std::string_view name; from.next_member(name);) {
    auto& added = members.emplace_back(unknown_member{std::string{name}, {}});
    std::string_view raw;
    if (!from.skip(raw)) break;
    added.raw = raw;
  }
  return members;
}

/// Members as an object's text; empty for none.
inline std::string object_of(unknown_members const& members) {
  if (members.empty()) return {};
  std::string out = "{";
  append_unknown(out, members);
  return out + "}";
}

namespace detail {

inline bool read_unknown(json_reader& from, std::string_view name, unknown_members* unknown) {
  if (unknown == nullptr) return from.skip();
  if (unknown->size() == max_unknown_members) {
    from.fail(error_code::too_large, "expected fewer members that there is no field for");
    return false;
  }
  auto& added = unknown->emplace_back(unknown_member{std::string(name), {}});
  std::string_view raw;
  if (!from.skip(raw)) return false;
  added.raw = raw;
  return true;
}

/// Refuses repeated names. Sorting keeps a hostile object from costing the square of its size.
inline bool check_unknown(json_reader& from, unknown_members const& unknown) {
  if (unknown.size() < 2) return true;
  std::vector<std::string_view> names;
  names.reserve(unknown.size());
  for (unknown_member const& each : unknown) names.push_back(each.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) == names.end() || refuse_repeated(from);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
