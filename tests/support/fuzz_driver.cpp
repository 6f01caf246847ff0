// SPDX-License-Identifier: BSL-1.0
// Runs a libFuzzer target without libFuzzer, so that every compiler and every test run exercises it:
// each file of the folder given, then a number of mutations of them, the same on every run. An input on which
// the target ends the program is left in the file failed_input of the working folder.
//
//     replay_NAME FOLDER [MUTATIONS]        the corpus and 20,000 mutations of it
//     replay_NAME FILE                      one input
#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

constexpr std::size_t longest = 4096;

// What the grammars of JSON, GraphQL and HTTP turn on.
using namespace std::string_view_literals;
constexpr auto alphabet = "{}[]():,\"\\/!$@#&|=.-+0123456789eEtruefalsn \n\r\t\0\x7f\xc3\xa9\xff"sv;

std::string content_of(std::filesystem::path const& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
}

std::vector<std::string> seeds_from(std::filesystem::path const& folder) {
  std::vector<std::filesystem::path> paths;
  if (std::filesystem::is_directory(folder)) {
    for (auto const& entry : std::filesystem::directory_iterator{folder}) {
      if (entry.is_regular_file()) paths.push_back(entry.path());
    }
  }
  // Directory order differs between machines, and the mutations depend on it.
  std::sort(paths.begin(), paths.end());
  std::vector<std::string> seeds = {"", "{}", "[1,\"a\"]", "{\"a\":[true,null,1e3]}",
                                    "{a(b:1){c}}"};
  for (auto const& path : paths) seeds.push_back(content_of(path));
  return seeds;
}

class mutator {
 public:
  void operator()(std::string& text, std::vector<std::string> const& seeds) {
    for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
      std::size_t const at = below(text.size() + 1);
      switch (below(5)) {
        case 0: text.insert(at, 1, alphabet[below(alphabet.size())]); break;
        case 1: text.erase(at, 1 + below(8)); break;
        case 2:
          if (at < text.size()) text[at] = static_cast<char>(below(256));
          break;
        case 3: text.insert(at, text.substr(below(text.size() + 1), below(64))); break;
        default: {
          auto const& other = seeds[below(seeds.size())];
          text.insert(at, other.substr(below(other.size() + 1), below(64)));
        }
      }
    }
    if (text.size() > longest) text.resize(longest);
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine_() % bound); }

 private:
  std::mt19937_64 engine_;  // its default seed, for the same run every time
};

std::string const* running = nullptr;

// Nothing here is async-signal-safe; the program is lost anyway.
void keep_input(int signal) {
  std::signal(signal, SIG_DFL);
  std::ofstream{"failed_input", std::ios::binary} << *running;
  std::fprintf(stderr, "input of %zu bytes left in %s\n", running->size(),
               (std::filesystem::current_path() / "failed_input").c_str());
  std::raise(signal);
}

void run(std::string const& text) {
  running = &text;
  LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char* argv[]) {
  for (int const signal : {SIGABRT, SIGSEGV, SIGFPE}) std::signal(signal, keep_input);
  std::filesystem::path const from = argc > 1 ? argv[1] : "";
  if (std::filesystem::is_regular_file(from)) {
    run(content_of(from));
    return 0;
  }
  int const rounds = argc > 2 ? std::atoi(argv[2]) : 20'000;
  auto const seeds = seeds_from(from);
  for (auto const& seed : seeds) run(seed);
  mutator mutate;
  for (int i = 0; i < rounds; ++i) {
    std::string text = seeds[mutate.below(seeds.size())];
    mutate(text, seeds);
    run(text);
  }
  std::printf("%zu seeds, %d mutations\n", seeds.size(), rounds);
}
