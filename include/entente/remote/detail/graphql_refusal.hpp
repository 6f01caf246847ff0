// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/remote/remote_answer.hpp>
#include <entente/wire/json_reader.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// What the answer's `errors` say as a whole: the first message and code.
struct graphql_refusal {
  bool present = false;
  std::string message;
  std::string code;
};

/// Reads the list of errors that the reader stands before.
inline graphql_refusal read_refusal(json_reader& reader) {
  graphql_refusal refusal;
  if (!reader.begin_array()) return refusal;
  while (reader.next_element()) {
    bool const first = !refusal.present;
    refusal.present = true;
    std::string_view name;
    if (!first || reader.peek() != json_kind::object) {
      reader.skip();
      continue;
    }
    reader.begin_object();
    while (reader.next_member(name)) {
      if (name == "message" && reader.peek() == json_kind::string) {
        reader.read(refusal.message);
      } else if (name == "extensions" && reader.peek() == json_kind::object) {
        reader.begin_object();
        while (reader.next_member(name)) {
          if (name == "code" && reader.peek() == json_kind::string)
            reader.read(refusal.code);
          else
            reader.skip();
        }
      } else {
        reader.skip();
      }
    }
  }
  return refusal;
}

/// What to do about an HTTP status that is not a plain answer.
constexpr reaction reaction_to_status(int status) {
  if (status == 401) return reaction::sign_in;
  if (status == 413) return reaction::shrink;
  if (status == 408 || status == 425 || status == 429 || status >= 500)
    return reaction::retry_later;
  return reaction::hold;
}

constexpr error_code code_of_status(int status) {
  if (status == 401) return error_code::unauthenticated;
  if (status == 403) return error_code::forbidden;
  if (status == 413) return error_code::too_large;
  if (status == 429) return error_code::rate_limited;
  if (status >= 500 || status == 408 || status == 425) return error_code::server_failed;
  return error_code::protocol_violation;
}

/// What to do about an answer that is all `errors`.
inline reaction reaction_to_refusal(graphql_refusal const& refusal) {
  if (refusal.code == "UNAUTHENTICATED") return reaction::sign_in;
  if (refusal.code == "LIMIT_EXCEEDED") return reaction::shrink;
  if (refusal.code == "INTERNAL" || refusal.code == "INTERNAL_SERVER_ERROR" ||
      refusal.code == "RATE_LIMITED")
    return reaction::retry_later;
  return reaction::hold;
}

inline error_code code_of_refusal(graphql_refusal const& refusal) {
  if (refusal.code == "UNAUTHENTICATED") return error_code::unauthenticated;
  if (refusal.code == "FORBIDDEN") return error_code::forbidden;
  if (refusal.code == "LIMIT_EXCEEDED") return error_code::too_large;
  if (refusal.code == "RATE_LIMITED") return error_code::rate_limited;
  if (reaction_to_refusal(refusal) == reaction::retry_later) return error_code::server_failed;
  return error_code::protocol_violation;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
