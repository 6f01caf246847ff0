// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/remote.hpp>
#include <entente/testing/detail/simulated_server.hpp>
#include <entente/testing/detail/simulated_world.hpp>
#include <entente/testing/faulty_network.hpp>
#include <entente/testing/faulty_remote.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// A remote that asks a simulated server.
class server_remote {
 public:
  explicit server_remote(simulated_server& server) : server_(&server) {}
  [[nodiscard]] remote_traits traits(remote_context const&) const { return {}; }
  [[nodiscard]] remote_answer<push_answer> push(remote_context const&, push_request const& request) {
    return server_->serve<push_answer>([&](auto& truth) { return truth.apply(server_->who, request); });
  }
  [[nodiscard]] remote_answer<change_page> pull(remote_context const&, pull_request const& request) {
    return server_->serve<change_page>([&](auto& truth) { return truth.changes_since(server_->who, request); });
  }
  [[nodiscard]] remote_answer<range_answer> compare(remote_context const&, range_query const& query) {
    return server_->serve<range_answer>([&](auto& truth) { return truth.compare(server_->who, query); });
  }
  void cancel() noexcept {}

 private:
  simulated_server* server_;
};

/// The way from one device to the server. What is held up in it stays there when the device's program ends.
struct simulated_line {
  simulated_line(simulated_world& in, simulated_server& server)
      : world(in), network(std::make_shared<faulty_network>(seeded_random{})), far(server_remote{server}, network) {}

  simulated_world& world;
  std::shared_ptr<faulty_network> network;
  faulty_remote<server_remote> far;
  /// Called before a request leaves and after its answer has come.
  std::function<void()> leaving{};
  std::function<void()> arrived{};

  /// What goes wrong with the next call. The dice are those of the step.
  void draw() {
    using enum simulated_event;
    network->random = seeded_random{world.dice()};
    auto const percent = [&](simulated_event what) -> std::uint64_t {
      return !world.quiet && world.drawn.test(static_cast<std::size_t>(what)) ? 5 : 0;
    };
    network->faults = {percent(lost_request), percent(lost_answer), percent(repeated_request), percent(late_request),
                       percent(cut_answer),   percent(busy_answer), percent(signed_out),       percent(too_large_answer)};
    if (world.quiet) network->heal();
  }

  template <class Answer, class Call>
  Answer carry(Call const& call) {
    leaving();
    draw();
    world.pass_up_to(std::chrono::milliseconds{50});
    ++world.report.calls;
    Answer answer = call();
    arrived();
    return answer;
  }

  /// Moves what the network has counted into the report.
  void tell() {
    using enum simulated_event;
    auto const counts = std::exchange(network->counts, {});
    world.count(lost_request, counts.lost_request);
    world.count(lost_answer, counts.lost_answer);
    world.count(repeated_request, counts.repeated);
    world.count(late_request, counts.late);
    world.count(cut_answer, counts.cut);
    world.count(busy_answer, counts.refused);
    world.count(signed_out, counts.unauthorised);
    world.count(too_large_answer, counts.too_large);
    if (counts.partitioned > 0)
      world.count(network->answers_pass ? no_way_out : network->requests_pass ? no_way_back : no_way, counts.partitioned);
  }
};

/// The near end of a line: what a client holds.
class line_end {
 public:
  explicit line_end(simulated_line& line) : line_(&line) {}

  [[nodiscard]] remote_traits traits(remote_context const& context) { return line_->far.traits(context); }
  [[nodiscard]] remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    return line_->carry<remote_answer<push_answer>>([&] { return line_->far.push(context, request); });
  }
  [[nodiscard]] remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    auto answer = line_->carry<remote_answer<change_page>>([&] { return line_->far.pull(context, request); });
    if (answer.ok()) check(request, *answer);
    return answer;
  }
  [[nodiscard]] remote_answer<range_answer> compare(remote_context const& context, range_query const& query) {
    return line_->carry<remote_answer<range_answer>>([&] { return line_->far.compare(context, query); });
  }
  void cancel() noexcept {}

 private:
  /// A page leads on: its changes are in the order of their stamps, and its cursor is another than was asked.
  void check(pull_request const& request, change_page const& page) {
    bool const ordered = std::is_sorted(page.changes.begin(), page.changes.end(),
                                        [](auto const& a, auto const& b) { return a.at.micros < b.at.micros; });
    if (!ordered) line_->world.violation("a page is not in the order of its stamps");
    if (page.has_more && !page.cursor.empty() && page.cursor == request.cursor)
      line_->world.violation("a page with more behind it has the cursor it was asked with");
    if (!page.changes.empty() && last_ > page.changes.front().at.micros && cursor_ == request.cursor && !page.restart &&
        !request.cursor.empty() && epoch_ == page.epoch && page.epoch_start.micros == 0)
      line_->world.violation("a page goes back behind the one before it");
    if (!page.changes.empty()) last_ = page.changes.back().at.micros;
    cursor_ = page.cursor;
    epoch_ = page.epoch;
  }

  simulated_line* line_;
  std::string cursor_{};
  uuid epoch_{};
  std::int64_t last_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
