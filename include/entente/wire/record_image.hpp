// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/record_codec.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {

/// A record as a JSON object, with the members that this program has no field for (`unknown`: an object's text, or
/// empty): a program that has will read what is kept so. Throws what write_object throws. Thread-safe.
template <class Entity>
std::string image_of(Entity const& value, std::string_view unknown) {
  std::string text;
  write_object(text, value);
  if (!unknown.empty()) {
    text.back() = ',';
    text.append(unknown.substr(1));
  }
  return text;
}

}  // namespace v0
}  // namespace entente
