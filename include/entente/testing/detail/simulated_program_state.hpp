// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/entity/describe.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/sync/client.hpp>
#include <entente/testing/detail/entity_edits.hpp>
#include <entente/testing/detail/random_edits.hpp>
#include <entente/testing/detail/simulated_program.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A program's client, and what is to be seen of it.
template <class Schema, class Newest>
class simulated_program_state : public simulated_program {
 public:
  simulated_program_state(simulated_world& world, simulated_device& device)
      : world_(world),
        device_(device),
        client_(device.local_options(), line_end{device.line}, device.syncing_options()) {}

  replica_status status() override { return client_.status(); }

  std::vector<std::string> queue_in_words() override {
    std::vector<std::string> words;
    for (auto const& op : client_.queue(1'000'000))
      words.push_back(std::to_string(op.sequence) + ' ' + op.entity + ' ' + short_key(op.key) + ' ' +
                      std::string{name_of(op.kind)} + ' ' + std::string{name_of(op.state)} + " held by " +
                      std::to_string(op.held_by) + ' ' + op.error_code + ' ' + op.message + ' ' + op.field + ' ' + op.body);
    return words;
  }

  std::set<history_model::record_name> queued() override {
    std::set<history_model::record_name> names;
    for (auto const& op : client_.queue(1'000'000)) names.insert(name_in_model(op.entity, op.key));
    return names;
  }

  std::set<history_model::record_name> put_aside() override {
    std::set<history_model::record_name> names;
    for (auto const& each : client_.set_aside(1'000'000)) names.insert(name_in_model(each.entity, each.key));
    return names;
  }

  record_text text_of(history_model::record_name const& which) override {
    record_text text;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (model_places<Newest, Entity>::entity == which.first) text = text_in<Entity>(client_.find(id<Entity>{which.second}));
    });
    return text;
  }

  std::vector<std::set<std::string>> rows() override {
    std::vector<std::set<std::string>> all(Newest::size);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      client_.template query<Entity>().for_each([&](record<Entity> const& row) {
        all[model_places<Newest, Entity>::entity].insert(row.id.text() + ' ' + std::to_string(row.version) + '@' +
                                                         std::to_string(row.updated_at.micros) + ' ' +
                                                         text_of_value(row.value));
      });
    });
    return all;
  }

  found_records records() override {
    found_records all;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      client_.template query<Entity>().for_each([&](record<Entity> const& row) {
        all[{model_places<Newest, Entity>::entity, row.id.key}] = texts_of(row.value);
      });
    });
    return all;
  }

  std::vector<std::string> broken_rules() override {
    std::vector<std::string> broken;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      std::set<std::string> taken;
      client_.template query<Entity>().for_each([&](record<Entity> const& row) {
        for_each_ruled_ref<Entity>([&]<class, std::size_t I>() {
          auto const& target = get_field<I>(row.value);
          // A restored server may be unable to take a record back; what refers to it is taken back as it was.
          if (target && !client_.find(*target) && !world_.model.rewound())
            broken.push_back(std::string{describe<Entity>::name} + ' ' + row.id.text() + " refers by " +
                             std::string{describe<Entity>::field_names[I]} + " to a record that is not there: " + target.key.text());
        });
        for (auto& value : unique_values(row.value))
          if (!taken.insert(value).second)
            broken.push_back(std::string{describe<Entity>::name} + ' ' + row.id.text() + " is not unique: " + value);
      });
    });
    return broken;
  }

  std::vector<std::string> unsound() override {
    std::vector<std::string> found;
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (client_.template recount_digest<Entity>(false))
        found.push_back("the digest of " + std::string{describe<Entity>::name} + " is not that of its rows");
    });
    return found;
  }

 protected:
  template <class Entity>
  static record_text text_in(std::optional<record<Entity>> const& found) {
    return found ? record_text{text_of_value(found->value)} : record_text{};
  }
  template <class Entity>
  static std::string text_of_value(Entity const& value) {
    std::string text;
    write_object(text, value);
    return without_signs_of_zero(std::move(text));
  }

  template <class Entity>
  static history_model::record_name name_of_record(id<Entity> which) {
    return {model_places<Newest, Entity>::entity, which.key};
  }
  static history_model::record_name name_in_model(std::string const& entity, uuid const& key) {
    return {Newest::find(entity), key};
  }
  static std::string short_key(uuid const& key) { return key.text().substr(24); }

  std::string in_words(record_edit const& edit) const {
    std::string text;
    if (!world_.options.tell) return text;
    for (auto const& each : edit.fields)
      text += (text.empty() ? ": " : ", ") + world_.model.entities()[edit.entity].fields[each.field].name + " = " + each.text;
    return text;
  }

  template <class Entity>
  static std::vector<std::string> unique_values(Entity const& value) {
    std::vector<std::string> found;
    auto const texts = texts_of(value);
    for (std::size_t s = 0; s < describe<Entity>::unique_sets.size(); ++s) {
      auto one = std::to_string(s);
      bool null = false;
      for (std::size_t i = 0; i < texts.size(); ++i)
        if (describe<Entity>::unique_sets[s].test(i)) {
          one += '/' + texts[i];
          null = null || texts[i] == "null";
        }
      if (!null) found.push_back(std::move(one));
    }
    return found;
  }

  simulated_world& world_;
  simulated_device& device_;
  client<Schema> client_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
