// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/wire/detail/apart.hpp>
#include <entente/wire/json_reader.hpp>

namespace entente {
inline namespace v0 {
namespace detail {

/// Makes the reader fail as malformed. Always false.
ENTENTE_DETAIL_COLD inline bool refuse(json_reader& from, char const* expected) {
  from.fail(error_code::malformed, expected);
  return false;
}

ENTENTE_DETAIL_COLD inline bool refuse_repeated(json_reader& from) {
  return refuse(from, "expected every member of an object once");
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
