// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/sha256.hpp>
#include <entente/base/uuid.hpp>
#include <entente/remote/remote.hpp>
#include <entente/wire/json_value.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// An id as strangers send it: a string, or an integer.
inline std::optional<std::string> id_text(json_value const* value) {
  if (value == nullptr) return std::nullopt;
  if (auto const text = value->as_string(); text && !text->empty()) return std::string{*text};
  if (!value->number_text().empty()) return std::string{value->number_text()};
  return std::nullopt;
}

/// Reads a UUID in any case: databases with a type of their own for them give them back in upper
/// case.
inline std::optional<uuid> uuid_in_any_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return uuid::parse(lower);
}

inline bool same_id(std::string_view a, std::string_view b) {
  if (a == b) return true;
  auto const key = uuid_in_any_case(a);
  return key && key == uuid_in_any_case(b);
}

/// Ties the ids of a backend to the keys of our records, with the help of the alias book.
class reference_ids {
 public:
  reference_ids(remote_context const& context, std::string_view backend)
      : context_(context), backend_(backend) {}

  /// The key of a record by the ids a backend gives, one of which there must be. Every device comes
  /// to the same one, as far as it meets the record itself before references to it.
  [[nodiscard]] uuid key_of(std::string_view entity, std::optional<std::string> const& id,
              std::optional<std::string> const& client_id) const {
    auto key = id ? context_.aliases.key_of(entity, *id) : std::nullopt;
    bool const met = key.has_value();
    if (!key && client_id) key = context_.aliases.key_of(client_ids(entity), *client_id);
    if (!key && client_id) key = uuid_in_any_case(*client_id);
    if (!key && id) key = uuid_in_any_case(*id);
    if (!key) key = derived(entity, id ? *id : *client_id);
    if (id && !met) context_.aliases.note(entity, *id, *key);
    if (client_id && *client_id != key->text() &&
        !context_.aliases.key_of(client_ids(entity), *client_id))
      context_.aliases.note(client_ids(entity), *client_id, *key);
    return *key;
  }

  /// Remembers the id that the backend gave to one of our records.
  void note(std::string_view entity, std::optional<std::string> const& id, uuid const& key) const {
    if (id && !context_.aliases.key_of(entity, *id)) context_.aliases.note(entity, *id, key);
  }

  /// The id the backend knows a record by; nothing before it has told.
  [[nodiscard]] std::optional<std::string> id_of(std::string_view entity, uuid const& key) const {
    return context_.aliases.foreign_id(entity, key);
  }

  /// The client id the backend knows a record by: the key of those made by programs like this one,
  /// what others have given it, or none.
  [[nodiscard]] std::optional<std::string> client_id_of(std::string_view entity, uuid const& key,
                                          std::optional<std::string> const& id) const {
    if (auto given = context_.aliases.foreign_id(client_ids(entity), key)) return given;
    if (id && derived(entity, *id) == key) return std::nullopt;
    return key.text();
  }

  /// A key made of names.
  [[nodiscard]] uuid derived(std::string_view entity, std::string_view text) const {
    std::string name{backend_};
    for (std::string_view const part : {context_.tenant, entity, text}) {
      name += '\0';
      name += part;
    }
    return sha256::uuid_of(name);
  }

 private:
  /// Client ids that are not their record's key stand in the alias book under a name no entity has.
  static std::string client_ids(std::string_view entity) {
    return std::string{entity} + ".clientId";
  }

  remote_context const& context_;
  std::string_view backend_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
