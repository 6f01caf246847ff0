// SPDX-License-Identifier: BSL-1.0
// The graphql room: parse, validate and execute GraphQL documents against a schema of constant
// tables, with full introspection. Transport-free.
#pragma once

#include <entente/graphql/directives.hpp>
#include <entente/graphql/document.hpp>
#include <entente/graphql/execute.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/graphql/input.hpp>
#include <entente/graphql/input_json.hpp>
#include <entente/graphql/introspection.hpp>
#include <entente/graphql/limits.hpp>
#include <entente/graphql/media_type.hpp>
#include <entente/graphql/parse.hpp>
#include <entente/graphql/prepare.hpp>
#include <entente/graphql/print_schema.hpp>
#include <entente/graphql/request.hpp>
#include <entente/graphql/resolver.hpp>
#include <entente/graphql/response.hpp>
#include <entente/graphql/scalars.hpp>
#include <entente/graphql/schema.hpp>
#include <entente/graphql/type_ref.hpp>
#include <entente/graphql/type_system.hpp>
#include <entente/graphql/validate.hpp>
#include <entente/graphql/value.hpp>
