// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What the model knows of a policy.
enum class model_rule : std::uint8_t {
  latest,    ///< of concurrent edits the later one stays
  one_of,    ///< one of them stays
  whole,     ///< the record gives way as a whole: any value that it ever had
  sum,       ///< differences add up
  united,    ///< what was added and removed
  appended,  ///< what was added at the end
  highest,
  lowest,
  own,       ///< the application's own function
};

/// One field of an entity, as the model sees it. Values are compared as the JSON text they have.
struct model_field {
  std::string name{};
  model_rule rule = model_rule::latest;
  /// Whether one value is less than another.
  bool (*less)(std::string_view, std::string_view) = nullptr;
  bool ruled_ref = false;   ///< a ref that the deletion of its target changes
  bool cascades = false;    ///< ... and that takes its record along
};

struct model_entity {
  std::string name{};
  std::vector<model_field> fields{};
  bool delete_wins = true;
  bool ruled = false;  ///< a server may refuse a record for what is in others
};

/// What an edit did to one field.
struct field_edit {
  std::size_t field = 0;
  std::string before{};  ///< what the one who edited saw; nothing where the record is made
  bool saw = false;
  std::string text{};
  double delta = 0;      ///< of a sum
  std::vector<std::string> added{};
  std::vector<std::string> removed{};
  bool rewritten = false;  ///< a list that is not its old self with more at the end, or less of a set
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
