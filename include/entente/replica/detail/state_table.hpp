// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/sqlite/database.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// The replica's few facts about itself, by name.
class state_table {
 public:
  explicit state_table(database& on) : on_(on) {}

  [[nodiscard]] std::int64_t number(std::string_view name) const {
    return on_.prepared(select).value<std::int64_t>(name).value_or(0);
  }
  [[nodiscard]] std::optional<std::string> text(std::string_view name) const {
    return on_.prepared(select).value<std::string>(name);
  }
  [[nodiscard]] uuid identifier(std::string_view name) const {
    return on_.prepared(select).value<uuid>(name).value_or(uuid{});
  }
  template <class T>
  void put(std::string_view name, T const& value) {
    on_.prepared(
           "INSERT INTO entente_state(name,value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value=excluded.value")
        .run(name, value);
  }
  void forget(std::string_view name) {
    on_.prepared("DELETE FROM entente_state WHERE name=?").run(name);
  }

 private:
  static constexpr char const* select = "SELECT value FROM entente_state WHERE name=?";
  database& on_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
