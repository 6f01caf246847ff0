// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/entity/schema.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/testing/detail/model_field.hpp>
#include <entente/testing/detail/model_record.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/json_reader.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// JSON whose zeros have no sign: which of the two is stored is left open.
inline std::string without_signs_of_zero(std::string text) {
  for (auto at = text.find("-0"); at != std::string::npos; at = text.find("-0", at + 1)) {
    bool const whole = at + 2 == text.size() || text.find_first_of(",]}", at + 2) == at + 2;
    bool const begins = at == 0 || text.find_first_of(":[,", at - 1) == at - 1;
    if (whole && begins) text.erase(at, 1);
  }
  return text;
}

/// A value as text.
template <class T>
std::string json_of(T const& value) {
  std::string text;
  write_json(text, value);
  return without_signs_of_zero(std::move(text));
}

template <class T>
bool less_as_json(std::string_view a, std::string_view b) {
  T one{};
  T other{};
  json_reader first{a};
  json_reader second{b};
  return read_json(first, one) && read_json(second, other) && one < other;
}

template <class Entity, std::size_t I>
constexpr model_rule model_rule_of() {
  using policy = typename describe<Entity>::template policy<I>;
  if constexpr (describe<Entity>::data_capture || std::is_same_v<policy, server_wins> ||
                std::is_same_v<policy, client_wins> || std::is_same_v<policy, manual>)
    return model_rule::one_of;
  else if constexpr (describe<Entity>::whole_record)
    return model_rule::whole;
  else if constexpr (std::is_same_v<policy, last_write_wins>)
    return model_rule::latest;
  else if constexpr (std::is_same_v<policy, counter>)
    return model_rule::sum;
  else if constexpr (std::is_same_v<policy, set_union>)
    return model_rule::united;
  else if constexpr (std::is_same_v<policy, append>)
    return model_rule::appended;
  else if constexpr (std::is_same_v<policy, max_wins>)
    return model_rule::highest;
  else if constexpr (std::is_same_v<policy, min_wins>)
    return model_rule::lowest;
  else
    return model_rule::own;
}

/// An entity in the model's words.
template <class Entity>
model_entity model_of() {
  model_entity made;
  made.name = describe<Entity>::name;
  made.delete_wins = describe<Entity>::on_delete == delete_rule::delete_wins;
  made.ruled = describe<Entity>::unique_sets.size() > 0;
  for (auto const rule : describe<Entity>::reference_rules) made.ruled = made.ruled || rule != reference_rule::none;
  for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    using type = typename describe<Entity>::template type<I>;
    model_field one;
    one.name = describe<Entity>::field_names[I];
    one.rule = model_rule_of<Entity, I>();
    if constexpr (model_rule_of<Entity, I>() == model_rule::highest || model_rule_of<Entity, I>() == model_rule::lowest)
      one.less = &less_as_json<type>;
    one.ruled_ref = describe<Entity>::reference_rules[I] != reference_rule::none;
    one.cascades = describe<Entity>::reference_rules[I] == reference_rule::cascade;
    made.fields.push_back(std::move(one));
  });
  return made;
}

/// The fields of a record as the model compares them, by the position that the model gives them.
template <class Entity>
std::vector<std::string> texts_of(Entity const& value) {
  std::vector<std::string> texts;
  for_each_field(value, [&](auto, auto const& field) { texts.push_back(json_of(field)); });
  return texts;
}

/// Where an entity, also of another version of the schema, and its fields stand in the model.
template <class Newest, class Entity>
struct model_places {
  using newest_entity = typename Newest::template entity<Newest::find(describe<Entity>::name)>;
  static constexpr std::size_t entity = Newest::find(describe<Entity>::name);
  /// `size` of the newest form for a field that it does not have.
  static constexpr std::size_t field(std::size_t i) {
    return describe<newest_entity>::index_of_wire_name(describe<Entity>::wire_names[i]);
  }
};

template <class T>
void compare_lists(field_edit& edit, T const* before, T const& after, bool as_set) {
  std::vector<std::string> old;
  std::vector<std::string> now;
  if (before != nullptr)
    for (auto const& each : *before) old.push_back(json_of<element_of<T>>(each));
  for (auto const& each : after) now.push_back(json_of<element_of<T>>(each));
  bool const extended = now.size() >= old.size() && std::equal(old.begin(), old.end(), now.begin());
  auto sorted_old = old;
  auto sorted_now = now;
  std::sort(sorted_old.begin(), sorted_old.end());
  std::sort(sorted_now.begin(), sorted_now.end());
  std::set_difference(sorted_now.begin(), sorted_now.end(), sorted_old.begin(), sorted_old.end(),
                      std::back_inserter(edit.added));
  std::set_difference(sorted_old.begin(), sorted_old.end(), sorted_now.begin(), sorted_now.end(),
                      std::back_inserter(edit.removed));
  if (!as_set) {
    edit.rewritten = !extended;
    return;
  }
  // What stays keeps its order, what comes is behind it, and nothing is there twice.
  std::vector<std::string> kept;
  for (auto const& each : old)
    if (std::find(now.begin(), now.end(), each) != now.end()) kept.push_back(each);
  bool const in_order = std::equal(kept.begin(), kept.end(), now.begin(), now.begin() + static_cast<std::ptrdiff_t>((std::min)(kept.size(), now.size())));
  bool const once = std::adjacent_find(sorted_now.begin(), sorted_now.end()) == sorted_now.end() &&
                    std::adjacent_find(sorted_old.begin(), sorted_old.end()) == sorted_old.end();
  edit.rewritten = !in_order || !once;
}

/// What an edit has done to a record's fields. `before`: null where the record was made.
template <class Newest, class Entity>
std::vector<field_edit> edits_between(Entity const* before, Entity const& after) {
  std::vector<field_edit> edits;
  using places = model_places<Newest, Entity>;
  for_each_index<Entity>([&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
    using type = typename describe<Entity>::template type<I>;
    constexpr auto place = places::field(I);
    if constexpr (place < describe<typename places::newest_entity>::size) {
      auto const& now = get_field<I>(after);
      field_edit one;
      one.field = place;
      one.text = json_of<type>(now);
      if (before != nullptr) {
        one.before = json_of<type>(get_field<I>(*before));
        one.saw = true;
        if (one.before == one.text) return;
      }
      constexpr auto rule = model_rule_of<Entity, I>();
      if constexpr (rule == model_rule::sum) {
        one.delta = static_cast<double>(now) - (before != nullptr ? static_cast<double>(get_field<I>(*before)) : 0.0);
        // What cannot carry a fall as a difference travels whole.
        one.rewritten = before != nullptr && one.delta < 0 && std::is_unsigned_v<type>;
      }
      if constexpr (rule == model_rule::united || rule == model_rule::appended)
        compare_lists<type>(one, before != nullptr ? &get_field<I>(*before) : nullptr, now, rule == model_rule::united);
      edits.push_back(std::move(one));
    }
  });
  return edits;
}

/// A new record also says what a program that does not know some fields leaves in them.
template <class Newest, class Entity>
record_edit making_of(uuid const& key, Entity const& value) {
  using places = model_places<Newest, Entity>;
  record_edit made{places::entity, key, life::made, false, edits_between<Newest, Entity>(nullptr, value)};
  if constexpr (!std::is_same_v<Entity, typename places::newest_entity>) {
    std::vector<bool> told(describe<typename places::newest_entity>::size, false);
    for (auto const& each : made.fields) told[each.field] = true;
    typename places::newest_entity const usual{};
    for (auto& each : edits_between<Newest, typename places::newest_entity>(nullptr, usual))
      if (!told[each.field]) made.fields.push_back(std::move(each));
  }
  return made;
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
