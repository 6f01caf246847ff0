// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/remote_answer.hpp>
#include <entente/wire/change_page.hpp>

#include <algorithm>
#include <cstddef>

namespace entente {
inline namespace v0 {
namespace detail {

/// The size of pages: where an answer is too large, or the server refuses the number, fewer records
/// are asked for, and more again once that has worked.
class page_size {
 public:
  /// Calls `ask(limit)` until it is answered, or fails for another reason than size.
  template <class Ask>
  remote_answer<change_page> fit(std::size_t wanted, Ask&& ask) {
    for (std::size_t limit = (std::min)({wanted, fitting_, most});;) {
      auto answer = ask(limit);
      if (answer.ok()) {
        fitting_ = (std::min)(limit * 2, most);
        return answer;
      }
      bool const too_large =
          answer.why().reaction == reaction::shrink || answer.why().why.code == error_code::too_large;
      if (!too_large || limit <= 1) return answer;
      limit = fitting_ = limit / 2;
    }
  }

 private:
  static constexpr std::size_t most = 0x7fffffff;  // a GraphQL Int
  std::size_t fitting_ = most;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
