// SPDX-License-Identifier: BSL-1.0
// The room `http`: one small client and server vocabulary over cpp-httplib.
#pragma once

#include <entente/http/client.hpp>
#include <entente/http/client_options.hpp>
#include <entente/http/error_response.hpp>
#include <entente/http/headers.hpp>
#include <entente/http/is_loopback_host.hpp>
#include <entente/http/message.hpp>
#include <entente/http/server.hpp>
#include <entente/http/server_hooks.hpp>
#include <entente/http/server_options.hpp>
