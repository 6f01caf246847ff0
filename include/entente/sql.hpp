// SPDX-License-Identifier: BSL-1.0
/// SQL text generated from entities.
#pragma once

#include <entente/sql/column_type.hpp>
#include <entente/sql/columns.hpp>
#include <entente/sql/dialect.hpp>
#include <entente/sql/identifier.hpp>
#include <entente/sql/index_definitions.hpp>
#include <entente/sql/referrer_lookup.hpp>
#include <entente/sql/refusing_trigger.hpp>
#include <entente/sql/table_outline.hpp>
#include <entente/sql/unique_lookup.hpp>
