// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: every way of reading one text must agree on whether it is JSON.

#include "fuzz/require.hpp"

#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_text.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using entente::json_kind;
using entente::json_reader;

using fuzz::require;

// Reads with the typed calls whatever peek() announces.
bool read_typed(json_reader& reader, int depth) {
  std::string text;
  std::string_view key;
  double number = 0;
  bool truth = false;
  switch (reader.peek()) {
    case json_kind::null: return reader.read_null();
    case json_kind::boolean: return reader.read(truth);
    case json_kind::string:
      return depth % 2 == 0 ? reader.read(text) : reader.read_string_view(key);
    case json_kind::number: return reader.read(number);
    case json_kind::array:
      reader.begin_array();
      while (reader.next_element()) read_typed(reader, depth + 1);
      return reader.ok();
    case json_kind::object:
      reader.begin_object();
      while (reader.next_member(key)) {
        require(entente::valid_utf8(key));
        read_typed(reader, depth + 1);
      }
      return reader.ok();
    default: return reader.skip();
  }
}

// Calls in an order that has nothing to do with the text: nothing but harm may not happen.
void read_at_random(std::string_view orders, std::string_view text) {
  json_reader reader(text, 8);
  std::string_view view;
  std::string string;
  std::int8_t tiny = 0;
  std::uint64_t wide = 0;
  float real = 0;
  for (char const order : orders) {
    std::size_t const before = reader.position();
    switch (order & 15) {
      case 0: reader.begin_array(); break;
      case 1: reader.begin_object(); break;
      case 2: reader.next_element(); break;
      case 3: reader.next_member(view); break;
      case 4: reader.next_literal_member("\"a\":"); break;
      case 5: reader.read(tiny); break;
      case 6: reader.read(wide); break;
      case 7: reader.read(real); break;
      case 8: reader.read(string); break;
      case 9: reader.read_string_view(view); break;
      case 10: reader.skip(view); break;
      case 11: reader.finish(); break;
      case 12: reader.read_null(); break;
      default: (void)reader.peek(); break;
    }
    require(reader.position() >= before || !reader.ok());
    require(reader.position() <= text.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);

  json_reader skipper(text);
  std::string_view raw;
  bool const valid = skipper.skip(raw) && skipper.finish();
  require(valid == skipper.ok());
  require(valid == skipper.why().message.empty());

  json_reader typed(text);
  bool const typed_valid = read_typed(typed, 0) && typed.finish();
  // Typed reading refuses two things more: numbers beyond the largest double, and half surrogate pairs.
  auto const& why = typed.why().message;
  bool const stricter =
      why.starts_with("number out of range") || why.starts_with("expected a valid escape");
  require(!typed_valid || valid);
  require(!valid || typed_valid || stricter);
  if (stricter)
    require(valid || typed.position() <= skipper.position());
  else if (!valid)
    require(typed.position() == skipper.position());

  auto const kept = entente::json_text::parse(std::string(text));
  require(kept.ok() == valid);
  if (valid) require(kept->text() == raw);

  auto const tree = entente::json_value::parse(text);
  require(!tree.ok() || valid);
  if (tree.ok()) {
    require(entente::valid_utf8(text));
    std::string once;
    entente::json_writer writer(once);
    tree->write(writer);
    auto const again = entente::json_value::parse(once);
    require(again.ok() && *again == *tree);
  }

  std::string quoted;
  entente::append_quoted(quoted, text);
  std::string back;
  json_reader reader(quoted);
  require(reader.read(back) && reader.finish());
  require((back == text) == entente::valid_utf8(text));

  read_at_random(text.substr(0, size / 2), text.substr(size / 2));
  return 0;
}
