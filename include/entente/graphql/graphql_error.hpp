// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// A place in a document: line and column count from 1, the column in code points.
struct location {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(location const&) const = default;
};

/// The place of byte `offset` of `source`. Lines end at LF, CR or CRLF. A known place, `at` of byte
/// `from`, spares counting up to there.
inline location locate(std::string_view source, std::size_t offset, std::size_t from = 0,
                       location at = {}) noexcept {
  if (offset > source.size()) offset = source.size();
  for (std::size_t i = from; i < offset; ++i) {
    char const c = source[i];
    if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < source.size() && source[i + 1] == '\n') {
        if (i + 1 == offset) break;
        ++i;
      }
      ++at.line;
      at.column = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0u) != 0x80u) {
      ++at.column;
    }
  }
  return at;
}

/// The codes this library puts into `extensions.code`.
namespace codes {
inline constexpr std::string_view bad_user_input = "BAD_USER_INPUT";  ///< an argument is refused
inline constexpr std::string_view unknown_entity = "UNKNOWN_ENTITY";  ///< no entity of that name
inline constexpr std::string_view forbidden = "FORBIDDEN";  ///< credentials do not reach it
inline constexpr std::string_view unauthenticated = "UNAUTHENTICATED";  ///< no valid credentials
inline constexpr std::string_view limit_exceeded =
    "LIMIT_EXCEEDED";                                     ///< a documented limit was hit
inline constexpr std::string_view internal = "INTERNAL";  ///< the server's own fault
}  // namespace codes

/// One entry of a response's `errors`, as the GraphQL specification (7.1.2) describes it.
struct graphql_error {
  std::string message;
  std::vector<location> locations{};
  std::string path{};  ///< a JSON array as text, such as ["tasks",0,"id"]; empty where none applies
  std::string code{};  ///< `extensions.code`; empty where none applies
};

/// What a resolver throws to fail its field: the message and code reach the client as they are.
/// Any other exception becomes "Internal error" with code INTERNAL and no details.
class field_error : public std::runtime_error {
 public:
  explicit field_error(std::string const& message, std::string_view code = codes::bad_user_input)
      : std::runtime_error(message), code_(code) {}
  [[nodiscard]] std::string const& code() const noexcept { return code_; }

 private:
  std::string code_;
};

}  // namespace graphql
}  // namespace v0
}  // namespace entente
