// SPDX-License-Identifier: BSL-1.0
// A server and devices as processes of their own, over real connections that are cut, all of them killed and
// paused at random. At the end nothing that was confirmed is lost, nothing is there twice, and all are equal.
#if defined(__linux__)

#include "processes/journal.hpp"
#include "processes/oracle.hpp"
#include "processes/process.hpp"
#include "processes/world.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/soak.hpp"
#include "support/tcp_proxy.hpp"
#include "support/temporary_folder.hpp"

#include <entente/sqlite/file_name.hpp>

#include <atomic>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <random>

using namespace entente;
using namespace processes;
using support::rows;

namespace {

using std::chrono::microseconds;

/// A process that writes, and the directory it works in: several may share one.
struct place {
  std::string name;
  std::string directory;
};

/// Cuts, by dice of its own: it works on another thread.
class cutter {
 public:
  explicit cutter(std::uint32_t seed) : dice_(seed) {}

  support::passage operator()() {
    std::lock_guard const lock{mutex_};
    auto const drawn = dice_() % 40;
    auto const what =
        drawn < 5 ? static_cast<support::passage>(1 + drawn) : support::passage::through;
    ++counts_[static_cast<std::size_t>(what)];
    return what;
  }
  [[nodiscard]] std::array<int, 6> counts() const {
    std::lock_guard const lock{mutex_};
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  std::mt19937 dice_;
  std::array<int, 6> counts_{};
};

/// One play: its processes, and what is done to them.
class play {
 public:
  play(std::uint32_t seed, std::vector<place> places)
      : seed_(seed),
        dice_(seed),
        places_(std::move(places)),
        folder_(support::soak_seconds() > 0 ? std::filesystem::temp_directory_path()
                                            : support::memory_folder()) {
    start_server();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      cutters_.push_back(std::make_unique<cutter>(seed_ * 31 + static_cast<std::uint32_t>(i)));
      proxies_.push_back(std::make_unique<support::tcp_proxy>(
          port_, [one = cutters_.back().get()] { return (*one)(); }));
      writers_.emplace_back();
      start_writer(i);
    }
  }

  /// One thing that happens to them, after they have done something.
  void strike() {
    await_progress(1 + below(40));
    static_cast<void>(hear(microseconds{below(3000)}));  // in the middle of something
    switch (below(8)) {
      case 0: pause(below(places_.size())); break;
      case 1:
      case 2: kill_server(); break;
      case 3:  // the plug is pulled
        for (std::size_t i = 0; i < places_.size(); ++i) kill_writer(i);
        kill_server();
        break;
      default: kill_writer(below(places_.size()));
    }
    if (!server_) start_server();
    for (std::size_t i = 0; i < places_.size(); ++i)
      if (!writers_[i]) start_writer(i);
  }

  /// Everything is killed once more; then what is on the disk is looked at from this process.
  void judge() {
    for (auto& each : writers_) each.reset();
    server_.reset();
    std::vector<writing> all;
    for (auto const& each : places_)
      for (auto& one : read_journal(journal_of(each), each.name)) all.push_back(std::move(one));
    oracle truth{std::move(all)};
    tell(truth);
    check_file(folder_ / "server");

    server<ledger> final_server{server_in(folder_ / "server")};
    final_server.start();
    auto const open = [&](std::string const& directory) {
      return std::make_unique<device>(options_in(folder_ / directory),
                                      http_remote{final_server.url(), token});
    };
    std::map<std::string, std::unique_ptr<device>> devices;
    for (auto const& each : places_) {
      check_file(folder_ / each.directory);
      devices.emplace(each.directory, open(each.directory));
    }
    for (int round = 0; round < 2; ++round)
      for (auto const& [name, at] : devices) sync(*at);
    devices.emplace("fresh", open("fresh"));
    sync(*devices["fresh"]);
    for (auto const& [name, at] : devices) {
      INFO("on " << name);
      auto const status = at->status();
      CHECK(status.clean());
      CHECK(status.quarantined == 0);
      CHECK((rows<Sheet>(*at) == rows<Sheet>(final_server.truth())));
      CHECK((rows<Entry>(*at) == rows<Entry>(final_server.truth())));
      auto const compared = at->verify(verify_mode::compare);
      CHECK(compared.sync.complete());
      CHECK(compared.records.differing == 0);
      CHECK(compared.miscounted.empty());
    }
    for (auto const& wrong : truth.judge(*devices["fresh"])) FAIL_CHECK(wrong);
  }

 private:
  std::uint32_t below(std::size_t count) { return static_cast<std::uint32_t>(dice_() % count); }

  std::filesystem::path journal_of(place const& which) const {
    return folder_ / ("journal-" + which.name);
  }

  void start_server() {
    auto const name = "server" + std::to_string(++servers_);
    server_ = std::make_unique<process>(
        "The process that serves",
        std::vector<std::string>{"ENTENTE_NAME=" + name,
                                 "ENTENTE_DIRECTORY=" + (folder_ / "server").string()},
        reports_);
    port_ = 0;
    while (port_ == 0) {
      auto const heard = hear(patience);
      if (!heard) throw std::runtime_error("the server does not start");
      if (heard->starts_with(name + " port ")) port_ = std::stoi(heard->substr(name.size() + 6));
    }
    for (auto const& each : proxies_) each->lead_to(port_);
  }

  void start_writer(std::size_t which) {
    auto const& where = places_[which];
    writers_[which] = std::make_unique<process>(
        "The process that writes",
        std::vector<std::string>{
            "ENTENTE_NAME=" + where.name, "ENTENTE_JOURNAL=" + journal_of(where).string(),
            "ENTENTE_DIRECTORY=" + (folder_ / where.directory).string(),
            "ENTENTE_URL=http://127.0.0.1:" + std::to_string(proxies_[which]->port()) + "/graphql",
            "ENTENTE_DICE=" + std::to_string(dice_())},
        reports_);
  }

  void kill_server() {
    server_.reset();
    ++happened_["servers killed"];
  }
  void kill_writer(std::size_t which) {
    writers_[which].reset();
    ++happened_["devices killed"];
  }
  /// Like a laptop that is closed: the others go on meanwhile, where they can.
  void pause(std::size_t which) {
    writers_[which]->signal(SIGSTOP);
    ++happened_["devices paused"];
    // In a soak also for longer than clocks may differ that count as equal.
    bool const long_one = support::soak_seconds() > 0 && below(4) == 0;
    auto const end =
        std::chrono::steady_clock::now() + std::chrono::milliseconds{long_one ? 2500 : below(60)};
    while (std::chrono::steady_clock::now() < end) static_cast<void>(hear(microseconds{10'000}));
    writers_[which]->signal(SIGCONT);
  }

  /// Syncs that come to nothing do not count.
  void await_progress(unsigned steps) {
    while (steps > 0) {
      auto const heard = hear(patience);
      if (!heard) throw std::runtime_error("nothing moves any more");
      if (heard->ends_with(" done") || heard->ends_with(" ask") || heard->ends_with(" complete"))
        --steps;
    }
  }

  /// The next report, counted by what it says.
  std::optional<std::string> hear(microseconds within) {
    auto heard = reports_.next(within);
    if (!heard) return heard;
    auto const what = heard->substr(heard->find(' ') + 1);
    if (what.starts_with("! ")) throw std::runtime_error(*heard);
    if (what.starts_with("sync ") || what.starts_with("refused ")) ++happened_[what];
    return heard;
  }

  void tell(oracle const& truth) {
    std::array<int, 6> cuts{};
    for (auto const& each : cutters_)
      for (std::size_t i = 0; i < cuts.size(); ++i) cuts[i] += each->counts()[i];
    std::cout << "processes, seed " << seed_ << ": " << truth.count(ending::confirmed)
              << " writings confirmed, " << truth.count(ending::unknown) << " cut off, "
              << truth.count(ending::refused) << " refused";
    for (auto const& [what, count] : happened_) std::cout << ", " << count << ' ' << what;
    std::cout << "; exchanges: " << cuts[0] << " whole, " << cuts[1] + cuts[2] << " requests cut, "
              << cuts[3] + cuts[4] << " answers cut, " << cuts[5] << " late\n";
  }

  static void sync(device& at) {
    auto const report = at.sync();
    INFO((report.problem ? report.problem->text() : std::string{}));
    REQUIRE(report.complete());
    CHECK(report.repaired == 0);
    CHECK(report.diverged.empty());
  }

  static void check_file(std::filesystem::path const& directory) {
    database file{directory / tenant_file_name("acme")};
    CHECK(file.prepared("PRAGMA integrity_check").value<std::string>() == "ok");
  }

  static constexpr microseconds patience = std::chrono::seconds{120};

  std::uint32_t seed_;
  std::mt19937 dice_;
  std::vector<place> places_;
  support::temporary_folder folder_;
  report_line reports_;
  std::vector<std::unique_ptr<cutter>> cutters_;
  std::vector<std::unique_ptr<support::tcp_proxy>> proxies_;
  std::unique_ptr<process> server_;
  std::vector<std::unique_ptr<process>> writers_;
  std::map<std::string, int> happened_;
  int servers_ = 0;
  int port_ = 0;
};

/// Strikes by count, or, in a soak, by time.
void run(std::uint32_t default_seed, std::vector<place> places) {
  auto const seed = static_cast<std::uint32_t>(support::seed_given().value_or(default_seed));
  INFO("replay with ENTENTE_SEED=" << seed);
  play one{seed, std::move(places)};
  auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{support::soak_seconds()};
  for (int strikes = 0; strikes < 60 || std::chrono::steady_clock::now() < end; ++strikes)
    one.strike();
  one.judge();
}

}  // namespace

TEST_CASE(
    "Processes that are killed again and again, over a bad network, lose nothing and repeat nothing") {
  run(1, {{"ann", "ann"}, {"bob", "bob"}, {"cid", "cid"}});
}

TEST_CASE(
    "Two processes that share one file, and are killed again and again, do not harm each other") {
  run(2, {{"ann", "shared"}, {"bob", "shared"}, {"cid", "cid"}});
}

#endif
