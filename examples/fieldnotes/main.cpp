// SPDX-License-Identifier: BSL-1.0
// fieldnotes: notes from the field, on devices that are offline most of the time, and the server they
// meet at. One program is both.
#include "commands.hpp"

#include <entente/base/error.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr char const* usage = R"(usage:
  fieldnotes serve --data DIR [--listen HOST:PORT] [--token TOKEN=TENANT[,TENANT...]]... [--assign-ids]
  fieldnotes device --data DIR --tenant T [--server URL] [--token TOKEN] [--protocol native|reference] [--json] COMMAND
  fieldnotes compare --server-data DIR --tenant T DEVICE_DIR...

commands of a device:
  add space|task field=value...       edit ID field=value...       rm ID       show ID
  ls spaces|tasks [field=value...]    import tasks N
  sync [--lose-answer]    status    queue    conflicts    diff ID
  resolve ID local|server|merge [field=value...]
  failed    retry ID    discard ID    why ID    export    snapshots    undo NUMBER|ID
  set-aside    restore-set-aside NUMBER    forget-set-aside NUMBER    verify [--repair]
with --yes, for they throw something away:
  force-pull [spaces|tasks]    force-push [spaces|tasks]
  wipe SPACE-ID [--redownload] [--unsynced refuse|set-aside|discard]
  drop [--unsynced refuse|set-aside|discard]

exit status: 0 done, 1 wrong use or refused data, 2 server not reached (work stays queued),
             3 conflicts wait for a person
)";

}  // namespace

int main(int argc, char* argv[]) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.empty()) throw fieldnotes::usage_error("missing: serve, device or compare");
    std::string const mode = arguments.front();
    arguments.erase(arguments.begin());
    if (mode == "serve") return fieldnotes::serve(arguments);
    if (mode == "device") return fieldnotes::device(arguments);
    if (mode == "compare") return fieldnotes::compare(arguments);
    if (mode == "--help" || mode == "help") {
      std::cout << usage;
      return 0;
    }
    throw fieldnotes::usage_error("unknown mode " + mode);
  } catch (fieldnotes::usage_error const& wrong) {
    std::cerr << "fieldnotes: " << wrong.what() << "\n" << usage;
  } catch (std::exception const& refused) {
    std::cerr << "fieldnotes: " << refused.what() << "\n";
  }
  return 1;
}
