// SPDX-License-Identifier: BSL-1.0
// The components without third-party libraries: declare, merge, encode.
#include <entente/entity.hpp>
#include <entente/merge.hpp>
#include <entente/wire.hpp>

#include <string>

struct Note {
  std::string title;
  std::string body;
};

int main() {
  static_assert(entente::schema<Note>::size == 1);
  Note const before{.title = "a", .body = "b"};
  Note after = before;
  after.title = "c";
  std::string text;
  entente::write_patch(text, entente::diff(before, after, entente::edit_time{1}), entente::edit_time{1});
  return text == R"({"set":{"title":"c"}})" ? 0 : 1;
}
