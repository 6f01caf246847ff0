// SPDX-License-Identifier: BSL-1.0
// Random histories against a model: everything the server holds and answers is worked out again from
// the rules, in the plainest way there is.
#include "authority/bench.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

using namespace bench;

namespace {

/// One write of one field: everything that ever happened to it, in order.
struct writing {
  std::int64_t version;
  std::int64_t when;
  uuid author;
  std::int64_t value = 0;  ///< of `high` only
};

struct field_log {
  std::vector<writing> writings;
  std::int64_t when = 0;  ///< of the value that stands
  uuid author{};

  /// Whether somebody but `self` wrote after `base`.
  [[nodiscard]] bool news(std::int64_t base, uuid const& self) const {
    return std::any_of(writings.begin(), writings.end(),
                       [&](auto const& each) { return each.version > base && each.author != self; });
  }
  /// The latest that somebody but `self` wrote; null for none.
  [[nodiscard]] writing const* last_of_others(uuid const& self) const {
    auto const found = std::find_if(writings.rbegin(), writings.rend(), [&](auto const& each) { return each.author != self; });
    return found == writings.rend() ? nullptr : &*found;
  }
};

struct model_record {
  std::string title;    // last_write_wins
  std::string ruling;   // manual
  std::string motto;    // server_wins
  std::int64_t high = 0;
  std::int64_t votes = 0;
  std::vector<std::string> tags;
  std::map<std::string, field_log> log;
  std::map<std::string, std::vector<writing>> adds;  ///< by tag
  std::int64_t version = 0;
  std::int64_t at = 0;
  bool deleted = false;
};

struct wish {
  uuid key;
  operation_kind kind = operation_kind::update;
  std::int64_t base = 0;
  std::int64_t when = 0;
  uuid author;
  std::optional<std::string> title, ruling, motto;
  std::optional<std::int64_t> high, votes;
  std::optional<std::string> add, remove;
};

struct model {
  std::map<uuid, model_record> records;
  std::int64_t last_stamp = 0;

  void stamp_it(model_record& record, std::int64_t now) {
    record.version += 1;
    last_stamp = record.at = (std::max)(now, last_stamp + 1);
  }

  static bool beats(std::int64_t when, uuid const& author, field_log const& other) {
    return when != other.when ? when > other.when : author >= other.author;
  }

  verdict apply(wish const& w, std::int64_t now) {
    auto found = records.find(w.key);
    if (found == records.end()) {
      if (w.kind != operation_kind::insert) return verdict::conflict;
      model_record made;
      made.title = *w.title;
      for (auto const* field : {"title", "ruling", "motto", "high"})
        made.log[field] = {{{1, w.when, w.author}}, w.when, w.author};
      stamp_it(made, now);
      records[w.key] = made;
      return verdict::applied;
    }
    auto& record = found->second;
    if (w.kind == operation_kind::remove || w.kind == operation_kind::restore) {
      bool const wanted = w.kind == operation_kind::remove;
      if (record.deleted != wanted) {
        record.deleted = wanted;
        stamp_it(record, now);
      }
      return verdict::applied;
    }
    if (record.deleted) return verdict::superseded;
    return update(record, w, now);
  }

  verdict update(model_record& record, wish const& w, std::int64_t now) {
    model_record next = record;
    bool changed = false;
    bool lost = false;
    std::int64_t const version = record.version + 1;
    auto const write = [&](char const* field, auto& to, auto const& value, bool rivals_by_time) {
      auto& log = next.log[field];
      if (to == value) {
        bool const own_before = log.author == w.author;
        if (w.when > log.when || (w.when == log.when && w.author > log.author) || (own_before && w.when > log.when)) {
          // Nobody sees it as a new value, yet it is somebody's edit, and the latest.
          log.writings.push_back({version, w.when, w.author});
          log.when = w.when;
          log.author = w.author;
          changed = true;
        }
        return;
      }
      if (rivals_by_time && log.news(w.base, w.author) && log.author != w.author && !beats(w.when, w.author, log)) {
        lost = true;
        return;
      }
      to = value;
      log.writings.push_back({version, w.when, w.author});
      log.when = w.when;
      log.author = w.author;
      changed = true;
    };
    if (w.ruling && *w.ruling != record.ruling && next.log["ruling"].news(w.base, w.author)) return verdict::conflict;
    if (w.title) write("title", next.title, *w.title, true);
    if (w.ruling) write("ruling", next.ruling, *w.ruling, false);
    if (w.motto) {
      if (*w.motto != record.motto && next.log["motto"].news(w.base, w.author))
        lost = true;
      else
        write("motto", next.motto, *w.motto, false);
    }
    if (w.high) {
      // What the author has won with itself is no rival; what it has won over is.
      auto const& log = next.log["high"];
      auto const* const rival = log.news(w.base, w.author) ? log.last_of_others(w.author) : nullptr;
      auto const value = rival != nullptr ? (std::max)(rival->value, *w.high) : *w.high;
      if (rival == nullptr || *w.high >= rival->value || record.high != rival->value) {
        write("high", next.high, value, false);
        auto& written = next.log["high"].writings;
        if (written.back().version == version) written.back().value = value;
      }
    }
    if (w.votes && *w.votes != 0) {
      next.votes += *w.votes;
      changed = true;
    }
    if (w.remove) {
      auto const& adds = record.adds[*w.remove];
      bool const spared = std::any_of(adds.begin(), adds.end(), [&](auto const& each) {
        return each.version > w.base && each.author != w.author;
      });
      auto const place = std::find(next.tags.begin(), next.tags.end(), *w.remove);
      if (place != next.tags.end() && !spared) {
        next.tags.erase(place);
        changed = true;
      }
    }
    if (w.add) {
      bool const there = std::find(record.tags.begin(), record.tags.end(), *w.add) != record.tags.end();
      auto& adds = next.adds[*w.add];
      if (!there || adds.back().author != w.author) {
        if (!there) next.tags.push_back(*w.add);
        adds.push_back({version, w.when, w.author});
        changed = true;
      }
    }
    if (changed) {
      stamp_it(next, now);
      record = next;
      return verdict::applied;
    }
    record.log = next.log;
    return lost ? verdict::superseded : verdict::applied;
  }
};

struct random_source {
  std::mt19937_64 engine;
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(engine() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
};

struct simulated {
  explicit simulated(std::uint64_t number) : wire(number) {}
  device wire;
  std::map<uuid, std::int64_t> seen;  ///< versions it was given
  std::string cursor;
};

struct sent {
  std::size_t by;
  std::vector<operation> group;
  std::vector<op_result> results;
};

class history {
 public:
  explicit history(std::uint64_t seed) {
    random_.engine.seed(seed);
    for (std::uint64_t i = 0; i < 4; ++i) devices_.emplace_back(i + 1);
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      clock_step();
      switch (random_.below(10)) {
        case 0: pull(); break;
        case 1:
        case 2: repeat(); break;
        case 3: release(); break;
        default: push();
      }
    }
    check();
  }

 private:
  void clock_step() {
    *home_.clock += static_cast<std::int64_t>(random_.below(2000));
    if (random_.one_in(50)) *home_.clock -= 1'000'000;
  }

  std::string text(std::initializer_list<char const*> of) {
    return *(of.begin() + static_cast<std::ptrdiff_t>(random_.below(of.size())));
  }

  wish make_wish(simulated& by) {
    wish w;
    w.author = by.wire.incarnation;
    w.when = noon + static_cast<std::int64_t>(random_.below(300));
    if (keys_.empty() || random_.one_in(12)) {
      w.key = random_.one_in(4) && !keys_.empty() ? keys_[random_.below(keys_.size())] : new_key();
      keys_.push_back(w.key);
      w.kind = operation_kind::insert;
      w.title = text({"a", "b"});
      return w;
    }
    w.key = random_.one_in(40) ? new_key() : keys_[random_.below(keys_.size())];
    w.base = by.seen[w.key];
    if (random_.one_in(3)) w.base = static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(w.base) + 1));
    switch (random_.below(12)) {
      case 0: w.kind = operation_kind::remove; return w;
      case 1:
      case 2: w.kind = operation_kind::restore; return w;
      default: break;
    }
    if (random_.one_in(2)) w.title = text({"a", "b", "c"});
    if (random_.one_in(6)) w.ruling = text({"x", "y"});
    if (random_.one_in(4)) w.motto = text({"m", "n"});
    if (random_.one_in(3)) w.high = static_cast<std::int64_t>(random_.below(9));
    if (random_.one_in(2)) w.votes = static_cast<std::int64_t>(random_.below(9)) - 4;
    if (random_.one_in(3)) w.add = text({"p", "q"});
    if (random_.one_in(3)) {
      w.remove = text({"p", "q"});
      if (w.remove == w.add) w.remove.reset();
    }
    return w;
  }

  static operation wire_form(simulated& by, wish const& w) {
    std::string set;
    auto const member = [&](char const* name, std::string const& value) {
      set += (set.empty() ? "\"" : ",\"") + std::string{name} + "\":" + value;
    };
    if (w.title) member("title", "\"" + *w.title + "\"");
    if (w.ruling) member("ruling", "\"" + *w.ruling + "\"");
    if (w.motto) member("motto", "\"" + *w.motto + "\"");
    if (w.high) member("high", std::to_string(*w.high));
    std::string body = R"({"set":{)" + set + "}";
    if (w.votes) body += R"(,"delta":{"votes":)" + std::to_string(*w.votes) + "}";
    if (w.add) body += R"(,"add":{"tags":[")" + *w.add + "\"]}";
    if (w.remove) body += R"(,"remove":{"tags":[")" + *w.remove + "\"]}";
    return by.wire.make("Note", w.kind, w.key, w.base, body + "}", {w.when});
  }

  void push() {
    std::size_t const who = random_.below(devices_.size());
    auto& by = devices_[who];
    std::vector<std::vector<operation>> groups;
    std::vector<std::vector<verdict>> expected;
    std::set<uuid> waiting;  // records with an operation that was not accepted: what follows it is held
    for (std::size_t g = 1 + random_.below(3); g > 0; --g) {
      auto& group = groups.emplace_back();
      auto& verdicts = expected.emplace_back();
      auto const before = model_;
      std::size_t const size = 1 + random_.below(3);
      std::size_t refused = size;
      std::vector<wish> wishes;
      for (std::size_t i = 0; i < size; ++i) {
        wishes.push_back(make_wish(by));
        group.push_back(wire_form(by, wishes.back()));
      }
      auto const waits = [&](wish const& w) { return waiting.contains(w.key); };
      if (std::any_of(wishes.begin(), wishes.end(), waits)) {
        verdicts.assign(size, verdict::held);
        for (auto const& w : wishes) waiting.insert(w.key);
        continue;
      }
      for (std::size_t i = 0; i < size; ++i) {
        auto const& w = wishes[i];
        if (refused < size) continue;
        verdicts.push_back(model_.apply(w, home_.clock->load()));
        if (verdicts.back() == verdict::conflict) refused = i;
      }
      if (refused == size) continue;
      auto const stamps = model_.last_stamp;  // stamps handed out are gone
      model_ = before;
      model_.last_stamp = stamps;
      verdicts.assign(size, verdict::held);
      verdicts[refused] = verdict::conflict;
      for (auto const& w : wishes) waiting.insert(w.key);
    }
    // The clock stands still within a request.
    auto const answer = home_.push(by.wire, groups);
    std::size_t at = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      sent record{who, groups[g], {}};
      bool effect = false;
      for (std::size_t i = 0; i < groups[g].size(); ++i, ++at) {
        auto const& result = answer.results.at(at);
        INFO("entity key " << groups[g][i].key.text() << " op " << i << " of group " << g);
        REQUIRE(name_of(result.outcome) == name_of(expected[g][i]));
        effect = effect || result.outcome == verdict::applied;
        if (result.row) by.seen[groups[g][i].key] = result.version;
        record.results.push_back(result);
      }
      if (effect) sent_.push_back(std::move(record));
    }
  }

  /// A group that had an effect, sent again, by its device or a late copy of its request.
  void repeat() {
    if (sent_.empty()) return;
    auto const& old = sent_[random_.below(sent_.size())];
    auto& by = devices_[old.by];
    auto const keep = std::exchange(by.wire.released, {});
    auto const results = home_.push_group(by.wire, old.group);
    by.wire.released = keep;
    bool const released = released_.contains(old.group[0].op_id);
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (!released)
        REQUIRE(results[i] == old.results[i]);
      else
        REQUIRE(results[i].outcome == verdict::applied);
    }
  }

  void release() {
    if (sent_.empty()) return;
    auto const& old = sent_[random_.below(sent_.size())];
    auto& by = devices_[old.by];
    if (random_.one_in(2)) {
      by.wire.released.through = (std::max)(by.wire.released.through, old.group.back().sequence);
      for (auto const& each : sent_)
        if (each.by == old.by && each.group[0].sequence <= by.wire.released.through)
          for (auto const& op : each.group) released_.insert(op.op_id);
      // What a device has acknowledged it does not make up again.
      by.wire.sequence = (std::max)(by.wire.sequence, by.wire.released.through);
    } else {
      for (auto const& op : old.group) {
        by.wire.released.beyond.push_back(op.op_id);
        released_.insert(op.op_id);
      }
    }
    pull_request request;
    request.replica = by.wire.incarnation;
    request.released = by.wire.released;
    home_.truth.changes_since(home_.who, "acme", request);
    by.wire.released.beyond.clear();
  }

  void pull() {
    auto& by = devices_[random_.below(devices_.size())];
    auto const limit = 1 + random_.below(20);
    auto const page = home_.pull(by.cursor, limit);
    by.cursor = page.cursor;
    for (auto const& each : page.changes) by.seen[each.key] = each.version;
    if (page.has_more) return;
    check_digest(page);
  }

  void check_digest(change_page const& page) {
    if (page.digests.empty()) return;
    digest sum;
    std::int64_t count = 0;
    for (auto const& [key, record] : model_.records) {
      if (record.deleted) continue;
      sum.add(key, record.version, {record.at});
      ++count;
    }
    REQUIRE(page.digests[1].value == sum);
    REQUIRE(page.digests[1].count == count);
  }

  void check() {
    std::map<std::int64_t, uuid> order;
    for (auto const& [key, record] : model_.records) {
      auto const row = home_.row<Note>(key);
      INFO(key.text());
      REQUIRE(row.version == record.version);
      REQUIRE(row.at.micros == record.at);
      REQUIRE(row.deleted == record.deleted);
      REQUIRE(row.value.title == record.title);
      REQUIRE(row.value.ruling == record.ruling);
      REQUIRE(row.value.motto == record.motto);
      REQUIRE(row.value.high == record.high);
      REQUIRE(row.value.votes == record.votes);
      REQUIRE(row.value.tags == record.tags);
      order[record.at] = key;
    }
    REQUIRE(order.size() == model_.records.size());
    // From before everything, so with tombstones; as who has seen another epoch.
    std::string cursor = "1:" + numbered(1).text() + ":1:0";
    auto expected = order.begin();
    for (bool more = true; more;) {
      auto const page = home_.pull(cursor, 1 + random_.below(9));
      for (auto const& each : page.changes) {
        REQUIRE(expected != order.end());
        REQUIRE(each.key == expected->second);
        REQUIRE(each.at.micros == expected->first);
        ++expected;
      }
      cursor = page.cursor;
      more = page.has_more;
      if (!more) check_digest(page);
    }
    REQUIRE(expected == order.end());
  }

  random_source random_;
  server home_;
  std::vector<simulated> devices_;
  std::vector<uuid> keys_;
  std::vector<sent> sent_;
  std::set<uuid> released_;
  model model_;
};

}  // namespace

TEST_CASE("authority: random histories come out as the rules have it") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    history{seed}.run(250);
  }
}
