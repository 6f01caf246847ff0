// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/remote/detail/graphql_endpoint.hpp>
#include <entente/remote/detail/page_size.hpp>
#include <entente/remote/detail/reference_items.hpp>
#include <entente/remote/detail/reference_pages.hpp>
#include <entente/remote/detail/reference_requests.hpp>
#include <entente/remote/detail/reference_results.hpp>
#include <entente/remote/remote.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Which of the two spellings of the reference operations a backend offers.
enum class reference_form {
  generic,     ///< `syncPull(entity)` and `syncPush(entity)`
  per_entity,  ///< `syncPullTask(tenantId)` and `syncPushTask(tenantId)`
};

/// The way to somebody else's backend that offers the reference documents' operations and no more.
/// Ids that the backend assigns stay at this border. What that form cannot carry is documented in
/// docs/protocol.md: groups arrive one by one, and counters are exact only as far as the backend
/// recognises repeats. Satisfies `remote`.
class reference_remote {
 public:
  /// `url` is the GraphQL endpoint's; a missing path means /graphql. `token` is the bearer token.
  /// Throws `failure` for a URL that cannot be one.
  explicit reference_remote(std::string url, std::string token = {},
                            reference_form form = reference_form::generic)
      : reference_remote(remote_options{std::move(url),
                                        token.empty() ? token_function{}
                                                      : [token = std::move(token)] { return token; }},
                         form) {}
  reference_remote(remote_options options, reference_form form)
      : backend_(options.url),
        form_(form),
        endpoint_(std::make_unique<detail::graphql_endpoint>(std::move(options))) {}

  [[nodiscard]] remote_traits traits(remote_context const& context) const {
    remote_traits traits;
    traits.scopes.clear();
    for (auto const& entity : context.outline.entities) traits.scopes.emplace_back(entity.name);
    traits.pull_after_unknown_outcome = true;
    traits.wants_images = true;
    return traits;
  }

  /// Pushes in queue order, as many items per request as one entity's run allows. Operations whose
  /// answer did not come are missing from the results, and so are those that must wait for one that
  /// was not applied: a later one on the same record, a child of a record that has no id yet.
  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    endpoint_->begin();
    push_round round{context, detail::item_translator{context, backend_}, {}, {}, {}, {}};
    run_of_operations run;
    for (auto const& group : request.groups)
      for (auto const& op : group) {
        if (must_follow(round, run, op))
          if (auto failed = push_run(round, run)) return partial(round, std::move(*failed));
        if (waits(round, op))
          leave_out(round, op);
        else
          run.push_back(&op);
      }
    if (auto failed = push_run(round, run)) return partial(round, std::move(*failed));
    if (round.answer.results.empty() && !request.groups.empty())
      return violation("the server answered none of the operations", {});
    return std::move(round.answer);
  }

  remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    endpoint_->begin();
    auto page = pull_page(context, request);
    if (page.ok())
      handed_out_[{std::string{context.tenant}, request.scope}].sift(request.cursor, *page);
    return page;
  }

  /// Makes the push or pull in flight, on another thread, return soon.
  void cancel() { endpoint_->cancel(); }

 private:
  using record_name = std::pair<std::string, uuid>;
  using run_of_operations = std::vector<operation const*>;

  /// What one push has come to know.
  struct push_round {
    remote_context const& context;
    detail::item_translator translate;
    push_answer answer;
    std::map<record_name, std::int64_t>
        versions;                  ///< of records that operations of this push changed
    std::set<record_name> stuck;   ///< records with an operation that was not applied
    std::set<record_name> unborn;  ///< of these, those that the server has not got yet
  };

  static record_name name_of_record(operation const& op) { return {op.entity, op.key}; }

  static remote_answer<push_answer> violation(std::string message, std::string entity) {
    return remote_failure{
        reaction::retry_later,
        {error_code::protocol_violation, std::move(message), std::move(entity), {}, {}},
        {}};
  }

  /// The answers that came before a failure are not to be lost; the next push will meet it again.
  remote_answer<push_answer> partial(push_round& round, remote_failure failed) {
    if (round.answer.results.empty()) return failed;
    if (failed.reaction == reaction::stop) endpoint_->stop_next();
    return std::move(round.answer);
  }

  /// A backend of an earlier phase refuses fields it does not have; how it says so is up to it.
  static bool misses_field(remote_failure const& failed, std::string_view name) {
    return failed.reaction == reaction::hold && failed.why.code == error_code::protocol_violation &&
           (failed.why.message.find(name) != std::string::npos ||
            failed.why.message.find("Cannot query field") != std::string::npos);
  }

  /// Calls `ask` with what may be asked for. Fewer fields are asked for ever after, once that has
  /// helped.
  template <class Ask>
  static auto ask_for_less(bool& field, std::string_view name, Ask const& ask) {
    auto answer = ask(field);
    if (answer.ok() || !field || !misses_field(answer.why(), name)) return answer;
    auto less = ask(false);
    if (!less.ok()) return less.why().reaction == reaction::hold ? answer : less;
    field = false;
    return less;
  }

  // ---- Push ------------------------------------------------------------------------------------

  /// Whether an operation needs the results of the run at hand before it can be sent.
  static bool must_follow(push_round const& round, run_of_operations const& run,
                          operation const& op) {
    if (run.empty()) return false;
    if (run.front()->entity != op.entity) return true;
    auto const on = [&](uuid const& key) {
      return std::any_of(run.begin(), run.end(),
                         [&](operation const* each) { return each->key == key; });
    };
    bool refers = on(op.key);
    round.translate.each_target(op, [&](std::string_view entity, uuid const& key) {
      refers = refers || (entity == op.entity && on(key));
    });
    return refers;
  }

  static bool waits(push_round const& round, operation const& op) {
    if (round.stuck.contains(name_of_record(op))) return true;
    if (round.unborn.empty()) return false;
    bool waits = false;
    round.translate.each_target(op, [&](std::string_view entity, uuid const& key) {
      waits = waits || round.unborn.contains({std::string{entity}, key});
    });
    return waits;
  }

  static void leave_out(push_round& round, operation const& op) {
    round.stuck.insert(name_of_record(op));
    if (op.kind == operation_kind::insert) round.unborn.insert(name_of_record(op));
  }

  std::optional<remote_failure> push_run(push_round& round, run_of_operations& run) {
    std::vector<detail::sent_item> items;
    for (auto const* const op : std::exchange(run, {})) {
      if (auto item = item_of(round, *op))
        items.push_back(std::move(*item));
      else
        refuse(round, *op);
    }
    if (items.empty()) return std::nullopt;
    auto const results = ask_for_less(ask_conflict_, "conflict", [&](bool conflict) {
      return send(round.context, items, conflict);
    });
    if (!results.ok()) return results.why();
    detail::result_reader const reader{round.translate};
    std::vector<std::pair<detail::sent_item const*, op_result>> verdicts;
    for (auto const& item : items) {
      if (auto const* const result = detail::result_for(*results, item, items.size() == 1))
        verdicts.emplace_back(&item, reader.verdict_on(item, *result));
      else
        leave_out(round, *item.op);
    }
    auto failed = look_up_rows(round.context, reader, verdicts);
    for (auto& [item, result] : verdicts) {
      bool const applied = result.outcome == verdict::applied;
      if (applied) round.versions[name_of_record(*item->op)] = result.version;
      if (!applied) leave_out(round, *item->op);
      if (result.outcome != verdict::stale || result.row)
        round.answer.results.push_back(std::move(result));
    }
    return failed;
  }

  /// Nothing when the operation does not carry what this form needs.
  static std::optional<detail::sent_item> item_of(push_round const& round, operation const& op) {
    auto values = round.translate.values_of(op);
    if (!values) return std::nullopt;
    auto const known = round.versions.find(name_of_record(op));
    detail::sent_item item{
        &op, known == round.versions.end() ? op.base_version : known->second, {}, {}, {}};
    item.id = round.translate.ids().id_of(op.entity, op.key);
    item.client_id = round.translate.ids().client_id_of(op.entity, op.key, item.id);
    item.values = std::move(*values);
    return item;
  }

  static void refuse(push_round& round, operation const& op) {
    op_result result;
    result.op_id = op.op_id;
    result.outcome = verdict::rejected;
    result.code = error_code::invalid_argument;
    result.message = "the operation does not carry its record";
    round.answer.results.push_back(std::move(result));
    leave_out(round, op);
  }

  remote_answer<std::vector<json_value>> send(remote_context const& context,
                                              std::vector<detail::sent_item> const& items,
                                              bool conflict) {
    auto const& entity = items.front().op->entity;
    auto const asked = detail::push_question(is_generic(), context.tenant, items, conflict);
    auto const reply = endpoint_->call(asked.query, asked.variables, asked.field, context.tenant);
    if (!reply.ok()) return reply.why();
    auto list = detail::read_results(reply->field);
    if (!list) return violation("the server's answer holds no list of results", entity).why();
    return std::move(*list);
  }

  /// A server that says that a record is not as it was, but not how it is, shows it in its stream.
  /// Asked once for all such records of a run, from the beginning, for nobody knows when they
  /// changed.
  std::optional<remote_failure> look_up_rows(
      remote_context const& context, detail::result_reader const& reader,
      std::vector<std::pair<detail::sent_item const*, op_result>>& verdicts) {
    auto const wanted = [](op_result const& result) {
      return result.outcome == verdict::stale && !result.row;
    };
    auto const first = std::find_if(verdicts.begin(), verdicts.end(),
                                    [&](auto const& each) { return wanted(each.second); });
    if (first == verdicts.end()) return std::nullopt;
    std::map<uuid, change> rows;
    pull_request request;
    request.scope = first->first->op->entity;
    for (bool more = true; more;) {
      auto page = pull_page(context, request);
      if (!page.ok()) return page.why();
      for (auto& each : page->changes) rows[each.key] = std::move(each);
      more = page->has_more;
      request.cursor = page->cursor;
      std::erase_if(rows, [&](auto const& row) {
        return std::none_of(verdicts.begin(), verdicts.end(), [&](auto const& each) {
          return wanted(each.second) && each.first->op->key == row.first;
        });
      });
    }
    for (auto& [item, result] : verdicts) {
      if (!wanted(result)) continue;
      auto const found = rows.find(item->op->key);
      reader.complete(*item, found == rows.end() ? std::nullopt : std::optional{found->second},
                      result);
    }
    return std::nullopt;
  }

  // ---- Pull ------------------------------------------------------------------------------------

  /// A page whose records share their time with others beyond it is asked for again, larger, as
  /// long as that makes it larger.
  remote_answer<change_page> pull_page(remote_context const& context, pull_request const& request) {
    std::optional<detail::placed_page> best;
    for (std::size_t limit = request.limit; limit <= request.limit * 64; limit *= 4) {
      std::optional<detail::placed_page> got;
      auto answer = sizes_.fit(
          limit, [&](std::size_t fitting) { return pull_once(context, request, fitting, got); });
      if (!answer.ok()) {
        if (!best || best->stuck) return answer;
        break;
      }
      if (best && got->records <= best->records) break;
      best = std::move(got);
      if (!best->stuck && !best->at_edge) break;
    }
    if (best->stuck)
      if (auto failed = find_place(context, request, best->page)) return std::move(*failed);
    return std::move(best->page);
  }

  /// A page of tombstones without a time, from a server that says the time of day, does not tell
  /// where it ends. The next place is any from which a page begins within this one and ends behind
  /// it, for then nothing lies between the two. It is found by halving the time from the last place
  /// to the one that the server says.
  std::optional<remote_failure> find_place(remote_context const& context,
                                           pull_request const& request, change_page& page) {
    remote_failure lost{reaction::hold,
                              {error_code::protocol_violation,
                               "the server's stream does not move on",
                               request.scope,
                               {},
                               {}},
                              {}};
    auto const last = detail::spelt_time::parse(page.cursor);
    auto const first = detail::spelt_time::parse(request.cursor);
    page.cursor.clear();
    if (!last || page.changes.empty()) return lost;
    // A record that changed meanwhile is not in its place any more.
    std::map<uuid, stamp> here;
    for (auto const& each : page.changes) here.emplace(each.key, each.at);
    auto low = first ? first->when : decltype(last->when){};
    auto high = last->when + last->unit();
    while (high - low > last->unit()) {
      auto const middle = low + (high - low) / 2;
      pull_request probe = request;
      probe.cursor = last->spell(middle);
      std::optional<detail::placed_page> got;
      auto answer = pull_once(context, probe, request.limit, got);
      if (!answer.ok()) return answer.why();
      auto const& there = got->page.changes;
      auto const known = std::count_if(there.begin(), there.end(), [&](change const& each) {
        auto const found = here.find(each.key);
        return found != here.end() && found->second == each.at;
      });
      if (known == 0) {
        high = middle;
      } else if (known == static_cast<std::ptrdiff_t>(there.size())) {
        low = middle;
      } else {
        page.cursor = probe.cursor;
        return std::nullopt;
      }
    }
    return lost;
  }

  remote_answer<change_page> pull_once(remote_context const& context, pull_request const& request,
                                       std::size_t limit, std::optional<detail::placed_page>& got) {
    auto const reply = ask_for_less(ask_deleted_, "deletedIds", [&](bool deleted) {
      return ask_page(context, request, limit, deleted);
    });
    if (!reply.ok()) return reply.why();
    auto const response = detail::pull_response::read(reply->field);
    if (!response)
      return remote_failure{reaction::retry_later,
                            {error_code::protocol_violation,
                             "the server's page lacks items or hasMore",
                             request.scope,
                             {},
                             {}},
                            {}};
    detail::item_translator const translate{context, backend_};
    got = detail::placed(context, translate, request.scope, request.cursor, *response,
                         reply->server_time);
    return change_page{};
  }

  remote_answer<detail::graphql_reply> ask_page(remote_context const& context,
                                                pull_request const& request, std::size_t limit,
                                                bool deleted) {
    auto const asked = detail::pull_question(is_generic(), context.tenant, request, limit, deleted);
    return endpoint_->call(asked.query, asked.variables, asked.field, context.tenant);
  }

  [[nodiscard]] bool is_generic() const noexcept { return form_ == reference_form::generic; }

  std::string backend_;
  reference_form form_;
  std::unique_ptr<detail::graphql_endpoint> endpoint_;
  detail::page_size sizes_;
  std::map<std::pair<std::string, std::string>, detail::handed_out> handed_out_;
  bool ask_conflict_ = true;
  bool ask_deleted_ = true;
};

}  // namespace v0
}  // namespace entente
