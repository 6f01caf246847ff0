// SPDX-License-Identifier: BSL-1.0
// What happens to operations that the server has refused, or may have seen.
#include "support/catch.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/replica.hpp>

#include <string>

namespace {

using entente::op_result;
using entente::push_answer;
using entente::push_request;
using entente::verdict;

struct device {
  support::temporary_folder folder;
  entente::replica<app> local{{.directory = folder.path(), .tenant = "acme"}};

  push_request lease() { return local.lease(100, 1'000'000, true); }

  void refuse(push_request const& batch) {
    push_answer answer;
    for (auto const& group : batch.groups)
      for (auto const& op : group) {
        op_result refused;
        refused.op_id = op.op_id;
        refused.outcome = verdict::rejected;
        refused.code = entente::error_code::validation_failed;
        refused.message = "no";
        answer.results.push_back(refused);
      }
    local.settle(batch, answer);
  }
};

Task titled(std::string title) {
  Task task;
  task.title = std::move(title);
  return task;
}

}  // namespace

TEST_CASE("editing a record whose operation was refused sends it again, as a new operation") {
  device one;
  auto const task = one.local.create(titled("refused"));
  auto const first = one.lease();
  one.refuse(first);
  REQUIRE(one.local.status().failed == 1);
  one.local.update<Task>(task, [](Task& it) { it.title = "accepted"; });
  CHECK(one.local.status().failed == 0);
  auto const again = one.lease();
  REQUIRE(again.groups.size() == 1);
  CHECK(again.groups[0][0].op_id != first.groups[0][0].op_id);
  CHECK(again.groups[0][0].body.find("accepted") != std::string::npos);
  CHECK(again.groups[0][0].kind == entente::operation_kind::insert);
}

TEST_CASE("correcting a refused record lets go of those that refer to it") {
  device one;
  Space space;
  space.name = "refused";
  auto const parent = one.local.create(space);
  auto const batch = one.lease();
  one.refuse(batch);
  Task child = titled("child");
  child.space = parent;
  one.local.create(child);
  REQUIRE(one.local.status().held == 1);
  one.local.update<Space>(parent, [](Space& it) { it.name = "accepted"; });
  CHECK(one.local.status().held == 0);
  CHECK(one.lease().groups.size() == 2);
}

TEST_CASE("deleting a record that the server refused leaves nothing behind") {
  device one;
  auto const task = one.local.create(titled("refused"));
  one.refuse(one.lease());
  one.local.remove(task);
  CHECK(one.local.status().clean());
  CHECK_FALSE(one.local.find_any(task).has_value());
}

TEST_CASE("a repeat carries the image it was first sent with, whatever came meanwhile") {
  device one;
  auto const task = one.local.create(titled("first"));
  auto const sent = one.lease();
  one.local.release(sent);
  one.local.update<Task>(task, [](Task& it) { it.votes = 7; });
  auto const again = one.lease();
  REQUIRE(again.groups.size() == 2);
  CHECK(again.groups[0][0].op_id == sent.groups[0][0].op_id);
  CHECK(again.groups[0][0].image == sent.groups[0][0].image);
  CHECK(again.groups[1][0].image.find("\"votes\":7") != std::string::npos);
}
