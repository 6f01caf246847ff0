// SPDX-License-Identifier: BSL-1.0
// Copies of this program as processes of their own, told by the name of a hidden test what they are.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace processes {

/// Where all children report to, a line at a time; a line of a child that was killed is whole or not there.
class report_line {
 public:
  static constexpr int child_end = 3;

  report_line() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  report_line(report_line const&) = delete;
  report_line& operator=(report_line const&) = delete;
  ~report_line() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  [[nodiscard]] int write_end() const noexcept { return ends_[1]; }

  /// The next report; nothing when none has come within that time.
  std::optional<std::string> next(std::chrono::microseconds within) {
    for (;;) {
      if (auto const end = text_.find('\n'); end != std::string::npos) {
        auto line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
      }
      pollfd one{ends_[0], POLLIN, 0};
      timespec const time{static_cast<time_t>(within.count() / 1'000'000),
                          static_cast<long>(within.count() % 1'000'000 * 1000)};
      if (::ppoll(&one, 1, &time, nullptr) <= 0) return std::nullopt;
      std::array<char, 4096> bytes;
      auto const got = ::read(ends_[0], bytes.data(), bytes.size());
      if (got > 0) text_.append(bytes.data(), static_cast<std::size_t>(got));
    }
  }

  /// What a child says. Where nobody listens any more, the child ends.
  static void say(std::string line) {
    line += '\n';
    if (::write(child_end, line.data(), line.size()) < 0) std::_Exit(1);
  }

 private:
  std::array<int, 2> ends_{};
  std::string text_;
};

/// One that is killed, at the latest, when this goes.
class process {
 public:
  process(char const* role, std::vector<std::string> variables, report_line const& reports) {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, reports.write_end(), report_line::child_end);
    std::vector<std::string> words{"/proc/self/exe", role};
    for (char** each = environ; *each != nullptr; ++each) variables.emplace_back(*each);
    auto arguments = pointers(words);
    auto environment = pointers(variables);
    int const refused = ::posix_spawn(&id_, "/proc/self/exe", &actions, nullptr, arguments.data(),
                                      environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    if (refused != 0) throw std::runtime_error("the child does not start");
  }
  process(process const&) = delete;
  process& operator=(process const&) = delete;
  ~process() {
    signal(SIGKILL);
    ::waitpid(id_, nullptr, 0);
  }

  void signal(int which) const { ::kill(id_, which); }

  /// In a child: goes down with its parent.
  static void end_with_parent() { ::prctl(PR_SET_PDEATHSIG, SIGKILL); }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& each : texts) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
  }

  pid_t id_ = -1;
};

}  // namespace processes
