// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/code_point.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/graphql/type_ref.hpp>

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Thrown to stop a validation that has found enough; caught by `validate`.
struct validation_stopped {};

/// Where a variable is used, and what is expected there.
struct variable_usage {
  std::string_view name;
  source_offset offset = 0;
  type_ref expected{};       ///< empty where any value fits
  bool has_default = false;  ///< the place has a default value of its own
};

/// Where a fragment is spread.
struct fragment_usage {
  selection_node const* spread = nullptr;
  std::size_t fragment = 0;  ///< index of the fragment
};

/// What one operation or fragment uses.
struct usages {
  std::vector<variable_usage> variables;
  std::vector<fragment_usage> fragments;
};

/// A fragment with what the checks have found out about it.
struct fragment_info {
  fragment_node const* node = nullptr;
  type_def const* type = nullptr;  ///< null unless its type condition is a composite type
  usages uses;
};

/// What all checks share: the document, the schema, the fragments by name and the errors.
class validation {
 public:
  validation(schema const& known, document const& checked, limits const& limit)
      : types(known), doc(checked), bounds(limit) {
    fragments.reserve(doc.fragments().size());
    for (fragment_node const& each : doc.fragments()) {
      type_def const* const type = types.find_type(each.type);
      fragments.push_back({&each, type != nullptr && type->is_composite() ? type : nullptr, {}});
    }
    if (fragments.size() > few_fragments)
      for (std::size_t i = 0; i < fragments.size(); ++i)
        by_name_.emplace(fragments[i].node->name, i);
  }

  [[nodiscard]] std::optional<std::size_t> find_fragment(std::string_view name) const {
    if (fragments.size() > few_fragments) {
      auto const found = by_name_.find(name);
      return found == by_name_.end() ? std::nullopt : std::optional{found->second};
    }
    for (std::size_t i = 0; i < fragments.size(); ++i)
      if (fragments[i].node->name == name) return i;
    return std::nullopt;
  }

  void report(std::string message, std::initializer_list<source_offset> places) {
    report(std::move(message), std::vector<source_offset>(places));
  }

  void report(std::string message, std::vector<source_offset> const& places,
              std::string_view code = {}) {
    graphql_error made{std::move(message), {}, {}, std::string{code}};
    for (source_offset const place : places) made.locations.push_back(doc.at(place));
    errors.push_back(std::move(made));
    if (errors.size() < bounds.max_errors) return;
    errors.push_back({"Too many validation errors, error limit reached. Validation aborted."});
    throw validation_stopped{};
  }

  [[noreturn]] void exceed(std::string message, source_offset place) {
    errors.push_back({std::move(message), {doc.at(place)}, {}, std::string{codes::limit_exceeded}});
    throw validation_stopped{};
  }

  schema const& types;
  document const& doc;
  limits const& bounds;
  std::vector<fragment_info> fragments;
  std::vector<graphql_error> errors;

 private:
  static constexpr std::size_t few_fragments = 8;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

/// `"text"`, for messages, which repeat long texts only in part.
inline std::string quoted(std::string_view text) {
  std::string made;
  made.reserve(text.size() + 2);
  made.append(1, '"').append(clipped(text, longest_quotation)) += '"';
  return made;
}

/// Preferred to std::quoted, which argument-dependent look-up finds where <iomanip> is included.
inline std::string quoted(std::string const& text) { return quoted(std::string_view{text}); }

/// Text from pieces, for messages.
template <class... Pieces>
std::string text_of(Pieces const&... pieces) {
  std::string made;
  (made.append(pieces), ...);
  return made;
}

/// Where messages about the name of a node point to.
inline source_offset name_place(argument_node const& node) noexcept { return node.offset; }
inline source_offset name_place(variable_node const& node) noexcept { return node.name_offset; }
inline source_offset name_place(operation_node const& node) noexcept { return node.name_offset; }
inline source_offset name_place(fragment_node const& node) noexcept { return node.name_offset; }

/// Reports every name that a list of nodes uses twice.
template <class Nodes, class Message>
void check_unique_names(validation& v, Nodes const& nodes, Message message) {
  static constexpr std::size_t few = 16;
  if (nodes.size() < 2) return;
  if (nodes.size() <= few) {
    for (auto later = nodes.begin(); later != nodes.end(); ++later)
      for (auto earlier = nodes.begin(); earlier != later; ++earlier)
        if (earlier->name == later->name) {
          v.report(message(later->name), {name_place(*earlier), name_place(*later)});
          break;
        }
    return;
  }
  std::unordered_map<std::string_view, source_offset> seen;
  for (auto const& each : nodes) {
    auto const [known, fresh] = seen.emplace(each.name, name_place(each));
    if (!fresh) v.report(message(each.name), {known->second, name_place(each)});
  }
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
