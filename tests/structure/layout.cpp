// SPDX-License-Identifier: BSL-1.0
#include "structure/layout.hpp"

#include <algorithm>
#include <cstddef>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>

namespace layout {
namespace {

constexpr std::size_t most_lines = 500;

std::map<std::string, int> const floor_of = {
    {"base", 0},   {"reflect", 1}, {"entity", 2},    {"merge", 3},  {"wire", 3},
    {"sql", 3},    {"sqlite", 4},  {"graphql", 4},   {"http", 4},   {"postgres", 4},
    {"crypto", 4}, {"replica", 5}, {"authority", 5}, {"remote", 5}, {"sync", 6},
    {"serve", 6},  {"testing", 7},
};

struct third_party {
  std::string_view prefix;
  std::set<std::string> rooms;
};

std::vector<third_party> const libraries = {
    {"boost/pfr/", {"reflect"}},
    {"boost/hana/", {"reflect", "entity"}},
    {"boost/version.hpp", {"reflect"}},
    {"SQLiteCpp/", {"sqlite"}},
    {"sqlite3.h", {"sqlite"}},
    {"httplib.h", {"http"}},
    {"libpq-fe.h", {"postgres"}},
    {"openssl/", {"crypto"}},
    {"jwt-cpp/", {"crypto"}},
    // Not libraries: the compiler's vector instructions, the platform's sockets.
    {"emmintrin.h", {"wire"}},
    {"arm_neon.h", {"wire"}},
    {"poll.h", {"http"}},
};

// Each name between two spaces.
constexpr std::string_view standard_headers =
    " algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv "
    "chrono cinttypes climits clocale cmath codecvt compare complex concepts condition_variable "
    "coroutine csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar "
    "cwchar cwctype deque exception execution filesystem format forward_list fstream functional "
    "future initializer_list iomanip ios iosfwd iostream istream iterator latch limits list "
    "locale map memory memory_resource mutex new numbers numeric optional ostream queue random "
    "ranges ratio regex scoped_allocator semaphore set shared_mutex source_location span "
    "sstream stack stdexcept stop_token streambuf string string_view strstream syncstream "
    "system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set "
    "utility valarray variant vector version ";

bool is_standard(std::string const& header) {
  return standard_headers.find(' ' + header + ' ') != std::string_view::npos;
}

std::string without_comments(std::string const& text) {
  std::string out;
  bool block = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (block) {
      if (text.compare(i, 2, "*/") == 0) {
        block = false;
        ++i;
      } else if (text[i] == '\n') {
        out += '\n';
      }
    } else if (text.compare(i, 2, "//") == 0) {
      while (i < text.size() && text[i] != '\n') ++i;
      out += '\n';
    } else if (text.compare(i, 2, "/*") == 0) {
      block = true;
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_ours(std::string const& path) { return path.starts_with("entente/"); }

/// "base" for entente/base.hpp and entente/base/..., empty for the headers that stand outside of
/// rooms.
std::string room_of(std::string const& path) {
  std::string rest = path.substr(std::string_view{"entente/"}.size());
  std::string name = rest.substr(0, rest.find_first_of("/."));
  bool const outside = rest == "entente.hpp" || rest == "customize.hpp";
  return outside ? std::string{} : name;
}

std::string describe(inclusion const& include) {
  return include.quoted ? '"' + include.path + '"' : '<' + include.path + '>';
}

void check_form(std::string const& path, std::string const& text, std::vector<std::string>& found) {
  if (!text.starts_with("// SPDX-License-Identifier: BSL-1.0\n")) {
    found.push_back(path + ": the first line is not the SPDX line");
  }
  static std::regex const once{R"((^|\n)#pragma once\n)"};
  if (!std::regex_search(text, once)) found.push_back(path + ": no #pragma once");
  auto const lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines > most_lines) {
    found.push_back(path + ": " + std::to_string(lines) + " lines, more than " +
                    std::to_string(most_lines));
  }
  static std::regex const name{R"([a-z0-9_/]+\.hpp)"};
  if (!std::regex_match(path, name)) found.push_back(path + ": not a snake_case .hpp name");
}

void check_foreign(std::string const& path, inclusion const& include,
                   std::vector<std::string>& found) {
  if (is_standard(include.path)) return;
  auto const library =
      std::find_if(libraries.begin(), libraries.end(),
                   [&](third_party const& one) { return include.path.starts_with(one.prefix); });
  if (library == libraries.end()) {
    found.push_back(path + ": includes " + describe(include) +
                    ", which is neither entente, nor standard C++, nor a library of the blueprint");
  } else if (!library->rooms.contains(room_of(path))) {
    found.push_back(path + ": includes " + describe(include) +
                    ", a library this room must not name");
  }
}

void check_ours(header_tree const& tree, std::string const& path, inclusion const& include,
                std::vector<std::string>& found) {
  std::string const what = path + ": includes " + describe(include);
  if (!tree.contains(include.path)) {
    found.push_back(what + ", which does not exist");
    return;
  }
  std::string const from = room_of(path);
  std::string const to = room_of(include.path);

  if (path == "entente/customize.hpp") {
    found.push_back(what + ", but customize.hpp lies below every room");
    return;
  }
  if (include.path == "entente/entente.hpp") {
    found.push_back(what + ", the header above all rooms");
    return;
  }
  if (!to.empty() && to != from && include.path.find("/detail/") != std::string::npos) {
    found.push_back(what + ", which is private to room " + to);
  }
  if (from.empty() || to.empty()) return;
  if (from == to) {
    if (include.path == "entente/" + to + ".hpp") {
      found.push_back(what + ", the umbrella of its own room");
    }
    return;
  }
  if (!floor_of.contains(from) || !floor_of.contains(to)) return;
  if (floor_of.at(to) == floor_of.at(from)) found.push_back(what + ", a room on the same floor");
  if (floor_of.at(to) > floor_of.at(from)) found.push_back(what + ", a room on a higher floor");
}

/// Depth first; `open` holds the headers on the way down, where meeting one again is a circle.
void check_circles(header_tree const& tree, std::string const& path, std::set<std::string>& open,
                   std::set<std::string>& done, std::vector<std::string>& found) {
  if (done.contains(path) || !tree.contains(path)) return;
  if (!open.insert(path).second) {
    found.push_back(path + ": includes itself through other headers");
    return;
  }
  for (auto const& include : inclusions(tree.at(path))) {
    check_circles(tree, include.path, open, done, found);
  }
  open.erase(path);
  done.insert(path);
}

}  // namespace

std::vector<inclusion> inclusions(std::string const& text) {
  static std::regex const line_form{R"re(^\s*#\s*include\s*([<"])([^>"]*)[>"].*)re"};
  std::vector<inclusion> found;
  std::istringstream lines{without_comments(text)};
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, line_form)) {
      found.push_back({match[2].str(), match[1].str() == "\""});
    }
  }
  return found;
}

std::vector<std::string> violations(header_tree const& tree) {
  std::vector<std::string> found;
  for (auto const& [path, text] : tree) {
    check_form(path, text, found);
    std::string const room = room_of(path);
    if (!room.empty() && !floor_of.contains(room)) {
      found.push_back(path + ": the blueprint has no room " + room);
    }
    for (auto const& include : inclusions(text)) {
      if (include.quoted) {
        found.push_back(path + ": includes " + describe(include) + " in quotes");
      }
      if (is_ours(include.path)) {
        check_ours(tree, path, include, found);
      } else {
        check_foreign(path, include, found);
      }
    }
  }
  std::set<std::string> open;
  std::set<std::string> done;
  for (auto const& entry : tree) check_circles(tree, entry.first, open, done, found);
  return found;
}

std::vector<std::string> foreign_headers_behind(header_tree const& tree,
                                                std::string const& header) {
  std::set<std::string> seen;
  std::set<std::string> foreign;
  std::vector<std::string> pending{header};
  while (!pending.empty()) {
    std::string const path = pending.back();
    pending.pop_back();
    if (!seen.insert(path).second) continue;
    if (auto const at = tree.find(path); at != tree.end()) {
      for (auto const& include : inclusions(at->second)) pending.push_back(include.path);
    } else if (!is_standard(path)) {
      foreign.insert(path);
    }
  }
  return {foreign.begin(), foreign.end()};
}

}  // namespace layout
