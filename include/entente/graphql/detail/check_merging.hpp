// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/validation.hpp>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Fields that share a response name must be mergeable into one (5.3.2). Compares pairs, as the
/// wording of the messages asks for, and spends at most `limits::max_field_comparisons` on it.
/// Precondition: fragments have no cycles and sizes are checked.
class merge_checker {
 public:
  explicit merge_checker(validation& v) noexcept : v_(v), budget_(v.bounds.max_field_comparisons) {}

  /// Checks a selection set and all inside it, fragments expanded.
  void check(node_list<selection_node> const& selections, type_def const* parent) {
    std::vector<entry> const fields = collect(selections, parent);
    for (std::size_t i = 0; i < fields.size();) {
      std::size_t const end = group_end(fields, i);
      for (std::size_t a = i; a < end; ++a)
        for (std::size_t b = a + 1; b < end; ++b) check_pair(fields[a], fields[b]);
      i = end;
    }
    check_inside(selections, parent);
  }

 private:
  struct entry {
    selection_node const* node;
    type_def const* parent;  ///< null if unknown
    found_field found;
    std::size_t order;  ///< among the fields of its set
  };

  /// Why two fields do not merge, and all fields concerned.
  struct conflict {
    std::string reason;
    std::vector<source_offset> first;
    std::vector<source_offset> second;
  };

  void spend(std::size_t amount, source_offset place) {
    if (amount > budget_)
      v_.exceed("Document takes too much work to prove that its fields can be merged.", place);
    budget_ -= amount;
  }

  void check_inside(node_list<selection_node> const& selections, type_def const* parent) {
    for (selection_node const& each : selections) {
      if (each.selections.empty()) continue;
      if (each.kind == selection_kind::field)
        check(each.selections, child_type(each, parent));
      else
        check_inside(each.selections, condition_type(each, parent));
    }
  }

  [[nodiscard]] type_def const* child_type(selection_node const& field,
                                           type_def const* parent) const {
    if (parent == nullptr) return nullptr;
    found_field const found = v_.types.find_field(*parent, field.name);
    return found && found.type->is_composite() ? found.type : nullptr;
  }

  [[nodiscard]] type_def const* condition_type(selection_node const& fragment,
                                               type_def const* parent) const {
    return fragment.name.empty() ? parent : v_.types.find_type(fragment.name);
  }

  /// The fields of a selection set, those of one response name next to each other.
  std::vector<entry> collect(node_list<selection_node> const& selections, type_def const* parent) {
    std::vector<entry> fields;
    add(fields, selections, parent);
    std::sort(fields.begin(), fields.end(), [](entry const& a, entry const& b) {
      int const order = a.node->response_name().compare(b.node->response_name());
      return order != 0 ? order < 0 : a.order < b.order;
    });
    return fields;
  }

  void add(std::vector<entry>& fields, node_list<selection_node> const& selections,
           type_def const* parent) {
    for (selection_node const& each : selections) {
      spend(1, each.offset);
      if (each.kind == selection_kind::field) {
        fields.push_back({&each, parent,
                          parent != nullptr && parent->is_composite()
                              ? v_.types.find_field(*parent, each.name)
                              : found_field{},
                          fields.size()});
      } else if (each.kind == selection_kind::inline_fragment) {
        add(fields, each.selections, condition_type(each, parent));
      } else if (auto const index = v_.find_fragment(each.name)) {
        fragment_info const& fragment = v_.fragments[*index];
        add(fields, fragment.node->selections, fragment.type);
      }
    }
  }

  static std::size_t group_end(std::vector<entry> const& fields, std::size_t start) {
    std::size_t end = start + 1;
    while (end < fields.size() &&
           fields[end].node->response_name() == fields[start].node->response_name())
      ++end;
    return end;
  }

  void check_pair(entry const& a, entry const& b) {
    conflict found;
    if (!conflicts(a, b, false, found)) return;
    if (!reported_
             .emplace((std::min)(a.node->offset, b.node->offset),
                      (std::max)(a.node->offset, b.node->offset))
             .second)
      return;
    std::vector<source_offset> places = found.first;
    places.insert(places.end(), found.second.begin(), found.second.end());
    v_.report(
        text_of("Fields ", quoted(a.node->response_name()), " conflict because ", found.reason,
                ". Use different aliases on the fields to fetch both if this was "
                "intentional."),
        places);
  }

  bool conflicts(entry const& a, entry const& b, bool exclusive, conflict& found) {
    spend(1, b.node->offset);
    if (a.node == b.node) return false;
    found.first = {a.node->offset};
    found.second = {b.node->offset};
    // Objects of two types are never the same object: such fields need the same shape only.
    exclusive =
        exclusive || (a.parent != b.parent && a.parent != nullptr && b.parent != nullptr &&
                      a.parent->kind == type_kind::object && b.parent->kind == type_kind::object);
    if (!exclusive) {
      if (a.node->name != b.node->name) {
        found.reason =
            text_of(quoted(a.node->name), " and ", quoted(b.node->name), " are different fields");
        return true;
      }
      if (!same_members(a.node->arguments, b.node->arguments, b.node->offset)) {
        found.reason = "they have differing arguments";
        return true;
      }
    }
    if (a.found && b.found && differ(a.found, b.found)) {
      found.reason = text_of("they return conflicting types ", quoted(a.found.field->type.text()),
                             " and ", quoted(b.found.field->type.text()));
      return true;
    }
    if (a.node->selections.empty() || b.node->selections.empty()) return false;
    return subfields_conflict(a, b, exclusive, found);
  }

  bool subfields_conflict(entry const& a, entry const& b, bool exclusive, conflict& found) {
    auto const inside = [](entry const& field) {
      return field.found && field.found.type->is_composite() ? field.found.type : nullptr;
    };
    std::vector<entry> const left = collect(a.node->selections, inside(a));
    std::vector<entry> const right = collect(b.node->selections, inside(b));
    auto other = right.begin();
    for (std::size_t i = 0; i < left.size();) {
      std::size_t const end = group_end(left, i);
      std::string_view const name = left[i].node->response_name();
      while (other != right.end() && other->node->response_name() < name) ++other;
      for (; i < end; ++i)
        for (auto each = other; each != right.end() && each->node->response_name() == name;
             ++each) {
          conflict inner;
          if (!conflicts(left[i], *each, exclusive, inner)) continue;
          if (!found.reason.empty()) found.reason += " and ";
          found.reason += text_of("subfields ", quoted(name), " conflict because ", inner.reason);
          found.first.insert(found.first.end(), inner.first.begin(), inner.first.end());
          found.second.insert(found.second.end(), inner.second.begin(), inner.second.end());
        }
    }
    return !found.reason.empty();
  }

  /// Whether two fields answer with different shapes.
  static bool differ(found_field const& a, found_field const& b) {
    auto const wrapping = [](std::string_view text) {
      return std::pair{text.substr(0, text.find_first_not_of('[')),
                       text.substr(text.find_last_not_of("]!") + 1)};
    };
    if (wrapping(a.field->type.text()) != wrapping(b.field->type.text())) return true;
    return (a.type->is_leaf() || b.type->is_leaf()) && a.type != b.type;
  }

  bool same_members(node_list<argument_node> const& a, node_list<argument_node> const& b,
                    source_offset place) {
    if (a.size() != b.size()) return false;
    if (a.empty()) return true;
    spend(a.size() * b.size(), place);
    return std::all_of(a.begin(), a.end(), [&](argument_node const& one) {
      return std::any_of(b.begin(), b.end(), [&](argument_node const& other) {
        return one.name == other.name && same_value(*one.value, *other.value, place);
      });
    });
  }

  bool same_value(value_node const& a, value_node const& b, source_offset place) {
    if (a.kind != b.kind || a.items.size() != b.items.size()) return false;
    if (a.kind == value_kind::object) return same_members(a.fields, b.fields, place);
    if (a.kind != value_kind::list) return a.text == b.text;
    spend(a.items.size(), place);
    return std::equal(
        a.items.begin(), a.items.end(), b.items.begin(),
        [&](value_node const& x, value_node const& y) { return same_value(x, y, place); });
  }

  validation& v_;
  std::size_t budget_;
  std::set<std::pair<source_offset, source_offset>> reported_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
