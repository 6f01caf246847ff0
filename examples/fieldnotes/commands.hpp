// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "command_line.hpp"

#include <string>
#include <vector>

namespace fieldnotes {

// Each mode of the program: the arguments behind its name, and the exit status it ends with.
int serve(std::vector<std::string> const& arguments);
int device(std::vector<std::string> const& arguments);
int compare(std::vector<std::string> const& arguments);

}  // namespace fieldnotes
