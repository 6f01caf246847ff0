// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: whatever is asked of a server with real files, by either door, it answers JSON, knows no
// internal error, shows nothing of another tenant, and what it holds stays sound.
//
// An input is up to four requests with a byte 1 between. A request is a document and, after a zero byte, its
// variables; a document of one digit stands for one of `documents`.

#include "fuzz/require.hpp"
#include "fuzz/shop.hpp"
#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/serve.hpp>
#include <entente/testing/manual_clock.hpp>
#include <entente/testing/seeded_random.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/json_text.hpp>
#include <entente/wire/json_writer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SUPPORT_AUTHORITY_OF(extern, shop::app)

namespace {

using namespace entente;
using fuzz::require;
using shop::app;

constexpr std::array<std::string_view, 6> documents = {
    R"(mutation($r: ID!, $a: JSON, $g: [JSON!]!) { pushOperations(replica: $r, acknowledged: $a, groups: $g) { results epoch serverTime } })",
    R"(query($r: ID, $a: JSON, $c: String, $l: Int, $e: [String!]) { pullChanges(replica: $r, acknowledged: $a, cursor: $c, limit: $l, entities: $e) { changes cursor hasMore epoch restart digests } })",
    R"(query($n: String!, $f: ID!, $l: ID!, $c: String!) { compareRecords(entity: $n, first: $f, last: $l, cursor: $c) { moved whole changes parts } })",
    R"(mutation($e: String!, $i: [JSON!]!) { syncPush(entity: $e, items: $i) { clientId id success errorCode version conflict { serverData resolutionSuggested } } })",
    R"(query($e: String!, $s: DateTime, $l: Int) { syncPull(entity: $e, since: $s, limit: $l) { items deletedIds lastSyncAt versionHash hasMore } })",
    R"(mutation($i: [SyncPushItem!]!, $t: ID!) { syncPushTask(payload: $i, tenantId: $t) { results { id success errorCode } } })"};

std::string quoted(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

/// A server over some folder, in which nothing happens by chance.
struct machine {
  explicit machine(std::filesystem::path const& folder) : server(options(folder)) {}

  server_options options(std::filesystem::path const& folder) {
    server_options how;
    how.directory = folder;
    how.tokens = {{"one", {"ann", {"acme"}}}, {"two", {"bob", {"other"}}}};
    how.now = clock.function();
    how.random = random.function();
    how.limits.max_response_bytes = 1u << 20;
    how.log = [](std::exception const&, std::string_view) { require(false); };
    return how;
  }

  http_response ask(std::string_view document, std::string_view variables, std::string_view token) {
    http_request request{.method = "POST", .path = "/graphql"};
    request.headers.set("Authorization", "Bearer " + std::string{token});
    request.headers.set("Content-Type", "application/json");
    request.body = "{\"query\":" + quoted(document);
    if (!variables.empty()) request.body += ",\"variables\":" + std::string{variables};
    request.body += '}';
    return server.handle(request);
  }

  manual_clock clock{shop::noon};
  seeded_random random{1};
  entente::server<app> server;
};

/// Two tenants with some records, made once and copied for each input.
std::filesystem::path const& made_before() {
  static support::temporary_folder const folder{support::memory_folder()};
  static bool const done = [] {
    machine maker{folder.path()};
    auto const fill = [&](std::string_view token, std::string_view name) {
      std::string groups = R"({"r":")" + shop::key(200).text() + R"(","g":[)";
      std::uint8_t number = 0;
      for (auto const* fields :
           {R"("Room","patch":{"set":{"name":")", R"("Task","patch":{"set":{"title":")",
            R"("Task","patch":{"set":{"tags":["a","b"],"log":["x"],"votes":5,"title":")"}) {
        ++number;
        if (number > 1) groups += ',';
        groups += R"([{"opId":")" + shop::key(static_cast<std::uint8_t>(100 + number)).text() +
                  R"(","seq":)" + std::to_string(number) + R"(,"kind":"insert","clientId":")" +
                  shop::key(number).text() +
                  R"(","base":0,"editedAt":1762333200000000,"schema":1,"entity":)" + fields +
                  std::string{name} + R"("}}}])";
      }
      auto const answer = maker.ask(documents[0], groups + "]}", token);
      require(answer.body.find("rejected") == std::string::npos &&
              answer.body.find("errors") == std::string::npos);
    };
    fill("one", "plain");
    fill("two", shop::secret);
    return true;
  }();
  require(done);
  return folder.path();
}

/// All of a tenant, page by page; its digests are those of what was told.
std::string everything(machine& in, char const* name, char const* tenant) {
  principal const who{name, {tenant}};
  std::string all;
  std::map<std::string, digest> sums;
  std::map<std::string, std::int64_t> counts;
  stamp last{};
  for (pull_request request;;) {
    request.limit = 2;
    auto const page = in.server.truth().changes_since(who, tenant, request);
    for (auto const& each : page.changes) {
      require(each.at > last && each.version > 0);
      last = each.at;
      write_json(all, each);
      if (each.deleted || each.left) continue;
      sums[each.entity].add(each.key, each.version, each.at);
      ++counts[each.entity];
    }
    require(page.cursor != request.cursor || !page.has_more);
    request.cursor = page.cursor;
    if (page.has_more) continue;
    for (auto const& each : page.digests)
      require(each.value == sums[each.entity] && each.count == counts[each.entity]);
    return all;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view text(reinterpret_cast<char const*>(data), size);
  if (text.find(shop::secret) != text.npos) return 0;  // it would be told its own words
  support::temporary_folder const folder{support::memory_folder()};
  std::filesystem::copy(made_before(), folder.path(), std::filesystem::copy_options::recursive);
  machine in{folder.path()};
  auto const others = everything(in, "bob", "other");
  require(others.find(shop::secret) != std::string::npos);

  for (int left = 4; left > 0; --left) {
    auto const end = text.find('\1');
    auto const one = text.substr(0, end);
    auto const cut = one.find('\0');
    auto document = one.substr(0, cut);
    auto const variables = cut == one.npos ? std::string_view{} : one.substr(cut + 1);
    if (document.size() == 1 && document[0] >= '0' && document[0] <= '5')
      document = documents[static_cast<std::size_t>(document[0] - '0')];
    auto const answer = in.ask(document, variables, "one");
    require(answer.status >= 200 && answer.status < 500);
    require(json_text::parse(answer.body).ok());
    require(answer.body.find(shop::secret) == std::string::npos);
    in.clock.pass(std::chrono::milliseconds{7});
    if (end == text.npos) break;
    text.remove_prefix(end + 1);
  }

  auto const ours = everything(in, "ann", "acme");
  require(ours.find(shop::secret) == std::string::npos);
  require(everything(in, "bob", "other") == others);
  return 0;
}
