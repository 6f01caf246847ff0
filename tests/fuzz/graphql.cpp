// SPDX-License-Identifier: BSL-1.0
// libFuzzer target: whatever is asked, the answer is JSON of the shape that the specification gives
// it, and hostile requests cost no more than the limits allow. The input is a document, and after a
// zero byte its variables.

#include "fuzz/require.hpp"
#include "graphql/zoo_root.hpp"

#include <entente/graphql.hpp>
#include <entente/wire/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace entente::graphql;

using fuzz::require;

void check_answer(response const& made) {
  entente::json_reader reader{made.body, 4096};
  bool has_data = false;
  bool has_errors = false;
  std::string_view name;
  require(reader.begin_object());
  while (reader.next_member(name)) {
    has_data = has_data || name == "data";
    has_errors = has_errors || name == "errors";
    require(reader.skip());
  }
  require(reader.finish());
  require(has_data != made.request_error);
  require(has_errors == (made.errors > 0));
  require(has_data || has_errors);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const text(reinterpret_cast<char const*>(data), size);
  std::size_t const cut = text.find('\0');
  request asked;
  asked.query = text.substr(0, cut);
  if (cut != text.npos) asked.variables = text.substr(cut + 1);

  execution_options options;
  options.bounds.max_fields = 500;
  options.bounds.max_field_comparisons = 20'000;
  options.bounds.max_response_bytes = 1u << 20;
  prepared_request const prepared = prepare(zoo::types_of_zoo(), asked, options.bounds);
  zoo::root first;
  response const made = prepared.run(first, options);
  check_answer(made);
  zoo::root second;
  require(prepared.run(second, options).body == made.body);

  (void)parse_request(text);
  (void)negotiate(text);
  (void)is_json_content(text);
  return 0;
}
