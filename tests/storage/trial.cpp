// SPDX-License-Identifier: BSL-1.0
//
// By default every place meets a power cut, and one in sixteen each other fault; ENTENTE_SOAK_SECONDS=n (any n but 0)
// has every place meet all. ENTENTE_REPORT=1 prints what was tried.
#include "storage/trial.hpp"

#include "storage/file_state.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace workshop {
namespace {

namespace fs = std::filesystem;

struct fault_kind {
  char const* name;
  storage_fault what;
  bool lasting;
  restart_after end;
  bool always;  ///< at every place, also in a short run

  [[nodiscard]] bool ends_program() const {
    return what == storage_fault::crash || what == storage_fault::torn;
  }
};

constexpr std::array kinds{
    fault_kind{"power cut", storage_fault::crash, false, restart_after::power_cut, true},
    fault_kind{"process ends", storage_fault::crash, false, restart_after::process_end, false},
    fault_kind{"process ends in a write", storage_fault::torn, false, restart_after::process_end,
               false},
    fault_kind{"power cut in a write", storage_fault::torn, false, restart_after::power_cut, false},
    fault_kind{"full once", storage_fault::full, false, {}, false},
    fault_kind{"full", storage_fault::full, true, {}, false},
    fault_kind{"i/o error once", storage_fault::io_error, false, {}, false},
    fault_kind{"i/o errors", storage_fault::io_error, true, {}, false},
    fault_kind{"busy", storage_fault::busy, true, {}, false},
};

bool set_in_environment(char const* name) {
  auto const* const value = std::getenv(name);
  return value != nullptr && std::string_view{value} != "0" && *value != '\0';
}

class trial {
 public:
  explicit trial(write_path const& of) : of_(of) {
    world_.durable = of.survives == promise::power_cut && !of.quick_device;
    of_.prepare(world_);
    world_.close();
    for (auto const* name : {"server", "one", "two"})
      if (fs::exists(world_.folder.path() / name))
        fs::copy(world_.folder.path() / name, kept_.path() / name, fs::copy_options::recursive);
    now_ = world_.now;
    dice_ = world_.dice;
    memory_ = world_.kept;
    reference();
  }

  void run() {
    bool const thorough = set_in_environment("ENTENTE_SOAK_SECONDS");
    std::uint64_t met = 0;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      std::uint64_t const stride = thorough || kinds[kind].always ? 1 : places_ < 16 ? 4 : 16;
      std::uint64_t n = 1 + kind * 5 % stride;
      for (; meets(kinds[kind], n); n += stride) ++met;
      if (kinds[kind].always) places_ = n - 1;
    }
    for (std::uint64_t luck = 1; luck <= 4; ++luck) survives_afterwards(luck);
    if (set_in_environment("ENTENTE_REPORT"))
      std::cout << "| " << of_.name << " | " << places_ << " | " << states_.size() - 1 - start_
                << " | " << met << " |\n";
  }

 private:
  [[nodiscard]] fs::path folder() const {
    return world_.folder.path() / (of_.on == side::server ? "server" : "one");
  }

  /// Everything is as it was when the preparations were over.
  void restore() {
    world_.close();
    world_.device_disk.clear();
    world_.server_disk.clear();
    if (others_changed_)
      for (auto const* name : {"server", "one", "two"})
        restore(world_.folder.path() / name, kept_.path() / name);
    else
      restore(folder(), kept_.path() / folder().filename());
    others_changed_ = !of_.exact;
    rewind();
  }
  static void restore(fs::path const& to, fs::path const& from) {
    fs::remove_all(to);
    if (fs::exists(from)) fs::copy(from, to, fs::copy_options::recursive);
  }
  void rewind() {
    world_.now = now_;
    world_.dice = dice_;
    world_.kept = memory_;
  }
  void open() {
    if (of_.from_closed) return;
    if (of_.on == side::client) world_.one();
    if (of_.on == side::server) static_cast<void>(world_.server().status("acme"));
  }

  /// What the files go through when nothing fails.
  void reference() {
    restore();
    files::state_recorder seen{folder()};
    open();
    rewind();
    seen.look();
    start_ = seen.states().size() - 1;  // a power cut may take back what opening did
    of_.act(world_);
    seen.look();
    states_ = seen.states();
    world_.close();
  }

  /// False where the fault was not met: there are no more places.
  bool meets(fault_kind const& kind, std::uint64_t n) {
    INFO(of_.name << ": " << kind.name << " at " << n);
    restore();
    std::mt19937_64 luck{n};
    faulty_file_system disk{[&luck] { return luck(); }};
    struct closing {
      world& all;
      ~closing() { all.close(); }  // before the disk goes
    } const guard{world_};
    (of_.on == side::server ? world_.server_disk : world_.device_disk) = disk.name();
    open();
    rewind();
    disk.fail_after(n, kind.what, kind.lasting);
    bool const done = attempt();
    bool const met = disk.faults() > 0;
    if (kind.ends_program() || disk.crashed()) {
      world_.close();
      disk.restart(kind.end);
    } else {
      disk.heal();
    }
    if (met) check(kind, n, done);
    return met;
  }

  /// All went well; then the power is cut.
  void survives_afterwards(std::uint64_t luck) {
    INFO(of_.name << ": power cut afterwards, " << luck);
    restore();
    std::mt19937_64 dice{luck};
    faulty_file_system disk{[&dice] { return dice(); }};
    struct closing {
      world& all;
      ~closing() { all.close(); }
    } const guard{world_};
    (of_.on == side::server ? world_.server_disk : world_.device_disk) = disk.name();
    open();
    rewind();
    REQUIRE(attempt());
    disk.fail_after(1, storage_fault::crash);
    world_.close();
    disk.restart(restart_after::power_cut);
    check(kinds[0], luck, true);
  }

  /// Whether it came through. Nothing but a storage error may come of a storage fault.
  bool attempt() {
    try {
      of_.act(world_);
      return true;
    } catch (failure const& refused) {
      INFO(refused.what());
      CHECK(category_of(refused.code()) == error_category::storage);
      return false;
    }
  }

  void check(fault_kind const& kind, std::uint64_t n, bool done) {
    bool const power = kind.ends_program() && kind.end == restart_after::power_cut;
    bool const promised = done && of_.survives != promise::nothing &&
                          !(power && of_.survives == promise::process_end);
    auto const found = files::check_and_read(folder());
    CHECK(found.damage.empty());
    if (of_.exact) {
      auto const at = place_of(found.state, promised);
      REQUIRE(at.has_value());
      again(*at);
    } else if (!done) {
      REQUIRE_NOTHROW(open());
      REQUIRE_NOTHROW(of_.act(world_));
    }
    if (n % 12 == 1 || !of_.exact) come_to_rest();
  }

  /// Which of its states the file is in; the last one where there is a choice.
  std::optional<std::size_t> place_of(std::string const& state, bool promised) {
    for (auto each = states_.size(); each-- > (promised ? states_.size() - 1 : 0);)
      if (states_[each] == state) return each;
    UNSCOPED_INFO("the file is in no state that it should be in:\n"
                  << difference(states_.back(), state));
    return std::nullopt;
  }

  /// An edit's clock never shows the same time twice: whoever tries again is a tick further.
  static std::string without_ticks(std::string text) {
    constexpr std::string_view day = "17000";
    for (auto at = text.find(day); at != std::string::npos; at = text.find(day, at + 1))
      if (text.find_first_not_of("0123456789", at) == at + 16) text.replace(at + 14, 2, "__");
    return text;
  }

  static std::string difference(std::string const& wanted, std::string const& found) {
    auto const at = static_cast<std::size_t>(
        std::mismatch(
            wanted.begin(),
            wanted.begin() + static_cast<std::ptrdiff_t>((std::min)(wanted.size(), found.size())),
            found.begin())
            .first -
        wanted.begin());
    auto const from = at < 200 ? 0 : at - 200;
    return "… " + wanted.substr(from, 500) + "\n--- but\n… " + found.substr(from, 500);
  }

  /// What was not done is done again, and comes to the same.
  void again(std::size_t at) {
    bool const whole = at + 1 == states_.size();
    if (of_.from_closed) world_.close();
    REQUIRE_NOTHROW(open());
    if (whole && !of_.repeatable) return;
    if (at > start_ && !of_.repeatable) return;
    rewind();
    REQUIRE_NOTHROW(of_.act(world_));
    auto const done = without_ticks(files::state_of(folder()));
    auto const wanted = without_ticks(states_.back());
    INFO(difference(wanted, done));
    CHECK((done == wanted));
  }

  void come_to_rest() {
    others_changed_ = true;
    world_.device_disk.clear();
    world_.server_disk.clear();
    world_.close();
    world_.now = now_ + 1h;
    for (auto* each : {&world_.one(), &world_.two(), &world_.one(), &world_.two()}) {
      auto const report = each->sync();
      INFO((report.problem ? report.problem->text() : std::string{}));
      REQUIRE(report.complete());
      CHECK(report.diverged.empty());
      CHECK(report.repaired == 0);
      world_.pass(1s);
    }
    if (!of_.converges) return;
    for (auto* each : {&world_.one(), &world_.two()}) {
      CHECK_FALSE(each->recount_digest<Shelf>(false));
      CHECK_FALSE(each->recount_digest<Tool>(false));
      CHECK_FALSE(each->recount_digest<Deed>(false));
    }
    world_.close();
    same("Shelf", "name,code,visits");
    same("Tool", "title,uses,tags,note,shelf");
    same("Deed", "text,clause");
  }

  /// What the devices hold and nothing waits for is what the server has.
  void same(std::string const& table, std::string const& columns) {
    auto const truth =
        files::settled_rows(world_.folder.path() / "server" / "acme.db", table, columns, false);
    for (auto const* name : {"one", "two"})
      for (auto const& each :
           files::settled_rows(world_.folder.path() / name / "acme.db", table, columns, true)) {
        INFO(name << ": " << each);
        CHECK(std::binary_search(truth.begin(), truth.end(), each));
      }
  }

  write_path const& of_;
  world world_;
  support::temporary_folder kept_{support::memory_folder()};
  timestamp now_;
  std::mt19937_64 dice_;
  memory memory_;
  std::vector<std::string> states_;
  std::size_t start_ = 0;  ///< the state before it is tried
  std::uint64_t places_ = 0;
  bool others_changed_ = true;
};

}  // namespace

void meet_every_fault(write_path const& of) {
  INFO(of.name);
  trial{of}.run();
}

}  // namespace workshop
