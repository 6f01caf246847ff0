// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace samples;
using entente::suggest;

TEST_CASE("a suggestion takes from each side what it alone changed") {
  document const base{.title = "t", .terms = "terms"};
  document local = base;
  local.title = "local";
  document remote = base;
  remote.terms = "remote";
  document const merged = suggest(&base, local, remote, time(1), time(2));
  CHECK(merged.title == "local");
  CHECK(merged.terms == "remote");
}

TEST_CASE("a suggestion for a field that waits for a person is the later edit") {
  document const base{.terms = "base"};
  document const local{.terms = "local"};
  document const remote{.terms = "remote"};
  CHECK(suggest(&base, local, remote, time(2), time(1)).terms == "local");
  CHECK(suggest(&base, local, remote, time(1), time(2)).terms == "remote");
  CHECK(suggest(&base, local, remote, time(1), time(1)).terms == "remote");
  CHECK(suggest<document>(nullptr, local, remote, time(2), time(1)).terms == "local");
}

TEST_CASE("a suggestion compares the times of each field") {
  document const base;
  document const local{.title = "local", .terms = "local"};
  document const remote{.title = "remote", .terms = "remote"};
  std::array<entente::edit_time, entente::describe<document>::size> ours{};
  ours[at<&document::terms>] = time(5);
  auto const merged = suggest(&base, local, remote, ours, all_times<document>(3, {}));
  CHECK(merged.title == "remote");
  CHECK(merged.terms == "local");
}

TEST_CASE("a suggestion joins sets, lists and counters of both sides") {
  document const base{.votes = 10, .tags = {"a"}, .log = {1}};
  document const local{.votes = 11, .tags = {"a", "l"}, .log = {1, 2}};
  document const remote{.votes = 15, .tags = {"a", "r"}, .log = {1, 3}};
  document const merged = suggest(&base, local, remote, time(1), time(2));
  CHECK(merged.votes == 16);
  CHECK(merged.tags == std::vector<std::string>{"a", "r", "l"});
  CHECK(merged.log == std::vector<std::int64_t>{1, 3, 2});
}

TEST_CASE("a suggestion between equal images is that image") {
  dice random{1};
  for (int i = 0; i < 200; ++i) {
    document const value = random.document_value();
    document const base = random.document_value();
    CHECK(same(suggest<document>(nullptr, value, value, time(2), time(1)), value));
    document const unchanged = suggest(&base, base, value, time(2), time(1));
    CHECK(same(unchanged, value));
  }
}

TEST_CASE("a suggestion for a record compared as a whole still joins edits of different fields") {
  verdict const base{"l", "r"};
  verdict const merged =
      suggest(&base, verdict{"local", "r"}, verdict{"l", "remote"}, time(1), time(2));
  CHECK(merged.left == "local");
  CHECK(merged.right == "remote");

  ledger const start{"l", "r", 0};
  ledger const joined =
      suggest(&start, ledger{"local", "r", 1}, ledger{"l", "remote", 2}, time(1), time(2));
  CHECK(joined.left == "local");
  CHECK(joined.right == "remote");
  CHECK(joined.total == 3);
}
