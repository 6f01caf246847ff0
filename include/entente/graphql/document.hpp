// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/arena.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/type_ref.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A singly linked list of nodes that the document owns; nodes link through their `next` member.
template <class Node>
class node_list {
 public:
  class iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = Node const*;
    using reference = Node const&;

    iterator() = default;
    explicit iterator(Node const* at) noexcept : at_(at) {}
    reference operator*() const noexcept { return *at_; }
    pointer operator->() const noexcept { return at_; }
    iterator& operator++() noexcept {
      at_ = at_->next;
      return *this;
    }
    iterator operator++(int) noexcept {
      iterator const before = *this;
      at_ = at_->next;
      return before;
    }
    bool operator==(iterator const&) const = default;

   private:
    Node const* at_ = nullptr;
  };

  [[nodiscard]] iterator begin() const noexcept { return iterator{first_}; }
  [[nodiscard]] iterator end() const noexcept { return iterator{}; }
  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] Node const& front() const noexcept { return *first_; }

  void push_back(Node* node) noexcept {
    (last_ == nullptr ? first_ : last_->next) = node;
    last_ = node;
    ++size_;
  }

 private:
  Node* first_ = nullptr;
  Node* last_ = nullptr;
  std::size_t size_ = 0;
};

/// A byte position in the document's text; `document::at` turns it into line and column.
using source_offset = std::uint32_t;

struct argument_node;

/// The kinds of literals of the GraphQL grammar (2.9).
enum class value_kind {
  variable,
  integer,
  floating,
  string,
  boolean,
  null,
  enumeration,
  list,
  object
};

/// A literal or a variable in a value position.
struct value_node {
  value_kind kind = value_kind::null;
  source_offset offset = 0;
  source_offset end = 0;  ///< one past the last byte
  std::string_view
      text{};  ///< variable and enum name, number or boolean as written, string decoded
  node_list<value_node> items{};      ///< of a list
  node_list<argument_node> fields{};  ///< of an object
  value_node* next = nullptr;
};

/// `name: value`, an argument or a field of an input object.
struct argument_node {
  std::string_view name{};
  value_node const* value = nullptr;
  source_offset offset = 0;
  argument_node* next = nullptr;
};

/// `@name(arguments)`.
struct directive_node {
  std::string_view name{};
  node_list<argument_node> arguments{};
  source_offset offset = 0;
  directive_node* next = nullptr;
};

/// What a selection is.
enum class selection_kind { field, fragment_spread, inline_fragment };

/// A field, a fragment spread or an inline fragment.
struct selection_node {
  selection_kind kind = selection_kind::field;
  std::string_view alias{};  ///< of a field; empty where there is none
  std::string_view name{};   ///< of the field or fragment; an inline fragment's type, may be empty
  node_list<argument_node> arguments{};
  node_list<directive_node> directives{};
  node_list<selection_node> selections{};
  source_offset offset = 0;
  source_offset name_offset = 0;
  source_offset selections_offset = 0;  ///< of the opening brace
  selection_node* next = nullptr;

  /// The name under which a field appears in the answer.
  [[nodiscard]] std::string_view response_name() const noexcept {
    return alias.empty() ? name : alias;
  }
};

/// `$name: type = default`.
struct variable_node {
  std::string_view name{};
  type_ref type{};
  value_node const* default_value = nullptr;
  node_list<directive_node> directives{};
  source_offset offset = 0;
  source_offset name_offset = 0;
  source_offset type_offset = 0;
  source_offset type_name_offset = 0;
  variable_node* next = nullptr;
};

/// The three kinds of operations.
enum class operation_kind { query, mutation, subscription };

/// The spelling of a kind of operation.
constexpr std::string_view name_of(operation_kind kind) noexcept {
  switch (kind) {
    case operation_kind::query: return "query";
    case operation_kind::mutation: return "mutation";
    case operation_kind::subscription: return "subscription";
  }
  return "query";
}

/// One operation of a document.
struct operation_node {
  operation_kind kind = operation_kind::query;
  std::string_view name{};  ///< empty for an anonymous operation
  node_list<variable_node> variables{};
  node_list<directive_node> directives{};
  node_list<selection_node> selections{};
  source_offset offset = 0;
  source_offset name_offset = 0;
  operation_node* next = nullptr;
};

/// `fragment name on type { … }`.
struct fragment_node {
  std::string_view name{};
  std::string_view type{};
  node_list<directive_node> directives{};
  node_list<selection_node> selections{};
  source_offset offset = 0;
  source_offset name_offset = 0;
  source_offset type_offset = 0;
  fragment_node* next = nullptr;
};

/// A parsed executable document (GraphQL specification, section 2). It views the source text, which
/// must outlive it. Immutable once parsed, hence safe to read from many threads.
class document {
 public:
  explicit document(std::string_view source) : source_(source) {
    location at;
    for (std::size_t i = stride; i < source.size(); i += stride)
      milestones_.push_back(at = locate(source, i, i - stride, at));
  }

  [[nodiscard]] std::string_view source() const noexcept { return source_; }
  [[nodiscard]] node_list<operation_node> const& operations() const noexcept { return operations_; }
  [[nodiscard]] node_list<fragment_node> const& fragments() const noexcept { return fragments_; }

  /// Line and column of a byte position.
  [[nodiscard]] location at(source_offset offset) const noexcept {
    std::size_t const passed = (std::min)(offset / stride, milestones_.size());
    if (passed == 0) return locate(source_, offset);
    return locate(source_, offset, passed * stride, milestones_[passed - 1]);
  }

  /// The operation called `name`; with an empty name the only operation. Null if there is no such
  /// operation, or several and no name.
  [[nodiscard]] operation_node const* find_operation(std::string_view name) const noexcept {
    if (name.empty()) return operations_.size() == 1 ? &operations_.front() : nullptr;
    for (operation_node const& each : operations_)
      if (each.name == name) return &each;
    return nullptr;
  }

  /// Used by the parser while it builds the document.
  detail::arena& nodes() noexcept { return nodes_; }
  void add(operation_node* node) noexcept { operations_.push_back(node); }
  void add(fragment_node* node) noexcept { fragments_.push_back(node); }

 private:
  // A hostile document is long and has errors at its end: their places are not counted out anew.
  static constexpr std::size_t stride = 4096;

  std::string_view source_;
  std::vector<location> milestones_;
  detail::arena nodes_;
  node_list<operation_node> operations_;
  node_list<fragment_node> fragments_;
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
