// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/testing/detail/model_field.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Something that was issued: by whom, when, and whether it can be relied on.
struct issue {
  std::size_t actor = 0;  ///< a device between two losses of its memory
  std::int64_t time = 0;
  bool solid = true;  ///< false: somebody may have given it up before the server had it, or it may count twice
  bool open = true;   ///< the server is not known to have decided it
};

/// What an edit said about one field.
struct field_issue : issue {
  std::string text{};
  std::vector<std::size_t> over{};  ///< the earlier ones that it replaces for certain
  double delta = 0;
  std::vector<std::string> added{};
  std::vector<std::string> removed{};
};

enum class life : std::uint8_t { made, removed, restored };

struct life_issue : issue {
  life what = life::made;
};

struct issued_field {
  std::vector<field_issue> issues{};
  bool rewritten = false;  ///< a list that was replaced as a whole
  bool lowered = false;    ///< against the direction of its policy
};

/// All that was issued about one record.
struct issued_record {
  std::size_t entity = 0;
  uuid key{};
  std::vector<life_issue> lives{};
  std::vector<issued_field> fields{};
  bool decided = false;  ///< a person has decided, forced, or taken back: times of edits do not tell any more
  bool untold = false;   ///< a decision about it was cut off: nobody knows whether it took place, and what it wrote
  std::vector<uuid> followed{};  ///< the records whose deletion takes this one along

  template <class F>
  void for_each_issue(F&& f) {
    for (auto& each : lives) f(each);
    for (auto& field : fields)
      for (auto& each : field.issues) f(each);
  }
  [[nodiscard]] bool ever(life what) const {
    for (auto const& each : lives)
      if (each.what == what) return true;
    return false;
  }
  [[nodiscard]] bool surely(life what) const {
    for (auto const& each : lives)
      if (each.what == what && each.solid) return true;
    return false;
  }
};

/// A change of one record, as somebody issued it.
struct record_edit {
  std::size_t entity = 0;
  uuid key{};
  life what = life::made;
  bool edits_only = false;  ///< nothing about life: `what` says nothing
  std::vector<field_edit> fields{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
