// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/validation.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// The fragments an operation reaches, directly or through others, each once.
inline std::vector<std::size_t> reachable_fragments(validation const& v, usages const& from) {
  std::vector<std::size_t> reached;
  if (from.fragments.empty()) return reached;
  std::vector<bool> known(v.fragments.size());
  auto const add = [&](usages const& uses) {
    for (fragment_usage const& each : uses.fragments) {
      if (known[each.fragment]) continue;
      known[each.fragment] = true;
      reached.push_back(each.fragment);
    }
  };
  add(from);
  for (std::size_t i = 0; i < reached.size(); ++i) add(v.fragments[reached[i]].uses);
  return reached;
}

/// Fragments must not spread themselves (5.5.2.2). Reports every cycle once.
class cycle_checker {
 public:
  explicit cycle_checker(validation& v)
      : v_(v), visited_(v.fragments.size()), position_(v.fragments.size(), outside) {}

  /// Whether there are none.
  bool check() {
    for (std::size_t i = 0; i < v_.fragments.size(); ++i) visit(i);
    return acyclic_;
  }

 private:
  static constexpr std::size_t outside = static_cast<std::size_t>(-1);

  void visit(std::size_t fragment) {
    if (visited_[fragment]) return;
    visited_[fragment] = true;
    if (path_.size() > v_.bounds.max_selection_depth)
      v_.exceed("Fragments are nested more than " + std::to_string(v_.bounds.max_selection_depth) +
                    " levels deep.",
                v_.fragments[fragment].node->offset);
    position_[fragment] = path_.size();
    for (fragment_usage const& use : v_.fragments[fragment].uses.fragments) {
      path_.push_back(use.spread);
      if (position_[use.fragment] == outside)
        visit(use.fragment);
      else
        report(position_[use.fragment]);
      path_.pop_back();
    }
    position_[fragment] = outside;
  }

  void report(std::size_t start) {
    acyclic_ = false;
    std::string message =
        text_of("Cannot spread fragment ", quoted(path_.back()->name), " within itself");
    std::vector<source_offset> places;
    for (std::size_t i = start; i < path_.size(); ++i) {
      places.push_back(path_[i]->offset);
      if (i + 1 == path_.size()) break;
      message.append(i == start ? " via " : ", ").append(quoted(path_[i]->name));
    }
    v_.report(message + ".", places);
  }

  validation& v_;
  std::vector<bool> visited_;
  std::vector<std::size_t> position_;
  std::vector<selection_node const*> path_;
  bool acyclic_ = true;
};

/// How large an operation is once its fragments stand where they are spread (none are put there,
/// the size is only computed, so that a small document cannot ask for much work).
class size_checker {
 public:
  explicit size_checker(validation& v) : v_(v), known_(v.fragments.size()) {}

  /// Precondition: fragments have no cycles.
  void check(operation_node const& operation) {
    if (check(operation.selections, operation.offset) > v_.bounds.max_root_fields)
      refuse(v_.bounds.max_root_fields, "root fields");
  }

  /// The number of fields at the top of the selections.
  std::size_t check(node_list<selection_node> const& selections, source_offset place) {
    place_ = place;
    extent const whole = measure(selections, 1);
    if (whole.selections > v_.bounds.max_fields) refuse(v_.bounds.max_fields, "selections");
    if (whole.depth > v_.bounds.max_selection_depth) refuse_depth();
    return whole.root_fields;
  }

 private:
  struct extent {
    std::size_t selections = 0;
    std::size_t root_fields = 0;
    std::size_t depth = 0;
  };
  struct known_extent {
    bool measured = false;
    extent value;
  };

  void refuse(std::size_t limit, std::string_view what) {
    v_.exceed(text_of("Operation has more than ", std::to_string(limit), " ", what,
                      " once its fragments are expanded."),
              place_);
  }
  void refuse_depth() { refuse(v_.bounds.max_selection_depth, "nested selections"); }

  extent measure(node_list<selection_node> const& selections, std::size_t level) {
    // A count beyond every limit stays there instead of running around zero.
    static constexpr std::size_t enough = std::size_t{1} << 30;
    if (level > v_.bounds.max_selection_depth) refuse_depth();
    extent sum;
    for (selection_node const& each : selections) {
      extent part;
      if (each.kind == selection_kind::fragment_spread) {
        if (auto const index = v_.find_fragment(each.name)) part = measure_fragment(*index, level);
      } else if (!each.selections.empty()) {
        part = measure(each.selections, level + 1);
      }
      if (each.kind == selection_kind::field) part.root_fields = 1;
      sum.selections = (std::min)(sum.selections + part.selections + 1, enough);
      sum.root_fields = (std::min)(sum.root_fields + part.root_fields, enough);
      sum.depth = (std::max)(sum.depth, part.depth);
    }
    ++sum.depth;
    return sum;
  }

  extent measure_fragment(std::size_t index, std::size_t level) {
    known_extent& known = known_[index];
    if (!known.measured) {
      known.value = measure(v_.fragments[index].node->selections, level + 1);
      known.measured = true;
    }
    return known.value;
  }

  validation& v_;
  std::vector<known_extent> known_;
  source_offset place_ = 0;
};

/// Introspection can be asked for the fields of the types of the fields …, each level multiplying
/// the answer; a few levels serve every tool. Precondition: sizes are checked.
class introspection_checker {
 public:
  explicit introspection_checker(validation& v) noexcept : v_(v) {}

  void check(node_list<selection_node> const& selections) {
    for (selection_node const& each : selections) {
      bool const enters =
          each.kind == selection_kind::field && (each.name == "__schema" || each.name == "__type");
      if (!enters)
        check(each.selections);
      else if (is_deeper(each.selections, v_.bounds.max_introspection_lists))
        v_.report("Maximum introspection depth exceeded", {each.offset}, codes::limit_exceeded);
    }
  }

 private:
  [[nodiscard]] bool is_deeper(node_list<selection_node> const& selections, std::size_t allowed) const {
    for (selection_node const& each : selections) {
      if (each.kind == selection_kind::fragment_spread) {
        auto const index = v_.find_fragment(each.name);
        if (index && is_deeper(v_.fragments[*index].node->selections, allowed)) return true;
        continue;
      }
      bool const is_list = each.kind == selection_kind::field &&
                           (each.name == "fields" || each.name == "interfaces" ||
                            each.name == "possibleTypes" || each.name == "inputFields");
      if (is_list && allowed == 0) return true;
      if (is_deeper(each.selections, is_list ? allowed - 1 : allowed)) return true;
    }
    return false;
  }

  validation& v_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
