// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/authority/authority_options.hpp>
#include <entente/authority/detail/store_migration.hpp>
#include <entente/authority/detail/store_statements.hpp>
#include <entente/authority/detail/writer_turn.hpp>
#include <entente/authority/store_session.hpp>
#include <entente/base/error.hpp>
#include <entente/base/uuid.hpp>
#include <entente/entity/schema.hpp>
#include <entente/entity/schema_hash.hpp>
#include <entente/sqlite/database.hpp>
#include <entente/sqlite/file_name.hpp>
#include <entente/sqlite/transaction.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {

/// Keeps each tenant in an SQLite file of its own, opened on demand, made on the first write. One
/// writer per tenant at a time, any number of readers on their own snapshots. Thread-safe.
template <class Schema>
class sqlite_store {
 public:
  explicit sqlite_store(authority_options options) : options_(std::move(options)) {}

  /// Whether anything was ever written for the tenant.
  [[nodiscard]] bool exists(std::string_view tenant) const {
    return std::filesystem::exists(options_.directory / tenant_file_name(tenant));
  }

  /// Runs `body(store_session&)` in a write transaction and commits. Makes the tenant's file if there
  /// is none. Throws storage_busy when the writer is not free in time.
  template <class Body>
  auto write(std::string_view tenant, Body&& body) {
    auto const file = open(tenant, true);
    if (!file->writing.take_within(options_.writer_wait))
      throw failure({error_code::storage_busy, "the tenant's writer is busy", {}, {}, "try again"});
    detail::turn_holder const turn{file->writing};
    store_session session{*file->writer};
    transaction all{*file->writer};
    if constexpr (std::is_void_v<decltype(body(session))>) {
      body(session);
      all.commit();
    } else {
      auto answer = body(session);
      all.commit();
      return answer;
    }
  }

  /// Runs `body(store_session&)` on a snapshot; nothing is run, and nothing returned, for a tenant
  /// that has no file yet.
  template <class Body>
  auto read(std::string_view tenant, Body&& body)
      -> std::optional<decltype(body(std::declval<store_session&>()))> {
    auto const file = open(tenant, false);
    if (!file) return std::nullopt;
    auto reader = file->take_reader(options_);
    std::optional<decltype(body(std::declval<store_session&>()))> answer;
    {
      store_session session{*reader};
      transaction snapshot{*reader, transaction_kind::read};
      answer = body(session);
    }
    file->give_back(std::move(reader));  // one that has met an error is not used again
    return answer;
  }

 private:
  struct tenant_file {
    explicit tenant_file(std::filesystem::path at) : path(std::move(at)) {}

    std::filesystem::path const path;
    std::mutex opening;
    detail::writer_turn writing;
    std::unique_ptr<database> writer;  ///< set under `opening`, used under `writing`
    std::mutex reading;
    std::vector<std::unique_ptr<database>> readers;
    std::uint64_t used = 0;  ///< guarded by the store

    std::unique_ptr<database> take_reader(authority_options const& options) {
      {
        std::lock_guard const lock{reading};
        if (!readers.empty()) {
          auto reader = std::move(readers.back());
          readers.pop_back();
          return reader;
        }
      }
      database_options how;
      how.create = false;
      how.busy_timeout = options.writer_wait;
      how.file_system = options.file_system;
      return std::make_unique<database>(path, how);
    }
    void give_back(std::unique_ptr<database> reader) {
      std::lock_guard const lock{reading};
      if (readers.size() < 8) readers.push_back(std::move(reader));
    }
  };

  using tenant_files = std::map<std::string, std::shared_ptr<tenant_file>, std::less<>>;

  /// The tenant's file, open; null if there is none and none is to be made. Tenants do not wait for each
  /// other's files.
  std::shared_ptr<tenant_file> open(std::string_view tenant, bool create) {
    std::vector<std::shared_ptr<tenant_file>> closing;  // files are closed when the lock is gone
    std::shared_ptr<tenant_file> file;
    {
      std::lock_guard const lock{mutex_};
      auto found = files_.find(tenant);
      if (found == files_.end()) {
        auto path = options_.directory / tenant_file_name(tenant);
        if (!create && !std::filesystem::exists(path)) return nullptr;
        found = files_.emplace(std::string{tenant}, std::make_shared<tenant_file>(std::move(path))).first;
      }
      file = found->second;
      file->used = ++clock_;
      take_oldest(closing);
    }
    std::lock_guard const lock{file->opening};
    if (file->writer) return file;
    if (!create && !std::filesystem::exists(file->path)) return nullptr;
    file->writer = open_writer(file->path, tenant);
    return file;
  }

  std::unique_ptr<database> open_writer(std::filesystem::path const& path, std::string_view tenant) {
    make_directory();
    database_options how;
    how.synchronous = options_.synchronous;
    how.busy_timeout = options_.writer_wait;
    how.file_system = options_.file_system;
    auto writer = std::make_unique<database>(path, how);
    set_up(*writer, tenant);
    if (options_.max_tenant_bytes > 0) {
      auto const page = writer->prepared("PRAGMA page_size").template value<std::int64_t>().value_or(4096);
      writer->exec("PRAGMA max_page_count=" + std::to_string((std::max)(options_.max_tenant_bytes / page, std::int64_t{1})));
    }
    return writer;
  }

  void make_directory() const {
    std::error_code fault;
    std::filesystem::create_directories(options_.directory, fault);
    if (!fault || std::filesystem::is_directory(options_.directory)) return;
    bool const barred = fault == std::errc::permission_denied || fault == std::errc::read_only_file_system ||
                        fault == std::errc::operation_not_permitted;
    throw failure({barred ? error_code::storage_read_only : error_code::storage_failed,
                   "the directory of the server's data cannot be made", {}, {}, "make it, or choose another"});
  }

  enum class condition { fresh, outdated, ready };

  /// What has to be done to the file before it is used. Throws if it is not this tenant's, or not to
  /// be understood.
  condition inspect(database& on, std::string_view tenant) {
    auto const application = on.application_id();
    bool const foreign = application == 0
                             ? on.prepared("SELECT 1 FROM sqlite_master LIMIT 1").template value<std::int64_t>().has_value()
                             : application != application_id;
    if (foreign)
      throw failure({error_code::storage_corrupt, "the file \"" + on.file_name() + "\" is not an entente server's database",
                     {}, {}, "choose another directory"});
    if (application == 0) return condition::fresh;
    store_session session{on};
    if (on.user_version() > layout || session.number("schema_version") > Schema::version)
      throw failure({error_code::newer_schema, "the file \"" + on.file_name() + "\" was written by a newer program", {}, {},
                     "upgrade this program"});
    if (session.text("tenant") != tenant)
      throw failure({error_code::wrong_tenant, "the file \"" + on.file_name() + "\" belongs to another tenant", {}, {},
                     "restore the file under its own name"});
    return session.number("schema_hash") == hash && session.number("schema_version") == Schema::version
               ? condition::ready
               : condition::outdated;
  }

  void set_up(database& on, std::string_view tenant) {
    if (inspect(on, tenant) == condition::ready) return;
    transaction all{on};
    auto const state = inspect(on, tenant);  // another process may have been faster
    if (state == condition::ready) return;
    store_session session{on};
    if (state == condition::fresh) {
      on.set_application_id(application_id);
      on.set_user_version(layout);
      on.exec(detail::store_tables);
      session.put_state("tenant", tenant);
      session.put_state("epoch", make_uuid_v7(options_.now(), options_.random));
    }
    auto const done = detail::store_migration<Schema>{on}.run();
    session.put_state("schema_hash", hash);
    session.put_state("schema_version", Schema::version);
    all.commit();
    if (state == condition::outdated && options_.migrated) options_.migrated(tenant, done);
  }

  /// Takes the files used longest ago, and by nobody now, until few enough are left.
  void take_oldest(std::vector<std::shared_ptr<tenant_file>>& closing) {
    while (files_.size() > options_.open_tenants) {
      auto oldest = files_.end();
      for (auto each = files_.begin(); each != files_.end(); ++each)
        if (each->second.use_count() == 1 && (oldest == files_.end() || each->second->used < oldest->second->used))
          oldest = each;
      if (oldest == files_.end()) return;
      closing.push_back(std::move(oldest->second));
      files_.erase(oldest);
    }
  }

  static constexpr auto hash = static_cast<std::int64_t>(schema_hash<Schema>);
  static constexpr std::int64_t application_id = 0x656e7441;  // "entA"
  static constexpr std::int64_t layout = 1;

  authority_options options_;
  std::mutex mutex_;
  tenant_files files_;
  std::uint64_t clock_ = 0;
};

}  // namespace v0
}  // namespace entente
