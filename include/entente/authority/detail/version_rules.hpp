// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/sql/identifier.hpp>
#include <entente/sql/refusing_trigger.hpp>

#include <string>
#include <string_view>

namespace entente {
inline namespace v0 {
namespace detail {

/// The rules that make a wrong version impossible, whoever writes to an entity's table:
///
///   * a record begins alive, at version 1, under a stamp beyond all that were given out;
///   * a change is the next version under a later stamp, and only a change deletes or restores;
///   * key, id and time of creation stay for ever;
///   * only a tombstone can be removed;
///
/// and of the tenant: the last stamp never goes back.
inline std::string version_rules(std::string_view table) {
  std::string const last = "(SELECT value FROM entente_state WHERE name='last_stamp')";
  std::string const newest = "(SELECT max(entente_stamp) FROM " + quoted_name(table) + ")";
  std::string const late = "NEW.entente_stamp<=ifnull(" + last + ",0) OR NEW.entente_stamp<=ifnull(" + newest + ",0)";
  return refusing_trigger(table, "a record begins at version 1", "BEFORE INSERT",
                          "NEW.entente_version<>1 OR NEW.entente_deleted<>0 OR "
                          "NEW.entente_created<>NEW.entente_stamp OR " + late) + ";" +
         refusing_trigger(table, "versions go up one by one", "BEFORE UPDATE",
                          "NEW.entente_key IS NOT OLD.entente_key OR NEW.entente_id IS NOT OLD.entente_id OR "
                          "NEW.entente_created<>OLD.entente_created OR "
                          "CASE NEW.entente_version-OLD.entente_version WHEN 0 THEN "
                          "NEW.entente_stamp<>OLD.entente_stamp OR NEW.entente_deleted<>OLD.entente_deleted "
                          "WHEN 1 THEN " + late + " ELSE 1 END") + ";" +
         refusing_trigger(table, "only a tombstone can be removed", "BEFORE DELETE", "OLD.entente_deleted=0") + ";";
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
