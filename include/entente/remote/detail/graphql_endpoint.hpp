// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/http/client.hpp>
#include <entente/http/is_loopback_host.hpp>
#include <entente/http/message.hpp>
#include <entente/remote/detail/endpoint_url.hpp>
#include <entente/remote/detail/graphql_refusal.hpp>
#include <entente/remote/detail/http_date.hpp>
#include <entente/remote/detail/retry_after.hpp>
#include <entente/remote/detail/stranger_text.hpp>
#include <entente/remote/remote_answer.hpp>
#include <entente/remote/remote_options.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Brackets a whole answer may open at a time. Records are held to their own, lower limit, one by
/// one, so that one of them cannot make a page unreadable.
inline constexpr std::size_t max_answer_depth = 4096;

/// A GraphQL request's answer.
struct graphql_reply {
  std::string field;                       ///< the JSON text of the requested field's value, where nobody has taken it
  bool taken = false;                      ///< somebody has
  std::optional<timestamp> server_time{};  ///< the server's time of day, to the second
};

/// Reads the requested field's value where it stands in the answer; false for what it cannot read.
using field_taker = std::function<bool(json_reader&)>;

/// One GraphQL-over-HTTP endpoint seen from a client. One call at a time; `cancel` from any thread.
class graphql_endpoint {
 public:
  explicit graphql_endpoint(remote_options options)
      : options_(std::move(options)), url_(options_.url), client_(url_.origin, client_options()) {}

  /// To be called before the calls that belong together: what `cancel` stops is these.
  void begin() {
    begun_ = std::exchange(stop_next_, false) ? no_round : cancels_.load();
    client_.resume();
  }
  /// Makes the next round stop before it starts: this one was cancelled, and has something to tell
  /// first.
  void stop_next() { stop_next_ = true; }

  /// Sends `query` with the given JSON object of variables and takes the value of `field` out of
  /// the answer's `data`. `take`, where given, may read it in place; what it refuses is in the reply as text.
  remote_answer<graphql_reply> call(std::string_view query, std::string_view variables,
                                    std::string_view field, std::string_view tenant,
                                    field_taker const& take = {}) {
    if (cancelled()) return stopped();
    http_request request;
    request.method = "POST";
    request.path = url_.path;
    request.query = url_.query;
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Accept", "application/graphql-response+json, application/json;q=0.9");
    request.headers.add("x-tenant-id", std::string{tenant});
    for (auto const& [name, value] : options_.headers) request.headers.set(name, value);
    std::string token;
    try {
      if (options_.token) token = options_.token();
    } catch (...) {
      return remote_failure{reaction::sign_in,
                            {error_code::unauthenticated,
                             "the application has no token to give",
                             {},
                             {},
                             "sign in again"},
                            {}};
    }
    if (!token.empty()) request.headers.set("Authorization", "Bearer " + token);
    json_writer{request.body}
        .begin_object()
        .key("query")
        .value(query)
        .key("variables")
        .raw(variables)
        .end_object();

    auto const sent = client_.send(request);
    if (cancelled()) return stopped();
    if (!sent) return unanswered(sent.why());
    return read_answer(*sent, field, take, [&] { return guard(token, variables); });
  }

  void cancel() {
    ++cancels_;
    client_.stop();
  }

 private:
  static constexpr std::uint64_t no_round = ~std::uint64_t{0};

  [[nodiscard]] http_client_options client_options() const {
    http_client_options options;
    options.connect_timeout = options_.connect_timeout;
    options.read_timeout = options_.answer_timeout;
    options.answer_timeout = options_.answer_timeout;
    options.least_bytes_per_second = options_.least_bytes_per_second;
    options.total_timeout = options_.total_timeout;
    options.max_response_bytes = options_.max_answer_bytes;
    options.accept_gzip = options_.accept_gzip && !http::is_loopback_origin(url_.origin);
    return options;
  }

  [[nodiscard]] bool cancelled() const { return cancels_ != begun_; }
  static remote_failure stopped() {
    return {reaction::stop, {error_code::cancelled, "the request was stopped", {}, {}, {}}, {}};
  }

  static remote_failure unanswered(error const& why) {
    // A request that cannot be sent now cannot be sent later. An answer beyond the limit says nothing about
    // the request: the work may be done.
    auto const reaction = why.code == error_code::cancelled          ? reaction::stop
                          : why.code == error_code::invalid_argument ? reaction::hold
                                                                     : reaction::retry_later;
    return {reaction, why, {}};
  }

  [[nodiscard]] text_guard guard(std::string_view token, std::string_view variables) const {
    text_guard hidden;
    hidden.hide(token);
    for (auto const& [name, value] : options_.headers) hidden.hide(value);
    for (auto const& [name, value] : url_.query) hidden.hide(value);
    // What stands at the top is entity, tenant, cursor and the like; records lie deeper.
    if (auto const sent = json_value::parse(variables))
      for (auto const& member : (*sent).members())
        for (auto const& each : member.value.elements()) hidden.hide(each);
    return hidden;
  }

  template <class Guard>
  remote_answer<graphql_reply> read_answer(http_response const& response, std::string_view field,
                                           field_taker const& take, Guard const& guard) const {
    graphql_refusal refusal;
    graphql_reply reply;
    bool found = false;
    bool readable = take && read_body(response.body, field, refusal, found, take);
    reply.taken = readable && found;
    if (!readable) {
      refusal = {};
      found = false;
      readable = read_body(response.body, field, refusal, found, [&](json_reader& from) {
        std::string_view raw;
        if (!from.skip(raw)) return false;
        reply.field = raw;
        return true;
      });
    }
    bool const success = response.status >= 200 && response.status < 300;
    if (auto const date = response.headers.find("Date")) reply.server_time = parse_http_date(*date);
    if (success && readable && found) return reply;
    remote_failure failure;
    bool const refused = readable && refusal.present;
    if (success && refused) {
      failure.reaction = reaction_to_refusal(refusal);
      failure.why = {code_of_refusal(refusal),
                     "the server refused the request: " + guard()(refusal.message),
                     {},
                     {},
                     {}};
    } else if (success) {
      // The work may have been done before the answer was spoiled: repeat with the same op ids.
      failure.reaction = reaction::retry_later;
      failure.why = {error_code::protocol_violation,
                     "the server's answer is not a complete GraphQL response (" +
                         std::to_string(response.body.size()) + " bytes of " +
                         printable(response.headers.get("Content-Type", "no stated type")) + ")",
                     {},
                     {},
                     "check that the URL is that of a GraphQL endpoint"};
    } else {
      failure.reaction = reaction_to_status(response.status);
      failure.why = {code_of_status(response.status),
                     "the server answered " + std::to_string(response.status),
                     {},
                     {},
                     {}};
      if (refused) {
        failure.why.message += ": " + guard()(refusal.message);
        if (response.status == 400 || refusal.code == "UNAUTHENTICATED") {
          failure.reaction = reaction_to_refusal(refusal);
          failure.why.code = code_of_refusal(refusal);
        }
      }
      if (response.status >= 300 && response.status < 400)
        failure.why.remedy = "give the URL that the server redirects to";
    }
    if (failure.reaction == reaction::sign_in) failure.why.remedy = "sign in again";
    if (auto const wait = response.headers.find("Retry-After"))
      failure.retry_after =
          parse_retry_after(*wait, reply.server_time ? *reply.server_time : options_.now());
    return failure;
  }

  /// Reads {"data":{field:…},"errors":[…]}, the field's value by `take(reader)`; false when the text is not that.
  template <class Take>
  static bool read_body(std::string_view body, std::string_view field, graphql_refusal& refusal, bool& found,
                        Take const& take) {
    json_reader reader{body, max_answer_depth};
    if (!reader.begin_object()) return false;
    std::string_view name;
    while (reader.next_member(name)) {
      if (name == "errors" && reader.peek() == json_kind::array) {
        refusal = read_refusal(reader);
      } else if (name == "data" && reader.peek() == json_kind::object) {
        reader.begin_object();
        while (reader.next_member(name)) {
          bool const wanted = name == field && reader.peek() != json_kind::null;
          if (wanted ? !take(reader) : !reader.skip()) return false;
          found = found || wanted;
        }
      } else if (!reader.skip()) {
        return false;
      }
    }
    return reader.finish();
  }

  remote_options options_;
  endpoint_url url_;
  http_client client_;
  std::atomic<std::uint64_t> cancels_{0};
  std::uint64_t begun_ = 0;
  bool stop_next_ = false;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
