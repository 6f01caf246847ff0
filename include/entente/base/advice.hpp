// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// What a person, or the application for them, can do about an error.
enum class recovery_action : std::uint8_t {
  retry,       ///< do it again now
  wait,        ///< it goes again by itself, or will work later
  sign_in,     ///< get new credentials
  correct,     ///< change what was refused, and send it again
  resolve,     ///< decide a conflict
  discard,     ///< give the change up
  free_space,  ///< make room on the device
  unlock,      ///< make the file writable, or end the program that holds it
  restore,     ///< bring the file back from a backup, or start with a fresh one
  upgrade,     ///< install a newer version of this program
  report,      ///< tell the people who wrote the program, or who run the server
};

constexpr std::string_view name_of(recovery_action action) noexcept {
  switch (action) {
    case recovery_action::retry: return "retry";
    case recovery_action::wait: return "wait";
    case recovery_action::sign_in: return "sign_in";
    case recovery_action::correct: return "correct";
    case recovery_action::resolve: return "resolve";
    case recovery_action::discard: return "discard";
    case recovery_action::free_space: return "free_space";
    case recovery_action::unlock: return "unlock";
    case recovery_action::restore: return "restore";
    case recovery_action::upgrade: return "upgrade";
    case recovery_action::report: return "report";
  }
  return "report";
}

/// What to tell a person about an error, and what to offer them, the best first. A plain value.
struct advice {
  std::string sentence;  ///< for people, in English; holds neither record contents nor secrets
  std::vector<recovery_action> actions;
};

/// The advice for an error. `error::text()` stays the line for logs. Thread-safe.
[[nodiscard]] inline advice advice_for(error const& why) {
  using action = recovery_action;
  auto const say = [](std::string sentence, std::initializer_list<action> actions) {
    return advice{std::move(sentence), actions};
  };
  auto const about = [&](char const* text) {
    std::string where = why.entity;
    if (!why.field.empty()) where += (where.empty() ? "" : ".") + why.field;
    return where.empty() ? std::string{text} : where + ": " + text;
  };
  switch (why.code) {
    case error_code::validation_failed:
    case error_code::malformed:
      return say(about("The change was refused. Correct it, or give it up."), {action::correct, action::discard});
    case error_code::too_large:
      return say(about("The change is too large. Make it smaller, or split it."), {action::correct, action::discard});
    case error_code::conflict:
      return say(about("Somebody else has changed the same. Decide which of both is to stay."), {action::resolve});
    case error_code::not_found:
      return say(about("It is not there any more."), {action::discard});
    case error_code::storage_full:
      return say("The device has no space left. Free some, then try again.", {action::free_space, action::retry});
    case error_code::storage_read_only:
      return say("The data cannot be written. Make the file and its directory writable.", {action::unlock});
    case error_code::storage_busy:
      return say("Another program is using the data. Try again in a moment.", {action::wait, action::unlock});
    case error_code::storage_corrupt:
      return say("The file with the data is damaged.", {action::restore, action::report});
    case error_code::storage_failed:
      return say("The data could not be read or written.", {action::retry, action::report});
    case error_code::wrong_tenant:
      return say("The data belongs to somebody else. Sign in as its owner.", {action::sign_in});
    case error_code::newer_schema:
    case error_code::unsupported:
      return say("This needs a newer version of the program.", {action::upgrade});
    case error_code::network_failed:
    case error_code::timed_out:
      return say("The server cannot be reached. The changes are kept, and go when it answers.",
                 {action::wait, action::retry});
    case error_code::unauthenticated:
      return say("Sign in again. The changes are kept until then.", {action::sign_in});
    case error_code::forbidden:
      return say(about("This account may not do that. Ask for the right, or sign in as somebody else."),
                 {action::sign_in, action::discard});
    case error_code::rate_limited:
    case error_code::server_failed:
      return say("The server is busy or has a problem. The changes are kept, and go later.", {action::wait});
    case error_code::protocol_violation:
      return say("The server answers what this program does not understand.",
                 {action::wait, action::upgrade, action::report});
    case error_code::cancelled: return say("It was stopped before it was done.", {action::retry});
    case error_code::not_ready:
      return say("Something else has to be done first: " + why.message + ".", {action::wait});
    default: break;
  }
  return say("The program asked for something that cannot work: " + why.message + ".", {action::report});
}

}  // namespace v0
}  // namespace entente
