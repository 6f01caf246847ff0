// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/detail/connection.hpp>
#include <entente/sqlite/statement.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
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
    auto place = by_text_.find(sql);
    if (place == by_text_.end()) place = by_text_.try_emplace(std::string{sql}).first;
    for (auto const& each : place->second) {
      if (each->lent) continue;
      each->run.reset();
      return *each;
    }
    auto made = std::make_unique<cached_statement>(cached_statement{statement{on, place->first}});
    return *place->second.emplace_back(std::move(made));
  }

  void clear() noexcept { by_text_.clear(); }

 private:
  struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::vector<std::unique_ptr<cached_statement>>, text_hash,
                     std::equal_to<>>
      by_text_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
