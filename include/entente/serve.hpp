// SPDX-License-Identifier: BSL-1.0
// The serve room: an authority behind an HTTP endpoint that speaks GraphQL.
#pragma once

#include <entente/serve/api_tables.hpp>
#include <entente/serve/bearer_tokens.hpp>
#include <entente/serve/server.hpp>
#include <entente/serve/server_options.hpp>
