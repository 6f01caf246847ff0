// SPDX-License-Identifier: BSL-1.0
// What a process was about to do and what it has done, kept outside of the store: on the disk before a write
// begins, and again once it is confirmed. The oracle at the end.
#pragma once

#include <entente/base/timestamp.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace processes {

/// What became of a writing, as far as its process knew.
enum class ending {
  unknown,    ///< the process was killed before it knew
  confirmed,  ///< the call came back: it counts, for ever
  refused,    ///< the call threw: it never happened
};

/// One writing. Every one has a name of its own, "<process>/<number>", which it leaves where it wrote.
struct writing {
  std::string name;
  std::string by;
  std::int64_t number = 0;
  std::string kind;                    ///< sheet, line, entry, text, drop or restore
  std::vector<std::string> targets{};  ///< names of what it wrote to
  std::int64_t amount = 0;
  std::int64_t began = 0;  ///< microseconds since the epoch, by the same clock the library uses
  std::int64_t ended = (std::numeric_limits<std::int64_t>::max)();
  ending how = ending::unknown;
};

/// The journal of one process, which its next life goes on with.
class journal {
 public:
  journal(std::filesystem::path const& file, std::string by);
  journal(journal const&) = delete;
  journal& operator=(journal const&) = delete;
  ~journal() { ::close(file_); }

  /// Notes what is about to be done, and gives it a name.
  std::string begin(std::string_view kind, std::vector<std::string> const& targets,
                    std::int64_t amount) {
    auto const number = ++last_;
    std::string line = "begin " + std::to_string(number) + ' ' + std::string{kind} + ' ' +
                       std::to_string(amount) + ' ' + now();
    for (auto const& each : targets) line += ' ' + each;
    append(line + '\n');
    return by_ + '/' + std::to_string(number);
  }
  void end(ending how) {
    append(std::string{how == ending::confirmed ? "done " : "refused "} + std::to_string(last_) +
           ' ' + now() + '\n');
  }

 private:
  static std::string now() {
    return std::to_string(entente::system_now().time_since_epoch().count());
  }
  void append(std::string const& line) {
    if (::write(file_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
        ::fdatasync(file_) != 0)
      throw std::runtime_error("the journal cannot be written");
  }

  int file_ = -1;
  std::string by_;
  std::int64_t last_ = 0;
};

/// Everything in a process's journal.
inline std::vector<writing> read_journal(std::filesystem::path const& file, std::string const& by) {
  std::vector<writing> all;
  std::ifstream from{file};
  for (std::string line; std::getline(from, line) && !from.eof();) {
    std::istringstream words{line};
    std::string what;
    std::int64_t number = 0;
    if (!(words >> what >> number)) continue;  // where a line was cut
    if (what == "begin") {
      writing one;
      one.by = by;
      one.number = number;
      one.name = by + '/' + std::to_string(number);
      if (!(words >> one.kind >> one.amount >> one.began)) continue;
      for (std::string target; words >> target;) one.targets.push_back(target);
      all.push_back(std::move(one));
    } else if (!all.empty() && all.back().number == number) {
      all.back().how = what == "done" ? ending::confirmed : ending::refused;
      words >> all.back().ended;
    }
  }
  return all;
}

inline journal::journal(std::filesystem::path const& file, std::string by) : by_(std::move(by)) {
  auto const before = read_journal(file, by_);
  if (!before.empty()) last_ = before.back().number;
  file_ = ::open(file.c_str(), O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  if (file_ < 0) throw std::runtime_error("no journal");
  append("\n");  // the last line may have been cut
}

}  // namespace processes
