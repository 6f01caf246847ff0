// SPDX-License-Identifier: BSL-1.0
/// The client's own database: records, operation queue, merging, conflicts, queries.
#pragma once

#include <entente/replica/condition.hpp>
#include <entente/replica/confirm.hpp>
#include <entente/replica/conflict.hpp>
#include <entente/replica/dead_letter.hpp>
#include <entente/replica/differences.hpp>
#include <entente/replica/drop_replica.hpp>
#include <entente/replica/for_each_difference.hpp>
#include <entente/replica/query_builder.hpp>
#include <entente/replica/queued_operation.hpp>
#include <entente/replica/range_report.hpp>
#include <entente/replica/replica.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/replica/replica_status.hpp>
#include <entente/replica/replica_transaction.hpp>
#include <entente/replica/set_aside_operation.hpp>
#include <entente/replica/snapshot_info.hpp>
#include <entente/replica/stored_tenants.hpp>
#include <entente/replica/stuck_reason.hpp>
#include <entente/replica/subscription.hpp>
#include <entente/replica/sync_outcome.hpp>
#include <entente/replica/unsynced_work.hpp>
#include <entente/replica/wipe_scope.hpp>
