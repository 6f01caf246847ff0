// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/remote/detail/reference_items.hpp>
#include <entente/remote/detail/stream_position.hpp>
#include <entente/remote/remote.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_value.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// A SyncPullResponse, its items still as text, so that one that cannot be read spoils no other.
struct pull_response {
  std::vector<std::string_view> items;
  std::vector<std::string> gone;
  json_value last{};
  bool has_more = false;

  /// Nothing when the text is not one, or lacks its items or `hasMore`.
  static std::optional<pull_response> read(std::string_view text) {
    json_reader reader{text, 4096};
    pull_response out;
    bool listed = false;
    bool told = false;
    reader.begin_object();
    for (std::string_view name; reader.next_member(name);) {
      if (name == "items" && reader.peek() == json_kind::array) {
        listed = true;
        reader.begin_array();
        while (reader.next_element()) reader.skip(out.items.emplace_back());
      } else if (name == "deletedIds" && reader.peek() == json_kind::array) {
        reader.begin_array();
        while (reader.next_element()) {
          std::string_view raw;
          reader.skip(raw);
          if (auto const one = json_value::parse(raw))
            if (auto id = id_text(&*one)) out.gone.push_back(std::move(*id));
        }
      } else if (name == "lastSyncAt" && reader.peek() == json_kind::string) {
        out.last.read_from(reader);
      } else if (name == "hasMore" && reader.peek() == json_kind::boolean) {
        told = reader.read(out.has_more);
      } else {
        reader.skip();
      }
    }
    if (!reader.finish() || !listed || !told) return std::nullopt;
    return out;
  }
};

/// A page, and whether asking for more records at a time would make it a better one.
struct placed_page {
  change_page page;
  std::size_t records = 0;  ///< as the server counts them
  bool stuck = false;       ///< there is more, and no way to ask for it
  bool at_edge = false;     ///< records of the same time as its last may be left out
};

/// A response as a page of changes. `clock` is the server's time of day.
inline placed_page placed(remote_context const& context, item_translator const& translate,
                          std::string const& scope, std::string const& cursor,
                          pull_response const& response, std::optional<timestamp> clock) {
  placed_page out;
  out.records = response.items.size() + response.gone.size();
  auto& page = out.page;
  page.scope = scope;
  page.provisional = true;
  page.has_more = response.has_more;
  page_place place{cursor,        spelt_time::of(&response.last), {},
                   page.has_more, !response.gone.empty(),         clock};
  // Records of an entity that refers to itself may stand before what they refer to.
  auto const* const outline = context.outline.find(scope);
  bool const self = outline != nullptr &&
                    std::any_of(outline->refs.begin(), outline->refs.end(),
                                [&](ref_outline const& ref) { return ref.target == scope; });
  for (auto const text : self ? response.items : std::vector<std::string_view>{})
    if (auto const item = json_value::parse(text); item && item_translator::has_id(*item))
      translate.note_ids(scope, *item);
  std::set<uuid> seen;
  for (auto const text : response.items) {
    auto const item = json_value::parse(text);
    bool const readable = item && item_translator::has_id(*item);
    page.changes.push_back(readable ? translate.change_of(scope, *item)
                                    : translate.unreadable(scope, text));
    seen.insert(page.changes.back().key);
    auto const at = item ? spelt_time::of((*item).find("updatedAt")) : std::nullopt;
    if (at && (!place.newest || at->when > place.newest->when)) place.newest = at;
  }
  for (auto const& id : response.gone) {
    auto change = translate.tombstone_of(scope, id);
    if (seen.insert(change.key).second) page.changes.push_back(std::move(change));
  }
  // A cursor that is no time can only be taken as it is.
  auto const said = response.last.as_string().value_or("");
  if (!said.empty() && !place.said) {
    page.cursor = said;
    out.stuck = page.has_more && page.cursor == cursor;
  } else if (page.has_more) {
    auto next = place_of_next_page(place);
    out.stuck = next.cursor.empty();
    out.at_edge = next.at_edge;
    page.cursor = std::move(next.cursor);
    // How far the stream goes at most is what is left to go by.
    if (out.stuck && place.said) page.cursor = place.said->text;
  } else {
    page.cursor = place_of_horizon(place);
  }
  return out;
}

/// What was handed out of the times that will be asked for again, so that it is not handed out
/// twice. Holds good only while the replica's cursor says that it has stored the page in question.
class handed_out {
 public:
  /// Takes out of the page what the replica has; remembers the rest.
  void sift(std::string const& asked_with, change_page& page) {
    if (asked_with != cursor_ || asked_with.empty()) latest_.clear();
    auto now = latest_;
    std::erase_if(now, [&](auto const& each) { return is_past(each.second, page.cursor); });
    for (auto const& each : page.changes) now[each.key] = state_of(each);
    std::erase_if(page.changes, [&](change const& each) {
      auto const found = latest_.find(each.key);
      return found != latest_.end() && found->second == state_of(each);
    });
    // A page that leaves the cursor where it was gives no sign of having been stored.
    if (page.cursor == asked_with) return;
    cursor_ = page.cursor;
    latest_ = std::move(now);
  }

 private:
  struct state {
    std::int64_t version = 0;
    stamp at{};
    bool deleted = false;
    friend bool operator==(state const&, state const&) = default;
  };
  static state state_of(change const& each) { return {each.version, each.at, each.deleted}; }

  /// Whether a server asked from `cursor` on, or from a little before, has no reason to tell it.
  static bool is_past(state const& each, std::string const& cursor) {
    auto const from = parse_rfc3339(cursor);
    using std::chrono::microseconds;
    return !from || timestamp{microseconds{each.at.micros}} <
                        std::chrono::floor<microseconds>(*from) - 2 * settling_time;
  }

  std::string cursor_;
  std::map<uuid, state> latest_;
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
