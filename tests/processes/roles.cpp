// SPDX-License-Identifier: BSL-1.0
// What the processes do that are killed: hidden tests, which this program is started again with.
#if defined(__linux__)

#include "processes/journal.hpp"
#include "processes/process.hpp"
#include "processes/world.hpp"
#include "support/catch.hpp"

#include <fcntl.h>

#include <algorithm>
#include <random>

using namespace entente;
using namespace processes;

namespace {

std::string given(char const* variable) {
  auto const* const value = std::getenv(variable);
  return value == nullptr ? std::string{} : value;
}

/// Says why and ends: the parent takes it for a failure.
[[noreturn]] void give_up(std::string const& by, std::string const& why) {
  report_line::say(by + " ! " + why);
  std::_Exit(1);
}

/// A way to the server that finds out whether anybody else syncs the same file at the same time. The file is
/// opened before the replica's: a process that is killed closes it first, before it gives up its right to sync. (The
/// lock is of the kind that goes with the closing; `flock` goes some time later.)
class watched_remote {
 public:
  watched_remote(http_remote inner, int witness, std::string by)
      : inner_(std::move(inner)), witness_(witness), by_(std::move(by)) {}

  [[nodiscard]] remote_traits traits(remote_context const& context) {
    return inner_.traits(context);
  }
  remote_answer<push_answer> push(remote_context const& context, push_request const& request) {
    turn const alone{*this};
    return inner_.push(context, request);
  }
  remote_answer<change_page> pull(remote_context const& context, pull_request const& request) {
    turn const alone{*this};
    return inner_.pull(context, request);
  }
  remote_answer<range_answer> compare(remote_context const& context, range_query const& query) {
    turn const alone{*this};
    return inner_.compare(context, query);
  }
  void cancel() { inner_.cancel(); }

 private:
  class turn {
   public:
    explicit turn(watched_remote const& of) : of_(of) {
      if (!of_.lock(F_WRLCK)) give_up(of_.by_, "two processes sync one file at once");
      report_line::say(of_.by_ + " ask");
    }
    turn(turn const&) = delete;
    turn& operator=(turn const&) = delete;
    ~turn() { of_.lock(F_UNLCK); }

   private:
    watched_remote const& of_;
  };

  bool lock(short how) const {
    struct flock whole {};
    whole.l_type = how;
    whole.l_whence = SEEK_SET;
    return ::fcntl(witness_, F_SETLK, &whole) == 0;
  }

  http_remote inner_;
  int witness_;
  std::string by_;
};

/// Writes and syncs, until it is killed.
class writer {
 public:
  writer()
      : name_(given("ENTENTE_NAME")),
        dice_(static_cast<std::mt19937::result_type>(std::stoul(given("ENTENTE_DICE")))),
        journal_(given("ENTENTE_JOURNAL"), name_),
        witness_(::open((given("ENTENTE_DIRECTORY") + ".witness").c_str(),
                        O_CREAT | O_RDWR | O_CLOEXEC, 0600)),
        at_(options_in(given("ENTENTE_DIRECTORY")),
            watched_remote{http_remote{given("ENTENTE_URL"), token}, witness_, name_}) {}

  [[noreturn]] void run() {
    for (;;) {
      write();
      if (below(6) == 0) check(at_.sync());
      if (below(150) == 0) check(at_.verify(verify_mode::compare).sync);
    }
  }

 private:
  unsigned below(unsigned count) { return static_cast<unsigned>(dice_() % count); }

  void check(sync_report const& report) {
    if (report.rejected + report.conflicts + report.quarantined + report.repaired > 0)
      give_up(name_, "a sync refused, clashed, could not read or had to repair something");
    if (!report.diverged.empty())
      give_up(name_, "the sums of " + report.diverged.front() + " differ");
    if (report.problem && report.problem->code == error_code::protocol_violation)
      give_up(name_, report.problem->text());
    auto const why = report.problem ? std::string{name_of(report.problem->code)} : "complete";
    report_line::say(name_ + " sync " + why);
  }

  /// Does one thing, with its journal.
  template <class Work>
  void journaled(std::string_view kind, std::vector<std::string> const& targets,
                 std::int64_t amount, Work&& work) {
    auto const name = journal_.begin(kind, targets, amount);
    try {
      work(name);
      journal_.end(ending::confirmed);
      report_line::say(name_ + " done");
    } catch (failure const& refused) {
      if (refused.code() != error_code::not_found && refused.code() != error_code::storage_busy)
        give_up(name_, refused.why().text());
      journal_.end(ending::refused);
      report_line::say(name_ + " refused " + std::string{name_of(refused.code())});
    }
  }

  static void sign(Sheet& sheet, std::string const& name, std::int64_t amount) {
    sheet.total += amount;
    sheet.log.push_back(name);
    sheet.names.push_back(name);
    sheet.mark = (std::max)(sheet.mark, amount);
    sheet.note = name;
  }

  void write() {
    auto const sheets = at_.query<Sheet>().where(field<&Sheet::total> < full_sheet).limit(5).all();
    if (sheets.size() < 2 || below(60) == 0)
      return journaled("sheet", {}, 0, [&](std::string const& name) {
        Sheet fresh;
        fresh.title = name;
        at_.create(fresh);
      });
    auto const& one = sheets[below(static_cast<unsigned>(sheets.size()))];
    auto const& other = sheets[below(static_cast<unsigned>(sheets.size()))];
    std::int64_t const amount = 1 + below(9);
    switch (below(10)) {
      case 0:
      case 1:
      case 2:
        return journaled("line", {one.value.title}, amount, [&](std::string const& name) {
          at_.update(one.id, [&](Sheet& sheet) { sign(sheet, name, amount); });
        });
      case 3:
        return journaled("line", {one.value.title}, amount, [&](std::string const& name) {
          at_.direct([&](auto& all) {
            all.update(one.id, [&](Sheet& sheet) { sign(sheet, name, amount); });
          });
        });
      case 4:
        if (one.id == other.id) return;
        return journaled("line", {one.value.title, other.value.title}, amount,
                         [&](std::string const& name) {
                           at_.transaction([&](auto& all) {
                             for (auto const& which : {one.id, other.id})
                               all.update(which, [&](Sheet& sheet) { sign(sheet, name, amount); });
                           });
                         });
      case 5:
        return journaled("entry", {}, 0, [&](std::string const& name) {
          at_.create(Entry{.name = name, .owner = name_, .text = name});
        });
      case 6:
        return journaled("entry", {one.value.title}, amount, [&](std::string const& name) {
          at_.transaction([&](auto& all) {
            all.create(Entry{.name = name, .owner = name_, .text = name, .sheet = one.id});
            all.update(one.id, [&](Sheet& sheet) { sign(sheet, name, amount); });
          });
        });
      case 7: return write_text();
      case 8: return drop();
      default: return restore();
    }
  }

  void write_text() {
    auto const entries = at_.query<Entry>().limit(20).all();
    if (entries.empty()) return;
    auto const& one = entries[below(static_cast<unsigned>(entries.size()))];
    journaled("text", {one.value.name}, 0, [&](std::string const& name) {
      at_.update(one.id, [&](Entry& entry) { entry.text = name; });
    });
  }
  void drop() {
    auto const own = at_.query<Entry>().where(field<&Entry::owner> == name_).limit(20).all();
    if (own.empty()) return;
    auto const& one = own[below(static_cast<unsigned>(own.size()))];
    journaled("drop", {one.value.name}, 0, [&](std::string const&) { at_.remove(one.id); });
    dropped_.emplace_back(one.id, one.value.name);
  }
  void restore() {
    if (dropped_.empty()) return;
    auto const one = dropped_.back();
    dropped_.pop_back();
    journaled("restore", {one.second}, 0, [&](std::string const&) { at_.restore(one.first); });
  }

  static constexpr std::int64_t full_sheet = 200;

  std::string name_;
  std::mt19937 dice_;
  journal journal_;
  int witness_;
  device at_;
  std::vector<std::pair<id<Entry>, std::string>> dropped_;
};

}  // namespace

TEST_CASE("The process that writes", "[.]") {
  if (given("ENTENTE_NAME").empty()) return;
  process::end_with_parent();
  try {
    writer{}.run();
  } catch (std::exception const& why) {
    give_up(given("ENTENTE_NAME"), why.what());
  }
}

TEST_CASE("The process that serves", "[.]") {
  if (given("ENTENTE_NAME").empty()) return;
  process::end_with_parent();
  try {
    server<ledger> truth{server_in(given("ENTENTE_DIRECTORY"))};
    auto const port = truth.bind();
    report_line::say(given("ENTENTE_NAME") + " port " + std::to_string(port));
    truth.run();
  } catch (std::exception const& why) {
    give_up(given("ENTENTE_NAME"), why.what());
  }
}

#endif
