// SPDX-License-Identifier: BSL-1.0
/// Everything that needs neither cpp-httplib nor libpq: declare entities, keep them on a device, sync
/// them, be the authority. The HTTP remotes are <entente/remote/http.hpp> and
/// <entente/remote/reference.hpp>, the HTTP server is <entente/serve.hpp>.
#pragma once

#include <entente/authority.hpp>
#include <entente/base.hpp>
#include <entente/customize.hpp>
#include <entente/entity.hpp>
#include <entente/merge.hpp>
#include <entente/reflect.hpp>
#include <entente/remote.hpp>
#include <entente/replica.hpp>
#include <entente/sql.hpp>
#include <entente/sqlite.hpp>
#include <entente/sync.hpp>
#include <entente/wire.hpp>
