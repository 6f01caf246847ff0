// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/customize.hpp>
#include <entente/entity/attachment.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/field_equal.hpp>
#include <entente/entity/field_kind.hpp>
#include <entente/entity/field_mask.hpp>
#include <entente/entity/fields_of_policy.hpp>
#include <entente/entity/former_schema.hpp>
#include <entente/entity/id.hpp>
#include <entente/entity/operation_kind.hpp>
#include <entente/entity/patch.hpp>
#include <entente/entity/record.hpp>
#include <entente/entity/reference_rule.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/entity/schema.hpp>
#include <entente/entity/schema_hash.hpp>
#include <entente/entity/storable.hpp>
#include <entente/entity/usable_entity.hpp>
#include <entente/entity/validate.hpp>
#include <entente/entity/visible_to.hpp>
