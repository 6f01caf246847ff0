// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/resolver.hpp>
#include <entente/graphql/value.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_text.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// The end of the JSON string that begins at `at`, behind its closing quote.
inline std::size_t end_of_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return (at < json.size() ? at : json.size() - 1) + 1;
}

/// JSON in the form GraphQL knows: numbers that are not finite travel as strings, and become null;
/// enumerators without a name travel as numbers, and become strings. Lists alike.
inline std::string as_graphql(std::string_view json, std::string_view type) {
  bool const floats = type == "Float";
  bool const strings = type == "String";
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    char const c = json[at];
    if (c == '"') {
      std::size_t const end = end_of_string(json, at);
      out += floats ? std::string_view{"null"} : json.substr(at, end - at);
      at = end;
    } else if (strings && (c == '-' || (c >= '0' && c <= '9'))) {
      std::size_t end = at;
      while (end < json.size() && json[end] != ',' && json[end] != ']') ++end;
      out.append(1, '"').append(json.substr(at, end - at)) += '"';
      at = end;
    } else {
      out += c;
      ++at;
    }
  }
  return out;
}

/// Answers the fields of a record from its item, the text of which is cut up and never made a tree.
class record_resolver final : public graphql::resolver {
 public:
  explicit record_resolver(std::string item) : item_(std::move(item)) {
    json_reader from{item_};
    from.begin_object();
    for (std::string_view name; from.next_member(name);) {
      auto& member = members_.emplace_back(std::string{name}, std::string_view{});
      from.skip(member.second);
    }
  }

  graphql::value resolve(graphql::field_call const& call) override {
    std::string_view const json = find(call.field.name);
    if (json.empty()) return {};
    std::string_view const type = call.field.type.name();
    bool const plain = (type != "Float" && type != "String") ||
                       (type == "Float" ? json.find('"') == json.npos : json.front() == '"');
    return json_text::trusted(plain ? std::string{json} : as_graphql(json, type));
  }

  /// The JSON text of one member; empty if it is not there.
  [[nodiscard]] std::string_view find(std::string_view name) const noexcept {
    for (auto const& [known, json] : members_)
      if (known == name) return json;
    return {};
  }

 private:
  std::string item_;
  std::vector<std::pair<std::string, std::string_view>> members_;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
