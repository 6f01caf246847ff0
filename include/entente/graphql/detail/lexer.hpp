// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/graphql/detail/arena.hpp>
#include <entente/graphql/detail/string_token.hpp>
#include <entente/graphql/detail/syntax_error.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/limits.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

enum class token_kind : std::uint8_t {
  end,
  punctuator,
  spread,
  name,
  integer,
  floating,
  string,
  block_string
};

struct token {
  token_kind kind = token_kind::end;
  char punctuator = 0;
  source_offset offset = 0;
  source_offset end = 0;
  std::string_view text{};  ///< of a name or number as written, of a string decoded
};

enum class character_class : std::uint8_t {
  other,
  blank,
  comment,
  punctuator,
  dot,
  name,
  number,
  quote
};

constexpr std::array<character_class, 256> classify_characters() {
  std::array<character_class, 256> table{};
  auto const set = [&](std::string_view characters, character_class kind) {
    for (char const c : characters) table[static_cast<unsigned char>(c)] = kind;
  };
  set(" \t\n\r,", character_class::blank);
  set("!$&():=@[]{|}", character_class::punctuator);
  set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", character_class::name);
  set("-0123456789", character_class::number);
  set(".", character_class::dot);
  set("#", character_class::comment);
  set("\"", character_class::quote);
  return table;
}

inline constexpr std::array<character_class, 256> character_classes = classify_characters();

constexpr character_class class_of(char c) noexcept {
  return character_classes[static_cast<unsigned char>(c)];
}
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool continues_name(char c) noexcept {
  return class_of(c) == character_class::name || is_digit(c);
}

/// Cuts a document into tokens (GraphQL specification, section 2.1), one at a time.
class lexer {
 public:
  lexer(std::string_view source, arena& storage, limits const& bounds) noexcept
      : source_(source), storage_(storage), bounds_(bounds) {
    if (source_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  [[nodiscard]] std::string_view source() const noexcept { return source_; }

  token next() {
    skip_ignored();
    token made;
    made.offset = offset();
    if (at_ >= source_.size()) {
      made.end = made.offset;
      return made;
    }
    if (++count_ > bounds_.max_tokens)
      throw syntax_error{"Document contains more than " + std::to_string(bounds_.max_tokens) +
                             " tokens. Parsing aborted.",
                         at_, codes::limit_exceeded};
    switch (class_of(source_[at_])) {
      case character_class::punctuator:
        made.kind = token_kind::punctuator;
        made.punctuator = source_[at_++];
        break;
      case character_class::dot: read_spread(made); break;
      case character_class::name: read_name(made); break;
      case character_class::number: read_number(made); break;
      case character_class::quote: read_string(made); break;
      case character_class::blank:
      case character_class::comment:
      case character_class::other: refuse_character();
    }
    made.end = offset();
    return made;
  }

 private:
  [[nodiscard]] source_offset offset() const noexcept { return static_cast<source_offset>(at_); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  void skip_ignored() noexcept {
    while (at_ < source_.size()) {
      character_class const kind = class_of(source_[at_]);
      if (kind == character_class::blank) {
        ++at_;
      } else if (kind == character_class::comment) {
        while (at_ < source_.size() && source_[at_] != '\n' && source_[at_] != '\r') ++at_;
      } else if (source_[at_] == '\xEF' && source_.substr(at_, 3) == "\xEF\xBB\xBF") {
        at_ += 3;
      } else {
        return;
      }
    }
  }

  void read_spread(token& made) {
    if (peek(1) != '.' || peek(2) != '.') refuse_character();
    made.kind = token_kind::spread;
    at_ += 3;
  }

  void read_name(token& made) {
    std::size_t const start = at_;
    while (at_ < source_.size() && continues_name(source_[at_])) ++at_;
    if (at_ - start > bounds_.max_name_bytes)
      throw syntax_error{
          "Name is longer than " + std::to_string(bounds_.max_name_bytes) + " bytes.", start,
          codes::limit_exceeded};
    made.kind = token_kind::name;
    made.text = source_.substr(start, at_ - start);
  }

  void read_number(token& made) {
    std::size_t const start = at_;
    made.kind = token_kind::integer;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (is_digit(peek()))
        throw syntax_error{
            "Invalid number, unexpected digit after 0: " + describe_character(source_, at_) + ".",
            at_};
    } else {
      read_digits();
    }
    if (peek() == '.') {
      made.kind = token_kind::floating;
      ++at_;
      read_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      made.kind = token_kind::floating;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      read_digits();
    }
    if (peek() == '.' || class_of(peek()) == character_class::name) refuse_digit();
    made.text = source_.substr(start, at_ - start);
  }

  void read_digits() {
    if (!is_digit(peek())) refuse_digit();
    while (is_digit(peek())) ++at_;
  }

  void read_string(token& made) {
    if (peek(1) == '"' && peek(2) == '"') {
      made.kind = token_kind::block_string;
      made.text = read_block_string(source_, at_, storage_);
    } else {
      made.kind = token_kind::string;
      made.text = read_quoted_string(source_, at_, storage_);
    }
  }

  [[noreturn]] void refuse_digit() const {
    throw syntax_error{
        "Invalid number, expected digit but got: " + describe_character(source_, at_) + ".", at_};
  }

  [[noreturn]] void refuse_character() const {
    if (source_[at_] == '\'')
      throw syntax_error{
          "Unexpected single quote character ('), did you mean to use a double quote (\")?", at_};
    throw syntax_error{"Unexpected character: " + describe_character(source_, at_) + ".", at_};
  }

  std::string_view source_;
  arena& storage_;
  limits const& bounds_;
  std::size_t at_ = 0;
  std::size_t count_ = 0;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
