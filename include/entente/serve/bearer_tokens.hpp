// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/principal.hpp>
#include <entente/base/sha256.hpp>
#include <entente/http/message.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Knows callers by the bearer token of their Authorization header (RFC 6750, section 2.1): a
/// policy for `server_options::authenticate`. It keeps hashes only, and a look-up takes the same
/// time whether a token is nearly right or all wrong. Immutable, hence thread-safe. Made for some
/// hundreds of tokens; more belong in a database behind a policy of one's own.
class bearer_tokens {
 public:
  explicit bearer_tokens(std::map<std::string, principal, std::less<>> const& tokens) {
    known_.reserve(tokens.size());
    for (auto const& [token, who] : tokens) {
      auto& one = known_.emplace_back(sha256::of(token), who);
      if (one.second.name.empty()) one.second.name = "token " + sha256::uuid_of(token).text();
    }
  }

  [[nodiscard]] std::optional<principal> operator()(http_request const& request) const {
    auto const token = token_of(request);
    if (!token) return std::nullopt;
    auto const hash = sha256::of(*token);
    principal const* found = nullptr;
    for (auto const& [known, who] : known_)
      if (same(known, hash)) found = &who;
    return found != nullptr ? std::optional{*found} : std::nullopt;
  }

  /// The token a request carries, right or wrong.
  static std::optional<std::string_view> token_of(http_request const& request) {
    auto const header = request.headers.find("Authorization");
    constexpr std::string_view scheme = "bearer ";
    if (!header || header->size() <= scheme.size()) return std::nullopt;
    for (std::size_t i = 0; i < scheme.size(); ++i) {
      char const c = (*header)[i];
      if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i])
        return std::nullopt;
    }
    std::string_view token = header->substr(scheme.size());
    while (!token.empty() && token.front() == ' ') token.remove_prefix(1);
    while (!token.empty() && token.back() == ' ') token.remove_suffix(1);
    if (token.empty()) return std::nullopt;
    return token;
  }

 private:
  /// Looks at every byte, equal or not.
  static bool same(sha256::value const& a, sha256::value const& b) noexcept {
    std::uint32_t difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      difference |= static_cast<std::uint32_t>(a[i]) ^ static_cast<std::uint32_t>(b[i]);
    return difference == 0;
  }

  std::vector<std::pair<sha256::value, principal>> known_;
};

}  // namespace v0
}  // namespace entente
