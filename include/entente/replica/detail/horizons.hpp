// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/replica/detail/state_table.hpp>
#include <entente/sqlite/database.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline std::string cursor_name(std::string_view scope) { return "cursor:" + std::string{scope}; }

/// Which streams there are, and which of them have been read to their end. One native stream until somebody
/// says otherwise.
class horizons {
 public:
  explicit horizons(database& on) : on_(on), state_(on) {}

  /// The streams of the remote are these.
  void expect(std::vector<std::string> const& scopes) { state_.put("scopes", joined(scopes)); }
  [[nodiscard]] bool expects(std::vector<std::string> const& scopes) const {
    return known() == joined(scopes);
  }

  /// A stream has been read to its end. Notes when all have, once and for ever.
  void reached(std::string_view scope) {
    state_.put("horizon:" + std::string{scope}, 1);
    if (all_reached()) state_.put("complete", 1);
  }

  /// Whether all that the server had at some time is here.
  [[nodiscard]] bool all_reached() const {
    std::string const scopes = known();
    for (std::size_t at = 0; at < scopes.size();) {
      auto const end = scopes.find('\n', at);
      if (state_.number("horizon:" + scopes.substr(at, end - at)) == 0) return false;
      at = end + 1;
    }
    return true;
  }

  /// All streams are read again from their beginning.
  void start_again() {
    on_.prepared("DELETE FROM entente_state WHERE name GLOB 'cursor:*' OR name GLOB 'horizon:*'").run();
  }

 private:
  static std::string joined(std::vector<std::string> const& scopes) {
    std::string text;
    for (auto const& scope : scopes) text += scope + '\n';
    return text;
  }
  [[nodiscard]] std::string known() const { return state_.text("scopes").value_or("\n"); }

  database& on_;
  state_table state_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
