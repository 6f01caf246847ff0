// SPDX-License-Identifier: BSL-1.0
// The mutations of tests/mutations still fit the library; whether tests notice them, tests/mutations/run shows.
#include "mutations/mutation.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace {

std::string read(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file);
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

/// Whether a program's tests are in a folder of that name.
std::string sources_of(std::string_view program) {
  std::string all;
  for (auto const& each : std::filesystem::directory_iterator{
           std::filesystem::path{ENTENTE_SOURCE_DIR} / "tests" / program})
    if (each.path().extension() == ".cpp") all += read(each.path());
  return all;
}

}  // namespace

TEST_CASE("every mutation's text is in its file, once") {
  std::set<std::string_view> files;
  for (auto const& each : mutations::table()) files.insert(each.file);
  for (auto const file : files) {
    CAPTURE(file);
    auto const content = read(std::filesystem::path{ENTENTE_SOURCE_DIR} / "include/entente" / file);
    CHECK_NOTHROW(mutations::mutated(file, content));
  }
}

TEST_CASE("every mutation has a name of its own, a reason and tests that are there") {
  std::set<std::string_view> names;
  for (auto const& each : mutations::table()) {
    CAPTURE(each.name);
    CHECK(names.insert(each.name).second);
    CHECK_FALSE(each.why.empty());
    auto const sources = sources_of(each.program);
    // A filter is a list of beginnings.
    for (std::size_t from = 0; from < each.tests.size();) {
      auto const end = (std::min)(each.tests.find(',', from), each.tests.size());
      std::string const begins{each.tests.substr(from, end - from - 1)};
      CAPTURE(begins);
      CHECK(each.tests[end - 1] == '*');
      // A long name stands on a line of its own.
      CHECK((sources.find("TEST_CASE(\"" + begins) != std::string::npos ||
             sources.find("TEST_CASE(\n    \"" + begins) != std::string::npos));
      from = end + 1;
    }
  }
}
