// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/result.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

namespace entente {
inline namespace v0 {
namespace detail {

/// A place in a tenant's change stream. As text, which callers must not look into:
/// `1:<epoch>:<stamp>:<view epoch>`, during a first pull `:<horizon>` behind it, and for a stream of some
/// entities only `@<part>` at the end. The first number is the format's; the view epoch has room for views.
struct stream_cursor {
  uuid epoch{};
  stamp at{};
  std::int64_t view = 0;
  /// The newest stamp when a caller without any data began to pull: older tombstones mean nothing to it.
  stamp horizon{};
  /// Which entities the stream holds, as `stream_part` says; nil for all of them.
  uuid part{};

  /// Before everything, and nothing was read yet.
  [[nodiscard]] bool start() const noexcept { return at.micros == 0 && horizon.micros == 0; }

  [[nodiscard]] std::string text() const {
    std::string out = "1:" + epoch.text() + ":" + std::to_string(at.micros) + ":" + std::to_string(view);
    if (horizon > at) out += ":" + std::to_string(horizon.micros);
    if (!part.is_nil()) out += "@" + part.text();
    return out;
  }

  /// Empty text is the start. Returns `malformed` for what text() never wrote.
  static result<stream_cursor> parse(std::string_view text) {
    if (text.empty()) return stream_cursor{};
    stream_cursor cursor;
    bool good = true;
    if (auto const behind = text.find('@'); behind != text.npos) {
      auto const part = uuid::parse(text.substr(behind + 1));
      good = part && !part->is_nil();
      cursor.part = part.value_or(uuid{});
      text = text.substr(0, behind);
    }
    good = good && text.size() > 39 && text.substr(0, 2) == "1:" && text[38] == ':';
    if (good) {
      auto const epoch = uuid::parse(text.substr(2, 36));
      good = epoch.has_value();
      cursor.epoch = epoch.value_or(uuid{});
      text.remove_prefix(39);
    }
    good = good && take(text, cursor.at.micros) && !text.empty() && take(text, cursor.view);
    if (good && !text.empty()) good = take(text, cursor.horizon.micros);
    if (good && text.empty()) return cursor;
    return error{error_code::malformed, "the cursor is not one of this server's", {}, "cursor",
                 "start again without a cursor"};
  }

 private:
  /// Takes one number, and the colon behind it if there is one.
  static bool take(std::string_view& text, std::int64_t& into) {
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (fault != std::errc{} || into < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return true;
    if (text[0] != ':' || text.size() == 1) return false;
    text.remove_prefix(1);
    return true;
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
