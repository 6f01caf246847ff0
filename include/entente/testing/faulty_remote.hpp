// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/remote/remote.hpp>
#include <entente/testing/faulty_network.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// A remote over a bad network: loses requests and answers, repeats and delays them, cuts answers short,
/// and answers as overloaded servers do. What happens is decided by the network's dice. One thread at a time.
template <remote Inner>
class faulty_remote {
 public:
  faulty_remote(Inner inner, std::shared_ptr<faulty_network> over)
      : inner_(std::move(inner)), net_(std::move(over)) {}

  [[nodiscard]] remote_traits traits(remote_context const& context) { return inner_.traits(context); }

  [[nodiscard]] remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    auto const deliver = [&](push_request const& what) { return inner_.push(context, what); };
    bring_late(deliver);
    auto answer = carry<push_answer>(
        request, deliver, [&](push_answer& cut) { shorten(cut.results); },
        [&] { late_.push_back(request); });
    bring_late(deliver);
    return answer;
  }

  [[nodiscard]] remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    auto const deliver = [&](pull_request const& what) { return inner_.pull(context, what); };
    // A page whose end is missing does not parse; the transport reports it as broken.
    return carry<change_page>(request, deliver, nullptr, [] {});
  }

  [[nodiscard]] remote_answer<range_answer> compare(remote_context const& context, range_query const& query)
    requires comparing_remote<Inner>
  {
    auto const deliver = [&](range_query const& what) { return inner_.compare(context, what); };
    return carry<range_answer>(query, deliver, nullptr, [] {});
  }

  void cancel() { inner_.cancel(); }

 private:
  enum class fate : std::uint8_t {
    arrives, lost_request, lost_answer, repeated, late, cut, refused, unauthorised, too_large
  };

  fate draw() {
    auto left = net_->random.below(100);
    auto const& chances = net_->faults;
    std::pair<fate, std::uint64_t> const all[] = {
        {fate::lost_request, chances.lost_request}, {fate::lost_answer, chances.lost_answer},
        {fate::repeated, chances.repeated},         {fate::late, chances.late},
        {fate::cut, chances.cut},                   {fate::refused, chances.refused},
        {fate::unauthorised, chances.unauthorised}, {fate::too_large, chances.too_large}};
    for (auto const& [what, percent] : all) {
      if (left < percent) return what;
      left -= percent;
    }
    return fate::arrives;
  }

  template <class Answer, class Request, class Deliver, class Cut, class Hold>
  remote_answer<Answer> carry(Request const& request, Deliver&& deliver, Cut&& cut, Hold&& hold) {
    auto& counts = net_->counts;
    ++counts.calls;
    if (!net_->requests_pass || !net_->answers_pass) {
      ++counts.partitioned;
      if (net_->requests_pass) static_cast<void>(deliver(request));
      return broken();
    }
    switch (draw()) {
      case fate::arrives: return deliver(request);
      case fate::lost_request: ++counts.lost_request; return broken();
      case fate::lost_answer:
        ++counts.lost_answer;
        static_cast<void>(deliver(request));
        return broken();
      case fate::repeated:
        ++counts.repeated;
        static_cast<void>(deliver(request));
        return deliver(request);
      case fate::late:
        ++counts.late;
        hold();
        return broken();
      case fate::cut: {
        ++counts.cut;
        auto answer = deliver(request);
        if constexpr (std::is_same_v<std::remove_cvref_t<Cut>, std::nullptr_t>) {
          return broken();
        } else {
          if (answer.ok()) cut(*answer);
          return answer;
        }
      }
      case fate::refused: ++counts.refused; return says(reaction::retry_later, error_code::rate_limited);
      case fate::unauthorised: ++counts.unauthorised; return says(reaction::sign_in, error_code::unauthenticated);
      case fate::too_large: ++counts.too_large; return says(reaction::shrink, error_code::too_large);
    }
    return broken();
  }

  /// What was held up arrives before or behind what was sent after it, now or later, in any order.
  template <class Deliver>
  void bring_late(Deliver&& deliver) {
    for (auto i = late_.size(); i-- > 0;)
      if (net_->random.chance(40)) {
        static_cast<void>(deliver(late_[i]));
        late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(i));
      }
  }

  template <class T>
  void shorten(std::vector<T>& list) {
    if (!list.empty()) list.resize(net_->random.below(list.size()));
  }

  static remote_failure broken() { return says(reaction::retry_later, error_code::network_failed); }
  static remote_failure says(reaction what, error_code code) {
    return {what, {code, "the test's network has it so", {}, {}, {}}, {}};
  }

  Inner inner_;
  std::shared_ptr<faulty_network> net_;
  std::vector<push_request> late_{};
};

}  // namespace v0
}  // namespace entente
