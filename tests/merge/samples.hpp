// SPDX-License-Identifier: BSL-1.0
// Entities with every policy and every awkward type, and seeded random values for them.
#pragma once

#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>
#include <entente/merge.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace samples {

struct place {
  std::string street{};
  std::optional<std::int32_t> floor{};
  std::vector<double> position{};
};

/// The longer text wins, the greater of two equally long ones.
struct longest {
  static std::string merge(std::string const*, std::string const& local,
                           std::string const& remote) {
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return (std::max)(local, remote);
  }
};

/// Text merged by what each side put in front of the common ancestor.
struct prefixes {
  static std::string merge(std::string const* base, std::string const& local,
                           std::string const& remote) {
    if (base == nullptr) return remote;
    return local.substr(0, local.size() - base->size()) + remote;
  }
};

struct document {
  std::string title{};
  std::string owner{};
  std::string draft{};
  std::string terms{};
  std::int64_t votes = 0;
  double weight = 0;
  std::vector<std::string> tags{};
  std::vector<place> stops{};
  std::vector<std::int64_t> log{};
  std::int64_t best = 0;
  double coldest = 0;
  std::string comment{};
  std::string header{};
  std::optional<std::string> note{};
  place home{};
  std::map<std::string, place> rooms{};
};

/// Only an adapted type can have C arrays.
struct badge {
  char code[8] = "";
  std::int32_t slots[2][3] = {};
  char rank[4] = "";
  std::int64_t uses = 0;
};

/// Any two edits of one clash.
struct ledger {
  std::string left{};
  std::string right{};
  std::int64_t total = 0;
};
struct verdict {
  std::string left{};
  std::string right{};
};

}  // namespace samples

BOOST_HANA_ADAPT_STRUCT(samples::badge, code, slots, rank, uses);

template <>
struct entente::entity_traits<samples::document> {
  using doc = samples::document;
  using fields = entente::field_policies<
      entente::merge<&doc::owner, entente::server_wins>,
      entente::merge<&doc::draft, entente::client_wins>,
      entente::merge<&doc::terms, entente::manual>, entente::merge<&doc::votes, entente::counter>,
      entente::merge<&doc::weight, entente::counter>,
      entente::merge<&doc::tags, entente::set_union>,
      entente::merge<&doc::stops, entente::set_union>, entente::merge<&doc::log, entente::append>,
      entente::merge<&doc::best, entente::max_wins>,
      entente::merge<&doc::coldest, entente::min_wins>,
      entente::merge<&doc::comment, samples::longest>,
      entente::merge<&doc::header, samples::prefixes>>;
};
template <>
struct entente::entity_traits<samples::badge> {
  using fields = entente::field_policies<entente::merge<"rank", entente::max_wins>,
                                         entente::merge<"uses", entente::counter>>;
};
template <>
struct entente::entity_traits<samples::ledger> {
  static constexpr bool whole_record = true;
  using fields = entente::field_policies<entente::merge<&samples::ledger::total, entente::counter>>;
};
template <>
struct entente::entity_traits<samples::verdict> {
  static constexpr bool whole_record = true;
  using conflict = entente::manual;
};

namespace samples {

using app = entente::schema<document, badge, ledger, verdict>;
static_assert(app::usable);

template <auto Member>
inline constexpr std::size_t at = entente::field_of<document, Member>;

inline entente::edit_time time(std::int64_t micros) { return {micros}; }
inline entente::uuid author(std::uint8_t number) {
  entente::uuid id;
  id.octets[15] = number;
  return id;
}

inline entente::field_mask mask(std::initializer_list<std::size_t> fields) {
  entente::field_mask all;
  for (auto const field : fields) all.set(field);
  return all;
}

template <class Entity>
auto all_times(std::int64_t micros, entente::uuid by) {
  std::array<entente::field_time, entente::describe<Entity>::size> times;
  times.fill({{micros}, by});
  return times;
}

template <class Entity>
bool same(Entity const& a, Entity const& b) {
  return entente::differing_fields(a, b).none();
}

/// Equality with the fields that are sets compared as sets.
inline bool same_as_sets(document a, document b) {
  std::sort(a.tags.begin(), a.tags.end());
  std::sort(b.tags.begin(), b.tags.end());
  auto const by_street = [](place const& x, place const& y) { return x.street < y.street; };
  std::sort(a.stops.begin(), a.stops.end(), by_street);
  std::sort(b.stops.begin(), b.stops.end(), by_street);
  return same(a, b);
}

/// Values from small domains, so that equal ones and overlaps are frequent.
class dice {
 public:
  explicit dice(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  bool chance(std::size_t in) { return below(in) == 0; }
  std::int64_t number() { return static_cast<std::int64_t>(below(21)) - 10; }
  std::string word() {
    std::string text;
    for (std::size_t i = below(3); i > 0; --i) text += static_cast<char>('a' + below(3));
    return text;
  }
  std::vector<std::string> words(bool with_duplicates = false) {
    std::vector<std::string> list;
    for (std::size_t i = below(5); i > 0; --i) {
      auto text = word();
      if (with_duplicates || std::find(list.begin(), list.end(), text) == list.end())
        list.push_back(text);
    }
    return list;
  }
  samples::place place() {
    samples::place made{word(), std::nullopt, {}};
    if (chance(2)) made.floor = static_cast<std::int32_t>(below(3));
    if (chance(2)) made.position = {static_cast<double>(below(3)), 0.5};
    return made;
  }
  std::vector<samples::place> places() {
    std::vector<samples::place> list;
    for (auto const& street : words())
      list.push_back({street, static_cast<std::int32_t>(street.size()), {}});
    return list;
  }

  /// Changes some fields at random, the way an application does.
  void edit(document& d) {
    if (chance(3)) d.title = word();
    if (chance(3)) d.owner = word();
    if (chance(3)) d.draft = word();
    if (chance(3)) d.terms = word();
    if (chance(2)) d.votes += number();
    if (chance(3)) d.weight += static_cast<double>(number());
    if (chance(2)) edit(d.tags, word());
    if (chance(3)) edit(d.stops, samples::place{"stop " + word(), std::nullopt, {}});
    if (chance(3)) d.log.push_back(number());
    if (chance(3)) d.best = number();
    if (chance(3)) d.coldest = static_cast<double>(number());
    if (chance(3)) d.comment = word();
    if (chance(3)) d.header = word() + d.header;
    if (chance(3)) d.note = chance(2) ? std::optional<std::string>{word()} : std::nullopt;
    if (chance(3)) d.home = place();
    if (chance(3)) d.rooms[word()] = place();
  }

  document document_value() {
    document d;
    for (int i = 0; i < 4; ++i) edit(d);
    if (chance(4)) d.tags = words(true);
    if (chance(4)) d.log = {number(), number()};
    return d;
  }

  badge badge_value() {
    badge b;
    std::string const code = word();
    std::memcpy(b.code, code.c_str(), code.size() + 1);
    for (auto& row : b.slots)
      for (auto& slot : row) slot = static_cast<std::int32_t>(below(2));
    std::string const rank = word();
    std::memcpy(b.rank, rank.c_str(), rank.size() + 1);
    b.uses = number();
    return b;
  }

  /// Any patch that the wire could bring, not only one that `diff` makes.
  entente::patch<document> any_patch(std::int64_t when) {
    entente::patch<document> change;
    change.fields = entente::field_mask{engine_()} & entente::describe<document>::all;
    change.whole = entente::field_mask{engine_() & engine_()} & change.fields;
    change.value = document_value();
    change.value.tags = words(true);
    change.value.stops = places();
    change.removed.tags = words(true);
    change.removed.stops = places();
    for (auto& one : change.times) one = time(when + static_cast<std::int64_t>(below(5)));
    return change;
  }

 private:
  template <class T>
  void edit(std::vector<T>& set, T const& element) {
    for (auto i = set.begin(); i != set.end(); ++i) {
      if (entente::field_equal(*i, element)) {
        set.erase(i);
        return;
      }
    }
    set.push_back(element);
  }

  std::mt19937_64 engine_;
};

}  // namespace samples
