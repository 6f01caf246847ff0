// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Who wrote a field last: which version of the record that was, when it was edited, and by which
/// replica.
struct field_origin {
  std::int64_t version = 1;
  edit_time when{};
  uuid author{};
  /// The latest version in which somebody other than `author` wrote it, 0 for none: a replica's own
  /// edit on top does not mean that it has seen that one. Kept by record_meta::set.
  std::int64_t others = 0;

  [[nodiscard]] bool is_by(uuid const& self) const noexcept { return !self.is_nil() && author == self; }
  /// Whether somebody else has written the field since `base`.
  [[nodiscard]] bool is_news(std::int64_t base, uuid const& self) const noexcept {
    return (is_by(self) ? others : version) > base;
  }
};

/// One element of a set that was added after the record was made. The element is known by its hash.
struct element_origin {
  std::string field;
  uuid element;
  std::int64_t version = 0;
  uuid author{};
  std::int64_t others = 0;  ///< as in field_origin
};

/// The origin of every field of a record, by the field's name on the wire, so that it survives changes of
/// the struct. Fields that were never changed since the insert share one entry.
class record_meta {
 public:
  record_meta() = default;
  explicit record_meta(field_origin insert) : insert_(insert) {}

  [[nodiscard]] field_origin const& insert() const noexcept { return insert_; }
  [[nodiscard]] bool uniform() const noexcept { return fields_.empty(); }

  [[nodiscard]] field_origin const& of(std::string_view field) const noexcept {
    for (auto const& [name, origin] : fields_)
      if (name == field) return origin;
    return insert_;
  }

  void set(std::string_view field, field_origin origin) {
    field_origin const& before = of(field);
    origin.others = before.is_by(origin.author) ? before.others : before.version;
    for (auto& [name, known] : fields_)
      if (name == field) {
        known = origin;
        return;
      }
    fields_.emplace_back(std::string{field}, origin);
  }

  /// Gives every field the name that `f(name)` says.
  template <class F>
  void rename(F&& f) {
    for (auto& [name, origin] : fields_) name = f(std::string_view{name});
    for (auto& each : elements_) each.field = f(std::string_view{each.field});
  }
  /// The elements of these fields are others now.
  template <class F>
  void forget_elements(F&& of_field) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < elements_.size(); ++i)
      if (!of_field(std::string_view{elements_[i].field})) {
        if (kept != i) elements_[kept] = std::move(elements_[i]);
        ++kept;
      }
    elements_.resize(kept);
  }

  template <class F>
  void for_each(F&& f) const {
    for (auto const& [name, origin] : fields_) f(std::string_view{name}, origin);
  }

  /// The latest edit of any field.
  [[nodiscard]] edit_time latest() const noexcept {
    edit_time latest = insert_.when;
    for (auto const& [name, origin] : fields_)
      if (origin.when > latest) latest = origin.when;
    return latest;
  }

  /// Whether somebody else added this element after `base`: then a removal made at `base` does not
  /// mean it.
  [[nodiscard]] bool added_since(std::string_view field, uuid const& element, std::int64_t base,
                                 uuid const& self) const noexcept {
    auto const* const known = find(field, element);
    return known != nullptr && (known->author == self ? known->others : known->version) > base;
  }

  /// Whether it is known who added an element last.
  [[nodiscard]] bool knows(std::string_view field, uuid const& element) const noexcept {
    return find(field, element) != nullptr;
  }

  /// Who added an element last; who made the record where that is not known any more.
  [[nodiscard]] uuid const& adder_of(std::string_view field, uuid const& element) const noexcept {
    auto const* const known = find(field, element);
    return known != nullptr ? known->author : insert_.author;
  }

  void note_added(std::string_view field, uuid const& element, std::int64_t version, uuid const& author) {
    std::int64_t others = 0;
    if (auto const* const known = find(field, element)) {
      others = known->author == author ? known->others : known->version;
      elements_.erase(elements_.begin() + (known - elements_.data()));
    }
    elements_.push_back({std::string{field}, element, version, author, others});
    // Bounded: what was added longest ago can only matter to a replica that has been away since.
    if (elements_.size() > max_elements) elements_.erase(elements_.begin());
  }

  [[nodiscard]] std::string encode() const {
    std::string out;
    put_number(out, 1);  // the format
    put_origin(out, insert_);
    put_number(out, static_cast<std::int64_t>(fields_.size()));
    for (auto const& [name, origin] : fields_) {
      put_text(out, name);
      put_origin(out, origin);
    }
    put_number(out, static_cast<std::int64_t>(elements_.size()));
    for (auto const& each : elements_) {
      put_text(out, each.field);
      put_uuid(out, each.element);
      put_number(out, each.version);
      put_uuid(out, each.author);
      put_number(out, each.others);
    }
    return out;
  }

  /// Throws storage_corrupt for bytes that encode() did not write.
  static record_meta decode(std::span<std::byte const> from) {
    record_meta meta;
    meta.read(from);
    return meta;
  }
  /// The same in place of what it holds.
  void read(std::span<std::byte const> from) {
    cursor in{reinterpret_cast<char const*>(from.data()), from.size()};
    if (in.number() != 1) in.broken();
    insert_ = in.origin();
    fields_.clear();
    elements_.clear();
    for (auto count = in.number(); count > 0; --count) {
      auto name = in.text();
      fields_.emplace_back(std::move(name), in.origin());
    }
    for (auto count = in.number(); count > 0; --count) {
      element_origin each;
      each.field = in.text();
      each.element = in.id();
      each.version = in.number();
      each.author = in.id();
      each.others = in.number();
      elements_.push_back(std::move(each));
    }
    if (in.left != 0) in.broken();
  }

 private:
  static constexpr std::size_t max_elements = 256;

  [[nodiscard]] element_origin const* find(std::string_view field, uuid const& element) const noexcept {
    for (auto const& each : elements_)
      if (each.element == element && each.field == field) return &each;
    return nullptr;
  }

  static void put_number(std::string& out, std::int64_t value) {
    auto rest = static_cast<std::uint64_t>(value);
    for (; rest >= 0x80; rest >>= 7) out += static_cast<char>(rest | 0x80);
    out += static_cast<char>(rest);
  }
  static void put_text(std::string& out, std::string_view text) {
    put_number(out, static_cast<std::int64_t>(text.size()));
    out += text;
  }
  static void put_uuid(std::string& out, uuid const& id) {
    out.append(reinterpret_cast<char const*>(id.octets.data()), id.octets.size());
  }
  static void put_origin(std::string& out, field_origin const& origin) {
    put_number(out, origin.version);
    put_number(out, origin.when.micros);
    put_uuid(out, origin.author);
    put_number(out, origin.others);
  }

  struct cursor {
    char const* at;
    std::size_t left;

    [[noreturn]] static void broken() {
      throw failure({error_code::storage_corrupt, "a record's field versions cannot be read", {}, {},
                     "restore the database from a backup"});
    }
    std::int64_t number() {
      std::uint64_t value = 0;
      for (int shift = 0;; shift += 7) {
        if (left == 0 || shift > 63) broken();
        auto const octet = static_cast<unsigned char>(*at++);
        --left;
        value |= static_cast<std::uint64_t>(octet & 0x7f) << shift;
        if (octet < 0x80) return static_cast<std::int64_t>(value);
      }
    }
    std::string text() {
      auto const size = static_cast<std::uint64_t>(number());
      if (size > left) broken();
      std::string out{at, static_cast<std::size_t>(size)};
      at += size;
      left -= static_cast<std::size_t>(size);
      return out;
    }
    uuid id() {
      uuid out;
      if (left < out.octets.size()) broken();
      std::memcpy(out.octets.data(), at, out.octets.size());
      at += out.octets.size();
      left -= out.octets.size();
      return out;
    }
    field_origin origin() {
      field_origin out;
      out.version = number();
      out.when.micros = number();
      out.author = id();
      out.others = number();
      return out;
    }
  };

  field_origin insert_;
  std::vector<std::pair<std::string, field_origin>> fields_;
  std::vector<element_origin> elements_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
