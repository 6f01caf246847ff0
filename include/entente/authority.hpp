// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority.hpp>
#include <entente/authority/authority_options.hpp>
#include <entente/authority/item.hpp>
#include <entente/authority/principal.hpp>
#include <entente/authority/purge_report.hpp>
#include <entente/authority/reference.hpp>
#include <entente/authority/sqlite_store.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/authority/stored_row.hpp>
#include <entente/authority/tenant_status.hpp>
