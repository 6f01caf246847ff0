// SPDX-License-Identifier: BSL-1.0
// Compiled alone: its names hide those of others.
// A server and replicas in a few lines, built of nothing but this room, in every order of events.
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

using namespace samples;

namespace {

constexpr std::size_t size = entente::describe<document>::size;
using change = entente::patch<document>;

struct server {
  std::vector<document> images;
  std::vector<entente::field_mask> changes{entente::field_mask{}};
  std::array<entente::field_time, size> times{};

  explicit server(document const& first) : images{first} {}

  [[nodiscard]] std::size_t version() const { return images.size() - 1; }
  [[nodiscard]] document const& row() const { return images.back(); }
  [[nodiscard]] entente::remote_state<document> since(std::size_t base) const {
    entente::field_mask changed;
    for (std::size_t v = base + 1; v <= version(); ++v) changed = changed | changes[v];
    return {row(), &images[base], changed, times};
  }

  void push(change const& local, entente::uuid who, std::size_t base) {
    auto const outcome = entente::rebase(local, who, since(base));
    document next = row();
    entente::apply(outcome.kept, next);
    outcome.kept.fields.for_each([&](std::size_t field) {
      entente::field_time const edited{outcome.kept.times[field], who};
      if (is_later(edited, times[field])) times[field] = edited;
    });
    images.push_back(next);
    changes.push_back(outcome.kept.fields);
  }
};

struct replica {
  entente::uuid self;
  document base;
  std::size_t base_version = 0;
  change pending;
  document row;

  replica(std::uint8_t number, document const& first)
      : self(author(number)), base(first), row(first) {}

  void edit(document const& wanted, entente::edit_time when) {
    auto const done = entente::diff(row, wanted, when);
    entente::apply(done, row);
    entente::fold(pending, done);
  }
  void pull(server const& from) {
    pending = entente::rebase(pending, self, from.since(base_version)).kept;
    follow(from);
  }
  void push(server& to) {
    to.push(pending, self, base_version);
    pending = {};
    follow(to);
  }

 private:
  void follow(server const& from) {
    base = from.row();
    base_version = from.version();
    row = base;
    entente::apply(pending, row);
  }
};

enum class step { edit, pull, push };
constexpr std::array<step, 3> script{step::edit, step::pull, step::push};

/// Fields whose value depends on who came first, by their policy.
entente::field_mask order_matters() {
  return mask({at<&document::owner>, at<&document::draft>, at<&document::terms>, at<&document::log>,
               at<&document::header>});
}

}  // namespace

TEST_CASE("two replicas converge through a server in every order of their steps") {
  dice random{1};
  for (int round = 0; round < 150; ++round) {
    document first;
    for (int i = 0; i < 3; ++i) random.edit(first);
    document left = first;
    random.edit(left);
    document right = first;
    random.edit(right);
    auto const left_time = time(static_cast<std::int64_t>(1 + random.below(3)));
    auto const right_time = time(static_cast<std::int64_t>(1 + random.below(3)));

    std::array<int, 6> order{0, 0, 0, 1, 1, 1};
    std::vector<document> results;
    do {
      server hub{first};
      std::array<replica, 2> devices{replica{1, first}, replica{2, first}};
      std::array<std::size_t, 2> next{};
      for (int const which : order) {
        auto const who = static_cast<std::size_t>(which);
        switch (script[next[who]++]) {
          case step::edit:
            devices[who].edit(who == 0 ? left : right, who == 0 ? left_time : right_time);
            break;
          case step::pull: devices[who].pull(hub); break;
          case step::push: devices[who].push(hub); break;
        }
      }
      for (auto& device : devices) {
        device.pull(hub);
        CHECK(same(device.row, hub.row()));
      }
      results.push_back(hub.row());
    } while (std::next_permutation(order.begin(), order.end()));

    REQUIRE(results.size() == 20);
    for (auto result : results) {
      auto wanted = results.front();
      for (auto* tags : {&wanted.tags, &result.tags}) std::sort(tags->begin(), tags->end());
      for (auto* stops : {&wanted.stops, &result.stops})
        std::sort(stops->begin(), stops->end(),
                  [](place const& a, place const& b) { return a.street < b.street; });
      CHECK((entente::differing_fields(result, wanted) - order_matters()).none());
      CHECK(result.log.size() == wanted.log.size());
    }
  }
}

TEST_CASE("of three concurrent writes the latest is left, in whatever order they arrive") {
  dice random{2};
  for (int round = 0; round < 300; ++round) {
    document const first{.title = "first"};
    std::array<document, 3> wanted;
    std::array<entente::edit_time, 3> when;
    for (std::size_t i = 0; i < 3; ++i) {
      wanted[i] = first;
      wanted[i].title = random.chance(2) ? "x" : "y";
      when[i] = time(static_cast<std::int64_t>(1 + random.below(4)));
    }
    std::size_t latest = 0;
    for (std::size_t i = 1; i < 3; ++i)
      if (when[i] >= when[latest]) latest = i;

    std::array<std::size_t, 3> order{0, 1, 2};
    do {
      server hub{first};
      for (std::size_t const i : order) {
        replica device{static_cast<std::uint8_t>(i + 1), first};
        device.edit(wanted[i], when[i]);
        device.push(hub);
      }
      CHECK(hub.row().title == wanted[latest].title);
    } while (std::next_permutation(order.begin(), order.end()));
  }
}

TEST_CASE("a counter is the exact sum of all increments under any interleaving") {
  dice random{3};
  for (int round = 0; round < 100; ++round) {
    document const first{.votes = 1000, .weight = 2};
    server hub{first};
    std::vector<replica> devices{{1, first}, {2, first}, {3, first}};
    std::int64_t votes = first.votes;
    double weight = first.weight;
    for (int event = 0; event < 60; ++event) {
      auto& device = devices[random.below(devices.size())];
      if (random.chance(2)) {
        document wanted = device.row;
        auto const increment = random.number();
        wanted.votes += increment;
        wanted.weight -= static_cast<double>(increment);
        device.edit(wanted, time(event));
        votes += increment;
        weight -= static_cast<double>(increment);
      } else if (random.chance(2)) {
        device.pull(hub);
      } else {
        device.push(hub);
      }
    }
    for (auto& device : devices) device.push(hub);
    for (auto& device : devices) {
      device.pull(hub);
      CHECK(device.row.votes == votes);
      CHECK(device.row.weight == weight);
    }
    CHECK(hub.row().votes == votes);
  }
}

TEST_CASE("every appended element arrives exactly once under any interleaving") {
  dice random{4};
  for (int round = 0; round < 100; ++round) {
    document const first;
    server hub{first};
    std::vector<replica> devices{{1, first}, {2, first}, {3, first}};
    std::int64_t issued = 0;
    for (int event = 0; event < 60; ++event) {
      auto& device = devices[random.below(devices.size())];
      if (random.chance(2)) {
        document wanted = device.row;
        wanted.log.push_back(issued++);
        device.edit(wanted, time(event));
      } else if (random.chance(2)) {
        device.pull(hub);
      } else {
        device.push(hub);
      }
    }
    for (auto& device : devices) device.push(hub);
    auto log = hub.row().log;
    for (auto& device : devices) {
      device.pull(hub);
      CHECK(device.row.log == log);
    }
    std::sort(log.begin(), log.end());
    REQUIRE(log.size() == static_cast<std::size_t>(issued));
    for (std::size_t i = 0; i < log.size(); ++i) CHECK(log[i] == static_cast<std::int64_t>(i));
  }
}

TEST_CASE("replicas with random histories hold the server's row in the end") {
  dice random{5};
  for (int round = 0; round < 150; ++round) {
    document first;
    random.edit(first);
    server hub{first};
    std::vector<replica> devices{{1, first}, {2, first}, {3, first}};
    for (int event = 1; event < 40; ++event) {
      auto& device = devices[random.below(devices.size())];
      if (random.chance(2)) {
        document wanted = device.row;
        random.edit(wanted);
        device.edit(wanted, time(event));
      } else if (random.chance(2)) {
        device.pull(hub);
      } else {
        device.push(hub);
      }
    }
    for (auto& device : devices) device.push(hub);
    for (auto& device : devices) {
      device.pull(hub);
      CHECK(device.pending.fields.none());
      CHECK(same(device.row, hub.row()));
    }
  }
}
