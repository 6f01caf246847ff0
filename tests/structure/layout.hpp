// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace layout {

/// Header text by path below include/, e.g. "entente/base/uuid.hpp".
using header_tree = std::map<std::string, std::string>;

/// One `#include` of a header; `quoted` tells "x" from <x>.
struct inclusion {
  std::string path;
  bool quoted = false;
};

/// The includes of one header, comments left out.
std::vector<inclusion> inclusions(std::string const& text);

/// Everything in the tree that breaks the blueprint's rules on rooms, floors, third-party libraries
/// and the form of files, one sentence each; empty for a sound tree.
std::vector<std::string> violations(header_tree const& tree);

/// Third-party headers that one reaches by including `header`, through headers of the tree.
std::vector<std::string> foreign_headers_behind(header_tree const& tree, std::string const& header);

}  // namespace layout
