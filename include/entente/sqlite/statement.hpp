// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/bytes.hpp>
#include <entente/base/error.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/sqlite/detail/connection.hpp>
#include <entente/sqlite/detail/value.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {

/// A prepared SQL statement of one database: bind its parameters (numbered from 1), step through
/// its rows, take their columns (numbered from 0). Made by `database::prepare`, to be kept by
/// whoever runs it often: running it again allocates nothing. Must be destroyed before its
/// database; movable.
///
/// Between its first row and `reset` (or the step that finds no more rows, which resets by itself)
/// it keeps a read transaction open. `reset` forgets the bound values, so that none can dangle.
///
/// Everything throws `failure`: storage_* as the database answers, invalid_argument for a parameter
/// or column that is not there, malformed for a column that holds something else than asked for.
/// Not thread-safe: one thread at a time for all statements of a database.
class statement {
 public:
  /// Use `database::prepare`.
  statement(detail::sqlite_connection& on, std::string const& sql) : on_(&on) {
    sqlite3_stmt* made = nullptr;
    check(sqlite3_prepare_v3(on.handle.getHandle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                             &made, nullptr));
    run_.reset(made);
    parameters_ = sqlite3_bind_parameter_count(made);
    columns_ = sqlite3_column_count(made);
  }

  // ---- Parameters: copied, so the argument may be a temporary ----------------------------------

  void bind(int index, std::nullptr_t) { check(sqlite3_bind_null(at(index), index)); }
  /// Any integer or bool. Throws validation_failed for one above 2^63 - 1, which SQL cannot hold.
  template <std::integral T>
  void bind(int index, T value) {
    if (!std::in_range<std::int64_t>(detail::plain_integer(value)))
      throw failure({error_code::validation_failed,
                     "must not be above 9223372036854775807",
                     {},
                     {},
                     "store it as text"});
    check(sqlite3_bind_int64(at(index), index, static_cast<std::int64_t>(value)));
  }
  /// NaN is stored as the text 'NaN', for SQLite would make NULL of it; it also makes 0.0 of -0.0.
  void bind(int index, double value) {
    if (value != value)
      bind_in_place(index, "NaN");
    else
      check(sqlite3_bind_double(at(index), index, value));
  }
  void bind(int index, std::string_view text) {
    std::string& copy = buffer(index);
    copy.assign(text);
    bind_in_place(index, copy);
  }
  void bind(int index, std::span<std::byte const> blob) {
    bind_blob_copy(index, blob.data(), blob.size());
  }
  void bind(int index, uuid const& key) {
    bind_blob_copy(index, key.octets.data(), key.octets.size());
  }
  void bind(int index, stamp at) { bind(index, at.micros); }
  void bind(int index, edit_time at) { bind(index, at.micros); }
  template <class T>
  void bind(int index, std::optional<T> const& value) {
    if (value)
      bind(index, *value);
    else
      bind(index, nullptr);
  }

  // ---- Parameters: not copied; the argument must stay as it is until the statement is reset ----

  void bind_in_place(int index, std::string const& text) {
    bind_text(index, text.data(), text.size());
  }
  void bind_in_place(int index, std::span<std::byte const> blob) {
    bind_blob(index, blob.data(), blob.size());
  }
  void bind_in_place(int index, uuid const& key) {
    bind_blob(index, key.octets.data(), key.octets.size());
  }
  /// Text with a terminator, such as a literal's.
  void bind_in_place(int index, char const* text) {
    bind_text(index, text, std::char_traits<char>::length(text));
  }
  void bind_in_place(int index, std::string&& text) = delete;
  void bind_in_place(int index, bytes&& blob) = delete;
  void bind_in_place(int index, uuid&& key) = delete;

  /// Binds the text that `write(std::string&)` puts into a buffer of the statement's own, whose
  /// capacity is kept from run to run.
  template <class Write>
  void bind_written(int index, Write&& write) {
    std::string& text = buffer(index);
    text.clear();
    std::forward<Write>(write)(text);
    bind_in_place(index, text);
  }

  /// Binds the parameters from the first on, copying.
  template <class... Values>
  statement& bind_all(Values const&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return *this;
  }

  // ---- Running ---------------------------------------------------------------------------------

  /// Goes to the next row; false, and reset, when there is none. A failing step resets as well.
  bool step() {
    if (stale_ != 0) forget_stale();
    started_ = true;
    int const result = sqlite3_step(run_.get());
    on_row_ = result == SQLITE_ROW;
    if (on_row_) return true;
    if (result != SQLITE_DONE) fail_and_reset(result);
    reset();
    return false;
  }

  /// Binds parameters from the first on, if any are given, runs to the end, ignoring rows, and
  /// resets. Nothing is copied.
  template <class... Values>
  void run(Values const&... values) {
    bind_arguments(values...);
    while (step()) {
    }
  }

  /// Binds, takes the first column of the first row, and resets; nothing if there is no row. A T
  /// that NULL does not fit must not meet one: ask for an optional.
  template <class T, class... Values>
  std::optional<T> value(Values const&... values) {
    static_assert(
        !std::is_same_v<T, std::string_view> && !std::is_same_v<T, std::span<std::byte const>>,
        "entente: the row is gone when value() returns; ask for std::string or bytes");
    bind_arguments(values...);
    if (!step()) return std::nullopt;
    resetting const guard{*this};
    return column<T>(0);
  }

  /// Back to before the first row, with no parameter bound. Ends its read transaction.
  void reset() noexcept {
    if (started_) sqlite3_reset(run_.get());  // its result repeats the step's
    started_ = on_row_ = false;
    if (parameters_ > most_tracked) sqlite3_clear_bindings(run_.get());
    stale_ |= std::exchange(bound_, 0);
  }

  // ---- The current row -------------------------------------------------------------------------

  [[nodiscard]] int column_count() const { return columns_; }
  [[nodiscard]] bool is_null(int index) const { return value_at(index).is_null(); }

  /// A column of the current row as bool, an integer, float, double, std::string, bytes, uuid,
  /// stamp, edit_time or an optional of those; or as std::string_view or span of bytes, valid until
  /// the next step, reset, or request for the same column as another type. No conversion: throws
  /// malformed where the database holds another type or a number out of range.
  template <class T>
  [[nodiscard]] T column(int index) const {
    return detail::column_value<T>::take(value_at(index));
  }

  /// The same, into an object whose capacity is reused.
  void read(int index, std::string& into) const { into.assign(column<std::string_view>(index)); }
  void read(int index, bytes& into) const {
    auto const blob = column<std::span<std::byte const>>(index);
    into.assign(blob.begin(), blob.end());
  }

 private:
  struct resetting {
    statement& what;
    ~resetting() { what.reset(); }
  };

  struct finalizing {
    void operator()(sqlite3_stmt* what) const noexcept { sqlite3_finalize(what); }
  };

  /// How many parameters are known one by one; more are all forgotten at once.
  static constexpr int most_tracked = 64;

  void check(int result) const {
    if (result != SQLITE_OK) on_->fail(result);
  }

  /// Notes that a parameter is about to be bound. SQLite refuses a number that is none.
  sqlite3_stmt* at(int index) noexcept {
    if (index >= 1 && index <= most_tracked) {
      auto const bit = std::uint64_t{1} << (index - 1);
      bound_ |= bit;
      stale_ &= ~bit;
    }
    return run_.get();
  }

  /// What an earlier run had bound, and this one has not, is NULL. Most runs bind all of it again.
  void forget_stale() noexcept {
    for (int index = 1; index <= parameters_ && index <= most_tracked; ++index)
      if ((stale_ >> (index - 1) & 1) != 0) sqlite3_bind_null(run_.get(), index);
    stale_ = 0;
  }

  [[nodiscard]] detail::column_ref value_at(int index) const {
    if (!on_row_ || index < 0 || index >= columns_)
      throw failure({error_code::invalid_argument, "the statement has no such column, or no row", {}, {}, {}});
    return {sqlite3_column_value(run_.get(), index)};
  }

  [[noreturn]] void fail_and_reset(int result) {
    resetting const guard{*this};
    on_->fail(result);
  }

  std::string& buffer(int index) {
    if (buffers_.empty()) buffers_.resize(static_cast<std::size_t>(parameters_));
    if (index < 1 || static_cast<std::size_t>(index) > buffers_.size())
      throw failure(
          {error_code::invalid_argument, "the statement has no such parameter", {}, {}, {}});
    return buffers_[static_cast<std::size_t>(index) - 1];
  }

  void bind_blob_copy(int index, void const* data, std::size_t size) {
    detail::check_length(size);
    std::string& copy = buffer(index);
    copy.assign(static_cast<char const*>(data), size);
    bind_blob(index, copy.data(), size);
  }

  void bind_blob(int index, void const* data, std::size_t size) {
    detail::check_length(size);
    // SQLite takes a null pointer for NULL, whatever the size.
    check(sqlite3_bind_blob(at(index), index, data == nullptr ? "" : data, static_cast<int>(size),
                            SQLITE_STATIC));
  }

  void bind_text(int index, char const* text, std::size_t size) {
    detail::check_length(size);
    check(sqlite3_bind_text(at(index), index, text, static_cast<int>(size), SQLITE_STATIC));
  }

  template <class T>
  void bind_argument(int index, T const& value) {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, bytes> ||
                  std::is_same_v<T, uuid>)
      bind_in_place(index, value);
    else
      bind(index, value);
  }

  template <class... Values>
  void bind_arguments(Values const&... values) {
    try {
      int index = 0;
      (bind_argument(++index, values), ...);
    } catch (...) {
      reset();  // or what was bound in place could dangle
      throw;
    }
  }

  detail::sqlite_connection* on_;
  std::vector<std::string> buffers_;  // one per parameter; stays in place, for SQLite points in
  std::unique_ptr<sqlite3_stmt, finalizing> run_;
  int parameters_ = 0;
  int columns_ = 0;
  bool started_ = false;
  bool on_row_ = false;
  std::uint64_t bound_ = 0;  // parameters bound for this run, one bit each
  std::uint64_t stale_ = 0;  // still bound from an earlier run
};

}  // namespace v0
}  // namespace entente
