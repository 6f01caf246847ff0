// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: whatever a server says, a replica takes it or refuses it whole, and its file stays sound.
//
// An input is up to eight steps with a byte 1 between, told by their first character: `P` works in a page, `A`
// an answer to what is leased, `C` a comparison of all tasks (changes, one per line); `L` leases, `R` gives the
// lease back, `U`, `D` and `N` write locally, `O` opens the file again. `@0` to `@9` stand for the ids of the
// operations in the queue when the step begins.

#include "fuzz/require.hpp"
#include "fuzz/shop.hpp"
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/replica.hpp>
#include <entente/testing/manual_clock.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/record_codec.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SUPPORT_REPLICA_OF(extern, shop::app)

namespace {

using namespace entente;
using fuzz::require;
using shop::app;
using shop::Room;
using shop::Task;

/// One device over a folder; nothing on it happens by chance.
class device {
 public:
  explicit device(std::filesystem::path folder) : folder_(std::move(folder)) { open(); }

  void open() {
    local_.reset();
    replica_options how;
    how.directory = folder_;
    how.tenant = "acme";
    how.principal = "ann";
    how.durable = false;
    how.now = clock.function();
    how.random = random.function();
    local_.emplace(how);
  }
  replica<app>* operator->() { return &*local_; }

  /// Everything that a refused step must leave as it was.
  std::string state() {
    std::string all = local_->cursor() + '\n';
    for (auto const& op : local_->queue())
      all += op.op_id.text() + ' ' + op.body + ' ' + std::to_string(static_cast<int>(op.state)) +
             ' ' + std::to_string(op.base_version) + '\n';
    rows<Room>(all);
    rows<Task>(all);
    all += std::to_string(local_->snapshots().size()) + ' ' +
           std::to_string(local_->conflicts().size());
    return all;
  }

  void check() {
    require(!local_->recount_digest<Room>(false));
    require(!local_->recount_digest<Task>(false));
  }

  manual_clock clock{shop::noon};
  seeded_random random{1};
  std::optional<push_request> lease{};

 private:
  template <class Entity>
  void rows(std::string& all) {
    local_->query<Entity>().for_each([&](record<Entity> const& each) {
      all += each.id.text() + ' ' + std::to_string(each.version) + ' ';
      write_object(all, each.value);
      all += '\n';
    });
  }

  std::filesystem::path folder_;
  std::optional<replica<app>> local_;
};

id<Task> task(std::uint8_t number) { return id<Task>{shop::key(number)}; }

std::string first_page() {
  std::string page = R"({"changes":[)";
  for (std::uint8_t number = 1; number <= 4; ++number) {
    if (number > 1) page += ',';
    std::string const stamp = std::to_string(1'762'333'100'000'000 + number);
    page += R"({"entity":")" + std::string{number == 1 ? "Room" : "Task"} + R"(","clientId":")" +
            shop::key(number).text() + R"(","version":1,"at":)" + stamp + R"(,"editedAt":)" +
            stamp + R"(,"schema":1,"fields":{)" +
            (number == 1 ? R"("name":"r")" : R"("title":"t","tags":["a","b"])") + "}}";
  }
  return page + R"(],"cursor":"c1","hasMore":true,"epoch":")" + shop::key(9).text() +
         R"(","serverTime":1762333200000000})";
}

/// A file with records, and with work in the queue: on one record alone, in a group, and a delete.
std::filesystem::path const& made_before() {
  static support::temporary_folder const folder{support::memory_folder()};
  static bool const done = [] {
    device maker{folder.path()};
    maker->apply(*read_change_page(first_page()));
    maker->update(task(2), [](Task& t) {
      t.title = "mine";
      t.votes += 2;
      t.tags.push_back("c");
    });
    maker->transaction([&](auto& all) {
      auto const room = all.create(Room{"new"});
      all.update(task(3), [&](Task& t) {
        t.room = room;
        t.note = "n";
      });
    });
    maker->remove(task(4));
    return true;
  }();
  require(done);
  return folder.path();
}

std::string with_ids(std::string_view text, std::vector<queued_operation> const& queue) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool const named =
        text[i] == '@' && i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9';
    std::size_t const number = named ? static_cast<std::size_t>(text[i + 1] - '0') : queue.size();
    if (number >= queue.size()) {
      out += text[i];
    } else {
      out += queue[number].op_id.text();
      ++i;
    }
  }
  return out;
}

std::vector<change> changes_in(std::string_view lines) {
  std::vector<change> all;
  while (!lines.empty()) {
    auto const end = lines.find('\n');
    if (auto one = read_change(lines.substr(0, end)); one.ok()) all.push_back(*std::move(one));
    if (end == lines.npos) break;
    lines.remove_prefix(end + 1);
  }
  return all;
}

void take_step(device& on, char what, std::string const& text) {
  switch (what) {
    case 'P':
      if (auto const page = read_change_page(text); page.ok()) on->apply(*page);
      break;
    case 'A':
      if (auto const answer = read_push_answer(text); answer.ok() && on.lease) {
        on->settle(*on.lease, *answer);
        on.lease.reset();
      }
      break;
    case 'C': on->mend_range<Task>(uuid{}, last_key, changes_in(text), true); break;
    case 'L': on.lease = on->lease(100, 1 << 20); break;
    case 'R':
      if (on.lease) on->release(*on.lease);
      on.lease.reset();
      break;
    case 'U':
      for (std::uint8_t number = 2; number <= 4; ++number)
        if (on->find(task(number)))
          on->update(task(number), [&](Task& t) {
            t.title += "+";
            t.log.push_back("l");
            t.best += 1;
          });
      break;
    case 'D':
      if (on->find(task(3))) on->remove(task(3));
      break;
    case 'N': {
      Task made;
      made.title = "made";
      on->create(made);
      break;
    }
    case 'O': on.open(); break;
    default: break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view text(reinterpret_cast<char const*>(data), size);
  support::temporary_folder const folder{support::memory_folder()};
  std::filesystem::copy(made_before(), folder.path(), std::filesystem::copy_options::recursive);
  device on{folder.path()};
  for (int left = 8; left > 0 && !text.empty(); --left) {
    auto const end = text.find('\1');
    auto const one = text.substr(0, end);
    auto const before = on.state();
    try {
      if (!one.empty()) take_step(on, one[0], with_ids(one.substr(1), on->queue()));
    } catch (failure const& refused) {
      require(!refused.why().message.empty());
      require(on.state() == before);
    }
    on.check();
    on.clock.pass(std::chrono::milliseconds{7});
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }
  auto const incarnation = on->incarnation();
  on.open();
  require(on->incarnation() == incarnation);
  on.check();
  return 0;
}
