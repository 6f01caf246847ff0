// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/reflect/enum_name.hpp>
#include <entente/reflect/field_addresses.hpp>
#include <entente/reflect/field_count.hpp>
#include <entente/reflect/field_index.hpp>
#include <entente/reflect/field_name.hpp>
#include <entente/reflect/field_type.hpp>
#include <entente/reflect/for_each_chosen.hpp>
#include <entente/reflect/for_each_field.hpp>
#include <entente/reflect/get_field.hpp>
#include <entente/reflect/reflected.hpp>
#include <entente/reflect/type_name.hpp>
