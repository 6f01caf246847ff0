// SPDX-License-Identifier: BSL-1.0
// A program that is killed while it writes and syncs, over and over: nothing it has committed is lost, and
// nothing is applied twice. The program is this one, started again with the name of a hidden test.
#if defined(__linux__)

#include "end_to_end/world.hpp"
#include "support/catch.hpp"
#include "support/tcp_proxy.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

using namespace end_to_end;

namespace {

constexpr char child_name[] = "The program that is killed";
constexpr std::int64_t step = 1'000'000;

/// A running copy of this program, whose output can be read.
class child {
 public:
  child(std::filesystem::path const& directory, std::string const& url) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], 3);
    std::vector<std::string> texts{"/proc/self/exe", child_name};
    std::vector<std::string> variables{"ENTENTE_CHILD_DIRECTORY=" + directory.string(),
                                       "ENTENTE_CHILD_URL=" + url};
    for (char** each = environ; *each != nullptr; ++each) variables.emplace_back(*each);
    auto arguments = pointers(texts);
    auto environment = pointers(variables);
    int const refused = ::posix_spawn(&process_, "/proc/self/exe", &actions, nullptr,
                                      arguments.data(), environment.data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    output_ = ends[0];
    if (refused != 0) throw std::runtime_error("the child does not start");
  }
  child(child const&) = delete;
  child& operator=(child const&) = delete;
  ~child() {
    kill();
    ::waitpid(process_, nullptr, 0);
    ::close(output_);
  }

  void kill() { ::kill(process_, SIGKILL); }

  /// The next thing the child reports; 0 when it has ended.
  char next() {
    char what = 0;
    return ::read(output_, &what, 1) == 1 ? what : '\0';
  }

 private:
  static std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& each : texts) all.push_back(each.data());
    all.push_back(nullptr);
    return all;
  }

  pid_t process_ = -1;
  int output_ = -1;
};

/// The number of the last task, from their titles.
std::int64_t last_number(device& at) {
  auto const last = at.query<Task>().order_by(field<&Task::priority>, descending).first();
  return last ? last->value.priority : 0;
}

void report(char what) {
  if (::write(3, &what, 1) != 1) std::_Exit(0);
}

}  // namespace

TEST_CASE("The program that is killed", "[.]") {
  auto const* const directory = std::getenv("ENTENTE_CHILD_DIRECTORY");
  auto const* const url = std::getenv("ENTENTE_CHILD_URL");
  if (directory == nullptr || url == nullptr) return;
  device at{options_in(directory), http_remote{url, token}};
  auto main = at.query<Task>().where(field<&Task::title> == "main").ids();
  if (main.empty()) main.push_back(at.create(task("main")));
  for (;;) {
    auto const number = last_number(at) + 1;
    at.transaction([&](auto& all) {
      auto made = task("task");
      made.priority = number;
      all.create(made);
      all.update(main.front(), [](Task& t) { ++t.votes; });
    });
    report('t');
    at.update(main.front(), [](Task& t) { t.votes += step; });
    report('s');
    static_cast<void>(at.sync());
    report('y');
  }
}

TEST_CASE("A program that is killed again and again loses nothing and repeats nothing") {
  backend server;
  auto const seed = GENERATE(1U, 2U, 3U);
  INFO("seed " << seed);
  std::mt19937 dice{seed};
  auto const directory = server.folder.path() / "device";
  std::int64_t tasks = 0;
  std::int64_t steps = 0;
  int const lives = 12;
  for (int life = 0; life < lives; ++life) {
    std::atomic<child*> running{nullptr};
    std::atomic<unsigned> until{life % 2 == 0 ? 1 + static_cast<unsigned>(dice() % 12) : ~0U};
    // Every second life ends in the middle of an exchange: the server has answered, and nobody hears it.
    support::tcp_proxy between{server.port(), [&] {
                                 if (--until > 0) return support::passage::through;
                                 if (auto* const one = running.load()) one->kill();
                                 return support::passage::no_answer;
                               }};
    child one{directory, url_of_port(between.port())};
    running = &one;
    auto heard = 1 + static_cast<int>(dice() % 25);
    for (char what = one.next(); what != '\0'; what = one.next()) {
      if (what == 't') ++tasks;
      if (what == 's') ++steps;
      if (life % 2 == 1 && --heard == 0) one.kill();
    }
    running = nullptr;
  }
  device at{options_in(directory), http_remote{server.url(), token}};
  sync(at);
  CHECK(at.status().clean());
  auto const made = last_number(at);
  CHECK(made >= tasks);
  CHECK(made <= tasks + lives);
  auto const count = static_cast<std::int64_t>(at.query<Task>().count());
  CHECK(count == made + 1);
  auto const main = at.query<Task>().where(field<&Task::title> == "main").first();
  REQUIRE(main.has_value());
  CHECK(main->value.votes % step == made);
  CHECK(main->value.votes / step >= steps);
  CHECK(main->value.votes / step <= steps + lives);

  CHECK(rows<Task>(at) == rows<Task>(server));
  auto fresh = device_in(server, "fresh", protocol::native);
  sync(*fresh);
  CHECK(rows<Task>(*fresh) == rows<Task>(server));
}

#endif
