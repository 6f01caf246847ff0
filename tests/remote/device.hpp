// SPDX-License-Identifier: BSL-1.0
// A client without a replica: an alias book in memory, and operations made by hand.
#pragma once

#include "support/tasks.hpp"

#include <entente/entity.hpp>
#include <entente/merge/diff.hpp>
#include <entente/remote.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/record_codec.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tests {

class memory_aliases final : public entente::alias_book {
 public:
  std::optional<std::string> foreign_id(std::string_view entity,
                                        entente::uuid const& key) override {
    for (auto const& [name, known] : pairs_)
      if (name.first == entity && known == key) return name.second;
    return std::nullopt;
  }
  std::optional<entente::uuid> key_of(std::string_view entity,
                                      std::string_view foreign_id) override {
    auto const found = pairs_.find({std::string{entity}, std::string{foreign_id}});
    return found == pairs_.end() ? std::nullopt : std::optional{found->second};
  }
  void note(std::string_view entity, std::string_view foreign_id,
            entente::uuid const& key) override {
    pairs_.emplace(std::pair{std::string{entity}, std::string{foreign_id}}, key);
  }

 private:
  std::map<std::pair<std::string, std::string>, entente::uuid> pairs_;
};

// The n-th key, different from any other.
inline entente::uuid key_number(std::uint8_t n, std::uint8_t kind = 0xab) {
  entente::uuid key;
  key.octets = {0x01, 0x92, 0xaa, 0xbb, 0xcc, 0xdd, 0x70, 0, 0x80, 0, 0, 0, 0, 0, kind, n};
  return key;
}

template <class Schema>
struct basic_device {
  entente::schema_outline outline = entente::outline_of<Schema>();
  memory_aliases aliases{};
  entente::remote_context context{"acme", outline, aliases};
  std::uint8_t operations = 0;

  entente::operation blank(std::string entity, entente::operation_kind kind,
                           entente::uuid const& key, std::int64_t base) {
    entente::operation op;
    op.op_id = key_number(++operations, 0x0e);
    op.sequence = operations;
    op.entity = std::move(entity);
    op.kind = kind;
    op.key = key;
    op.base_version = base;
    op.edited = {1'730'798'400'000'000 + operations};
    return op;
  }
  template <class Entity>
  entente::operation insert(entente::uuid const& key, Entity const& value) {
    auto op = blank(std::string{entente::describe<Entity>::name}, entente::operation_kind::insert,
                    key, 0);
    op.body = text_of(entente::whole_patch(value, op.edited), op.edited);
    entente::write_object(op.image, value);
    return op;
  }
  template <class Entity>
  entente::operation update(entente::uuid const& key, Entity const& before, Entity const& after,
                            std::int64_t base) {
    auto op = blank(std::string{entente::describe<Entity>::name}, entente::operation_kind::update,
                    key, base);
    op.body = text_of(entente::diff(before, after, op.edited), op.edited);
    entente::write_object(op.image, after);
    return op;
  }
  entente::operation remove(std::string entity, entente::uuid const& key, std::int64_t base) {
    return blank(std::move(entity), entente::operation_kind::remove, key, base);
  }

  template <class Entity>
  static std::string text_of(entente::patch<Entity> const& patch, entente::edit_time when) {
    std::string text;
    entente::write_patch(text, patch, when);
    return text;
  }
};
using device = basic_device<app>;

// Each operation a group of its own.
template <class... Operations>
entente::push_request pushing(Operations... operations) {
  entente::push_request request;
  (request.groups.push_back({std::move(operations)}), ...);
  return request;
}

inline entente::op_result const* result_of(entente::push_answer const& answer,
                                           entente::operation const& op) {
  for (auto const& each : answer.results)
    if (each.op_id == op.op_id) return &each;
  return nullptr;
}

inline Task a_task(std::string title) {
  Task task;
  task.title = std::move(title);
  return task;
}

}  // namespace tests
