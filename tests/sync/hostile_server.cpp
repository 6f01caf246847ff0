// SPDX-License-Identifier: BSL-1.0
// Servers that lie, dawdle or talk nonsense: whatever they answer, a device keeps its work, and is none
// the worse once it talks to an honest server again.
#include "http/loopback.hpp"
#include "support/catch.hpp"
#include "sync/office.hpp"

#include <entente/remote/http.hpp>
#include <entente/sync/engine.hpp>
#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace office;

namespace {

constexpr std::string_view ok_head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

std::string with_length(std::string const& body) {
  return std::string{ok_head} + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// All that a device has: rows, queue, cursor.
std::string everything(device& at) {
  std::vector<std::string> rows;
  at->query<Task>().for_each([&](record<Task> const& each) {
    auto& text = rows.emplace_back(each.id.text() + ' ' + std::to_string(each.version) + '@' +
                                   std::to_string(each.updated_at.micros) + ' ');
    write_object(text, each.value);
  });
  std::sort(rows.begin(), rows.end());
  for (auto const& op : at->queue()) rows.push_back(op.op_id.text() + ' ' + op.body);
  std::string all = at->cursor();
  for (auto const& each : rows) all += '\n' + each;
  return all;
}

/// A device with one record the server knows, an edit of it and another record not sent yet.
struct at_work {
  at_work() {
    REQUIRE(a->sync().complete());
    a->update(known, [](Task& t) { t.votes += 3; });
    fresh = a->create(task("fresh"));
  }

  /// An honest server again: everything arrives, once.
  void check_unharmed() {
    a.line->every_push = {};
    a.line->every_pull = {};
    REQUIRE(a->sync().complete());
    CHECK(a->queue().empty());
    CHECK(a->status().diverged.empty());
    device b{server, "b"};
    REQUIRE(b->sync().complete());
    CHECK(b->get(known).votes == 5);
    CHECK(b->get(fresh).title == "fresh");
    CHECK(b->query<Task>().count() == 2);
    CHECK(a->get(known).votes == 5);
  }

  backend server;
  device a{server, "a"};
  id<Task> known = a->create([] {
    auto made = task("known");
    made.votes = 2;
    return made;
  }());
  id<Task> fresh{};
};

/// The device's file, spoken for by a client that talks HTTP to a server of which every byte is scripted.
sync_report sync_with(at_work& in, std::string answer, std::string again = {}) {
  in.a.close();
  loopback::scripted_server there([&](loopback::connection& peer) {
    peer.until("\r\n\r\n");
    if (!peer.send(answer)) return;
    while (!again.empty() && peer.send(again)) {
    }
    peer.finish_sending();
    peer.rest();
  });
  remote_options how;
  how.url = there.url();
  how.answer_timeout = std::chrono::milliseconds(100);
  how.least_bytes_per_second = std::size_t{1} << 40;
  how.max_answer_bytes = 4u << 20;
  how.now = in.server.clock();
  sync_report report;
  {
    client<office::schema> misled{in.server.device("a"), http_remote{how}, in.server.syncing()};
    report = misled.sync();
  }
  in.a.reopen();
  return report;
}

}  // namespace

TEST_CASE("Bytes that are no answer leave a device as it was") {
  at_work in;
  std::string const before = everything(in.a);
  struct script {
    std::string answer;
    std::string again;
  };
  std::string const deep(100'000, '[');
  for (auto const& each : std::vector<script>{
           {"", ""},
           {"nonsense", ""},
           {std::string{ok_head}, "X-Endless: 1\r\n"},
           {std::string{ok_head} + "\r\n", "{"},
           {std::string{ok_head} + "Transfer-Encoding: chunked\r\n\r\n", "1\r\n[\r\n"},
           {std::string{ok_head} + "Content-Length: 99999999999\r\n\r\n{", ""},
           {std::string{ok_head} + "Content-Length: 10\r\n\r\n{}", ""},
           {std::string{ok_head} + "Content-Length: 1\r\n\r\n{\"data\":null}", ""},
           {std::string{ok_head} + "Content-Length: -5\r\n\r\n{}", ""},
           {std::string{ok_head} + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", ""},
           {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/graphql\r\nContent-Length: 0\r\n\r\n", ""},
           {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", ""},
           {with_length("{\"data\":" + deep), ""},
           {with_length(deep), ""},
           {with_length("{\"data\":{\"pushOperations\":null}}"), ""},
           {with_length("{\"data\":{\"pushOperations\":[]}}"), ""},
           {with_length("{\"data\":{\"pushOperations\":{\"results\":[],\"epoch\":\"x\",\"serverTime\":1}}}"), ""},
           {with_length("{\"data\":{\"pushOperations\":{\"results\":[{\"opId\":7}]}}}"), ""},
           {with_length("{\"data\":{\"pushOperations\":{\"results\":[],"
                        "\"epoch\":\"01890a5d-ac96-774b-bcce-b30209900000\",\"serverTime\":9223372036854775807}}}"),
            ""},
           {with_length("{\"data\":{\"pushOperations\":{\"results\":[],"
                        "\"epoch\":\"01890a5d-ac96-774b-bcce-b30209900000\",\"serverTime\":1e999}}}"),
            ""},
           {with_length("{\"data\":{\"pushOperations\":\"\xC3\x28\"}}"), ""}}) {
    INFO(each.answer.substr(0, 200) << " ... " << each.again);
    auto const report = sync_with(in, each.answer, each.again);
    REQUIRE(report.problem.has_value());
    CHECK(report.pushed == 0);
    CHECK(report.pulled == 0);
    CHECK(report.retry_at.has_value());
    CHECK(everything(in.a) == before);
  }
  in.check_unharmed();
}

TEST_CASE("An answer to one operation that tells of another record decides nothing") {
  at_work in;
  in.a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
    auto answer = in.a.line->deliver(request);
    for (auto& each : answer.results) {
      change row;
      row.entity = "Task";
      row.key = each.op_id;  // anything but the operation's record
      row.version = 7;
      row.at = answer.server_time;
      row.fields = R"({"title":"forged","votes":1000})";
      each.row = row;
    }
    return answer;
  };
  auto const report = in.a->sync();
  REQUIRE(report.problem.has_value());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(in.a->queue().size() == 2);
  CHECK(in.a->query<Task>().count() == 2);
  in.check_unharmed();
}

TEST_CASE("Answers to operations that nobody sent are told, and change nothing") {
  at_work in;
  in.a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
    push_answer answer;
    answer.epoch = in.a.line->deliver(request).epoch;
    answer.server_time = {in.server.clock()().time_since_epoch().count()};
    for (std::uint8_t i = 0; i < 100; ++i) {
      auto& each = answer.results.emplace_back();
      each.op_id.octets[15] = i;
      each.outcome = i % 2 == 0 ? verdict::applied : verdict::rejected;
      each.version = 1;
    }
    return answer;
  };
  auto const report = in.a->sync();
  REQUIRE(report.problem.has_value());
  CHECK(report.problem->code == error_code::protocol_violation);
  CHECK(in.a->queue().size() == 2);
  in.check_unharmed();
}

TEST_CASE("Pages that never end, or begin again and again, end the sync") {
  for (int kind = 0; kind < 4; ++kind) {
    INFO("kind " << kind);
    at_work in;
    in.a.close();
    auto how = in.server.syncing();
    how.max_pages = 50;
    device hasty{in.server, "a", how};
    int pages = 0;
    hasty.line->every_pull = [&](pull_request request) -> remote_answer<change_page> {
      request.cursor.clear();
      auto page = hasty.line->deliver(request);
      page.changes.clear();
      page.digests.clear();
      page.has_more = true;
      ++pages;
      switch (kind) {
        case 0: page.cursor = "page " + std::to_string(pages); break;
        case 1: page.cursor = pages % 2 == 0 ? "one" : "other"; break;
        case 2: page.cursor = pages % 2 == 0 ? "" : "one"; break;
        default: page.cursor = "page " + std::to_string(pages), page.restart = true; break;
      }
      return page;
    };
    auto const report = hasty->sync();
    REQUIRE(report.problem.has_value());
    CHECK(report.problem->code == error_code::protocol_violation);
    CHECK(report.reaction == reaction::hold);
    CHECK(pages <= (kind < 2 ? 50 : 20));
    CHECK(hasty->query<Task>().count() == 2);
    CHECK(hasty->get(in.known).votes == 5);
    hasty.close();
    in.a.reopen();
    in.check_unharmed();
  }
}

TEST_CASE("A page whose cursor stands still is refused") {
  at_work in;
  in.a.line->every_pull = [&](pull_request const& request) -> remote_answer<change_page> {
    auto page = in.a.line->deliver(request);
    page.has_more = true;
    page.cursor = request.cursor;
    return page;
  };
  auto const report = in.a->sync();
  REQUIRE(report.problem.has_value());
  CHECK(report.problem->code == error_code::protocol_violation);
  in.check_unharmed();
}

TEST_CASE("Changes of no sense are kept aside, and the others taken") {
  at_work in;
  in.a.line->next_pulls.push_back([&](pull_request const& request) -> remote_answer<change_page> {
    auto page = in.a.line->deliver(request);
    change good;
    good.entity = "Space";
    good.key.octets[15] = 9;
    good.version = 1;
    good.at = {page.server_time.micros};
    good.fields = R"({"name":"good","description":""})";
    for (std::string const& fields : std::vector<std::string>{R"({"name":7})", R"({"name":"x","name":"y"})", "{", "[]", R"({"name":null})"}) {
      auto bad = good;
      bad.key.octets[15] = static_cast<std::uint8_t>(100 + page.changes.size());
      bad.fields = fields;
      page.changes.push_back(bad);
    }
    auto unknown = good;
    unknown.entity = "Nobody";
    unknown.key.octets[15] = 90;
    page.changes.push_back(unknown);
    page.changes.push_back(good);
    page.digests.clear();
    return page;
  });
  auto const report = in.a->sync();
  CHECK(report.quarantined >= 5);
  CHECK(in.a->query<Space>().count() == 1);
  CHECK(in.a->query<Task>().count() == 2);
  CHECK(in.a->get(in.known).votes == 5);
}

TEST_CASE("A server from the far future moves a device's edits by two minutes at most") {
  at_work in;
  auto const ahead = [](auto answer) {
    answer->server_time = {253'402'300'799'999'999};
    return answer;
  };
  in.a.line->every_push = [&](push_request const& request) -> remote_answer<push_answer> {
    return ahead(remote_answer<push_answer>{in.a.line->deliver(request)});
  };
  in.a.line->every_pull = [&](pull_request const& request) -> remote_answer<change_page> {
    return ahead(remote_answer<change_page>{in.a.line->deliver(request)});
  };
  in.a->sync();
  in.a.line->every_push = {};
  in.a.line->every_pull = {};
  REQUIRE(in.a->sync().complete());
  device b{in.server, "b"};
  REQUIRE(b->sync().complete());
  in.a->update(in.known, [](Task& t) { t.title = "earlier, and on a device that was misled"; });
  in.server.pass(3min);
  b->update(in.known, [](Task& t) { t.title = "later"; });
  REQUIRE(b->sync().complete());
  REQUIRE(in.a->sync().complete());
  REQUIRE(b->sync().complete());
  CHECK(in.a->get(in.known).title == "later");
  CHECK(b->get(in.known).title == "later");
  REQUIRE(in.a->sync().complete());
  CHECK(in.a->status().diverged.empty());
}

namespace {

/// A server that can be asked for ranges, and answers as the test has it.
struct comparing_end : scripted::wire_end<office::schema> {
  using play = std::function<range_answer(range_query const&)>;
  comparing_end(std::shared_ptr<scripted::wire<office::schema>> in, std::shared_ptr<play> how)
      : wire_end(std::move(in)), answer(std::move(how)) {}
  remote_answer<range_answer> compare(remote_context const&, range_query const& query) { return (*answer)(query); }
  std::shared_ptr<play> answer;
};

uuid next_of(uuid key) {
  for (std::size_t i = 16; i-- > 0;)
    if (++key.octets[i] != 0) break;
  return key;
}

}  // namespace

TEST_CASE("Ranges that do not get smaller, or lie elsewhere, end the comparison") {
  at_work in;
  REQUIRE(in.a->sync().complete());
  in.a.close();
  auto const part = [](uuid const& first, uuid const& last) { return range_digest{first, last, {}, 7}; };
  auto const play = std::make_shared<comparing_end::play>();
  std::size_t asked = 0;
  std::vector<comparing_end::play> const plays{
      [&](range_query const& of) { return range_answer{false, false, {}, {part(of.first, of.last)}}; },
      [&](range_query const& of) { return range_answer{false, false, {}, {part(next_of(of.first), of.last)}}; },
      [&](range_query const&) { return range_answer{false, false, {}, {part(uuid{}, next_of({}))}}; },
      [&](range_query const& of) { return range_answer{false, false, {}, {part(of.last, of.first)}}; },
      [&](range_query const& of) {
        range_answer same;
        for (int i = 0; i < 1000; ++i) same.parts.push_back(part(next_of(of.first), of.last));
        return same;
      }};
  for (auto const& each : plays) {
    asked = 0;
    *play = [&](range_query const& of) {
      ++asked;
      return each(of);
    };
    client<office::schema> misled{in.server.device("a"), comparing_end{in.a.line, play}, in.server.syncing()};
    auto const report = misled.verify(verify_mode::repair);
    REQUIRE(report.sync.problem.has_value());
    CHECK(report.sync.problem->code == error_code::protocol_violation);
    CHECK(asked < 100);
    CHECK(misled.query<Task>().count() == 2);
  }
  in.a.reopen();
  in.check_unharmed();
}
