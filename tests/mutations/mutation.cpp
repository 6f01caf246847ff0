// SPDX-License-Identifier: BSL-1.0
#include "mutations/mutation.hpp"

#include <cstddef>
#include <stdexcept>

namespace mutations {

std::string mutated(std::string_view file, std::string content) {
  std::size_t number = 0;
  for (auto const& each : table()) {
    ++number;
    if (each.file != file) continue;
    auto const at = content.find(each.text);
    if (at == std::string::npos || content.find(each.text, at + 1) != std::string::npos)
      throw std::runtime_error{"the text of the mutation \"" + std::string{each.name} + "\" is " +
                               (at == std::string::npos ? "not" : "more than once") + " in " +
                               std::string{file}};
    constexpr std::string_view place = "BROKEN";
    std::string instead{each.instead};
    auto const where = instead.find(place);
    if (where == std::string::npos)
      throw std::runtime_error{"the mutation \"" + std::string{each.name} +
                               "\" does not say when: BROKEN"};
    instead.replace(where, place.size(), "::entente_broken(" + std::to_string(number) + ")");
    content.replace(at, each.text.size(), instead);
  }
  return content;
}

}  // namespace mutations
