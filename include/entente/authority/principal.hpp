// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {

/// Who is asking, as established from credentials: never from what the request says of itself.
struct principal {
  std::string name{};                ///< stable; receipts and aliases are kept per principal
  std::vector<std::string> tenants{};  ///< those it may read and write
  bool may_force = true;  ///< may override what others wrote, and delete records of `data_capture` entities

  [[nodiscard]] bool reaches(std::string_view tenant) const {
    return std::find(tenants.begin(), tenants.end(), tenant) != tenants.end();
  }
};

}  // namespace v0
}  // namespace entente
