// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/acknowledged.hpp>
#include <entente/wire/adopt_member.hpp>
#include <entente/wire/base64.hpp>
#include <entente/wire/change.hpp>
#include <entente/wire/change_page.hpp>
#include <entente/wire/decode.hpp>
#include <entente/wire/downcast.hpp>
#include <entente/wire/encode.hpp>
#include <entente/wire/field_json.hpp>
#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_text.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>
#include <entente/wire/op_result.hpp>
#include <entente/wire/operation.hpp>
#include <entente/wire/patch_codec.hpp>
#include <entente/wire/pull_request.hpp>
#include <entente/wire/push_answer.hpp>
#include <entente/wire/push_request.hpp>
#include <entente/wire/range_answer.hpp>
#include <entente/wire/range_query.hpp>
#include <entente/wire/record_codec.hpp>
#include <entente/wire/settle_intent.hpp>
#include <entente/wire/unknown_members.hpp>
#include <entente/wire/upcast.hpp>
