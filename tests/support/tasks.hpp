// SPDX-License-Identifier: BSL-1.0
#pragma once
#include <entente/entity.hpp>
#include <string>
struct Space { std::string name; std::string description; };
struct Task { std::string title; std::string body; bool done=false; std::int64_t priority=0; double weight=0; std::optional<std::string> note; std::vector<std::string> tags; std::int64_t votes=0; entente::ref<Space> space; };
template <> struct entente::entity_traits<Task> {
  using fields = entente::field_policies<entente::merge<&Task::tags, entente::set_union>, entente::merge<&Task::votes, entente::counter>>;
  using indexes = entente::indexes<&Task::done, "space">;
  static std::optional<entente::violation> validate(Task const& t) { if (t.title.empty()) return entente::violation{"title","must not be empty"}; return std::nullopt; }
};
using app = entente::schema<Space, Task>;
