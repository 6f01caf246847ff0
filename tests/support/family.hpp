// SPDX-License-Identifier: BSL-1.0
// Entities with every rule between records.
#pragma once

#include <entente/entity.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace family {

/// No two live ones have the same name, or the same code.
struct Room {
  std::string name;
  std::optional<std::string> code{};
};

/// Goes with its room, and counts for it.
struct Shelf {
  std::string label;
  entente::ref<Room> room{};
};

/// Goes with its shelf.
struct Book {
  std::string title;
  entente::ref<Shelf> shelf{};
};

/// Forgets its book.
struct Note {
  std::string text;
  entente::ref<Book> book{};
  entente::ref<Room> room{};
};

/// Keeps its room from being deleted. No two live ones have the same place.
struct Lock {
  std::int64_t row = 0;
  std::int64_t number = 0;
  entente::ref<Room> room{};
};

using home = entente::schema<Room, Shelf, Book, Note, Lock>;

}  // namespace family

template <>
struct entente::entity_traits<family::Room> {
  using unique = entente::unique_sets<entente::unique<&family::Room::name>, entente::unique<&family::Room::code>>;
};
template <>
struct entente::entity_traits<family::Shelf> {
  using references = entente::references<entente::on_delete<&family::Shelf::room, entente::cascade>>;
  using touches = entente::touches<&family::Shelf::room>;
};
template <>
struct entente::entity_traits<family::Book> {
  using references = entente::references<entente::on_delete<&family::Book::shelf, entente::cascade>>;
};
template <>
struct entente::entity_traits<family::Note> {
  using references = entente::references<entente::on_delete<&family::Note::book, entente::set_null>>;
};
template <>
struct entente::entity_traits<family::Lock> {
  using references = entente::references<entente::on_delete<&family::Lock::room, entente::restrict>>;
  using unique = entente::unique_sets<entente::unique<&family::Lock::row, &family::Lock::number>>;
};
