// SPDX-License-Identifier: BSL-1.0
/// What a remote is. The HTTP remotes stand outside this umbrella, in <entente/remote/http.hpp> and
/// <entente/remote/reference.hpp>, for they need cpp-httplib.
#pragma once

#include <entente/remote/alias_book.hpp>
#include <entente/remote/remote.hpp>
#include <entente/remote/remote_answer.hpp>
#include <entente/remote/remote_options.hpp>
#include <entente/remote/schema_outline.hpp>
