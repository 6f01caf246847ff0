// SPDX-License-Identifier: BSL-1.0
// Somebody else's backend: the reference operations, over real HTTP, written without any of the
// library's server side. It assigns ids of its own, keeps milliseconds, knows no mutation ids, and
// misbehaves as told.
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/http/server.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tests {

class stranger_server {
 public:
  struct row {
    std::string id;
    std::string client_id;
    std::int64_t version = 0;
    std::int64_t millis = 0;
    bool deleted = false;
    std::map<std::string, std::string> fields;  // JSON texts
  };

  // What happens to the next requests, first come first served.
  enum class fault {
    none,
    lose_answer,
    html_503,
    busy_retry_after,
    half_answer,
    item_internal,
    not_json,
    unauthorised,
    too_large,
    refused_whole,
    no_answer
  };

  stranger_server()
      : http_(entente::http_server_options{},
              [this](entente::http_request const& request) { return answer(request); }) {
    url_ = "http://127.0.0.1:" + std::to_string(http_.start()) + "/graphql";
  }

  [[nodiscard]] std::string const& url() const { return url_; }

  void plan(fault next) {
    std::lock_guard const lock{mutex_};
    faults_.push_back(next);
  }

  // Somebody edits a record on the server itself.
  void edit(std::string const& entity, std::string const& id, std::string const& field,
            std::string const& json) {
    std::lock_guard const lock{mutex_};
    for (auto& each : tables_[entity])
      if (each.id == id) {
        each.fields[field] = json;
        touch(each);
      }
  }
  std::string add(std::string const& entity, std::map<std::string, std::string> fields) {
    std::lock_guard const lock{mutex_};
    row fresh;
    fresh.id = std::to_string(next_id_++);
    fresh.fields = std::move(fields);
    touch(fresh);
    tables_[entity].push_back(fresh);
    return fresh.id;
  }
  void remove(std::string const& entity, std::string const& id) {
    std::lock_guard const lock{mutex_};
    for (auto& each : tables_[entity])
      if (each.id == id) {
        each.deleted = true;
        touch(each);
      }
  }

  [[nodiscard]] std::vector<row> rows(std::string const& entity) {
    std::lock_guard const lock{mutex_};
    return tables_[entity];
  }
  [[nodiscard]] int requests() {
    std::lock_guard const lock{mutex_};
    return requests_;
  }

  // Stands in every page of the entity, whatever it is.
  void slip_in(std::string const& entity, std::string raw_item) {
    std::lock_guard const lock{mutex_};
    oddities_[entity].push_back(std::move(raw_item));
  }
  // Every change from here on gets this time, until 0 lets the clock go on.
  void freeze_clock(std::int64_t millis) {
    std::lock_guard const lock{mutex_};
    frozen_ = millis;
  }
  // The bodies of the requests that came, in order.
  [[nodiscard]] std::vector<std::string> bodies() {
    std::lock_guard const lock{mutex_};
    return bodies_;
  }

  std::size_t page_limit = 50;  // smaller than clients ask for
  bool knows_deleted_ids = true;
  bool knows_conflict = true;
  bool tells_server_data = true;   // in a conflict
  bool says_time_of_day = false;   // as lastSyncAt
  bool includes_since = false;     // `>=` where others have `>`
  bool adopts_client_ids = false;  // as its own
  bool integer_ids = false;        // in items; results have the type ID, which is text
  bool upper_case_ids = false;     // gives client ids back as some databases do
  bool results_backwards = false;
  bool names_client_ids = true;  // in results
  int answers_at_most = 1000;    // results per push
  std::string missing_field_text = "Cannot query field \"x\" on type \"T\".";
  // Happens after a pull was answered from, and before the answer leaves.
  std::function<void(stranger_server&)> meanwhile;

 private:
  void touch(row& each) {
    ++each.version;
    // A clock of millisecond precision that never stands still.
    clock_ = frozen_ != 0
                 ? frozen_
                 : std::max(clock_ + 1, entente::system_now().time_since_epoch().count() / 1000);
    each.millis = clock_;
  }

  static std::string time_text(std::int64_t millis) {
    return entente::to_rfc3339(entente::timestamp{std::chrono::milliseconds{millis}}, 3);
  }

  entente::http_response answer(entente::http_request const& request) {
    auto response = locked_answer(request);
    if (request.body.find("mutation") == std::string::npos)
      if (auto const happen = std::exchange(meanwhile, nullptr)) happen(*this);
    return response;
  }

  entente::http_response locked_answer(entente::http_request const& request) {
    std::lock_guard const lock{mutex_};
    ++requests_;
    bodies_.push_back(request.body);
    fault now = fault::none;
    if (!faults_.empty()) {
      now = faults_.front();
      faults_.pop_front();
    }
    entente::http_response response;
    response.headers.add("Content-Type", "application/json");
    switch (now) {
      case fault::html_503: return html(503);
      case fault::busy_retry_after: {
        auto busy = html(429);
        busy.headers.add("Retry-After", "7");
        return busy;
      }
      case fault::not_json: return html(200);
      case fault::unauthorised: return html(401);
      case fault::too_large: return html(413);
      case fault::refused_whole:
        response.body =
            R"({"errors":[{"message":"Something is not right","extensions":{"code":"FORBIDDEN"}}],"data":null})";
        return response;
      case fault::no_answer:
        response.stream = [](entente::http_stream_writer const&) { return false; };
        return response;
      default: break;
    }
    auto const parsed = entente::json_value::parse(request.body);
    if (!parsed) return html(400);
    auto const query = std::string{(*parsed).find("query")->as_string().value_or("")};
    auto const& variables = *(*parsed).find("variables");
    if ((!knows_deleted_ids && query.find("deletedIds") != std::string::npos) ||
        (!knows_conflict && query.find("conflict") != std::string::npos)) {
      entente::json_writer{response.body}
          .begin_object()
          .key("errors")
          .begin_array()
          .begin_object()
          .key("message")
          .value(missing_field_text)
          .end_object()
          .end_array()
          .end_object();
      return response;
    }
    response.body = query.find("mutation") != std::string::npos
                        ? push(query, variables, now == fault::item_internal)
                        : pull(query, variables);
    if (now == fault::lose_answer || now == fault::half_answer) {
      std::string const half =
          now == fault::half_answer ? response.body.substr(0, response.body.size() / 2) : "";
      response.stream = [half](entente::http_stream_writer const& write) {
        if (!half.empty()) write(half);
        return false;
      };
    }
    return response;
  }

  static entente::http_response html(int status) {
    entente::http_response response;
    response.status = status;
    response.headers.add("Content-Type", "text/html");
    response.body = "<html><body>Something is not right</body></html>";
    return response;
  }

  static std::string entity_of(std::string const& query, entente::json_value const& variables,
                               std::string const& verb) {
    if (auto const* const named = variables.find("entity"))
      return std::string{named->as_string().value_or("")};
    auto const at = query.find(verb) + verb.size();
    return query.substr(at, query.find('(', at) - at);
  }

  std::string item_json(row const& each) const {
    std::string out;
    entente::json_writer to{out};
    to.begin_object().key("id");
    if (integer_ids)
      to.raw(each.id);
    else
      to.value(each.id);
    if (!each.client_id.empty()) to.key("clientId").value(given_back(each.client_id));
    to.key("version").value(each.version).key("updatedAt").value(time_text(each.millis));
    to.key("isDeleted").value(each.deleted).key("ownedBy").value("a stranger");
    for (auto const& [name, json] : each.fields) to.key(name).raw(json);
    to.end_object();
    return out;
  }

  [[nodiscard]] std::string given_back(std::string client_id) const {
    if (upper_case_ids)
      for (char& c : client_id)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    return client_id;
  }

  static std::string text_of(entente::json_value const& value) {
    std::string out;
    entente::json_writer to{out};
    value.write(to);
    return out;
  }

  static std::string id_in(entente::json_value const& item, char const* name) {
    auto const* const value = item.find(name);
    return value == nullptr ? "" : std::string{value->as_string().value_or("")};
  }

  std::string push(std::string const& query, entente::json_value const& variables,
                   bool fail_first) {
    bool const generic = variables.find("items") != nullptr;
    std::string const entity = entity_of(query, variables, "syncPush");
    std::vector<std::string> each_result;
    for (auto const& item : variables.find(generic ? "items" : "payload")->elements()) {
      auto const& data = generic ? item : *item.find("data");
      entente::json_writer out{each_result.emplace_back()};
      push_one(out, entity, item, data, generic ? "" : id_in(item, "operation"),
               std::exchange(fail_first, false));
    }
    if (results_backwards) std::reverse(each_result.begin(), each_result.end());
    std::string results = "[";
    for (std::size_t i = 0; i < each_result.size() && static_cast<int>(i) < answers_at_most; ++i)
      results += (i == 0 ? "" : ",") + each_result[i];
    results += "]";
    std::string const field = generic ? "syncPush" : "syncPush" + entity;
    return "{\"data\":{\"" + field + "\":" + (generic ? results : "{\"results\":" + results + "}") +
           "}}";
  }

  void push_one(entente::json_writer& out, std::string const& entity,
                entente::json_value const& item, entente::json_value const& data,
                std::string const& operation, bool internal) {
    std::string const client_id = id_in(item, "clientId");
    std::string const id = id_in(item, "id");
    row* known = nullptr;
    for (auto& each : tables_[entity])
      if ((!id.empty() && each.id == id) || (!client_id.empty() && each.client_id == client_id))
        known = &each;
    out.begin_object();
    if (names_client_ids) out.key("clientId").value(given_back(client_id));
    auto const* const version = data.find("version");
    auto const base = version == nullptr ? 0 : version->as_int64().value_or(0);
    auto const* const deleted = data.find("isDeleted");
    bool const deletes =
        (deleted != nullptr && deleted->as_bool().value_or(false)) || operation == "delete";
    if (internal) {
      out.key("success")
          .value(false)
          .key("errorCode")
          .value("INTERNAL")
          .key("errorMessage")
          .value("try again");
    } else if (auto const* const title = data.find("title");
               title != nullptr && title->as_string() == "forbidden words") {
      out.key("success")
          .value(false)
          .key("errorCode")
          .value("VALIDATION_ERROR")
          .key("errorMessage")
          .value("title: no");
    } else if (known == nullptr) {
      row fresh;
      fresh.id = adopts_client_ids ? client_id : std::to_string(next_id_++);
      fresh.client_id = client_id;
      write_into(fresh, data);
      tables_[entity].push_back(fresh);
      succeed(out, fresh);
    } else if (base == 0 && !deletes) {
      succeed(out, *known);  // an insert again
    } else if (base != known->version) {
      out.key("success")
          .value(false)
          .key("errorCode")
          .value("CONFLICT")
          .key("errorMessage")
          .value("stale");
      out.key("id").value(known->id);
      if (knows_conflict) {
        out.key("conflict")
            .begin_object()
            .key("serverData")
            .raw(tells_server_data ? item_json(*known) : "null");
        out.key("serverVersion").value(known->version).end_object();
      }
    } else {
      if (deletes) {
        known->deleted = true;
        touch(*known);
      } else {
        write_into(*known, data);
      }
      succeed(out, *known);
    }
    out.end_object();
  }

  void write_into(row& each, entente::json_value const& data) {
    for (auto const& member : data.members())
      if (member.name != "id" && member.name != "clientId" && member.name != "version" &&
          member.name != "updatedAt" && member.name != "isDeleted" &&
          member.name != "clientMutationId")
        each.fields[member.name] = text_of(member.value);
    each.deleted = false;
    touch(each);
  }

  static void succeed(entente::json_writer& out, row const& each) {
    out.key("id").value(each.id).key("success").value(true).key("version").value(each.version);
    out.key("updatedAt").value(time_text(each.millis));
  }

  std::string pull(std::string const& query, entente::json_value const& variables) {
    std::string const entity = entity_of(query, variables, "syncPull");
    bool const generic = variables.find("entity") != nullptr;
    std::int64_t since = -1;
    if (auto const* const text = variables.find("since"); text != nullptr && text->as_string())
      if (auto const when = entente::parse_rfc3339(*text->as_string()))
        since = std::chrono::floor<std::chrono::milliseconds>(*when).time_since_epoch().count();
    auto const* const wanted = variables.find("limit");
    std::size_t const limit = std::min(
        page_limit,
        static_cast<std::size_t>(wanted == nullptr ? 1000 : wanted->as_int64().value_or(1000)));
    std::vector<row const*> found;
    for (auto const& each : tables_[entity])
      if (each.millis > since || (includes_since && each.millis == since)) found.push_back(&each);
    // Of the same time, in the order of arrival.
    std::sort(found.begin(), found.end(), [](row const* a, row const* b) {
      return a->millis != b->millis ? a->millis < b->millis : a < b;
    });
    bool const more = found.size() > limit;
    if (more) found.resize(limit);
    std::string items;
    for (auto const& raw : oddities_[entity]) items += (items.empty() ? "" : ",") + raw;
    std::string gone;
    std::int64_t last = since < 0 ? 0 : since;
    for (auto const* const each : found) {
      last = each->millis;
      if (each->deleted)
        gone += (gone.empty() ? "\"" : ",\"") + each->id + "\"";
      else
        items += (items.empty() ? "" : ",") + item_json(*each);
    }
    if (says_time_of_day)
      last = std::max(clock_, entente::system_now().time_since_epoch().count() / 1000);
    std::string const field = generic ? "syncPull" : "syncPull" + entity;
    return "{\"data\":{\"" + field + "\":{\"items\":[" + items + "],\"deletedIds\":[" + gone +
           "],\"lastSyncAt\":\"" + time_text(last) + "\",\"hasMore\":" + (more ? "true" : "false") +
           "}}}";
  }

  std::mutex mutex_;
  std::map<std::string, std::vector<row>> tables_;
  std::deque<fault> faults_;
  std::int64_t next_id_ = 101;
  std::int64_t clock_ = 0;
  std::int64_t frozen_ = 0;
  int requests_ = 0;
  std::vector<std::string> bodies_;
  std::map<std::string, std::vector<std::string>> oddities_;
  std::string url_;
  entente::http_server http_;
};

}  // namespace tests
