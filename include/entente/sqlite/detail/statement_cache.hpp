// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/detail/connection.hpp>
#include <entente/sqlite/statement.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

struct cached_statement {
  statement run;
  bool lent = false;
};

/// Prepared statements by text. One text has several where it is in use more than once at a time.
class statement_cache {
 public:
  /// A statement of that text which nobody has borrowed, reset.
  cached_statement& find(sqlite_connection& on, std::string_view sql) {
    auto& place = entry_of(sql);
    for (auto const& each : place.second) {
      if (each->lent) continue;
      each->run.reset();
      return *each;
    }
    auto made = std::make_unique<cached_statement>(cached_statement{statement{on, place.first}});
    return *place.second.emplace_back(std::move(made));
  }

 private:
  using statements = std::vector<std::unique_ptr<cached_statement>>;
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  using map = std::unordered_map<std::string, statements, text_hash, std::equal_to<>>;

  map::value_type& entry_of(std::string_view sql) {
    // Most texts are literals or live as long as the program: where one stands tells which it is, nearly always.
    auto const address = reinterpret_cast<std::uintptr_t>(sql.data());
    auto*& recent = recent_[(address / 8 ^ address / 1024) % recent_.size()];
    if (recent != nullptr && recent->first == sql) return *recent;
    auto place = by_text_.find(sql);
    if (place == by_text_.end()) place = by_text_.try_emplace(std::string{sql}).first;
    recent = &*place;
    return *place;
  }

  map by_text_;
  std::array<map::value_type*, 128> recent_{};  // entries of the map, which stay where they are
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
