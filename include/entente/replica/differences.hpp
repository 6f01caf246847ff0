// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/conflict.hpp>
#include <entente/replica/for_each_difference.hpp>
#include <entente/wire/encode.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// A field that a conflict is about, with its values as JSON texts in the forms of docs/protocol.md. A plain
/// value.
struct field_difference {
  std::string field;                  ///< its C++ name
  std::optional<std::string> base{};  ///< nothing where the common ancestor is not known
  std::string local{};
  std::optional<std::string> server{};  ///< nothing where the server has no record
};

/// What a conflict is about, as text: `for_each_difference` for programs that show any entity. Thread-safe.
template <class Entity>
[[nodiscard]] std::vector<field_difference> differences(conflict<Entity> const& shown) {
  std::vector<field_difference> found;
  auto const text_of = [](auto const& value) {
    std::string text;
    write_json(text, value);
    return text;
  };
  for_each_difference(shown, [&]<class T>(std::string_view field, T const* base, T const& local,
                                          T const* server) {
    auto& one = found.emplace_back();
    one.field = field;
    if (base != nullptr) one.base = text_of(*base);
    one.local = text_of(local);
    if (server != nullptr) one.server = text_of(*server);
  });
  return found;
}

}  // namespace v0
}  // namespace entente
