// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/document.hpp>
#include <entente/graphql/graphql_error.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// What an input value has become once it was coerced to the type its place expects.
enum class input_kind { null, boolean, integer, floating, string, enumeration, json, list, object };

struct named_input;
class input;

/// The arguments of a field, or the fields of an input object: coerced, with defaults filled in.
/// A view, valid while the field is being resolved. The `get_…` calls throw `field_error`
/// (BAD_USER_INPUT) when the argument is absent or null, which a client may send even where there is
/// a default; the `optional_…` calls return nothing then. Both throw std::logic_error when it is of
/// another type than the resolver takes it for.
class arguments {
 public:
  arguments() = default;
  explicit arguments(node_list<named_input> const& fields) noexcept : fields_(fields) {}

  /// Whether the argument was given, null or not, or has a default.
  [[nodiscard]] bool has(std::string_view name) const noexcept { return look_up(name) != nullptr; }
  /// Whether it was given as null, which asks to clear a field where absence asks to leave it.
  [[nodiscard]] bool is_null(std::string_view name) const noexcept;
  /// The value; a null pointer where it is absent or null.
  [[nodiscard]] input const* find(std::string_view name) const noexcept;
  /// The value. Throws when it is absent or null.
  [[nodiscard]] input const& get(std::string_view name) const;

  [[nodiscard]] bool get_bool(std::string_view name) const;
  [[nodiscard]] std::int64_t get_int(std::string_view name) const;
  [[nodiscard]] double get_double(std::string_view name) const;
  /// Text of a string, ID, enum or custom scalar such as DateTime.
  [[nodiscard]] std::string_view get_string(std::string_view name) const;
  /// JSON text of a JSON scalar: exactly the bytes of the request where it came by a variable.
  [[nodiscard]] std::string_view get_json(std::string_view name) const;
  [[nodiscard]] node_list<input> const& get_list(std::string_view name) const;
  /// The JSON texts of a list of JSON scalars.
  [[nodiscard]] std::vector<std::string_view> get_json_list(std::string_view name) const;
  [[nodiscard]] arguments get_object(std::string_view name) const;

  [[nodiscard]] std::optional<bool> optional_bool(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> optional_int(std::string_view name) const;
  [[nodiscard]] std::optional<double> optional_double(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> optional_string(std::string_view name) const;
  [[nodiscard]] std::optional<std::string_view> optional_json(std::string_view name) const;
  [[nodiscard]] std::optional<arguments> optional_object(std::string_view name) const;

  /// All of them, for resolvers that work on names.
  [[nodiscard]] node_list<named_input> all() const noexcept { return fields_; }

 private:
  [[nodiscard]] named_input const* look_up(std::string_view name) const noexcept;

  node_list<named_input> fields_;
};

/// One coerced value. Reading it as a kind that it is not throws std::logic_error.
class input {
 public:
  input() = default;
  explicit input(bool value) noexcept : kind_(input_kind::boolean), integer_(value ? 1 : 0) {}
  explicit input(std::int64_t value) noexcept : kind_(input_kind::integer), integer_(value) {}
  explicit input(double value) noexcept : kind_(input_kind::floating), number_(value) {}
  input(input_kind kind, std::string_view text) noexcept : kind_(kind), text_(text) {}
  explicit input(node_list<input> const& items) noexcept : kind_(input_kind::list), items_(items) {}
  explicit input(node_list<named_input> const& fields) noexcept
      : kind_(input_kind::object), fields_(fields) {}

  [[nodiscard]] input_kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_null() const noexcept { return kind_ == input_kind::null; }

  [[nodiscard]] bool as_bool() const {
    require(kind_ == input_kind::boolean);
    return integer_ != 0;
  }
  [[nodiscard]] std::int64_t as_int() const {
    require(kind_ == input_kind::integer);
    return integer_;
  }
  [[nodiscard]] double as_double() const {
    require(kind_ == input_kind::floating || kind_ == input_kind::integer);
    return kind_ == input_kind::floating ? number_ : static_cast<double>(integer_);
  }
  [[nodiscard]] std::string_view as_string() const {
    require(kind_ == input_kind::string || kind_ == input_kind::enumeration);
    return text_;
  }
  [[nodiscard]] std::string_view as_json() const {
    require(kind_ == input_kind::json);
    return text_;
  }
  [[nodiscard]] node_list<input> const& items() const {
    require(kind_ == input_kind::list);
    return items_;
  }
  [[nodiscard]] arguments fields() const {
    require(kind_ == input_kind::object);
    return arguments{fields_};
  }

  input* next = nullptr;

 private:
  static void require(bool fits) {
    if (!fits)
      throw std::logic_error("a resolver and its schema disagree about an argument's type");
  }

  input_kind kind_ = input_kind::null;
  std::int64_t integer_ = 0;
  double number_ = 0;
  std::string_view text_;
  node_list<input> items_;
  node_list<named_input> fields_;
};

/// An argument, or a field of an input object.
struct named_input {
  std::string_view name;
  input const* value = nullptr;
  named_input* next = nullptr;
};

inline named_input const* arguments::look_up(std::string_view name) const noexcept {
  for (named_input const& each : fields_)
    if (each.name == name) return &each;
  return nullptr;
}
inline input const* arguments::find(std::string_view name) const noexcept {
  named_input const* const found = look_up(name);
  return found != nullptr && !found->value->is_null() ? found->value : nullptr;
}
inline bool arguments::is_null(std::string_view name) const noexcept {
  named_input const* const found = look_up(name);
  return found != nullptr && found->value->is_null();
}
inline input const& arguments::get(std::string_view name) const {
  if (input const* const found = find(name)) return *found;
  throw field_error{"Argument \"" + std::string{name} + "\" must not be null."};
}

inline bool arguments::get_bool(std::string_view name) const { return get(name).as_bool(); }
inline std::int64_t arguments::get_int(std::string_view name) const { return get(name).as_int(); }
inline double arguments::get_double(std::string_view name) const { return get(name).as_double(); }
inline std::string_view arguments::get_string(std::string_view name) const {
  return get(name).as_string();
}
inline std::string_view arguments::get_json(std::string_view name) const {
  return get(name).as_json();
}
inline node_list<input> const& arguments::get_list(std::string_view name) const {
  return get(name).items();
}
inline std::vector<std::string_view> arguments::get_json_list(std::string_view name) const {
  node_list<input> const& items = get_list(name);
  std::vector<std::string_view> texts;
  texts.reserve(items.size());
  for (input const& each : items) texts.push_back(each.is_null() ? "null" : each.as_json());
  return texts;
}
inline arguments arguments::get_object(std::string_view name) const { return get(name).fields(); }

inline std::optional<bool> arguments::optional_bool(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->as_bool()} : std::nullopt;
}
inline std::optional<std::int64_t> arguments::optional_int(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->as_int()} : std::nullopt;
}
inline std::optional<double> arguments::optional_double(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->as_double()} : std::nullopt;
}
inline std::optional<std::string_view> arguments::optional_string(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->as_string()} : std::nullopt;
}
inline std::optional<std::string_view> arguments::optional_json(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->as_json()} : std::nullopt;
}
inline std::optional<arguments> arguments::optional_object(std::string_view name) const {
  input const* const found = find(name);
  return found != nullptr ? std::optional{found->fields()} : std::nullopt;
}

}  // namespace graphql
}  // namespace v0
}  // namespace entente
