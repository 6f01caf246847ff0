// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/either.hpp>
#include <entente/base/error.hpp>

#include <chrono>
#include <optional>

namespace entente {
inline namespace v0 {

/// What to do about a request that got no usable answer. None of these is a verdict on the
/// operations inside it.
enum class reaction {
  retry_later,  ///< back off and repeat with the same op ids: broken connections, 408, 425, 429,
                ///< 5xx
  sign_in,      ///< 401: stop until there are new credentials
  shrink,       ///< 413: repeat with a smaller batch
  hold,  ///< the request as a whole was refused (400, 403, 404, 409, 410, top-level errors): keep
         ///< the queue, tell the user, try again rarely
  stop,  ///< cancelled by this side
};

/// Why there is no answer, and what to do about it.
struct remote_failure {
  entente::reaction reaction = entente::reaction::retry_later;
  error why{};
  std::optional<std::chrono::milliseconds> retry_after{};  ///< as the server asked, if it did
};

/// An answer, or why there is none.
template <class T>
class [[nodiscard]] remote_answer : public either<T, remote_failure> {
 public:
  using either<T, remote_failure>::either;
};

}  // namespace v0
}  // namespace entente
