// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/detail/field_key.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/detail/same_bytes.hpp>
#include <entente/wire/detail/take_value.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/unknown_members.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Which fields of a type were there; like field_mask, for nested types of any size.
template <std::size_t Size>
class field_flags {
 public:
  field_flags() = default;
  /// Of an entity, whose fields one word counts.
  explicit field_flags(field_mask mask) noexcept { words_[0] = mask.bits(); }

  void set(std::size_t i) noexcept { words_[i / 64] |= std::uint64_t{1} << i % 64; }
  [[nodiscard]] bool test(std::size_t i) const noexcept {
    return (words_[i / 64] >> i % 64 & 1) != 0;
  }
  [[nodiscard]] bool all() const noexcept {
    for (std::size_t i = 0; i < Size; ++i)
      if (!test(i)) return false;
    return true;
  }
  [[nodiscard]] std::uint64_t first_word() const noexcept { return words_[0]; }

 private:
  std::array<std::uint64_t, (Size + 63) / 64 + (Size == 0 ? 1 : 0)> words_{};
};

template <class T>
bool read_value(json_reader& from, T& value);

template <class T>
ENTENTE_DETAIL_APART char const* read_member_carefully(json_reader& from, char const* at, T& value) {
  from.pass(at);
  return read_value(from, value) ? from.rest().data() : nullptr;
}

/// Reads a member's value at `at`, plainly if that is how it stands there. Null when that failed.
template <class T>
char const* read_member_value(json_reader& from, char const* at, T& value) {
  if constexpr (takes_value<T>()) {
    if (is_bracketed<T> && !from.may_open()) return read_member_carefully(from, at, value);
    std::string_view const rest = from.rest();
    if (char const* const behind = take_value(at, rest.data() + rest.size(), value); behind != nullptr) [[likely]]
      return behind;
  }
  return read_member_carefully(from, at, value);
}

template <class T>
bool read_value_at(json_reader& from, void* value) {
  return read_value(from, *static_cast<T*>(value));
}

/// How each field of a type is read, by index; fields of the same type share it.
template <class T>
inline constexpr auto member_readers = []<std::size_t... I>(std::index_sequence<I...>) {
  return std::array<bool (*)(json_reader&, void*), sizeof...(I)>{&read_value_at<field_type<T, I>>...};
}(std::make_index_sequence<describe<T>::size>{});

/// Reads the object that comes next as one with T's fields for members, into `value`. Members that are none go
/// to `unknown`, or are skipped where that is null. A field that is `seen` already is refused as repeated. On
/// failure `blamed` is the field at fault, or T's size.
///
/// Members in the order of declaration without white space, as we write them, are recognised by one
/// comparison each; any other order costs a look-up.
template <class T>
bool read_object(json_reader& from, T& value, field_flags<describe<T>::size>& seen, std::size_t& blamed,
                 unknown_members* unknown) {
  static_assert(wire_names_differ<T>(),
                "entente: two fields of a nested type have the same name on the wire; rename one "
                "through entity_traits<...>::wire_names");
  constexpr std::size_t size = describe<T>::size;
  blamed = size;
  if (!from.begin_object()) return false;

  std::string_view const rest = from.rest();
  char const* const end = rest.data() + rest.size();
  // Members are looked for behind the byte that parts them from what is in front.
  char const* at = rest.data() - 1;
  char parted_by = '{';
  auto quick_seen = seen;
  std::size_t current = size;
  auto const read_if_next = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    static constexpr auto const& key = field_key_text<T, I>;
    if (end - at <= static_cast<std::ptrdiff_t>(key.size()) || *at != parted_by ||
        !same_bytes<key.size()>(at + 1, key.data()))
      return true;
    at += 1 + key.size();
    parted_by = ',';
    current = I;
    if (quick_seen.test(I)) {
      from.pass(at);
      return refuse_repeated(from);
    }
    quick_seen.set(I);
    at = read_member_value(from, at, get_field<I>(value));
    return at != nullptr;
  };
  bool const quick = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return (read_if_next(std::integral_constant<std::size_t, I>{}) && ...);
  }(std::make_index_sequence<size>{});
  if (!quick) {
    blamed = current;
    return false;
  }
  seen = quick_seen;
  if (parted_by == ',') from.pass(at);

  auto const& names = describe<T>::wire_names;
  std::size_t expected = 0;
  for (std::string_view name; from.next_member(name);) {
    std::size_t i = expected;
    if (i >= size || names[i] != name) i = describe<T>::index_of_wire_name(name);
    if (i == size) {
      if (!read_unknown(from, name, unknown)) return false;
      continue;
    }
    expected = i + 1;
    blamed = i;
    if (seen.test(i)) return refuse_repeated(from);
    seen.set(i);
    if (!member_readers<T>[i](from, addresses_of(value).at[i])) return false;
    blamed = size;
  }
  return from.ok();
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
