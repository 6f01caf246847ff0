// SPDX-License-Identifier: BSL-1.0
#include "storage/workshop.hpp"

SUPPORT_AUTHORITY_OF(, workshop::schema)
SUPPORT_CLIENT_OF(, workshop::schema)
