// SPDX-License-Identifier: BSL-1.0
// mutations apply FROM TO: copies include/entente with every mutation in it.
// mutations list [NAME...]: of each mutation number, program, filter, name and why, by tabs.
#include "mutations/mutation.hpp"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string content_of(fs::path const& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

/// Files that are as they should be already stay untouched, for the build's sake.
void copy_mutated(fs::path const& from, fs::path const& to) {
  std::set<std::string> wanted;
  for (auto const& each : mutations::table()) wanted.insert(std::string{each.file});
  for (auto const& each : fs::recursive_directory_iterator{from}) {
    if (!each.is_regular_file()) continue;
    auto const name = fs::relative(each.path(), from).generic_string();
    wanted.erase(name);
    auto const content = mutations::mutated(name, content_of(each.path()));
    auto const target = to / name;
    if (content_of(target) == content) continue;
    fs::create_directories(target.parent_path());
    std::ofstream{target, std::ios::binary} << content;
  }
  for (auto const& each : wanted) throw std::runtime_error{"there is no file " + each};
}

void list(std::vector<std::string> const& only) {
  std::size_t number = 0;
  for (auto const& each : mutations::table()) {
    ++number;
    if (!only.empty() && std::none_of(only.begin(), only.end(), [&](std::string const& part) {
          return each.name.find(part) != std::string_view::npos;
        }))
      continue;
    std::cout << number << '\t' << each.program << '\t' << each.tests << '\t' << each.name << '\t'
              << each.why << '\n';
  }
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> const all{arguments + 1, arguments + count};
  try {
    if (all.size() == 3 && all[0] == "apply") {
      copy_mutated(all[1], all[2]);
    } else if (!all.empty() && all[0] == "list") {
      list({all.begin() + 1, all.end()});
    } else {
      std::cerr << "usage: apply FROM TO | list [NAME...]\n";
      return 2;
    }
  } catch (std::exception const& why) {
    std::cerr << why.what() << "\n";
    return 1;
  }
}
