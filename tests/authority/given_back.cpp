// SPDX-License-Identifier: BSL-1.0
// What replicas give back to a restored server that is upgraded meanwhile.
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>

#include <cstdint>
#include <string>

namespace given_back {

namespace before {
struct Kit {
  std::string name;
};
using app = entente::schema<Kit>;
}  // namespace before

namespace now {
struct Kit {
  std::string name;
  std::int64_t uses = 0;
};
using app = entente::schema<Kit>;
}  // namespace now

}  // namespace given_back

template <>
struct entente::schema_traits<given_back::now::app> {
  static constexpr int version = 2;
};
template <>
struct entente::entity_traits<given_back::now::Kit> {
  using fields = entente::field_policies<entente::merge<&given_back::now::Kit::uses, entente::counter>>;
};

namespace {

entente::principal const who{"ann", {"acme"}, true};
entente::uuid const lost_epoch = entente::uuid::parse("018f5e3a-7c1e-7b2a-9d4e-0000000000ff").value();
entente::uuid const key = entente::uuid::parse("018f5e3a-7c1e-7b2a-9d4e-000000000001").value();

/// A replica writes to the record, or gives it back as the lost epoch told it under a stamp.
template <class Schema>
void push(entente::authority<Schema>& to, std::string const& replica, std::int64_t at, std::string body,
          entente::uuid const& recovered) {
  entente::operation op;
  op.entity = "Kit";
  op.key = key;
  op.schema_version = 2;
  op.recovered = recovered;
  op.edited = {at};
  op.base_version = 1;
  op.body = std::move(body);
  entente::push_request request;
  request.replica = entente::uuid::parse(replica).value();
  op.op_id = request.replica;
  request.groups = {{op}};
  REQUIRE(to.apply(who, "acme", request).results.at(0).outcome == entente::verdict::applied);
}

entente::authority_options options_in(support::temporary_folder const& folder) {
  entente::authority_options how;
  how.directory = folder.path() / "server";
  how.synchronous = entente::durability::normal;
  return how;
}

/// The record was renamed, and used nine times.
template <class Schema>
void check_record(entente::authority<Schema>& of) {
  auto const page = of.changes_since(who, "acme", {});
  REQUIRE(page.changes.size() == 1);
  CHECK(page.changes[0].fields.find(R"("name":"axe")") != std::string::npos);
  CHECK(page.changes[0].fields.find(R"("uses":9)") != std::string::npos);
}

template <class Schema>
void give_back(entente::authority<Schema>& to, std::string const& replica, std::int64_t at, std::string body) {
  push(to, replica, at, std::move(body), lost_epoch);
}

}  // namespace

TEST_CASE("authority: an edit of what the server has no field for outlives the same record given back once more") {
  support::temporary_folder folder;
  entente::authority<given_back::before::app> server{options_in(folder)};
  give_back(server, "018f5e3a-7c1e-7b2a-9d4e-000000000011", 1'700'000'000'000'000, R"({"set":{"name":"saw","uses":7}})");
  push(server, "018f5e3a-7c1e-7b2a-9d4e-000000000012", 1'700'000'001'000'000, R"({"set":{"uses":9}})", {});
  give_back(server, "018f5e3a-7c1e-7b2a-9d4e-000000000013", 1'700'000'002'000'000, R"({"set":{"name":"axe","uses":7}})");
  check_record(server);
}

TEST_CASE("authority: what is given back before and after an upgrade counts once, also where the older server had no field for it") {
  support::temporary_folder folder;
  {
    entente::authority<given_back::before::app> server{options_in(folder)};
    give_back(server, "018f5e3a-7c1e-7b2a-9d4e-000000000011", 1'700'000'000'000'000,
              R"({"set":{"name":"saw","uses":7}})");
  }
  entente::authority<given_back::now::app> server{options_in(folder)};
  give_back(server, "018f5e3a-7c1e-7b2a-9d4e-000000000012", 1'700'000'001'000'000,
            R"({"set":{"name":"axe","uses":9}})");
  check_record(server);
}
