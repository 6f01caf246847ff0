// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/entity/describe.hpp>
#include <entente/remote/remote.hpp>
#include <entente/replica/range_report.hpp>
#include <entente/replica/replica.hpp>
#include <entente/sync/any_remote.hpp>
#include <entente/wire/range_query.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Compares one entity with the server's, range by range: where the sums over a range differ the range is cut
/// into parts, until it is small enough to compare record by record.
template <class Schema>
class range_walk {
 public:
  /// The entity, and what the replica does for it.
  struct subject {
    std::string_view entity;
    range_report (replica_exchange<Schema>::*mend)(uuid const&, uuid const&, std::vector<change> const&, bool);
    range_digest (replica_exchange<Schema>::*sum)(uuid const&, uuid const&) const;
  };
  template <class Entity>
  static constexpr subject of() {
    return {describe<Entity>::name, &replica_exchange<Schema>::template mend_range<Entity>,
            &replica_exchange<Schema>::template sum_of_range<Entity>};
  }

  /// How a walk ends: through; because something has changed on the server meanwhile; or by a failure.
  struct end {
    bool moved = false;
    std::optional<remote_failure> why{};
    [[nodiscard]] bool through() const noexcept { return !moved && !why; }
  };

  range_walk(replica<Schema>& local, any_remote& server, remote_context const& context, std::string cursor,
             bool mend, subject what)
      : local_(local), server_(server), context_(context), cursor_(std::move(cursor)), mend_(mend), what_(what) {}

  end run() { return visit(uuid{}, last_key, most_levels); }

  [[nodiscard]] range_report const& report() const noexcept { return report_; }

 private:
  // A server cuts a range into sixteen, by the number of records: this is more than there can be.
  static constexpr int most_levels = 32;
  static constexpr std::size_t most_questions = 1'000'000;

  end visit(uuid const& first, uuid const& last, int levels) {
    if (levels == 0 || ++questions_ > most_questions) return senseless();
    range_query asked;
    asked.entity = what_.entity;
    asked.first = first;
    asked.last = last;
    asked.cursor = cursor_;
    asked.schema_version = Schema::version;
    auto const answer = server_.compare(context_, asked);
    if (!answer.ok()) return {false, answer.why()};
    if (answer->moved) return {true, {}};
    if (answer->whole) {
      report_ += (local_.*what_.mend)(first, last, answer->changes, mend_);
      return {};
    }
    auto next = first;
    for (auto const& part : answer->parts) {
      // A part that is no smaller than the whole, or lies elsewhere, would be asked for without end.
      bool const inside = next <= part.first && part.first <= part.last && part.last <= last;
      if (!inside || (part.first == first && part.last == last)) return senseless();
      next = part.last;
      if ((local_.*what_.sum)(part.first, part.last) == part) continue;
      if (auto stopped = visit(part.first, part.last, levels - 1); !stopped.through()) return stopped;
    }
    return {};
  }

  static end senseless() {
    return {false, remote_failure{reaction::hold,
                                  {error_code::protocol_violation, "the server's ranges do not get smaller", {}, {}, {}},
                                  {}}};
  }

  replica<Schema>& local_;
  any_remote& server_;
  remote_context const& context_;
  std::string cursor_;
  bool mend_;
  subject what_;
  std::size_t questions_ = 0;
  range_report report_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
