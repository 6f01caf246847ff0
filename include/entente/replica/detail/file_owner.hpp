// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/replica/detail/state_table.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/sqlite/database.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

/// Refuses a file of another tenant or user.
inline void require_owner(database& on, replica_options const& options) {
  state_table const state{on};
  if (state.text("tenant") != options.tenant)
    throw failure({error_code::wrong_tenant,
                   "the file \"" + on.file_name() + "\" belongs to another tenant",
                   {},
                   {},
                   "keep each file under its own name"});
  if (state.text("principal") != options.principal)
    throw failure({error_code::wrong_tenant,
                   "the file \"" + on.file_name() + "\" belongs to another user",
                   {},
                   {},
                   "sign in as that user, or choose another directory"});
}

/// Refuses a file that is no replica's, or that this program is too old for.
inline void require_replica(database& on) {
  auto const application = on.application_id();
  if (application != 0 && application != replica_application_id)
    throw failure({error_code::storage_corrupt,
                   "the file \"" + on.file_name() + "\" is not an entente replica",
                   {},
                   {},
                   "choose another directory"});
  if (on.user_version() > replica_layout)
    throw failure({error_code::newer_schema,
                   "the file \"" + on.file_name() + "\" was written by a newer program",
                   {},
                   {},
                   "upgrade this program"});
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
