// SPDX-License-Identifier: BSL-1.0
/// Typed statements and transactions on SQLite files.
#pragma once

#include <entente/sqlite/add_missing_columns.hpp>
#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/borrowed_statement.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/key_function.hpp>
#include <entente/sqlite/savepoint.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/sqlite/storage_fault.hpp>
#include <entente/sqlite/transaction.hpp>
