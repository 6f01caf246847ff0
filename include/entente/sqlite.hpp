// SPDX-License-Identifier: BSL-1.0
/// Typed statements and transactions on SQLite files.
#pragma once

#include <entente/sqlite/bind.hpp>
#include <entente/sqlite/borrowed_statement.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/database_options.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/key_function.hpp>
#include <entente/sqlite/migrate_table.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/put_columns.hpp>
#include <entente/sqlite/savepoint.hpp>
#include <entente/sqlite/schema_migration.hpp>
#include <entente/sqlite/statement.hpp>
#include <entente/sqlite/storage_fault.hpp>
#include <entente/sqlite/table_outlines.hpp>
#include <entente/sqlite/transaction.hpp>
