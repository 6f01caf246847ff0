// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/merge/apply.hpp>
#include <entente/merge/claims.hpp>
#include <entente/merge/diff.hpp>
#include <entente/merge/field_time.hpp>
#include <entente/merge/fold.hpp>
#include <entente/merge/rebase.hpp>
#include <entente/merge/suggest.hpp>
