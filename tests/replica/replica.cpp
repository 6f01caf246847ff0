// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/replica.hpp>

#include <string>

using entente::field;
using support::code_of;

namespace {

entente::replica_options in(support::temporary_folder const& folder) {
  entente::replica_options how;
  how.directory = folder.path();
  how.tenant = "acme";
  how.principal = "ann";
  return how;
}

Task task(std::string title) {
  Task one;
  one.title = std::move(title);
  return one;
}

}  // namespace

TEST_CASE("A record that was made is found, changed, removed and restored") {
  support::temporary_folder const folder;
  entente::replica<app> local{in(folder)};
  auto const id = local.create(task("Walk the line"));
  CHECK(local.get(id).title == "Walk the line");
  CHECK(local.find(id)->version == 0);
  local.update(id, [](Task& t) { t.done = true; });
  CHECK(local.get(id).done);
  auto other = local.get(id);
  other.body = "slowly";
  local.replace(id, other);
  CHECK(local.get(id).body == "slowly");
  CHECK(local.query<Task>().where(field<&Task::done> == true).count() == 1);
  CHECK(local.status().pending == 1);  // folded
  local.remove(id);
  CHECK_FALSE(local.find(id).has_value());
  CHECK(local.status().clean());  // never sent: nothing is left of it
  CHECK(code_of([&] { static_cast<void>(local.get(id)); }) == entente::error_code::not_found);
}
