// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/result.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// A JSON value as a tree, for the paths that are not hot: GraphQL variables, configuration, tests.
/// Read-only. Numbers keep their spelling, members their order; an object that names a member
/// twice is refused, because RFC 8259 leaves its meaning open. Const access is thread-safe.
class json_value {
 public:
  struct member;

  /// null.
  json_value() noexcept;
  json_value(json_value const&);
  json_value(json_value&&) noexcept;
  json_value& operator=(json_value const&);
  json_value& operator=(json_value&&) noexcept;
  ~json_value();

  /// The whole text as one value. Errors: malformed, too_large (more than `max_depth` brackets).
  [[nodiscard]] static result<json_value> parse(std::string_view text,
                                                std::size_t max_depth = 128) {
    json_reader reader(text, max_depth);
    json_value value;
    if (!value.read_from(reader) || !reader.finish()) return reader.why();
    return value;
  }

  /// Replaces this value by the reader's next one. False if the reader failed: its why() tells,
  /// and this value holds what was read until then.
  bool read_from(json_reader& reader);

  /// Appends the value; numbers exactly as they came, strings with the writer's escapes.
  void write(json_writer& writer) const;

  /// null, boolean, number, string, array or object.
  [[nodiscard]] json_kind kind() const noexcept { return kind_; }
  [[nodiscard]] bool is_null() const noexcept { return kind_ == json_kind::null; }

  [[nodiscard]] std::optional<bool> as_bool() const noexcept {
    if (kind_ != json_kind::boolean) return std::nullopt;
    return truth_;
  }
  /// The number if it is integral (1.0 and 1e2 are) and fits.
  [[nodiscard]] std::optional<std::int64_t> as_int64() const { return as_number<std::int64_t>(); }
  [[nodiscard]] std::optional<std::uint64_t> as_uint64() const {
    return as_number<std::uint64_t>();
  }
  /// The nearest double, if the number is not beyond the largest.
  [[nodiscard]] std::optional<double> as_double() const { return as_number<double>(); }
  /// The number as it was spelt; empty if this is none.
  [[nodiscard]] std::string_view number_text() const noexcept {
    return kind_ == json_kind::number ? std::string_view(text_) : std::string_view();
  }
  [[nodiscard]] std::optional<std::string_view> as_string() const noexcept {
    if (kind_ != json_kind::string) return std::nullopt;
    return text_;
  }

  /// The elements of an array; empty for any other kind.
  [[nodiscard]] std::span<json_value const> elements() const noexcept { return elements_; }
  /// The members of an object in the order of the text; empty for any other kind.
  [[nodiscard]] std::span<member const> members() const noexcept;
  /// The value of a member, or null if there is no such member. Takes time linear in the members.
  [[nodiscard]] json_value const* find(std::string_view name) const noexcept;

  /// Same kind and contents; numbers by spelling, members in any order.
  [[nodiscard]] friend bool operator==(json_value const& a, json_value const& b) {
    return a.equals(b);
  }

 private:
  template <class T>
  [[nodiscard]] std::optional<T> as_number() const {
    T number{};
    if (kind_ != json_kind::number || !json_reader(text_).read(number)) return std::nullopt;
    return number;
  }
  [[nodiscard]] bool equals(json_value const& other) const;
  [[nodiscard]] std::vector<member const*> by_name() const;

  json_kind kind_ = json_kind::null;
  bool truth_ = false;
  std::string text_;
  std::vector<json_value> elements_;
  std::vector<member> members_;
};

/// A name and its value.
struct json_value::member {
  std::string name;
  json_value value;
};

// All of these need to know a member, which holds a json_value.
inline json_value::json_value() noexcept = default;
inline json_value::json_value(json_value const&) = default;
inline json_value::json_value(json_value&&) noexcept = default;
inline json_value& json_value::operator=(json_value const&) = default;
inline json_value& json_value::operator=(json_value&&) noexcept = default;
inline json_value::~json_value() = default;

inline std::span<json_value::member const> json_value::members() const noexcept {
  return members_;
}

inline json_value const* json_value::find(std::string_view name) const noexcept {
  for (member const& each : members_)
    if (each.name == name) return &each.value;
  return nullptr;
}

inline std::vector<json_value::member const*> json_value::by_name() const {
  std::vector<member const*> sorted;
  sorted.reserve(members_.size());
  for (member const& each : members_) sorted.push_back(&each);
  std::sort(sorted.begin(), sorted.end(),
            [](member const* a, member const* b) { return a->name < b->name; });
  return sorted;
}

inline bool json_value::equals(json_value const& other) const {
  if (kind_ != other.kind_ || truth_ != other.truth_ || text_ != other.text_ ||
      elements_ != other.elements_ || members_.size() != other.members_.size())
    return false;
  auto const mine = by_name();
  auto const theirs = other.by_name();
  return std::equal(mine.begin(), mine.end(), theirs.begin(), [](auto const* a, auto const* b) {
    return a->name == b->name && a->value.equals(b->value);
  });
}

// Recursion is bounded by the reader's depth limit.
inline bool json_value::read_from(json_reader& reader) {
  *this = {};
  kind_ = reader.peek();
  switch (kind_) {
    case json_kind::boolean: return reader.read(truth_);
    case json_kind::string: return reader.read(text_);
    case json_kind::number: {
      std::string_view spelling;
      if (!reader.skip(spelling)) return false;
      text_ = spelling;
      return true;
    }
    case json_kind::array:
      reader.begin_array();
      while (reader.next_element())
        if (!elements_.emplace_back().read_from(reader)) return false;
      return reader.ok();
    case json_kind::object: {
      reader.begin_object();
      for (std::string_view name; reader.next_member(name);) {
        member& added = members_.emplace_back();
        added.name = name;
        if (!added.value.read_from(reader)) return false;
      }
      auto const sorted = by_name();
      auto const twice = std::adjacent_find(
          sorted.begin(), sorted.end(),
          [](member const* a, member const* b) { return a->name == b->name; });
      if (twice != sorted.end())
        reader.fail(error_code::malformed, "expected every member of an object once");
      return reader.ok();
    }
    default:
      // Null, or nothing a value begins with: the reader tells which.
      kind_ = json_kind::null;
      return reader.skip();
  }
}

inline void json_value::write(json_writer& writer) const {
  switch (kind_) {
    case json_kind::boolean: writer.value(truth_); return;
    case json_kind::number: writer.raw(text_); return;
    case json_kind::string: writer.value(std::string_view(text_)); return;
    case json_kind::array:
      writer.begin_array();
      for (json_value const& each : elements_) each.write(writer);
      writer.end_array();
      return;
    case json_kind::object:
      writer.begin_object();
      for (member const& each : members_) {
        writer.key(each.name);
        each.value.write(writer);
      }
      writer.end_object();
      return;
    default: writer.null(); return;
  }
}

}  // namespace v0
}  // namespace entente
