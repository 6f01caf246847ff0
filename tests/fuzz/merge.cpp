// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: devices that edit one record at once come to what a naive model says, in whatever order
// they push, and whether they merge before they push or leave that to the server. The model knows the edits
// and the order; it calls nothing of the library.

#include "fuzz/decisions.hpp"
#include "fuzz/require.hpp"

#include <entente/entity.hpp>
#include <entente/merge.hpp>
#include <entente/wire/patch_codec.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace entente;
using fuzz::decisions;
using fuzz::require;

struct longest {
  static std::string merge(std::string const*, std::string const& local,
                           std::string const& remote) {
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return (std::max)(local, remote);
  }
};

struct page {
  std::string title;       // last_write_wins
  std::string placed;      // server_wins
  std::string owner;       // client_wins
  std::string terms;       // manual
  std::int64_t votes = 0;  // counter
  double weight = 0;       // counter
  std::vector<std::string> tags;
  std::vector<int> log;  // append
  int best = 0;          // max_wins
  double coldest = 0;    // min_wins
  std::string comment;   // longest
};

}  // namespace

template <>
struct entente::entity_traits<page> {
  using fields = field_policies<merge<&page::placed, server_wins>, merge<&page::owner, client_wins>,
                                merge<&page::terms, manual>, merge<&page::votes, counter>,
                                merge<&page::weight, counter>, merge<&page::tags, set_union>,
                                merge<&page::log, append>, merge<&page::best, max_wins>,
                                merge<&page::coldest, min_wins>, merge<&page::comment, longest>>;
};

namespace {

// ---- The model -------------------------------------------------------------------------------

/// What one device did, told field by field: the last value, or what was added.
struct intent {
  std::map<std::string, std::string> texts;  // by field
  std::map<std::string, double> numbers;
  int title_time = 0;
  std::int64_t votes = 0;
  double weight = 0;
  std::set<std::string> added;
  std::set<std::string> removed;
  std::vector<int> appended;
};

page expected(page const& base, std::vector<intent> const& devices,
              std::vector<std::size_t> const& order) {
  page all = base;
  std::set<std::string> tags(base.tags.begin(), base.tags.end());
  std::pair<int, std::size_t> newest{-1, 0};
  bool placed = false, agreed = false, ranked = false, measured = false, commented = false;
  for (auto const device : order) {
    intent const& did = devices[device];
    if (did.texts.contains("title") && std::pair{did.title_time, device} > newest) {
      newest = {did.title_time, device};
      all.title = did.texts.at("title");
    }
    if (did.texts.contains("placed") && !std::exchange(placed, true))
      all.placed = did.texts.at("placed");
    if (did.texts.contains("owner")) all.owner = did.texts.at("owner");
    if (did.texts.contains("terms") && !std::exchange(agreed, true))
      all.terms = did.texts.at("terms");
    all.votes += did.votes;
    all.weight += did.weight;
    for (auto const& each : did.added) tags.insert(each);
    for (auto const& each : did.removed) tags.erase(each);
    all.log.insert(all.log.end(), did.appended.begin(), did.appended.end());
    if (did.numbers.contains("best")) {
      int const value = static_cast<int>(did.numbers.at("best"));
      all.best = std::exchange(ranked, true) ? (std::max)(all.best, value) : value;
    }
    if (did.numbers.contains("coldest")) {
      double const value = did.numbers.at("coldest");
      all.coldest = std::exchange(measured, true) ? (std::min)(all.coldest, value) : value;
    }
    if (did.texts.contains("comment")) {
      auto const& value = did.texts.at("comment");
      bool const greater = value.size() != all.comment.size() ? value.size() > all.comment.size()
                                                              : value > all.comment;
      if (!std::exchange(commented, true) || greater) all.comment = value;
    }
  }
  all.tags.assign(tags.begin(), tags.end());
  return all;
}

// ---- The library -----------------------------------------------------------------------------

struct server {
  page base;
  page row;
  field_mask changed{};
  std::array<field_time, describe<page>::size> times{};

  explicit server(page const& first) : base(first), row(first) {}

  [[nodiscard]] remote_state<page> since_base() const { return {row, &base, changed, times}; }

  void push(patch<page> const& change, uuid const& who, remote_state<page> const& known) {
    auto const outcome = rebase(change, who, known);
    entente::apply(outcome.kept, row);
    outcome.kept.fields.for_each([&](std::size_t field) {
      field_time const edited{outcome.kept.times[field], who};
      if (!changed.test(field) || is_later(edited, times[field])) times[field] = edited;
    });
    changed = changed | outcome.kept.fields;
  }
};

patch<page> over_the_wire(patch<page> const& change) {
  constexpr edit_time op_time{2};
  std::string text;
  write_patch(text, change, op_time);
  auto back = read_patch<page>(text, op_time);
  require(back.ok());
  return *std::move(back);
}

// ---- What happens ----------------------------------------------------------------------------

void set_text(std::string& field, std::string value, char const* name, intent& did) {
  if (field == value) return;
  field = value;
  did.texts[name] = std::move(value);
}

/// One edit of the row as a device sees it. An element is put in or taken out by a device once at most.
void edit(page& row, int when, intent& did, std::set<std::string>& touched, decisions& choose) {
  switch (choose.below(11)) {
    case 0:
      if (auto value = choose.word(); value != row.title) {
        did.title_time = when;
        set_text(row.title, std::move(value), "title", did);
      }
      break;
    case 1: set_text(row.placed, choose.word(), "placed", did); break;
    case 2: set_text(row.owner, choose.word(), "owner", did); break;
    case 3: set_text(row.terms, choose.word(), "terms", did); break;
    case 4: {
      int const more = choose.number();
      row.votes += more;
      did.votes += more;
      break;
    }
    case 5: {
      double const more = choose.number() / 2.0;
      row.weight += more;
      did.weight += more;
      break;
    }
    case 6: {
      auto const tag = choose.word();
      if (!touched.insert(tag).second) break;
      if (auto const at = std::find(row.tags.begin(), row.tags.end(), tag); at != row.tags.end()) {
        row.tags.erase(at);
        did.removed.insert(tag);
      } else {
        row.tags.push_back(tag);
        did.added.insert(tag);
      }
      break;
    }
    case 7: {
      int const value = choose.number();
      row.log.push_back(value);
      did.appended.push_back(value);
      break;
    }
    case 8:
      if (int const value = choose.number(); value != row.best)
        did.numbers["best"] = row.best = value;
      break;
    case 9:
      if (double const value = choose.number(); value != row.coldest)
        did.numbers["coldest"] = row.coldest = value;
      break;
    default: set_text(row.comment, choose.word(), "comment", did);
  }
}

page first_row(decisions& choose) {
  page made;
  made.title = choose.word();
  made.comment = choose.word();
  made.best = choose.number();
  for (auto left = choose.below(4); left > 0; --left)
    if (auto tag = choose.word();
        std::find(made.tags.begin(), made.tags.end(), tag) == made.tags.end())
      made.tags.push_back(std::move(tag));
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  decisions choose{data, size};
  page const base = first_row(choose);
  std::size_t const devices = 2 + choose.below(3);
  std::vector<intent> did(devices);
  std::vector<patch<page>> changes(devices);
  std::vector<std::size_t> order(devices);
  for (std::size_t i = 0; i < devices; ++i) {
    page row = base;
    std::set<std::string> touched;
    int when = 0;
    for (auto left = choose.below(8); left > 0; --left) {
      page wanted = row;
      when += 1 + static_cast<int>(choose.below(2));
      edit(wanted, when, did[i], touched, choose);
      auto const done = diff(row, wanted, edit_time{when});
      entente::apply(done, row);
      require(can_fold(changes[i], done));
      fold(changes[i], done);
    }
    order[i] = i;
  }
  for (std::size_t i = devices; i > 1; --i) std::swap(order[i - 1], order[choose.below(i)]);

  server hub{base};
  for (auto const i : order) {
    uuid who;
    who.octets.back() = static_cast<std::uint8_t>(i + 1);
    auto change = over_the_wire(changes[i]);
    if (choose.yes()) {
      change = over_the_wire(rebase(change, who, hub.since_base()).kept);
      hub.push(change, who, {hub.row, &hub.row, {}, hub.times});
    } else {
      hub.push(change, who, hub.since_base());
    }
  }

  page row = hub.row;
  std::sort(row.tags.begin(), row.tags.end());
  require(differing_fields(row, expected(base, did, order)).none());
  return 0;
}
