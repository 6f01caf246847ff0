// SPDX-License-Identifier: BSL-1.0
// No operation, by no argument, reads or writes a byte of a tenant that the caller does not reach.
#include "serve/api_calls.hpp"

#include <entente/sqlite/file_name.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace fixture;

namespace {

constexpr std::string_view secret = "globex keeps this to itself";

/// Everything that the API tells of a tenant, for the token that reaches it.
std::string whole_truth(world& in, std::string_view tenant, std::string_view token) {
  auto const page = in.ask("query($t: ID) { pullChanges(tenantId: $t) { changes cursor hasMore epoch restart digests } }",
                           "{\"t\":" + quoted_text(tenant) + "}", token);
  REQUIRE(page.status == 200);
  REQUIRE(page.get("data.pullChanges.hasMore") == "false");
  return page.get("data");
}

/// A tenant with a record of each entity, and what its owner could let slip.
loot filled(world& in, std::string const& tenant, std::string_view token) {
  loot got{.tenant = tenant,
           .key = make_uuid_v7(system_now(), system_random).text(),
           .op_id = make_uuid_v7(system_now(), system_random).text(),
           .replica = make_uuid_v7(system_now(), system_random).text(),
           .cursor = {},
           .stamp = {},
           .epoch = {}};
  std::string const op = R"({"opId":)" + quoted_text(got.op_id) + R"(,"seq":1,"entity":"Space","kind":"insert","clientId":)" +
                         quoted_text(got.key) + R"(,"base":0,"schema":1,"editedAt":)" + std::to_string(start_of_time) +
                         R"(,"patch":{"set":{"name":)" + quoted_text(secret) + "}}}";
  auto const pushed = in.ask("mutation($r: ID!, $g: [JSON!]!, $t: ID) { pushOperations(tenantId: $t, replica: $r, groups: $g) "
                             "{ results epoch } }",
                             R"({"r":)" + quoted_text(got.replica) + R"(,"t":)" + quoted_text(tenant) + R"(,"g":[[)" + op + "]]}",
                             token);
  INFO(pushed.body);
  REQUIRE(pushed.text("data.pushOperations.results.0.verdict") == "applied");
  got.epoch = pushed.text("data.pushOperations.epoch");
  std::map<std::string, std::string> const others{{"Task", "title"}, {"Contract", "text"}, {"Seat", "holder"},
                                                  {"Setting", "value"}};
  for (auto const& [entity, field] : others)
    REQUIRE(push(in, spelling::generic, entity,
                 {got.key, "", "insert", quoted_text(field) + ":" + quoted_text(secret)}, token, tenant)
                .success());
  got.cursor = in.ask("query($t: ID) { pullChanges(tenantId: $t) { cursor } }", "{\"t\":" + quoted_text(tenant) + "}", token)
                   .text("data.pullChanges.cursor");
  got.stamp = at(-1000);
  return got;
}

std::string bytes_of(std::filesystem::path const& file) {
  std::ifstream from{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{from}, {}};
}

}  // namespace

TEST_CASE("A tenant out of reach is out of reach for every operation, however it is named") {
  world in;
  loot const theirs = filled(in, "globex", "far");
  loot const mine = filled(in, "acme", "two");
  std::string const before = whole_truth(in, "globex", "far");
  REQUIRE(before.find(secret) != std::string::npos);
  std::size_t asked = 0;
  auto const check_kept = [&](api_call const& call, answer const& got) {
    ++asked;
    INFO(call.document << "\n" << call.variables << "\n" << got.status << " " << got.body);
    CHECK(got.body.find(secret) == std::string::npos);
    CHECK(got.code() == "FORBIDDEN");
    auto const* const data = got.find("data");
    REQUIRE(data != nullptr);
    for (auto const& member : data->members()) CHECK(member.value.is_null());
  };
  for (auto const& call : all_calls(theirs, true)) {
    bool const by_argument = call.variables.find("\"tenantId\"") != std::string::npos;
    if (by_argument) check_kept(call, in.ask(call.document, call.variables, "one"));
    if (by_argument)
      check_kept(call, in.ask(call.document, call.variables, "one", {{"x-tenant-id", "acme"}}));
    else
      check_kept(call, in.ask(call.document, call.variables, "one", {{"x-tenant-id", "globex"}}));
  }
  for (auto const& call : all_calls(theirs, false))
    check_kept(call, in.ask(call.document, call.variables, "one", {{"x-tenant-id", "globex"}}));
  for (auto const* spelt : {"GLOBEX", "globex ", " globex", "globex,globex", "acme, globex", "globex/../acme",
                            "../globex", "globex%00", "globex.db", "acme/../globex"})
    check_kept({spelt, spelt, ""},
               in.ask("{ spaces { name } }", "{}", "one", {{"x-tenant-id", spelt}}));
  CHECK(asked > 150);
  CHECK(whole_truth(in, "globex", "far") == before);
  CHECK(mine.tenant == "acme");
}

TEST_CASE("Ids, cursors, receipts and epochs of one tenant are worth nothing in another") {
  world in;
  loot theirs = filled(in, "globex", "far");
  std::string const before = whole_truth(in, "globex", "far");
  theirs.tenant = "acme";
  std::size_t told = 0;
  // By one who reaches acme alone, and by one who may read the other tenant, but was asked about this.
  for (auto const* token : {"one", "two"})
    for (auto const& call : all_calls(theirs, true)) {
      auto const got = in.ask(call.document, call.variables, token, {{"x-tenant-id", "acme"}});
      INFO(call.document << "\n" << call.variables << "\n" << got.status << " " << got.body);
      CHECK(got.status == 200);
      CHECK(got.code() != "INTERNAL");
      CHECK(got.body.find(secret) == std::string::npos);
      CHECK(got.body.find("globex") == std::string::npos);
      ++told;
    }
  CHECK(told > 150);
  CHECK(whole_truth(in, "globex", "far") == before);
  in.server.stop();
  for (auto const& file : std::filesystem::directory_iterator(in.folder / "data")) {
    auto const name = file.path().filename().string();
    if (name.starts_with(tenant_file_name("globex"))) continue;
    INFO(name);
    CHECK(bytes_of(file.path()).find(secret) == std::string::npos);
  }
}

TEST_CASE("Without credentials no operation is answered") {
  world in;
  loot const theirs = filled(in, "globex", "far");
  std::string const before = whole_truth(in, "globex", "far");
  for (auto const& call : all_calls(theirs, true))
    for (auto const* token : {"", "wrong"}) {
      auto const got = in.ask(call.document, call.variables, token, {{"x-tenant-id", "globex"}});
      INFO(call.document);
      CHECK(got.status == 401);
      CHECK(got.body.find(secret) == std::string::npos);
      CHECK(got.find("data") == nullptr);
    }
  CHECK(whole_truth(in, "globex", "far") == before);
}
