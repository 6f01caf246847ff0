// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_type.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// FNV-1a (Fowler, Noll, Vo), 64 bits, over texts and numbers one after the other.
class schema_hasher {
 public:
  constexpr void add(std::string_view text) {
    add(text.size());
    for (char const c : text) mix(static_cast<unsigned char>(c));
  }
  constexpr void add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) mix(number >> shift & 0xff);
  }
  [[nodiscard]] constexpr std::uint64_t value() const { return hash_; }

 private:
  constexpr void mix(std::uint64_t octet) { hash_ = (hash_ ^ octet) * 0x100'0000'01b3u; }

  std::uint64_t hash_ = 0xcbf2'9ce4'8422'2325u;
};

template <class T, class... Outer>
constexpr void hash_type(schema_hasher& hash);

template <class T, class... Outer>
constexpr void hash_nested(schema_hasher& hash) {
  []<std::size_t... I>(schema_hasher& to, std::index_sequence<I...>) {
    ((to.add(describe<T>::wire_names[I]), hash_type<field_type<T, I>, Outer...>(to)), ...);
  }(hash, std::make_index_sequence<field_count<T>>{});
}

/// All that decides how a T is stored. `Outer` are the types it stands in, from the innermost on: a
/// tree node names itself by how far out it stands.
template <class T, class... Outer>
constexpr void hash_type(schema_hasher& hash) {
  constexpr field_kind kind = kind_of<T>;
  hash.add(static_cast<std::uint64_t>(kind));
  if constexpr ((std::is_same_v<T, Outer> || ...)) {
    std::uint64_t steps = 0;
    static_cast<void>(((++steps, std::is_same_v<T, Outer>) || ...));
    hash.add(steps);
  } else if constexpr (kind == field_kind::integer) {
    hash.add(sizeof(T) * 2 + (std::is_signed_v<T> ? 1 : 0));
  } else if constexpr (kind == field_kind::floating) {
    hash.add(sizeof(T));
  } else if constexpr (kind == field_kind::enumeration) {
    for (auto const value : enum_values<T>) hash.add(enum_name(value));
  } else if constexpr (kind == field_kind::text_array) {
    hash.add(sizeof(T));
  } else if constexpr (kind == field_kind::time_point || kind == field_kind::duration) {
    hash.add(static_cast<std::uint64_t>(T::period::num));
    hash.add(static_cast<std::uint64_t>(T::period::den));
    hash_type<typename T::rep>(hash);
  } else if constexpr (kind == field_kind::reference) {
    hash.add(describe<typename T::target>::name);
  } else if constexpr (kind == field_kind::array) {
    hash.add(sizeof(T) / sizeof(element_of<T>));
    hash_type<element_of<T>, Outer...>(hash);
  } else if constexpr (kind == field_kind::optional || kind == field_kind::list ||
                       kind == field_kind::map) {
    hash_type<element_of<T>, Outer...>(hash);
  } else if constexpr (kind == field_kind::custom) {
    hash_type<typename field_codec<T>::stored, T, Outer...>(hash);
  } else if constexpr (kind == field_kind::aggregate) {
    hash.add(field_count<T>);
    hash_nested<T, T, Outer...>(hash);
  }
}

/// A number for each policy of the library; all policies of an application share one, because their
/// names are spelled differently by different compilers.
template <class Policy>
constexpr std::uint64_t policy_number() {
  using known = std::tuple<last_write_wins, server_wins, client_wins, manual, counter, set_union,
                           append, max_wins, min_wins>;
  std::uint64_t number = 0;
  [&]<class... Known>(std::type_identity<std::tuple<Known...>>) {
    static_cast<void>(((std::is_same_v<Policy, Known> || (++number, false)) || ...));
  }(std::type_identity<known>{});
  return number;
}

template <class Entity>
constexpr std::uint64_t hash_entity() {
  using about = describe<Entity>;
  schema_hasher hash;
  hash.add(about::name);
  hash.add(about::table);
  hash.add(static_cast<std::uint64_t>(about::on_delete));
  hash.add(about::whole_record ? 1 : 0);
  if constexpr (about::data_capture) hash.add("data_capture");
  hash.add(about::indexed.bits());
  hash.add(about::unique_sets.size());
  for (auto const set : about::unique_sets) hash.add(set.bits());
  for (auto const rule : about::reference_rules) hash.add(static_cast<std::uint64_t>(rule));
  hash.add(about::touches.bits());
  []<std::size_t... I>(schema_hasher& to, std::index_sequence<I...>) {
    ((to.add(about::columns[I]), to.add(about::wire_names[I]),
      to.add(policy_number<typename about::template policy<I>>()),
      hash_type<field_type<Entity, I>>(to)),
     ...);
  }(hash, std::make_index_sequence<about::size>{});
  return hash.value();
}

}  // namespace detail

/// A fingerprint of what the schema stores, sends and merges: its version, and of each entity
/// names, types, indexes and policies. Programs with equal hashes read each other's files and
/// messages without conversion. The order of the entities does not matter, that of the fields does.
///
/// It cannot see into a `field_codec` or a merge policy of your own: when what they mean changes,
/// raise `schema_traits<...>::version`.
template <class Schema>
inline constexpr std::uint64_t schema_hash = [] {
  std::uint64_t entities = 0;
  Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
    entities += detail::hash_entity<Entity>();
  });
  detail::schema_hasher hash;
  hash.add(static_cast<std::uint64_t>(Schema::version));
  hash.add(entities);
  return hash.value();
}();

}  // namespace v0
}  // namespace entente
