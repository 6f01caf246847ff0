// SPDX-License-Identifier: BSL-1.0
// Every trap of docs/traps.md has a test in tests/traps, or a line that says why it cannot occur.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "support/catch.hpp"

namespace {

namespace fs = std::filesystem;

constexpr int traps = 72;

std::string read(fs::path const& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// How often each number stands in the text as the pattern's first group.
std::map<int, int> numbers(std::string const& text, char const* pattern) {
  std::map<int, int> found;
  std::regex const expression{pattern};
  for (std::sregex_iterator i{text.begin(), text.end(), expression}; i != std::sregex_iterator{}; ++i)
    ++found[std::stoi((*i)[1])];
  return found;
}

std::map<int, int> tested() {
  std::string all;
  for (auto const& entry : fs::directory_iterator{fs::path{ENTENTE_SOURCE_DIR} / "tests/traps"})
    if (entry.path().extension() == ".cpp") all += read(entry.path()) + '\n';
  return numbers(all, R"re(TEST_CASE\(\s*"Trap ([0-9]+): )re");
}

/// The numbers in the section of docs/architecture.md on traps that cannot occur.
std::map<int, int> excused() {
  std::string const text = read(fs::path{ENTENTE_SOURCE_DIR} / "docs/architecture.md");
  auto const begin = text.find("\n## Traps that cannot occur\n");
  REQUIRE(begin != std::string::npos);
  return numbers(text.substr(begin, text.find("\n## ", begin + 4) - begin), R"(\n- ([0-9]+): )");
}

}  // namespace

TEST_CASE("every trap has a test, or a line that says why it cannot occur") {
  auto const tests = tested();
  auto const lines = excused();
  for (int trap = 1; trap <= traps; ++trap) {
    CAPTURE(trap);
    CHECK((tests.contains(trap) || lines.contains(trap)));
    CHECK_FALSE((tests.contains(trap) && lines.contains(trap)));
  }
  for (auto const& [trap, count] : tests) CHECK((trap >= 1 && trap <= traps));
}

TEST_CASE("docs/traps.md speaks of every trap once") {
  auto const told = numbers(read(fs::path{ENTENTE_SOURCE_DIR} / "docs/traps.md"), R"(\n([0-9]+)\. )");
  for (int trap = 1; trap <= traps; ++trap) {
    CAPTURE(trap);
    CHECK(told.contains(trap));
  }
  for (auto const& [trap, count] : told) CHECK(count == 1);
}
