// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {

/// What went wrong, as a value a program can branch on. The text beside it is for people.
enum class error_code {
  invalid_argument,    ///< the caller asked for something that can never work
  validation_failed,   ///< a record was refused by its entity's rules
  malformed,           ///< bytes from outside are not what they claim to be
  not_found,           ///< no such record, entity or file
  conflict,            ///< the record has moved on; a merge or a person must decide
  not_unique,          ///< another record has the value already, and no two may
  too_large,           ///< a documented limit was exceeded
  unsupported,         ///< valid, but not offered by this build or this peer
  storage_failed,      ///< the database answered with an error that is none of the following
  storage_full,        ///< no space left on the device
  storage_read_only,   ///< the file or its directory cannot be written
  storage_corrupt,     ///< the file is not a database, or a damaged one
  storage_busy,        ///< another connection held the database for too long
  wrong_key,           ///< the file's key does not open it, or it is not an encrypted one
  wrong_tenant,        ///< the file belongs to another tenant or principal
  newer_schema,        ///< the file or message was written by a newer program
  network_failed,      ///< no answer, a broken connection or an answer cut short
  timed_out,           ///< the answer did not come in the time allowed
  unauthenticated,     ///< credentials are missing, wrong or expired
  forbidden,           ///< the credentials do not reach what was asked
  rate_limited,        ///< the server asks to come back later
  server_failed,       ///< the server could not do its part; trying again may help
  protocol_violation,  ///< the peer's answer breaks the protocol
  not_ready,           ///< something else has to be done first: a first sync, or a decision about unsynced work
  cancelled,           ///< stopped on request before it was done
};

/// The kind of help a person needs. Thread-safe, as all pure functions here.
enum class error_category { usage, validation, conflict, storage, network, sign_in, server };

/// The category of a code: which of the few reactions (retry, sign in, correct, resolve) applies.
constexpr error_category category_of(error_code code) noexcept {
  switch (code) {
    case error_code::invalid_argument:
    case error_code::unsupported:
    case error_code::cancelled:
    case error_code::not_ready:
    case error_code::not_found: return error_category::usage;
    case error_code::validation_failed:
    case error_code::not_unique:
    case error_code::malformed:
    case error_code::too_large: return error_category::validation;
    case error_code::conflict: return error_category::conflict;
    case error_code::storage_failed:
    case error_code::storage_full:
    case error_code::storage_read_only:
    case error_code::storage_corrupt:
    case error_code::storage_busy:
    case error_code::wrong_key:
    case error_code::wrong_tenant:
    case error_code::newer_schema: return error_category::storage;
    case error_code::network_failed:
    case error_code::timed_out: return error_category::network;
    case error_code::unauthenticated:
    case error_code::forbidden: return error_category::sign_in;
    case error_code::rate_limited:
    case error_code::server_failed:
    case error_code::protocol_violation: return error_category::server;
  }
  return error_category::server;
}

/// The spelling of a category.
constexpr std::string_view name_of(error_category category) noexcept {
  switch (category) {
    case error_category::usage: return "usage";
    case error_category::validation: return "validation";
    case error_category::conflict: return "conflict";
    case error_category::storage: return "storage";
    case error_category::network: return "network";
    case error_category::sign_in: return "sign_in";
    case error_category::server: return "server";
  }
  return "server";
}

/// The spelling of a code, for logs and wire messages.
constexpr std::string_view name_of(error_code code) noexcept {
  switch (code) {
    case error_code::invalid_argument: return "invalid_argument";
    case error_code::validation_failed: return "validation_failed";
    case error_code::malformed: return "malformed";
    case error_code::not_found: return "not_found";
    case error_code::conflict: return "conflict";
    case error_code::not_unique: return "not_unique";
    case error_code::too_large: return "too_large";
    case error_code::unsupported: return "unsupported";
    case error_code::storage_failed: return "storage_failed";
    case error_code::storage_full: return "storage_full";
    case error_code::storage_read_only: return "storage_read_only";
    case error_code::storage_corrupt: return "storage_corrupt";
    case error_code::storage_busy: return "storage_busy";
    case error_code::wrong_key: return "wrong_key";
    case error_code::wrong_tenant: return "wrong_tenant";
    case error_code::newer_schema: return "newer_schema";
    case error_code::network_failed: return "network_failed";
    case error_code::timed_out: return "timed_out";
    case error_code::unauthenticated: return "unauthenticated";
    case error_code::forbidden: return "forbidden";
    case error_code::rate_limited: return "rate_limited";
    case error_code::server_failed: return "server_failed";
    case error_code::protocol_violation: return "protocol_violation";
    case error_code::not_ready: return "not_ready";
    case error_code::cancelled: return "cancelled";
  }
  return "unknown";
}

/// The code spelt so; none for any other text, such as a newer program's code.
constexpr std::optional<error_code> error_code_of(std::string_view name) noexcept {
  for (int i = 0; name_of(static_cast<error_code>(i)) != "unknown"; ++i)
    if (name_of(static_cast<error_code>(i)) == name) return static_cast<error_code>(i);
  return std::nullopt;
}

/// One refusal: what happened, to which entity and field (empty where none is concerned), and what
/// to do about it. Messages never hold record contents or secrets, so they may be logged and sent.
struct error {
  error_code code = error_code::invalid_argument;
  std::string message;  ///< one sentence, without the entity and field named below
  std::string entity{};
  std::string field{};
  std::string remedy{};  ///< what the reader can do; empty where there is nothing to do

  /// The whole refusal as one line: "Task.title: must not be empty; shorten or fill it".
  [[nodiscard]] std::string text() const {
    std::string line;
    if (!entity.empty()) line += entity;
    if (!field.empty()) line += (line.empty() ? "" : ".") + field;
    if (!line.empty()) line += ": ";
    line += message;
    if (!remedy.empty()) line += "; " + remedy;
    return line;
  }
};

/// The exception every throwing call of the library throws. `why()` is the refusal as data.
class failure : public std::runtime_error {
 public:
  explicit failure(error why) : std::runtime_error(why.text()), why_(std::move(why)) {}
  [[nodiscard]] error const& why() const noexcept { return why_; }
  [[nodiscard]] error_code code() const noexcept { return why_.code; }

 private:
  error why_;
};

}  // namespace v0
}  // namespace entente
