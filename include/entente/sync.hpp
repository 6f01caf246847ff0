// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sync/any_remote.hpp>
#include <entente/sync/backoff.hpp>
#include <entente/sync/client.hpp>
#include <entente/sync/direct_outcome.hpp>
#include <entente/sync/engine.hpp>
#include <entente/sync/repair_report.hpp>
#include <entente/sync/sync_options.hpp>
#include <entente/sync/sync_report.hpp>
#include <entente/sync/tenant_clients.hpp>
