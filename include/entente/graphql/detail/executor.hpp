// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/graphql/detail/introspection_resolvers.hpp>
#include <entente/graphql/detail/plan.hpp>
#include <entente/graphql/detail/write_leaf.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/resolver.hpp>
#include <entente/graphql/schema.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {

/// Told of every exception whose message is kept from the client. The path is JSON text.
using internal_error_hook = std::function<void(std::exception const& why, std::string_view path)>;

namespace detail {

/// Where in the answer we are: a chain of names and indexes up to the root.
struct path_link {
  path_link const* up = nullptr;
  std::string_view name{};
  std::size_t index = 0;  ///< where `name` is empty
};

inline void append_path(std::string& out, path_link const* at) {
  if (at == nullptr) return;
  append_path(out, at->up);
  out += out.empty() ? '[' : ',';
  if (at->name.empty())
    out += std::to_string(at->index);
  else
    out.append(1, '"').append(at->name) += '"';
}

inline std::string path_text(path_link const* at) {
  std::string text;
  append_path(text, at);
  return text.empty() ? text : text += ']';
}

/// Which code tells a client about a `failure`, and whether its message may.
constexpr std::string_view public_code(error_code code) noexcept {
  switch (code) {
    case error_code::invalid_argument:
    case error_code::validation_failed:
    case error_code::malformed:
    case error_code::not_found:
    case error_code::conflict:
    case error_code::unsupported: return codes::bad_user_input;
    case error_code::too_large: return codes::limit_exceeded;
    case error_code::unauthenticated: return codes::unauthenticated;
    case error_code::forbidden:
    case error_code::wrong_tenant: return codes::forbidden;
    default: return codes::internal;
  }
}

/// The answer has become longer than its limit; caught where execution starts.
struct answer_too_long {};

/// ExecuteSelectionSet() and below (6.3, 6.4), writing the answer as it goes. Where null has to
/// take the place of something already written, the text is cut back to where that began.
class executor {
 public:
  executor(schema const& types, document const& doc, planner& plans, arena& storage,
           limits const& bounds, internal_error_hook const& hook, std::string& out)
      : types_(types),
        doc_(doc),
        plans_(plans),
        storage_(storage),
        bounds_(bounds),
        hook_(hook),
        out_(out) {}

  /// Writes an object. False if null has to take its place; the error is recorded.
  bool write_object(plan& fields, resolver& source) {
    return write_fields(fields, nullptr, [&](planned_field& field, path_link const& at) {
      return write_resolved(fields, field, source, at);
    });
  }

  std::vector<graphql_error>& errors() noexcept { return errors_; }

 private:
  /// `write(field, path)` writes one field's value and tells whether it did.
  template <class Write>
  bool write_fields(plan& fields, path_link const* up, Write write) {
    out_ += '{';
    bool first = true;
    for (planned_field& field : fields.fields) {
      if (!first) out_ += ',';
      first = false;
      out_.append(1, '"').append(field.response_name).append("\":");
      path_link const at{up, field.response_name};
      if (field.found.field == &typename_field)
        append_quoted(out_, fields.type->name);
      else if (!write(field, at))
        return false;
      if (out_.size() > bounds_.max_response_bytes) throw answer_too_long{};
    }
    out_ += '}';
    return true;
  }

  bool write_resolved(plan& fields, planned_field& field, resolver& source, path_link const& at) {
    return write_guarded(field, at, field.found.field->type, [&](type_ref type) {
      arguments const& args = plans_.args_of(field, storage_);
      field_call const call{*fields.type, *field.found.field, args, selection_query(field)};
      bool const is_meta = field.found.field == &schema_field || field.found.field == &type_field;
      value resolved = is_meta ? resolve_introspection(types_, call) : source.resolve(call);
      return write_value(field, resolved, type, at, true);
    });
  }

  std::function<bool(std::string_view)> selection_query(planned_field& field) {
    return [this, &field](std::string_view name) {
      if (!field.found.type->is_composite()) return false;
      auto const asks = [&](type_def const& type) {
        for (planned_field const& each : plans_.child(field, type).fields)
          if (each.found.field->name == name) return true;
        return false;
      };
      if (!field.found.type->is_abstract()) return asks(*field.found.type);
      auto const all = types_.possible_types(*field.found.type);
      return std::any_of(all.begin(), all.end(), [&](type_def const* each) { return asks(*each); });
    };
  }

  /// Runs `write(type)`, which may throw, for a place of type `type`. Null takes the place of what
  /// failed where the type allows it; otherwise the answer is false.
  template <class Write>
  bool write_guarded(planned_field const& field, path_link const& at, type_ref type, Write write) {
    std::size_t const before = out_.size();
    bool written = false;
    try {
      written = write(type);
    } catch (answer_too_long const&) {
      throw;
    } catch (...) {
      record_current_exception(field, at);
    }
    if (written) return true;
    out_.resize(before);
    if (type.is_non_null()) return false;
    out_ += "null";
    return true;
  }

  /// CompleteValue() (6.4.3). False if null has to be propagated; throws field errors. `last`: nobody
  /// asks for the value again.
  bool write_value(planned_field& field, value& resolved, type_ref type, path_link const& at, bool last) {
    auto* const json = std::get_if<json_text>(&resolved.get());
    if (resolved.is_null() || (json != nullptr && json->is_null())) {
      if (type.is_non_null())
        throw field_error{text_of("Cannot return null for non-nullable field ", parent_name(field),
                                  ".", field.found.field->name, "."),
                          codes::internal};
      out_ += "null";
      return true;
    }
    type_def const& named = *field.found.type;
    bool const is_list = type.nullable().is_list();
    if (is_list && (json == nullptr || !named.is_leaf()))
      return write_list(field, resolved, type.item(), at, last);
    if (!named.is_leaf()) return write_composite(field, resolved, at, last);
    if (json != nullptr && last && json->text().size() > (std::max)(out_.size(), long_text))
      go_on_behind(std::move(*json).take());
    else
      append_leaf(out_, named, resolved);
    return true;
  }

  static constexpr std::size_t long_text = std::size_t{16} << 10U;

  /// A text that is most of the answer becomes its memory: to copy it would touch as much memory again, which
  /// costs more than to make room before it.
  void go_on_behind(std::string text) {
    text.insert(0, out_);
    out_ = std::move(text);
  }

  [[nodiscard]] std::string_view parent_name(planned_field const& field) const noexcept {
    for (type_def const* each : types_.types())
      for (field_def const& known : each->fields)
        if (&known == field.found.field) return each->name;
    return "Query";
  }

  bool write_list(planned_field& field, value& resolved, type_ref item, path_link const& at, bool last) {
    auto* const items = std::get_if<value::list>(&resolved.get());
    if (items == nullptr)
      throw field_error{text_of("Expected a list for field ", quoted(field.found.field->name), "."),
                        codes::internal};
    out_ += '[';
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (i > 0) out_ += ',';
      path_link const here{&at, {}, i};
      if (!write_guarded(field, here, item, [&](type_ref type) {
            return write_value(field, (*items)[i], type, here, last);
          }))
        return false;
    }
    out_ += ']';
    return true;
  }

  bool write_composite(planned_field& field, value& resolved, path_link const& at, bool last) {
    if (auto const* lazy = std::get_if<std::shared_ptr<resolver>>(&resolved.get())) {
      plan& fields = plans_.child(field, object_type(field, (*lazy)->type_name()));
      return write_fields(fields, &at, [&](planned_field& each, path_link const& here) {
        return write_resolved(fields, each, **lazy, here);
      });
    }
    auto* const eager = std::get_if<object>(&resolved.get());
    if (eager == nullptr)
      throw field_error{
          text_of("Expected an object for field ", quoted(field.found.field->name), "."),
          codes::internal};
    plan& fields = plans_.child(field, object_type(field, type_name_of(*eager)));
    return write_fields(fields, &at, [&](planned_field& each, path_link const& here) {
      return write_guarded(each, here, each.found.field->type, [&](type_ref type) {
        value absent;
        value* const found = eager->find(each.found.field->name);
        return write_value(each, found != nullptr ? *found : absent, type, here, last && is_asked_once(fields, each));
      });
    });
  }

  /// Two names in the answer may stand for one field.
  static bool is_asked_once(plan const& fields, planned_field const& field) noexcept {
    return std::all_of(fields.fields.begin(), fields.fields.end(), [&](planned_field const& each) {
      return &each == &field || each.found.field != field.found.field;
    });
  }

  static std::string_view type_name_of(object const& eager) noexcept {
    value const* const name = eager.find(typename_field.name);
    auto const* const text = name == nullptr ? nullptr : std::get_if<std::string>(&name->get());
    return text == nullptr ? std::string_view{} : std::string_view{*text};
  }

  [[nodiscard]] type_def const& object_type(planned_field const& field, std::string_view name) const {
    type_def const& type = *field.found.type;
    if (!type.is_abstract()) return type;
    type_def const* const found = types_.find_type(name);
    if (found == nullptr || !types_.is_possible(type, *found))
      throw field_error{text_of("Abstract type ", quoted(type.name),
                                " must resolve to one of its object types at runtime for field ",
                                quoted(field.found.field->name), "."),
                        codes::internal};
    return *found;
  }

  void record_current_exception(planned_field const& field, path_link const& at) {
    try {
      throw;
    } catch (field_error const& why) {
      record(field, at, why.what(), why.code());
    } catch (located_error const& why) {
      record(field, at, why.message, codes::bad_user_input);
      errors_.back().locations.clear();
      for (source_offset const each : why.places) errors_.back().locations.push_back(doc_.at(each));
    } catch (failure const& why) {
      std::string_view const code = public_code(why.code());
      if (code == codes::internal)
        record_internal(field, at, why);
      else
        record(field, at, why.what(), code);
    } catch (std::exception const& why) {
      record_internal(field, at, why);
    } catch (...) {
      record(field, at, "Internal error", codes::internal);
    }
  }

  void record_internal(planned_field const& field, path_link const& at, std::exception const& why) {
    record(field, at, "Internal error", codes::internal);
    if (hook_) hook_(why, errors_.back().path);
  }

  void record(planned_field const& field, path_link const& at, std::string_view message,
              std::string_view code) {
    graphql_error made{std::string{message}, {}, path_text(&at), std::string{code}};
    for (selection_node const* each : field.nodes) made.locations.push_back(doc_.at(each->offset));
    errors_.push_back(std::move(made));
  }

  schema const& types_;
  document const& doc_;
  planner& plans_;
  arena& storage_;
  limits const& bounds_;
  internal_error_hook const& hook_;
  std::string& out_;
  std::vector<graphql_error> errors_;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
