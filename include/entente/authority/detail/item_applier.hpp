// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/apply_intent.hpp>
#include <entente/authority/detail/group_rules.hpp>
#include <entente/authority/detail/item_reader.hpp>
#include <entente/authority/detail/item_receipt.hpp>
#include <entente/authority/detail/item_writer.hpp>
#include <entente/authority/detail/record_lookup.hpp>
#include <entente/authority/detail/write_session.hpp>
#include <entente/authority/item.hpp>
#include <entente/base/set_positions.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/suggest.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail {

/// Applies items of one entity in the reference form: finds out what each means, makes an intent of
/// it, and words the answer.
template <class Schema, class Session, class Entity>
class item_applier {
 public:
  using about = describe<Entity>;
  using session_type = write_session<Schema, Session>;

  item_applier(session_type& session, item_form form)
      : session_(session),
        form_(form),
        applier_(session),
        writer_(session.store, session.who.name, session.options.assign_ids) {}

  /// The answer to one item. Throws for a broken database only.
  item_result run(pushed_item const& pushed) {
    auto parsed = parse_item(about::name, pushed, form_);
    if (!parsed) return with_ids_of(pushed, refused(parsed.why()));
    item_ = std::move(*parsed);
    json_ = pushed.json;
    if (auto known = repeated()) return std::move(*known);
    auto answer = decide_by_the_rules();
    if (item_.client_id) answer.client_id = item_.client_id;
    if (!answer.id && item_.id) answer.id = item_.id;
    if (answer.success) keep_receipt(answer);
    return answer;
  }

 private:
  // ---- Repeats ---------------------------------------------------------------------------------

  /// The first answer again, for an item that was pushed before: recognised by all it says. What says
  /// neither version nor mutation id is a repeat only while the record stands where that left it.
  std::optional<item_result> repeated() {
    fingerprint_ = fingerprint_of(session_.who.name, about::name, item_);
    auto const receipt = session_.store.receipt(fingerprint_);
    if (!receipt) return std::nullopt;
    auto answer = read_item_receipt(receipt->result);
    if (!answer) return std::nullopt;
    if (!item_.version && !item_.mutation_id) {
      auto const key = find_record();
      stored_row<Entity> row;
      if (!key || !session_.store.load(*key, row) || row.version != answer->version) return std::nullopt;
    }
    return answer;
  }

  void keep_receipt(item_result const& answer) {
    session_.store.forget_receipt(fingerprint_);
    session_.store.put_receipt(fingerprint_, uuid{}, 0, fingerprint_, session_.who.name,
                               session_.latest(), write_item_receipt(answer));
  }

  // ---- Deciding --------------------------------------------------------------------------------

  std::optional<uuid> find_record() {
    if (item_.id)
      if (auto key = key_by_any_id<Entity>(session_.store, session_.who.name, *item_.id)) return key;
    if (item_.client_id) return key_by_any_id<Entity>(session_.store, session_.who.name, *item_.client_id);
    return std::nullopt;
  }

  /// Decides, and takes it back where it breaks a rule between records.
  item_result decide_by_the_rules() {
    auto const mark = session_.here();
    session_.log = {};
    error why;
    {
      auto undo = session_.store.begin_group();
      auto answer = decide();
      group_rules<Schema, Session> rules{session_};
      auto const broken = answer.success ? rules.enforce() : std::nullopt;
      if (!broken && rules.given_up().empty()) {
        undo.release();
        if (answer.success) refresh(answer);
        return answer;
      }
      why = broken ? broken->why
                   : error{error_code::conflict, "the record referred to was deleted", std::string{about::name}, {}, {}};
    }
    session_.back_to(mark);
    stored_row<Entity> row;
    if (auto const key = find_record(); key && session_.store.load(*key, row)) {
      auto answer = conflict_with(row, in_words_of_the_wire(why).text());
      answer.conflict->suggested = answer.conflict->server_data;  // merging would break the rule again
      return answer;
    }
    auto answer = failed("CONFLICT", in_words_of_the_wire(why).text());
    answer.conflict = item_conflict{{}, std::string{json_}, 0, {}};
    return answer;
  }

  /// The rules may have made a further version of the record.
  void refresh(item_result& answer) {
    stored_row<Entity> row;
    auto const key = answer.id ? key_by_any_id<Entity>(session_.store, session_.who.name, *answer.id) : std::nullopt;
    if (!key || !session_.store.load(*key, row)) return;
    answer.version = row.version;
    answer.updated_at = row.at;
  }

  item_result decide() {
    auto const key = find_record();
    if (key && item_.id && item_.client_id) {
      auto const other = key_by_any_id<Entity>(session_.store, session_.who.name, *item_.client_id);
      if (other && *other != *key)
        return refused(item_error(about::name, "clientId", "names another record than id does"));
    }
    stored_row<Entity> row;
    if (!key || !session_.store.load(*key, row) || !visible_to(session_.who.name, row.value)) return decide_unknown();
    if (item_.version && *item_.version > row.version)
      return conflict_with(row, "the version was never given out for this record");
    auto const kind = item_.kind.value_or(item_.deleted ? operation_kind::remove : operation_kind::update);
    if (row.deleted && (kind == operation_kind::update || kind == operation_kind::insert))
      return conflict_with(row, "the record was deleted");
    intent<Entity> wanted;
    wanted.key = row.key;
    wanted.kind = kind == operation_kind::insert ? operation_kind::update : kind;
    wanted.base_version = base_version(kind);
    wanted.edited = item_.edited.value_or(arrival());
    wanted.strict = true;
    wanted.renew = item_.version == row.version && !item_.fields.empty();
    if (kind == operation_kind::remove && row.deleted) return success(row);
    if (wanted.kind == operation_kind::update)
      if (auto const read = read_changes(row, wanted); !read)
        return read.why().code == error_code::conflict ? conflict_with(row, read.why().message) : refused(read.why());
    auto done = applier_.run(wanted);
    switch (done.outcome) {
      case verdict::applied: return success(done.row);
      case verdict::rejected: return refused(*done.refused);
      default: return conflict_with(row, "the record was changed by others meanwhile");
    }
  }

  /// An item about a record that is not there.
  item_result decide_unknown() {
    if (!item_.client_id) return failed("NOT_FOUND", "no record has this id");
    auto const own_key = uuid::parse(*item_.client_id);
    auto const known = session_.store.alias(about::name, session_.who.name, *item_.client_id);
    bool const purged = (known || own_key) && session_.purged_at(about::name, known ? *known : *own_key);
    bool const deletes = item_.deleted || item_.kind == operation_kind::remove;
    bool const inserts = form_ == item_form::per_entity ? item_.kind == operation_kind::insert
                                                        : !deletes && item_.version.value_or(0) <= 1;
    if (!inserts || purged) {
      if (deletes && item_.version.value_or(0) <= 1) return failed("NOT_FOUND", "no record has this clientId");
      auto answer = failed("CONFLICT", "the record does not exist, or was deleted long ago");
      answer.conflict = item_conflict{{}, std::string{json_}, 0, {}};
      return answer;
    }
    intent<Entity> wanted;
    wanted.kind = operation_kind::insert;
    wanted.edited = item_.edited.value_or(arrival());
    wanted.key = own_key && !own_key->is_nil() ? *own_key : make_uuid_v7(session_.now, session_.options.random);
    auto present = read_record(wanted.change.value, wanted.unknown);
    if (!present) return refused(present.why());
    wanted.change = whole_patch(wanted.change.value, wanted.edited);
    auto done = applier_.run(std::move(wanted));
    if (done.outcome != verdict::applied) return refused(*done.refused);
    if (done.row.key.text() != *item_.client_id)
      session_.store.put_alias(about::name, session_.who.name, *item_.client_id, done.row.key);
    return success(done.row);
  }

  /// Without a version a caller that inserts knows nothing newer than its own insert; one that updates
  /// knows nothing at all.
  [[nodiscard]] std::int64_t base_version(operation_kind kind) const {
    bool const insert_like =
        kind == operation_kind::insert || (form_ == item_form::generic && item_.client_id && item_.version.value_or(0) == 0);
    if (insert_like) return (std::max)(item_.version.value_or(1), std::int64_t{1});
    return item_.version.value_or(0);
  }

  [[nodiscard]] edit_time arrival() const { return {session_.now.time_since_epoch().count()}; }

  // ---- Reading the fields ----------------------------------------------------------------------

  /// The item's fields into `into`; members this program has no field for into `unknown`.
  result<field_mask> read_record(Entity& into, unknown_members& unknown) {
    std::string object = "{";
    for (auto const& member : item_.fields) {
      if (object.size() > 1) object += ',';
      append_quoted(object, member.name);
      object += ':';
      std::size_t const field = about::index_of_wire_name(member.name);
      if (field < about::size && about::refs.test(field)) {
        auto key = key_text_of_ref(field, member.raw);
        if (!key) return key.why();
        object += *key;
      } else {
        object += member.raw;
      }
    }
    auto present = read_fields(object + "}", into, &unknown);
    if (!present) {
      error why = present.why();
      why.code = error_code::validation_failed;
      return why;
    }
    return present;
  }

  /// A ref's value, any id of its target, as the JSON text of the target's key.
  result<std::string> key_text_of_ref(std::size_t field, std::string_view raw) {
    json_reader from{raw};
    if (from.peek() == json_kind::null) return std::string{"null"};
    std::optional<std::string> id;
    if (!read_item_id(from, id) || !id) return item_error(about::name, about::field_names[field], "must be an id or null");
    std::optional<uuid> key;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>(
          ((I == field &&
            (key = key_by_any_id<typename field_type<Entity, I>::target>(session_.store, session_.who.name, *id),
             true)) ||
           ...));
    }(set_positions<about::is_ref>{});
    if (!key && !session_.options.enforce_refs) key = uuid::parse(*id);
    if (!key) return item_error(about::name, about::field_names[field], "refers to a record that the server does not know");
    return "\"" + key->text() + "\"";
  }

  /// What the item changes. Values equal to those the caller was last given are not changes; sets, lists and
  /// counters change by the difference to those.
  result<void> read_changes(stored_row<Entity> const& row, intent<Entity>& wanted) {
    auto const base = applier_.image_at(row, wanted.base_version);
    Entity const& ground = base ? *base : row.value;
    Entity local = ground;
    auto present = read_record(local, wanted.unknown);
    if (!present) return present.why();
    if (base || wanted.base_version == row.version) {
      wanted.change = diff(ground, local, wanted.edited);
    } else {
      wanted.change = diff(row.value, local, wanted.edited);
      auto const blind = wanted.change.fields & counters;
      if (blind.any())
        return error{error_code::conflict, "a counter cannot be merged without the version it was changed on",
                     std::string{about::name}, {}, {}};
      wanted.change.fields = differing_fields(row.value, local) & *present;
      wanted.change.value = local;
      wanted.change.whole = wanted.change.fields;
    }
    return {};
  }

  static constexpr field_mask counters = []<std::size_t... I>(std::index_sequence<I...>) {
    field_mask mask;
    ((std::is_same_v<typename about::template policy<I>, counter> ? mask.set(I) : void()), ...);
    return mask;
  }(std::make_index_sequence<about::size>{});

  // ---- Answers ---------------------------------------------------------------------------------

  item_result success(stored_row<Entity> const& row) {
    item_result answer = about_row(row);
    answer.success = true;
    return answer;
  }

  item_result about_row(stored_row<Entity> const& row) {
    item_result answer;
    answer.id = row.wire_id();
    answer.client_id = client_id_of<Entity>(session_.store, session_.who.name, row.key);
    answer.version = row.version;
    answer.updated_at = row.at;
    return answer;
  }

  item_result conflict_with(stored_row<Entity> const& row, std::string message) {
    item_result answer = about_row(row);
    answer.error_code = "CONFLICT";
    answer.error_message = std::move(message);
    answer.conflict = item_conflict{writer_.item(row), std::string{json_}, row.version, suggestion(row)};
    return answer;
  }

  /// What the entity's policies would make of both sides.
  std::string suggestion(stored_row<Entity> const& row) {
    if (row.deleted || item_.deleted || item_.kind == operation_kind::remove) return writer_.item(row);
    auto const base = applier_.image_at(row, item_.version.value_or(0));
    Entity local = base ? *base : row.value;
    unknown_members ignored;
    if (!read_record(local, ignored)) return writer_.item(row);
    return writer_.item_with(row, suggest(base ? &*base : nullptr, local, row.value,
                                          item_.edited.value_or(arrival()), row.meta.latest()));
  }

  static item_result failed(std::string code, std::string message) {
    item_result answer;
    answer.error_code = std::move(code);
    answer.error_message = std::move(message);
    return answer;
  }

  /// The field by the name the caller used.
  static error in_words_of_the_wire(error why) {
    if (auto const field = about::index_of_name(why.field); field < about::size) why.field = about::wire_names[field];
    why.remedy.clear();
    return why;
  }

  static item_result refused(error why) {
    why = in_words_of_the_wire(std::move(why));
    return failed(why.code == error_code::forbidden ? "FORBIDDEN" : "VALIDATION_ERROR", why.text());
  }

  /// Even an item that cannot be read is answered under the ids it came with, as far as they can be
  /// made out.
  static item_result with_ids_of(pushed_item const& pushed, item_result answer) {
    if (pushed.client_id) answer.client_id = std::string{*pushed.client_id};
    if (pushed.id) answer.id = std::string{*pushed.id};
    json_reader from{pushed.json, max_json_depth};
    if (from.peek() != json_kind::object) return answer;
    from.begin_object();
    for (std::string_view name; from.next_member(name);) {
      std::string const member{name};
      auto& into = member == "id" ? answer.id : answer.client_id;
      bool const wanted = (member == "id" || member == "clientId") && !into;
      if (!(wanted ? read_item_id(from, into) : from.skip())) break;
    }
    return answer;
  }

  session_type& session_;
  item_form form_;
  intent_applier<Schema, Session, Entity> applier_;
  item_writer<Entity, Session> writer_;
  parsed_item item_;
  std::string_view json_;
  uuid fingerprint_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
