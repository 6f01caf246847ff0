// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/wire/detail/field_key.hpp>
#include <entente/wire/detail/refuse.hpp>
#include <entente/wire/json_reader.hpp>

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

/// Reads the object that comes next as one with T's fields for members. `read_one(index)`, called
/// with a std::integral_constant, reads the value of that field, `read_other(name)` reads or skips
/// that of a member that is none. On failure `blamed` is the field at fault, or T's size.
///
/// Members in the order of declaration without white space, as we write them, are recognised by one
/// comparison each; any other order costs a look-up.
template <class T, class ReadOne, class ReadOther>
bool read_object(json_reader& from, field_flags<describe<T>::size>& seen, std::size_t& blamed,
                 ReadOne&& read_one, ReadOther&& read_other) {
  static_assert(wire_names_differ<T>(),
                "entente: two fields of a nested type have the same name on the wire; rename one "
                "through entity_traits<...>::wire_names");
  constexpr std::size_t size = describe<T>::size;
  blamed = size;
  if (!from.begin_object()) return false;

  bool const quick = [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto const read_if_next = [&]<std::size_t J>(std::integral_constant<std::size_t, J> index) {
      if (!from.next_literal_member(field_key<T, J>)) return true;
      seen.set(J);
      if (read_one(index)) return true;
      blamed = J;
      return false;
    };
    return (read_if_next(std::integral_constant<std::size_t, I>{}) && ...);
  }(std::make_index_sequence<size>{});
  if (!quick) return false;

  using reader = bool (*)(std::remove_reference_t<ReadOne>&);
  static constexpr auto readers = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<reader, size>{+[](std::remove_reference_t<ReadOne>& read) -> bool {
      return read(std::integral_constant<std::size_t, I>{});
    }...};
  }(std::make_index_sequence<size>{});
  auto const& names = describe<T>::wire_names;
  std::size_t expected = 0;
  for (std::string_view name; from.next_member(name);) {
    std::size_t i = expected;
    if (i >= size || names[i] != name) i = describe<T>::index_of_wire_name(name);
    if (i == size) {
      if (!read_other(name)) return false;
      continue;
    }
    expected = i + 1;
    if (seen.test(i)) {
      blamed = i;
      return refuse_repeated(from);
    }
    seen.set(i);
    if (!readers[i](read_one)) {
      blamed = i;
      return false;
    }
  }
  return from.ok();
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
