// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/schema.hpp>
#include <entente/entity/schema_hash.hpp>
#include <entente/replica/detail/file_owner.hpp>
#include <entente/replica/detail/exclusions.hpp>
#include <entente/replica/detail/page_applier.hpp>
#include <entente/replica/detail/replica_migration.hpp>
#include <entente/replica/detail/replica_session.hpp>
#include <entente/replica/detail/replica_tables.hpp>
#include <entente/replica/replica_options.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/migration_report.hpp>
#include <entente/sqlite/transaction.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

inline std::filesystem::path replica_path(replica_options const& options) {
  std::error_code ignored;  // opening tells
  std::filesystem::create_directories(options.directory, ignored);
  return options.directory / tenant_file_name(options.tenant);
}

inline database_options replica_database_options(replica_options const& options) {
  database_options how;
  how.synchronous = options.durable ? durability::full : durability::normal;
  how.key = options.key;
  how.file_system = options.file_system;
  return how;
}

/// Makes a file ready for the schema, or refuses it.
template <class Schema>
class replica_file {
 public:
  /// What bringing it to the schema did, where there was something to do.
  static std::optional<migration_report> set_up(database& on, replica_options const& options, replica_clock& clock) {
    entente::transaction all{on};
    auto const application = on.application_id();
    require_replica(on);
    bool const fresh = application == 0;
    if (fresh) {
      on.set_application_id(replica_application_id);
      on.set_user_version(replica_layout);
      on.exec(replica_tables);
    }
    replica_session<Schema> session{on, options, clock};
    if (fresh) {
      session.state.put("tenant", options.tenant);
      session.state.put("principal", options.principal);
      session.state.put("incarnation", session.fresh_id());
    } else {
      require_owner(on, options);
    }
    if (session.state.number("schema_version") > Schema::version) refuse_newer(on);
    recover(session, clock);
    std::optional<migration_report> report;
    auto const hash = static_cast<std::int64_t>(schema_hash<Schema>);
    if (fresh || session.state.number("schema_hash") != hash) {
      auto const done = replica_migration<Schema>{session}.run();
      if (!fresh) report = done;
      session.state.put("schema_hash", hash);
      session.state.put("schema_version", Schema::version);
      exclusions<Schema>{session}.end_broken();
      page_applier<Schema>{session}.retry_quarantined();
    }
    session.finish();
    all.commit();
    return report;
  }

 private:
  [[noreturn]] static void refuse_newer(database& on) {
    throw failure({error_code::newer_schema,
                   "the file \"" + on.file_name() + "\" was written by a newer program",
                   {},
                   {},
                   "upgrade this program"});
  }

  /// What was on its way when the program ended is asked again, under the same ids.
  static void recover(replica_session<Schema>& session, replica_clock& clock) {
    session.queue.recall_leases();
    auto const queued = session.on.prepared("SELECT max(edited) FROM entente_queue")
                            .template value<std::optional<std::int64_t>>();
    auto const newest = queued && *queued ? **queued : 0;
    clock.edits = hybrid_clock{edit_time{(std::max)(session.state.number("hlc"), newest)}};
    clock.offset = std::chrono::microseconds{session.state.number("offset")};
  }
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
