// SPDX-License-Identifier: BSL-1.0
// The entities of the authority's tests: one field per merge policy, and one entity per rule.
#pragma once

#include <entente/entity.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace notes {

/// A policy of an application's own: the longer text stays.
struct longest {
  template <class T>
  static T merge(T const*, T const& local, T const& remote) {
    if (local == "throw") throw std::runtime_error{"a policy may"};
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return local > remote ? local : remote;
  }
};
/// One that makes a value neither side wrote.
struct both {
  template <class T>
  static T merge(T const*, T const& local, T const& remote) {
    return local < remote ? local + "|" + remote : remote + "|" + local;
  }
};

struct Place {
  std::string name;
};

struct Note {
  std::string title;
  std::string body;
  std::string motto;
  std::string wish;
  std::string ruling;
  std::int64_t votes = 0;
  std::vector<std::string> tags;
  std::vector<std::string> log;
  std::int64_t high = 0;
  std::int64_t low = 0;
  std::string story;
  std::string saying;
  std::uint64_t big = 0;
  entente::ref<Place> place;
};

/// Any two edits of it clash.
struct Sheet {
  std::string left;
  std::string right;
};

/// Lives on with an update.
struct Card {
  std::string title;
  std::string text;
  std::vector<std::string> tags;
};

using books = entente::schema<Place, Note, Sheet, Card>;

}  // namespace notes

template <>
struct entente::entity_traits<notes::Note> {
  using fields = field_policies<
      merge<&notes::Note::motto, server_wins>, merge<&notes::Note::wish, client_wins>,
      merge<&notes::Note::ruling, manual>, merge<&notes::Note::votes, counter>,
      merge<&notes::Note::tags, set_union>, merge<&notes::Note::log, append>,
      merge<&notes::Note::high, max_wins>, merge<&notes::Note::low, min_wins>,
      merge<&notes::Note::story, notes::longest>, merge<&notes::Note::saying, notes::both>>;
  static std::optional<violation> validate(notes::Note const& note) {
    if (note.title.empty()) return violation{"title", "must not be empty"};
    return std::nullopt;
  }
};

template <>
struct entente::entity_traits<notes::Sheet> {
  static constexpr bool whole_record = true;
};

template <>
struct entente::entity_traits<notes::Card> {
  static constexpr auto on_delete = delete_rule::update_wins;
  using fields = field_policies<merge<&notes::Card::tags, set_union>>;
};
