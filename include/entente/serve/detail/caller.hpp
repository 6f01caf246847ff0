// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/principal.hpp>
#include <entente/graphql/graphql_error.hpp>
#include <entente/wire/json_writer.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::serving {

/// Who sent a request, and which tenant its x-tenant-id header names.
class caller {
 public:
  caller(principal who, std::string tenant_header)
      : who_(std::move(who)), header_(std::move(tenant_header)) {}

  /// A caller without credentials, who reaches whatever tenant is named.
  static caller without_credentials(std::string tenant_header) {
    caller made{{.name = "anonymous", .tenants = {}}, std::move(tenant_header)};
    made.everywhere_ = true;
    return made;
  }

  /// The tenant to work on: the argument where it is given, else the header's, else the caller's
  /// only one. Throws `field_error` for a tenant that is out of reach or not to be told.
  std::string enter(std::optional<std::string_view> argument) {
    std::string tenant;
    if (argument)
      tenant = *argument;
    else if (!header_.empty())
      tenant = header_;
    else if (everywhere_)
      tenant = "default";
    else if (who_.tenants.size() == 1)
      tenant = who_.tenants.front();
    else
      throw graphql::field_error(
          "Name the tenant in the header x-tenant-id: the token may use several.");
    if (everywhere_) {
      if (tenant.empty() || !valid_utf8(tenant))
        throw graphql::field_error("A tenant's id must be text and not empty.");
      who_.tenants.assign(1, tenant);
    }
    if (!who_.reaches(tenant))
      throw graphql::field_error("The token does not reach this tenant.",
                                 graphql::codes::forbidden);
    return tenant;
  }

  [[nodiscard]] principal const& who() const noexcept { return who_; }
  [[nodiscard]] bool anonymous() const noexcept { return everywhere_; }

 private:
  principal who_;
  std::string header_;
  bool everywhere_ = false;
};

}  // namespace detail::serving
}  // namespace v0
}  // namespace entente
