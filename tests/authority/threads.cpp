// SPDX-License-Identifier: BSL-1.0
// Many callers at once; to be run under ThreadSanitizer as well.
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <thread>

using namespace bench;

TEST_CASE("authority: callers at once lose nothing, and readers see whole states only") {
  authority_options how;
  how.open_tenants = 2;  // so that files are closed and opened under way
  server at_home{how};
  at_home.who.tenants = {"a", "b", "c"};
  std::vector<uuid> const keys{new_key(), new_key(), new_key()};
  for (auto const& tenant : at_home.who.tenants) {
    device maker{99};
    at_home.truth.apply(at_home.who, tenant, {maker.incarnation, {}, {{maker.insert("Note", keys[0], R"({"title":"a"})")}}});
  }
  constexpr int rounds = 25;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::uint64_t number = 1; number <= 4; ++number)
    threads.emplace_back([&, number] {
      device self{number};
      for (int i = 0; i < rounds; ++i)
        for (auto const& tenant : at_home.who.tenants) {
          // Two counters, in one group: always equal.
          auto const op = self.update("Note", keys[0], 1, R"({"delta":{"votes":1},"set":{"body":"x"}})");
          auto const other = self.insert("Place", new_key(), R"({"name":"p"})");
          push_request const request{self.incarnation, {}, {{op, other}}};
          auto const first = at_home.truth.apply(at_home.who, tenant, request);
          auto const again = at_home.truth.apply(at_home.who, tenant, request);
          if (first.results != again.results || first.results[0].outcome != verdict::applied) ++wrong;
        }
    });
  for (int reader = 0; reader < 2; ++reader)
    threads.emplace_back([&] {
      for (int i = 0; i < rounds; ++i)
        for (auto const& tenant : at_home.who.tenants) {
          pull_request request;
          request.limit = 10'000;
          auto const page = at_home.truth.changes_since(at_home.who, tenant, request);
          digest sum;
          for (auto const& each : page.changes)
            if (each.entity == "Place") sum.add(each.key, each.version, each.at);
          if (page.has_more || page.digests[0].value != sum) ++wrong;
        }
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  for (auto const& tenant : at_home.who.tenants) {
    at_home.tenant = tenant;
    CHECK(at_home.note(keys[0]).votes == 4 * rounds);
    CHECK(at_home.pull({}, 10'000).changes.size() == 1 + 4 * rounds);
  }
}

TEST_CASE("authority: stores over the same file, as of several processes, share one order") {
  server at_home;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (std::uint64_t number = 1; number <= 3; ++number)
    threads.emplace_back([&, number] {
      auto own = at_home.restarted();
      device self{number};
      for (int i = 0; i < 20; ++i) {
        auto const op = self.insert("Place", new_key(), R"({"name":"p"})");
        if (own.apply(at_home.who, "acme", {self.incarnation, {}, {{op}}}).results[0].outcome != verdict::applied) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  auto const page = at_home.pull();
  CHECK(page.changes.size() == 60);
  digest sum;
  stamp last{};
  for (auto const& each : page.changes) {
    CHECK(each.at > last);
    last = each.at;
    sum.add(each.key, each.version, each.at);
  }
  CHECK(page.digests[0].value == sum);
}
