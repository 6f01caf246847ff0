// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/remote.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {

/// Any remote, chosen at run time: what lets one program speak to one server natively and to
/// another in the reference form. Movable; one that was moved from may only be assigned to or
/// destroyed. Thread safety is that of the remote inside.
class any_remote {
 public:
  template <class R>
  requires(!std::same_as<std::remove_cvref_t<R>, any_remote> && remote<std::remove_cvref_t<R>> &&
           std::constructible_from<std::remove_cvref_t<R>, R>) any_remote(R&& chosen)
      : held_(std::make_unique<holder<std::remove_cvref_t<R>>>(std::forward<R>(chosen))) {}

  [[nodiscard]] remote_traits traits(remote_context const& context) {
    return held_->traits(context);
  }
  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    return held_->push(context, request);
  }
  remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    return held_->pull(context, request);
  }
  /// Whether `compare` may be called: whether the remote inside is a `comparing_remote`.
  [[nodiscard]] bool can_compare() const { return held_->can_compare(); }
  remote_answer<range_answer> compare(remote_context const& context, range_query const& query) {
    return held_->compare(context, query);
  }
  void cancel() { held_->cancel(); }

 private:
  struct face {
    face() = default;
    face(face const&) = delete;
    face& operator=(face const&) = delete;
    virtual ~face() = default;
    virtual remote_traits traits(remote_context const&) = 0;
    virtual remote_answer<push_answer> push(remote_context const&, push_request const&) = 0;
    virtual remote_answer<change_page> pull(remote_context const&, pull_request const&) = 0;
    [[nodiscard]] virtual bool can_compare() const = 0;
    virtual remote_answer<range_answer> compare(remote_context const&, range_query const&) = 0;
    virtual void cancel() = 0;
  };

  template <class R>
  struct holder final : face {
    explicit holder(R from) : inner(std::move(from)) {}
    remote_traits traits(remote_context const& context) override { return inner.traits(context); }
    remote_answer<push_answer> push(remote_context const& context,
                                    push_request const& request) override {
      return inner.push(context, request);
    }
    remote_answer<change_page> pull(remote_context const& context,
                                    pull_request const& request) override {
      return inner.pull(context, request);
    }
    [[nodiscard]] bool can_compare() const override { return comparing_remote<R>; }
    remote_answer<range_answer> compare(remote_context const& context,
                                        range_query const& query) override {
      if constexpr (comparing_remote<R>)
        return inner.compare(context, query);
      else
        return remote_failure{reaction::hold, {error_code::unsupported, "this server cannot compare records", {}, {}, {}}, {}};
    }
    void cancel() override { inner.cancel(); }
    R inner;
  };

  std::unique_ptr<face> held_;
};

}  // namespace v0
}  // namespace entente
