// SPDX-License-Identifier: BSL-1.0
#include "merge/samples.hpp"
#include "support/catch.hpp"

#include <limits>
#include <string>
#include <vector>

using namespace samples;
using entente::apply;
using entente::diff;
using entente::field_mask;
using entente::rebase;
using entente::rebase_outcome;
using entente::remote_state;
using entente::whole_patch;

namespace {

constexpr std::int64_t remote_time = 100;

/// Two edits of one image: the local one at `local_time` by author 1, the remote one at 100 by 2.
template <class Entity>
struct meeting {
  Entity base;
  Entity local;
  Entity remote;
  std::int64_t local_time = 50;
  bool base_known = true;
  entente::uuid local_author = author(1);
  entente::uuid remote_author = author(2);

  [[nodiscard]] rebase_outcome<Entity> settle() const {
    return rebase(diff(base, local, time(local_time)), local_author,
                  remote_state<Entity>{remote, base_known ? &base : nullptr,
                                       entente::differing_fields(base, remote),
                                       all_times<Entity>(remote_time, remote_author)});
  }
  [[nodiscard]] Entity result() const {
    Entity image = remote;
    apply(settle().kept, image);
    return image;
  }
};

}  // namespace

TEST_CASE("fields changed by one side only follow that side") {
  dice random{1};
  for (int i = 0; i < 2000; ++i) {
    document const base = random.document_value();
    document local = base;
    random.edit(local);
    document remote = base;
    random.edit(remote);
    auto const change = diff(base, local, time(1));
    auto const theirs = entente::differing_fields(base, remote);
    auto const outcome =
        rebase(change, author(1),
               remote_state<document>{remote, &base, theirs, all_times<document>(2, author(2))});
    CHECK((change.fields - theirs - outcome.kept.fields).none());
    CHECK((outcome.kept.fields - change.fields).none());
    CHECK(((outcome.lost | outcome.clashed) - (theirs & change.fields)).none());

    document image = remote;
    apply(outcome.kept, image);
    document expected_alone = base;
    apply(change, expected_alone);
    CHECK((entente::differing_fields(image, expected_alone) & (change.fields - theirs)).none());
    CHECK((entente::differing_fields(image, remote) & (theirs - change.fields)).none());
  }
}

TEST_CASE("nothing is both kept and given up") {
  dice random{2};
  for (int i = 0; i < 2000; ++i) {
    auto const change = random.any_patch(0);
    document const remote = random.document_value();
    document const base = random.document_value();
    auto const touched = field_mask{random.below(1u << 16)};
    auto const outcome =
        rebase(change, author(1),
               remote_state<document>{
                   remote, random.chance(2) ? &base : nullptr, touched,
                   all_times<document>(2, author(static_cast<std::uint8_t>(random.below(3))))});
    CHECK((outcome.kept.fields & outcome.lost).none());
    CHECK((outcome.kept.fields & outcome.clashed).none());
    CHECK((outcome.lost & outcome.clashed).none());
    auto const all = outcome.kept.fields | outcome.lost | outcome.clashed;
    CHECK((all - change.fields).none());
  }
}

TEST_CASE("last write wins: the later edit stays at either door") {
  meeting<document> m{{.title = "base"}, {.title = "local"}, {.title = "remote"}};
  CHECK(m.settle().lost == mask({at<&document::title>}));
  CHECK(m.result().title == "remote");
  m.local_time = 101;
  CHECK(m.settle().lost.none());
  CHECK(m.settle().kept.times[at<&document::title>] == time(101));
  CHECK(m.result().title == "local");
}

TEST_CASE(
    "last write wins: a tie goes to the greater author, or to the remote side if one is unknown") {
  meeting<document> m{{.title = "base"}, {.title = "local"}, {.title = "remote"}, remote_time};
  CHECK(m.result().title == "remote");
  m.local_author = author(3);
  CHECK(m.result().title == "local");
  m.remote_author = {};
  CHECK(m.result().title == "remote");
  m.remote_author = author(2);
  m.local_author = {};
  CHECK(m.result().title == "remote");
}

TEST_CASE("last write wins: of two edits of one author at one time the local one came after") {
  meeting<document> m{{.title = "base"}, {.title = "local"}, {.title = "remote"}, remote_time};
  m.remote_author = m.local_author;
  CHECK(m.result().title == "local");
}

TEST_CASE("server_wins gives the local edit up, whatever the times") {
  meeting<document> const m{{}, {.owner = "local"}, {.owner = "remote"}, 1000};
  CHECK(m.settle().lost == mask({at<&document::owner>}));
  CHECK(m.result().owner == "remote");
}

TEST_CASE("client_wins keeps the local edit, whatever the times") {
  meeting<document> const m{{}, {.draft = "local"}, {.draft = "remote"}, 1};
  CHECK(m.settle().kept.fields == mask({at<&document::draft>}));
  CHECK(m.result().draft == "local");
}

TEST_CASE("manual leaves different values to a person, and keeps the other fields") {
  meeting<document> m{{}, {.draft = "d", .terms = "local"}, {.terms = "remote"}};
  auto const outcome = m.settle();
  CHECK(outcome.clashed == mask({at<&document::terms>}));
  CHECK(outcome.lost.none());
  CHECK(outcome.kept.fields == mask({at<&document::draft>}));
  m.local.terms = "remote";
  CHECK(m.settle().clashed.none());
  CHECK(m.settle().lost.none());
}

TEST_CASE("of equal whole values the later edit is kept for its time, under every policy that knows them") {
  document const same_edit{.title = "x",
                           .owner = "x",
                           .draft = "x",
                           .terms = "x",
                           .best = 5,
                           .coldest = -5,
                           .comment = "xx",
                           .note = "n"};
  for (bool const later : {false, true}) {
    meeting<document> const m{{}, same_edit, same_edit, later ? 150 : 50};
    auto const outcome = m.settle();
    CHECK(outcome.kept.fields == (later ? entente::differing_fields(document{}, same_edit) : field_mask{}));
    CHECK(outcome.lost.none());
    CHECK(outcome.clashed.none());
    CHECK(same(m.result(), same_edit));
  }
}

TEST_CASE("counters add up, equal increments included") {
  meeting<document> m{{.votes = 10}, {.votes = 13}, {.votes = 13}};
  CHECK(m.result().votes == 16);
  m.local.votes = 4;
  CHECK(m.result().votes == 7);
  m.base_known = false;
  CHECK(m.result().votes == 7);
}

TEST_CASE("whole writes of counters, sets and lists go by the later edit") {
  document const remote{.votes = 1, .tags = {"r"}, .log = {1}};
  auto const fields = mask({at<&document::votes>, at<&document::tags>, at<&document::log>});
  for (std::int64_t const when : {99, 101}) {
    auto change = whole_patch(document{.votes = 9, .tags = {"l"}, .log = {9}}, time(when));
    change.fields = fields;
    auto const outcome = rebase(
        change, author(1),
        remote_state<document>{remote, nullptr, fields, all_times<document>(100, author(2))});
    CHECK(outcome.kept.fields == (when > 100 ? fields : field_mask{}));
    CHECK(outcome.lost == (when > 100 ? field_mask{} : fields));
    CHECK((outcome.kept.fields - outcome.kept.whole).none());
  }
}

TEST_CASE("sets take the additions and removals of both sides") {
  using tags = std::vector<std::string>;
  meeting<document> m{
      {.tags = {"a", "b", "c"}}, {.tags = {"b", "c", "l"}}, {.tags = {"a", "b", "r"}}};
  CHECK(m.result().tags == tags{"b", "r", "l"});
  m.base_known = false;
  CHECK(m.result().tags == tags{"b", "r", "l"});
}

TEST_CASE("a concurrent add wins over a removal that could not know of it") {
  auto const field = at<&document::tags>;
  auto change = diff(document{}, document{.tags = {"x", "y"}}, time(1));
  fold(change, diff(document{.tags = {"x", "y"}}, document{.tags = {"y"}}, time(2)));
  REQUIRE(change.removed.tags == std::vector<std::string>{"x"});

  document const base;
  document const remote{.tags = {"x"}};
  auto const meet = [&](document const* ancestor, entente::uuid who) {
    document image = remote;
    apply(rebase(change, author(1),
                 remote_state<document>{remote, ancestor, mask({field}),
                                        all_times<document>(100, who)})
              .kept,
          image);
    return image.tags;
  };
  using tags = std::vector<std::string>;
  CHECK(meet(&base, author(2)) == tags{"x", "y"});
  // The replica's own addition, which it goes on to remove, is no concurrent one.
  CHECK(meet(&base, author(1)) == tags{"y"});
  CHECK(meet(&base, {}) == tags{"y"});
  // What the base had is removed for good.
  document const had{.tags = {"x"}};
  CHECK(meet(&had, author(2)) == tags{"y"});
}

TEST_CASE("a set edit of which nothing is left is neither lost nor kept") {
  auto change = diff(document{}, document{.tags = {"x"}}, time(1));
  fold(change, diff(document{.tags = {"x"}}, document{}, time(2)));
  document const base;
  document const remote{.tags = {"x"}};
  auto const outcome = rebase(change, author(1),
                              remote_state<document>{remote, &base, mask({at<&document::tags>}),
                                                     all_times<document>(100, author(2))});
  CHECK(outcome.kept.fields.none());
  CHECK(outcome.lost.none());
}

TEST_CASE("appended elements of both sides stay, the remote ones first") {
  meeting<document> const m{{.log = {1}}, {.log = {1, 2, 2}}, {.log = {1, 2, 7}}};
  CHECK(m.result().log == std::vector<std::int64_t>{1, 2, 7, 2, 2});
}

TEST_CASE("max_wins and min_wins keep the extreme, and the other edit is settled, not lost") {
  meeting<document> m{{}, {.best = 5, .coldest = -5}, {.best = 3, .coldest = -3}};
  CHECK(m.result().best == 5);
  CHECK(m.result().coldest == -5);
  std::swap(m.local, m.remote);
  CHECK(m.result().best == 5);
  CHECK(m.result().coldest == -5);
  CHECK(m.settle().lost.none());
  CHECK(m.settle().clashed.none());
  CHECK(m.settle().kept.fields.none());
}

TEST_CASE("an edit that gives way to a remote value gives up what an earlier one of its author wins over it") {
  // The author wrote `won`, which is preferred to the remote value, and replaced it by what is not.
  auto const carry = [](document const& won, document const& replaced, document const& remote) {
    document const base{};
    auto const all = [&](document const* ahead) {
      return remote_state<document>{remote, &base, entente::differing_fields(base, remote),
                                    all_times<document>(remote_time, author(2)), ahead};
    };
    document image = remote;
    apply(rebase(diff(base, won, time(50)), author(1), all(nullptr)).kept, image);
    auto const ahead = image;
    auto const later = rebase(diff(won, replaced, time(60)), author(1), all(&ahead));
    CHECK(later.lost.none());
    apply(later.kept, image);
    return image;
  };
  CHECK(carry({.best = 9}, {.best = 3}, {.best = 5}).best == 5);
  CHECK(carry({.best = 9}, {.best = 7}, {.best = 5}).best == 7);
  CHECK(carry({.coldest = -9}, {.coldest = -3}, {.coldest = -5}).coldest == -5);
  CHECK(carry({.comment = "longest"}, {.comment = "a"}, {.comment = "long"}).comment == "long");
}

TEST_CASE("max_wins and min_wins never choose NaN over a number") {
  double const nan = std::numeric_limits<double>::quiet_NaN();
  meeting<document> m{{}, {.coldest = nan}, {.coldest = 2}};
  CHECK(m.result().coldest == 2);
  std::swap(m.local, m.remote);
  CHECK(m.result().coldest == 2);
}

TEST_CASE("max_wins compares text in C arrays by its characters, not by address") {
  meeting<badge> m;
  std::memcpy(m.local.rank, "b", 2);
  std::memcpy(m.remote.rank, "a", 2);
  CHECK(std::string{m.result().rank} == "b");
  std::swap(m.local, m.remote);
  CHECK(std::string{m.result().rank} == "b");
}

TEST_CASE("a policy of the application gets both values, and the base where it is known") {
  meeting<document> m{{.header = "base"}, {.header = "l-base"}, {.header = "r-base"}};
  CHECK(m.result().header == "l-r-base");
  CHECK(m.settle().kept.whole.test(at<&document::header>));
  CHECK(m.settle().kept.times[at<&document::header>] == time(remote_time));
  m.base_known = false;
  CHECK(m.result().header == "r-base");
  CHECK(m.settle().kept.fields.none());
}

TEST_CASE("a policy of the application is not asked about fields that one side changed") {
  meeting<document> const m{{.header = "base"}, {.header = "x"}, {.header = "base"}};
  CHECK(m.result().header == "x");
}

TEST_CASE("where any two edits of a record clash, the record's latest edits are compared") {
  meeting<ledger> m{{"l", "r", 0}, {"local", "r", 2}, {"l", "remote", 3}};
  auto const lost = m.settle();
  CHECK(lost.lost == mask({0}));
  CHECK(m.result().left == "l");
  CHECK(m.result().right == "remote");
  CHECK(m.result().total == 5);
  m.local_time = 101;
  CHECK(m.settle().lost.none());
  CHECK(m.result().left == "local");
}

TEST_CASE("a record compared as a whole is not decided field by field") {
  ledger const remote{"l", "remote", 0};
  auto change = diff(ledger{"l", "r", 0}, ledger{"local", "mine", 0}, time(150));
  change.times[0] = time(10);
  std::array<entente::field_time, 3> times{};
  times[0] = {time(500), author(2)};
  times[1] = {time(100), author(2)};
  auto const outcome =
      rebase(change, author(1), remote_state<ledger>{remote, nullptr, mask({1}), times});
  CHECK(outcome.kept.fields == mask({0, 1}));
  times[1] = {time(200), author(2)};
  CHECK(rebase(change, author(1), remote_state<ledger>{remote, nullptr, mask({1}), times}).lost ==
        mask({0, 1}));
}

TEST_CASE("where any two edits of a record clash and a person decides, all local fields wait") {
  meeting<verdict> m{{"l", "r"}, {"local", "r"}, {"l", "remote"}};
  CHECK(m.settle().clashed == mask({0}));
  CHECK(m.settle().kept.fields.none());
  m.remote = m.base;
  CHECK(m.settle().clashed.none());
  CHECK(m.settle().kept.fields == mask({0}));
}

TEST_CASE("rebasing again onto what was merged changes nothing more") {
  dice random{3};
  for (int i = 0; i < 1000; ++i) {
    document const base = random.document_value();
    document local = base;
    random.edit(local);
    document remote = base;
    random.edit(remote);
    auto const outcome =
        rebase(diff(base, local, time(1)), author(1),
               remote_state<document>{remote, &base, entente::differing_fields(base, remote),
                                      all_times<document>(2, author(2))});
    auto const again =
        rebase(outcome.kept, author(1),
               remote_state<document>{remote, &remote, {}, all_times<document>(2, author(2))});
    CHECK(again.kept.fields == outcome.kept.fields);
    document one = remote;
    document other = remote;
    apply(outcome.kept, one);
    apply(again.kept, other);
    CHECK(same(one, other));
  }
}

TEST_CASE("rebasing adapted types with C arrays goes by the same rules") {
  dice random{4};
  for (int i = 0; i < 300; ++i) {
    meeting<badge> const m{random.badge_value(), random.badge_value(), random.badge_value(), 101};
    badge const merged = m.result();
    auto const ours = entente::differing_fields(m.base, m.local);
    CHECK(merged.uses == m.local.uses + m.remote.uses - m.base.uses);
    CHECK(entente::field_equal(merged.slots, ours.test(1) ? m.local.slots : m.remote.slots));
    CHECK(entente::field_equal(merged.code, ours.test(0) ? m.local.code : m.remote.code));
  }
}
