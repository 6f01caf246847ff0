// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/json_text.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

class resolver;
class value;
struct member;

/// The fields of an object by name. Fields that were not asked for are ignored, those missing are
/// null. A member called "__typename" tells the type where the schema has an interface or union.
/// Names are views: they must outlive the object, as the names in schema tables do.
class object {
 public:
  object() noexcept;
  object(std::initializer_list<member> members);
  object(object const&);
  object(object&&) noexcept;
  object& operator=(object const&);
  object& operator=(object&&) noexcept;
  ~object();

  /// Appends a field and returns this object.
  object& add(std::string_view name, value field);
  /// The field of that name, or null if there is none.
  [[nodiscard]] value const* find(std::string_view name) const noexcept;
  [[nodiscard]] value* find(std::string_view name) noexcept;
  [[nodiscard]] std::vector<member> const& members() const noexcept { return members_; }

 private:
  std::vector<member> members_;
};

/// What a field resolves to, before it is completed against its type and the selection set.
/// Not thread-safe beyond what its parts are.
class value {
 public:
  /// Write a list of one list as `list{value{list{…}}}`: compilers disagree about what the bare
  /// nested braces mean.
  using list = std::vector<value>;
  using state = std::variant<std::monostate, bool, std::int64_t, double, std::string, json_text,
                             list, object, std::shared_ptr<resolver>>;

  /// null.
  value() = default;
  value(std::nullptr_t) noexcept {}
  template <std::same_as<bool> B>
  value(B truth) noexcept : state_(std::in_place_type<bool>, truth) {}
  template <std::integral I>
  requires(!std::same_as<I, bool> && !std::same_as<I, char> && sizeof(I) <= 8) value(I number)
  noexcept : state_(std::in_place_type<std::int64_t>, static_cast<std::int64_t>(number)) {}
  value(double number) noexcept : state_(std::in_place_type<double>, number) {}
  value(std::string text) noexcept : state_(std::in_place_type<std::string>, std::move(text)) {}
  value(std::string_view text) : state_(std::in_place_type<std::string>, text) {}
  value(char const* text) : state_(std::in_place_type<std::string>, text) {}
  /// JSON text, put into the answer without being parsed: for scalars and for lists of scalars.
  value(json_text json) noexcept : state_(std::in_place_type<json_text>, std::move(json)) {}
  value(list items) noexcept : state_(std::in_place_type<list>, std::move(items)) {}
  value(object fields) noexcept : state_(std::in_place_type<object>, std::move(fields)) {}
  /// An object whose fields are resolved one by one, as they are asked for; null if it is null.
  template <class Resolver>
  requires std::convertible_to<Resolver*, resolver*> value(std::shared_ptr<Resolver> lazy)
  noexcept {
    if (lazy) state_.template emplace<std::shared_ptr<resolver>>(std::move(lazy));
  }

  [[nodiscard]] state const& get() const noexcept { return state_; }
  [[nodiscard]] state& get() noexcept { return state_; }
  [[nodiscard]] bool is_null() const noexcept { return state_.index() == 0; }

 private:
  state state_;
};

/// A field of an object.
struct member {
  std::string_view name;
  value field;
};

inline object::object() noexcept = default;
inline object::object(std::initializer_list<member> members) : members_(members) {}
inline object::object(object const&) = default;
inline object::object(object&&) noexcept = default;
inline object& object::operator=(object const&) = default;
inline object& object::operator=(object&&) noexcept = default;
inline object::~object() = default;

inline object& object::add(std::string_view name, value field) {
  members_.push_back({name, std::move(field)});
  return *this;
}

inline value const* object::find(std::string_view name) const noexcept {
  for (member const& each : members_)
    if (each.name == name) return &each.field;
  return nullptr;
}

inline value* object::find(std::string_view name) noexcept {
  return const_cast<value*>(std::as_const(*this).find(name));
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
