// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/detail/rows.hpp>
#include <entente/authority/detail/stream_part.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/visible_to.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/downcast.hpp>
#include <entente/wire/record_buffer.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// One entity's part of the change stream, in stamp order.
class change_source {
 public:
  change_source() = default;
  change_source(change_source const&) = delete;
  change_source& operator=(change_source const&) = delete;
  virtual ~change_source() = default;

  /// Goes to the next record; false at the end.
  virtual bool next() = 0;
  [[nodiscard]] virtual stamp at() const = 0;
  [[nodiscard]] virtual bool deleted() const = 0;
  [[nodiscard]] virtual bool visible_to(std::string_view principal) const = 0;
  /// When the record was made, and by which replica.
  [[nodiscard]] virtual stamp created() const = 0;
  [[nodiscard]] virtual uuid const& maker() const = 0;
  /// As a program of that schema version reads it; 0: of this one's.
  [[nodiscard]] virtual change take(int schema_version) const = 0;
  /// Appends what `take` tells, as JSON.
  virtual void write(std::string& out, int schema_version) const = 0;
  /// The record as one that the caller does not see any more.
  [[nodiscard]] virtual change take_left(int schema_version) const = 0;
};

template <class Schema, class Entity>
class entity_source final : public change_source {
 public:
  entity_source(store_session& store, stamp after) : rows_(store.scan<Entity>(after, unlimited)) {}

  bool next() override {
    has_value_ = false;
    if (!rows_->step()) return false;
    store_session::read_head(*rows_, row_);
    return true;
  }
  [[nodiscard]] stamp at() const override { return row_.at; }
  [[nodiscard]] bool deleted() const override { return row_.deleted; }
  [[nodiscard]] bool visible_to(std::string_view principal) const override {
    return !describe<Entity>::restricted || entente::visible_to(principal, row().value);
  }
  [[nodiscard]] stamp created() const override { return row_.created; }
  [[nodiscard]] uuid const& maker() const override { return row_.meta.insert().author; }
  [[nodiscard]] change take(int schema_version) const override { return as_read_by(schema_version, change_of(row())); }
  void write(std::string& out, int schema_version) const override {
    bool const older = schema_version > 0 && schema_version < Schema::version;
    if (older)
      write_json(out, take(schema_version));
    else
      write_change(out, buffer_, row_, *rows_, store_session::first_field, columns_of<Entity>, names_of_entity<Entity>,
                   Schema::version);
  }
  [[nodiscard]] change take_left(int schema_version) const override { return as_read_by(schema_version, left_of(row_)); }

 private:
  static change as_read_by(int schema_version, change out) {
    downcast_change<Schema, Entity>(out, schema_version);
    return out;
  }

  /// Rows are read one by one, and only as far as somebody asks.
  static constexpr auto unlimited = static_cast<std::size_t>(-1) / 2;

  /// Fields are read where somebody has to look at them: most of them go from their columns into the answer.
  stored_row<Entity> const& row() const {
    if (!std::exchange(has_value_, true)) read_fields_from(*rows_, store_session::first_field, row_.value);
    return row_;
  }

  borrowed_statement rows_;
  mutable stored_row<Entity> row_;
  mutable bool has_value_ = false;
  mutable record_buffer buffer_;
};

/// The streams of entities as one, in stamp order: stamps are unique per tenant.
template <class Schema>
class change_stream {
 public:
  change_stream(store_session& store, stamp after, stream_part const& part) {
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (!part.holds(describe<Entity>::name)) return;
      std::unique_ptr<change_source> source{new entity_source<Schema, Entity>(store, after)};
      if (source->next()) sources_.push_back(std::move(source));
    });
  }

  /// The record at hand; null at the end.
  [[nodiscard]] change_source const* current() const {
    change_source const* first = nullptr;
    for (auto const& source : sources_)
      if (first == nullptr || source->at() < first->at()) first = source.get();
    return first;
  }

  void advance() {
    auto const* const first = current();
    for (auto source = sources_.begin(); source != sources_.end(); ++source)
      if (source->get() == first) {
        if (!(*source)->next()) sources_.erase(source);
        return;
      }
  }

 private:
  std::vector<std::unique_ptr<change_source>> sources_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
