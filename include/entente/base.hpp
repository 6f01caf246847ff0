// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/advice.hpp>
#include <entente/base/bytes.hpp>
#include <entente/base/digest.hpp>
#include <entente/base/either.hpp>
#include <entente/base/error.hpp>
#include <entente/base/fixed_string.hpp>
#include <entente/base/hybrid_clock.hpp>
#include <entente/base/limits.hpp>
#include <entente/base/random.hpp>
#include <entente/base/result.hpp>
#include <entente/base/set_positions.hpp>
#include <entente/base/sha256.hpp>
#include <entente/base/timestamp.hpp>
#include <entente/base/uuid.hpp>
