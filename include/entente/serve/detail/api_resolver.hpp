// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/authority/reference.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/graphql/input_json.hpp>
#include <entente/graphql/resolver.hpp>
#include <entente/serve/api_tables.hpp>
#include <entente/serve/detail/caller.hpp>
#include <entente/serve/detail/native_messages.hpp>
#include <entente/serve/detail/record_resolver.hpp>
#include <entente/serve/detail/reference_values.hpp>
#include <entente/serve/server_options.hpp>
#include <entente/wire/json_writer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// What `since` and `lastSyncAt` mean. A moment within a microsecond counts as its beginning, so
/// that nothing is missed.
inline std::optional<stamp> stamp_argument(graphql::arguments const& args, std::string_view name) {
  auto const text = args.optional_string(name);
  if (!text) return std::nullopt;
  auto const when = parse_rfc3339(*text).value();
  return stamp{std::chrono::floor<std::chrono::microseconds>(when).time_since_epoch().count()};
}

/// A number of records asked for: at least 1, and no more than the server gives.
inline std::size_t limit_argument(graphql::arguments const& args, std::int64_t otherwise,
                                  std::size_t most) {
  auto const limit = args.optional_int("limit").value_or(otherwise);
  if (limit < 1) throw graphql::field_error("Argument \"limit\" must be at least 1.");
  return (std::min)(static_cast<std::size_t>(limit), most);
}

/// Answers the fields of Query and Mutation for one request.
template <class Schema>
class api_resolver final : public graphql::resolver {
 public:
  api_resolver(authority<Schema>& truth, server_options const& options, caller& from)
      : truth_(truth), door_(truth), options_(options), from_(from) {}

  graphql::value resolve(graphql::field_call const& call) override {
    try {
      return run(route_of(call), call.args);
    } catch (failure const& why) {
      if (why.code() != error_code::storage_busy) throw;
      busy_ = true;
      throw graphql::field_error("The server is busy; try again.", graphql::codes::internal);
    }
  }

  /// Whether something was not done because the database was not free in time.
  [[nodiscard]] bool busy() const noexcept { return busy_; }

 private:
  using tables = api_tables_of<Schema>;

  static api_route route_of(graphql::field_call const& call) {
    bool const reads = &call.parent == &tables::query;
    auto const& fields = call.parent.fields;
    auto const at = static_cast<std::size_t>(&call.field - fields.data());
    return reads ? tables::query_routes[at] : tables::mutation_routes[at];
  }

  graphql::value run(api_route route, graphql::arguments const& args) {
    switch (route.action) {
      case api_action::pull_generic:
        return pull(entity_argument(args), item_form::generic, "since", args);
      case api_action::pull_entity:
        return pull(route.entity, item_form::per_entity, "lastSyncAt", args);
      case api_action::push_generic:
        return push(entity_argument(args), item_form::generic, args, generic_items(args));
      case api_action::push_entity:
        return graphql::object{
            {"results", push(route.entity, item_form::per_entity, args, entity_items(args))}};
      case api_action::pull_native: return pull_changes(args);
      case api_action::compare_native: return compare_records(args);
      case api_action::push_native: return push_operations(args);
      case api_action::find: return find(route.entity, args);
      case api_action::list: return list(route.entity, args);
      case api_action::create: return create(route.entity, args);
      case api_action::update: return update(route.entity, args);
      case api_action::remove: return remove(route.entity, args);
    }
    return {};
  }

  // ---- The reference documents' operations -----------------------------------------------------

  static std::size_t entity_argument(graphql::arguments const& args) {
    std::size_t const entity = Schema::find(args.get_string("entity"));
    if (entity == Schema::size)
      throw graphql::field_error("The server has no entity of this name.",
                                 graphql::codes::unknown_entity);
    return entity;
  }

  /// The generic form has no argument for it.
  std::string enter(graphql::arguments const& args) {
    return from_.enter(args.optional_string("tenantId"));
  }

  graphql::value pull(std::size_t entity, item_form form, std::string_view since,
                      graphql::arguments const& args) {
    std::string const tenant = enter(args);
    std::size_t const limit = limit_argument(args, 1000, options_.max_page_items);
    return page_value(
        door_.pull(from_.who(), tenant, entity, form, stamp_argument(args, since), limit));
  }

  graphql::value push(std::size_t entity, item_form form, graphql::arguments const& args,
                      std::vector<pushed_item> const& items) {
    std::string const tenant = enter(args);
    return results_value(door_.push(from_.who(), tenant, entity, form, items));
  }

  // ---- The native pair -------------------------------------------------------------------------

  graphql::value pull_changes(graphql::arguments const& args) {
    std::string const tenant = enter(args);
    auto [page, changes] = truth_.written_changes_since(from_.who(), tenant, read_native_pull(args));
    return changes_value(page, std::move(changes));
  }

  graphql::value compare_records(graphql::arguments const& args) {
    std::string const tenant = enter(args);
    return comparison_value(truth_.compare(from_.who(), tenant, read_comparison(args)));
  }

  graphql::value push_operations(graphql::arguments const& args) {
    std::string const tenant = enter(args);
    native_push push = read_native_push(args, options_.max_operations);
    push_answer answer = truth_.apply(from_.who(), tenant, push.request);
    for (auto& each : push.unreadable) answer.results.push_back(std::move(each));
    return push_value(answer);
  }

  // ---- Typed reads and writes ------------------------------------------------------------------

  graphql::value find(std::size_t entity, graphql::arguments const& args) {
    std::string const tenant = enter(args);
    auto item = door_.find(from_.who(), tenant, entity, args.get_string("id"));
    if (!item) return {};
    return std::make_shared<record_resolver>(*std::move(item));
  }

  graphql::value list(std::size_t entity, graphql::arguments const& args) {
    std::string const tenant = enter(args);
    std::size_t const limit = limit_argument(args, 100, options_.max_page_items);
    auto const offset = args.optional_int("offset").value_or(0);
    if (offset < 0) throw graphql::field_error("Argument \"offset\" must not be negative.");
    auto found = door_.list(from_.who(), tenant, entity, limit, static_cast<std::size_t>(offset));
    graphql::value::list records;
    records.reserve(found.items.size());
    for (auto& item : found.items)
      records.push_back(std::make_shared<record_resolver>(std::move(item)));
    return records;
  }

  graphql::value create(std::size_t entity, graphql::arguments const& args) {
    std::string const tenant = enter(args);
    graphql::arguments const given = args.get_object("input");
    std::string const client_id{given.optional_string("clientId").value_or("")};
    std::string const key =
        client_id.empty() ? make_uuid_v7(options_.now(), options_.random).text() : client_id;
    std::string const data = fields_of(given, std::nullopt);
    auto const done =
        push_one(tenant, entity, {.json = data, .client_id = key, .operation = "insert"});
    return record(tenant, entity, *done.id);
  }

  graphql::value update(std::size_t entity, graphql::arguments const& args) {
    std::string const tenant = enter(args);
    std::string_view const id = args.get_string("id");
    std::string const data =
        fields_of(args.get_object("input"), version_argument(tenant, entity, id, args));
    auto const done = push_one(tenant, entity, {.json = data, .id = id, .operation = "update"});
    return record(tenant, entity, *done.id);
  }

  graphql::value remove(std::size_t entity, graphql::arguments const& args) {
    std::string const tenant = enter(args);
    std::string_view const id = args.get_string("id");
    std::string const data = fields_of({}, version_argument(tenant, entity, id, args));
    auto const done = push_one(tenant, entity, {.json = data, .id = id, .operation = "delete"});
    return graphql::object{
        {"id", *done.id}, {"version", done.version}, {"updatedAt", to_rfc3339(done.updated_at)}};
  }

  /// The version a change is based on: the caller's, else that of the record as it is. A record
  /// that is not there leaves the refusal to the push.
  std::optional<std::int64_t> version_argument(std::string const& tenant, std::size_t entity,
                                               std::string_view id,
                                               graphql::arguments const& args) {
    if (auto const version = args.optional_int("version")) return version;
    auto item = door_.find(from_.who(), tenant, entity, id);
    if (!item) return std::nullopt;
    std::int64_t version = 0;
    record_resolver const record{*std::move(item)};
    json_reader from{record.find("version")};
    if (!from.read(version)) return std::nullopt;
    return version;
  }

  /// An input object as the data of an item.
  static std::string fields_of(graphql::arguments const& input,
                               std::optional<std::int64_t> version) {
    std::string out = "{";
    auto const name = [&](std::string_view text) {
      if (out.size() > 1) out += ',';
      append_quoted(out, text);
      out += ':';
    };
    if (version) {
      name("version");
      out += std::to_string(*version);
    }
    for (graphql::named_input const& each : input.all()) {
      if (each.name == client_id_input.name) continue;
      name(each.name);
      graphql::append_json(out, *each.value);
    }
    return out += '}';
  }

  /// Applies one item or throws what speaks against it.
  item_result push_one(std::string const& tenant, std::size_t entity, pushed_item const& item) {
    auto results =
        door_.push(from_.who(), tenant, entity, item_form::per_entity, std::span{&item, 1});
    item_result& done = results.front();
    if (done.success && done.id) return std::move(done);
    std::string_view const code = done.error_code == "VALIDATION_ERROR"
                                      ? graphql::codes::bad_user_input
                                      : std::string_view{done.error_code};
    throw graphql::field_error(done.error_message, code);
  }

  /// The record as it is now, for the answer to a write.
  graphql::value record(std::string const& tenant, std::size_t entity, std::string_view id) {
    auto item = door_.find(from_.who(), tenant, entity, id);
    if (!item) throw graphql::field_error("The record was deleted meanwhile.", "NOT_FOUND");
    return std::make_shared<record_resolver>(*std::move(item));
  }

  authority<Schema>& truth_;
  reference_door<Schema> door_;
  server_options const& options_;
  caller& from_;
  bool busy_ = false;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
