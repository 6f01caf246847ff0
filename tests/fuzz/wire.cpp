// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: what any reader of the wire's forms accepts can be written, and reading that gives the
// same again. Each input is shown to every reader.

#include "fuzz/require.hpp"
#include "wire/every_kind.hpp"
#include "wire/ledger.hpp"

#include <entente/authority/detail/stream_cursor.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
#include <entente/remote/detail/stream_position.hpp>
#include <entente/wire.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace entente;
using every_kind::everything;
using every_kind::ledger;
using fuzz::require;

template <class Read>
void check_message(std::string_view text, Read&& read) {
  auto const message = read(text);
  if (!message.ok()) {
    require(!message.why().message.empty());
    return;
  }
  std::string once;
  write_json(once, *message);
  auto const again = read(std::string_view{once});
  require(again.ok());
  std::string twice;
  write_json(twice, *again);
  require(once == twice);
}

void check_record(std::string_view text) {
  everything first;
  unknown_members unknown;
  auto const present = read_fields(text, first, &unknown);
  if (!present.ok()) {
    require(!present.why().message.empty());
    return;
  }
  std::string once = "{";
  write_fields(once, first, *present);
  append_unknown(once, unknown);
  once += '}';
  everything second;
  unknown_members more;
  auto const again = read_fields(once, second, &more);
  require(again.ok() && *again == *present && more == unknown);
  require((differing_fields(first, second) & *present).none());
}

void check_patch(std::string_view text) {
  constexpr edit_time now{1'730'798'400'000'000};
  unknown_members unknown;
  auto const change = read_patch<ledger>(text, now, &unknown);
  if (!change.ok()) {
    require(!change.why().message.empty());
    return;
  }
  std::string once;
  write_patch(once, *change, now);
  auto const again = read_patch<ledger>(once, now);
  require(again.ok() && again->fields == change->fields && again->whole == change->whole);
  require(again->times == change->times);
  require((differing_fields(again->value, change->value) & change->fields).none());
}

void check_cursors(std::string_view text) {
  if (auto const place = detail::stream_cursor::parse(text); place.ok()) {
    auto const again = detail::stream_cursor::parse(place->text());
    require(again.ok() && again->text() == place->text());
    require(again->at == place->at && again->epoch == place->epoch && again->view == place->view);
  }
  if (auto const when = parse_rfc3339(text); when.ok()) {
    auto const again = parse_rfc3339(to_rfc3339(*when));
    require(again.ok() && *again == *when);
  }
  // A place in somebody else's stream never goes back.
  auto const cut = text.find('\n');
  detail::page_place page;
  page.before = text.substr(0, cut);
  if (cut != text.npos) page.newest = detail::spelt_time::parse(text.substr(cut + 1));
  page.said = page.newest;
  auto const next = detail::place_of_next_page(page);
  auto const before = detail::spelt_time::parse(page.before);
  if (before && !next.cursor.empty())
    require(detail::spelt_time::parse(next.cursor)->when > before->when);
  (void)detail::place_of_horizon(page);
}

void check_small_texts(std::string_view text) {
  if (auto const key = uuid::parse(text)) require(uuid::parse(key->text()) == key);
  if (auto const content = base64_decode(text); content.ok())
    require(base64_encode(*content) == text);
  auto const kept = members_of(text);
  require(members_of(object_of(kept)).size() == kept.size() ||
          !json_text::parse(std::string{text}).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  check_message(text, read_operation);
  check_message(text, read_push_request);
  check_message(text, read_push_answer);
  check_message(text, read_op_result);
  check_message(text, read_change);
  check_message(text, read_change_page);
  check_message(text, read_range_answer);
  check_message(text, read_acknowledged);
  check_record(text);
  check_patch(text);
  check_cursors(text);
  check_small_texts(text);
  return 0;
}
