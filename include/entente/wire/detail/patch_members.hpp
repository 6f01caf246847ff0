// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/patch_parts.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/unknown_members.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// The parts of a patch, in the order they are written.
enum class patch_part : std::size_t { set, delta, add, remove, append, at };

/// Whether the policy of a field knows that kind of change.
template <class Entity>
constexpr bool knows_part(std::size_t field, patch_part part) {
  switch (part) {
    case patch_part::delta: return fields_of_policy<Entity, counter>.test(field);
    case patch_part::add:
    case patch_part::remove: return fields_of_policy<Entity, set_union>.test(field);
    case patch_part::append: return fields_of_policy<Entity, entente::append>.test(field);
    default: return true;
  }
}

/// A patch taken apart by name, without a look at the values. Parts that this program does not know
/// are kept.
class patch_members {
 public:
  patch_members() = default;
  explicit patch_members(std::string_view body) {
    for (auto& part : members_of(body)) {
      std::size_t i = 0;
      while (i < names.size() && names[i] != part.name) ++i;
      if (i < names.size())
        parts_[i] = members_of(part.raw);
      else
        others_.push_back(std::move(part));
    }
  }

  /// Calls `f(part, member)` for each until it returns false.
  template <class F>
  bool each(F&& f) {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      for (auto& member : parts_[i])
        if (!f(static_cast<patch_part>(i), member)) return false;
    return true;
  }

  [[nodiscard]] bool has(patch_part part, std::string_view name) const {
    for (auto const& member : parts_[static_cast<std::size_t>(part)])
      if (member.name == name) return true;
    return false;
  }

  void set(patch_part part, std::string_view name, std::string_view raw) {
    for (auto& member : parts_[static_cast<std::size_t>(part)])
      if (member.name == name) {
        member.raw = raw;
        return;
      }
    parts_[static_cast<std::size_t>(part)].push_back({std::string{name}, std::string{raw}});
  }

  [[nodiscard]] std::string text() const {
    unknown_members all;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (!parts_[i].empty()) all.push_back({std::string{names[i]}, object_of(parts_[i])});
    all.insert(all.end(), others_.begin(), others_.end());
    return all.empty() ? "{}" : object_of(all);
  }

 private:
  static constexpr std::array<std::string_view, 6> names{"set",    "delta",  "add",
                                                         "remove", "append", "at"};
  std::array<unknown_members, 6> parts_{};
  unknown_members others_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
