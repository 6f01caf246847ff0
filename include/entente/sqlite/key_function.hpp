// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>

namespace entente {
inline namespace v0 {

/// Gives the key of an encrypted database: a passphrase of any bytes but NUL, or `x'` and 64 hexadecimal digits and
/// `'` for a key that needs no derivation. Called whenever a connection is opened, from any thread; what it
/// returns is not kept. Empty: the file is not encrypted.
using key_function = std::function<std::string()>;

}  // namespace v0
}  // namespace entente
