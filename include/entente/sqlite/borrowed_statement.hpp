// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sqlite/detail/statement_cache.hpp>
#include <entente/sqlite/statement.hpp>

#include <utility>

namespace entente {
inline namespace v0 {

/// A cached statement for as long as this object lives; it is reset at the end, also when a loop
/// over its rows is left early. Made by `database::borrow`; not to outlive the database.
class borrowed_statement {
 public:
  explicit borrowed_statement(detail::cached_statement& from) noexcept : from_(&from) {
    from.lent = true;
  }
  borrowed_statement(borrowed_statement&& other) noexcept
      : from_(std::exchange(other.from_, nullptr)) {}
  borrowed_statement& operator=(borrowed_statement&&) = delete;
  ~borrowed_statement() {
    if (from_ == nullptr) return;
    from_->run.reset();
    from_->lent = false;
  }

  [[nodiscard]] statement& operator*() const noexcept { return from_->run; }
  [[nodiscard]] statement* operator->() const noexcept { return &from_->run; }

 private:
  detail::cached_statement* from_;
};

}  // namespace v0
}  // namespace entente
