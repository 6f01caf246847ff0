// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/base/random.hpp>
#include <entente/sqlite/storage_fault.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>

namespace entente {
inline namespace v0 {
namespace detail {

/// A write that is not on the disk for certain.
struct unsynced_write {
  std::int64_t at = 0;
  std::string before{};        ///< what stood there, as far as the file went
  std::int64_t size_before = 0;
  std::string after{};         ///< what was written; nothing for a truncation
  std::int64_t size_after = 0;
};

/// What all files of one faulty file system share.
struct faulty_state {
  explicit faulty_state(random_function dice) : random(std::move(dice)) {}

  sqlite3_vfs own{};
  sqlite3_vfs* real = nullptr;
  std::string name{};
  random_function random;
  std::mutex lock{};
  std::uint64_t changes = 0;
  std::uint64_t locks = 0;
  std::uint64_t met = 0;
  std::uint64_t due = 0;
  storage_fault fault = storage_fault::none;
  bool lasting = false;
  bool dead = false;
  std::map<std::string, std::vector<unsynced_write>> unsynced{};

  static void start(faulty_state& state);

  template <class T>
  T read(T const& value) {
    std::lock_guard const guard{lock};
    return value;
  }

  /// Counts a change, and tells what it meets. To be called with the lock held.
  storage_fault next_change() {
    if (dead) return storage_fault::crash;
    ++changes;
    return fault == storage_fault::busy ? storage_fault::none : meet(changes);
  }
  storage_fault next_lock() {
    if (dead) return storage_fault::crash;
    ++locks;
    return fault == storage_fault::busy ? meet(locks) : storage_fault::none;
  }

  void restart(restart_after what) {
    std::lock_guard const guard{lock};
    if (what == restart_after::power_cut)
      for (auto const& [path, writes] : unsynced) take_back(path, writes);
    unsynced.clear();
    fault = storage_fault::none;
    dead = false;
  }

 private:
  storage_fault meet(std::uint64_t count) {
    if (fault == storage_fault::none || count < due || (count > due && !lasting)) return storage_fault::none;
    ++met;
    if (fault == storage_fault::crash || fault == storage_fault::torn) dead = true;
    return fault;
  }

  /// The file as it was synced, and of the later writes those that happened to reach the disk.
  void take_back(std::string const& path, std::vector<unsynced_write> const& writes) {
    std::error_code ignored;
    if (writes.empty() || !std::filesystem::exists(path, ignored)) return;
    std::string content;
    {
      std::ifstream file{path, std::ios::binary};
      content.resize(static_cast<std::size_t>(std::filesystem::file_size(path)));
      file.read(content.data(), static_cast<std::streamsize>(content.size()));
    }
    for (auto each = writes.rbegin(); each != writes.rend(); ++each) {
      content.resize(static_cast<std::size_t>(each->size_before));
      auto const at = static_cast<std::size_t>(each->at);
      if (!each->before.empty()) content.replace(at, each->before.size(), each->before);
    }
    constexpr std::size_t sector = 512;
    for (auto const& each : writes) {
      auto const luck = random() % 3;
      if (luck == 0) continue;
      if (each.after.empty()) {
        content.resize(static_cast<std::size_t>(each.size_after));
        continue;
      }
      auto const at = static_cast<std::size_t>(each.at);
      std::size_t length = each.after.size();
      if (luck == 1) length = random() % (length / sector + 1) * sector;
      if (length == 0) continue;
      if (content.size() < at + length) content.resize(at + length);
      content.replace(at, length, each.after, 0, length);
    }
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
  }
};

/// A file of a faulty file system. SQLite allocates it, and the operating system's own behind it.
struct faulty_file {
  sqlite3_file base;
  faulty_state* in;
  std::string* path;  ///< null for files that have no name

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }

  static faulty_file& of(sqlite3_file* file) { return *reinterpret_cast<faulty_file*>(file); }

  // ---- Changes -----------------------------------------------------------------------------------

  static int write(sqlite3_file* file, void const* data, int amount, sqlite3_int64 at) {
    auto& self = of(file);
    std::lock_guard const guard{self.in->lock};
    switch (self.in->next_change()) {
      case storage_fault::none: break;
      case storage_fault::torn: self.note(data, amount / 2, at); [[fallthrough]];
      case storage_fault::full:
        if (!self.in->dead) return SQLITE_FULL;
        self.real()->pMethods->xWrite(self.real(), data, amount / 2, at);
        return SQLITE_IOERR_WRITE;
      default: return SQLITE_IOERR_WRITE;
    }
    self.note(data, amount, at);
    return self.real()->pMethods->xWrite(self.real(), data, amount, at);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto& self = of(file);
    std::lock_guard const guard{self.in->lock};
    if (self.in->next_change() != storage_fault::none) return SQLITE_IOERR_TRUNCATE;
    if (self.path != nullptr) {
      unsynced_write one;
      one.size_before = self.size();
      one.size_after = size;
      one.at = (std::min)(static_cast<std::int64_t>(size), one.size_before);
      one.before = self.content(one.at, one.size_before - one.at);
      self.in->unsynced[*self.path].push_back(std::move(one));
    }
    return self.real()->pMethods->xTruncate(self.real(), size);
  }

  static int sync(sqlite3_file* file, int flags) {
    auto& self = of(file);
    std::lock_guard const guard{self.in->lock};
    if (self.in->next_change() != storage_fault::none) return SQLITE_IOERR_FSYNC;
    if (self.path != nullptr) self.in->unsynced.erase(*self.path);
    return self.real()->pMethods->xSync(self.real(), flags);
  }

  // ---- The rest ----------------------------------------------------------------------------------

  static int close(sqlite3_file* file) {
    auto& self = of(file);
    delete std::exchange(self.path, nullptr);
    return self.real()->pMethods->xClose(self.real());
  }
  static int read(sqlite3_file* file, void* into, int amount, sqlite3_int64 at) {
    auto& self = of(file);
    if (self.in->read(self.in->dead)) return SQLITE_IOERR_READ;
    return self.real()->pMethods->xRead(self.real(), into, amount, at);
  }
  static int lock(sqlite3_file* file, int level) {
    auto& self = of(file);
    if (int const refused = self.before_lock(); refused != SQLITE_OK) return refused;
    return self.real()->pMethods->xLock(self.real(), level);
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    auto& self = of(file);
    if ((flags & SQLITE_SHM_LOCK) != 0)
      if (int const refused = self.before_lock(); refused != SQLITE_OK) return refused;
    return self.real()->pMethods->xShmLock(self.real(), offset, count, flags);
  }
  static int file_size(sqlite3_file* file, sqlite3_int64* size) { return pass<&sqlite3_io_methods::xFileSize>(file, size); }
  static int unlock(sqlite3_file* file, int level) { return pass<&sqlite3_io_methods::xUnlock>(file, level); }
  static int reserved(sqlite3_file* file, int* out) { return pass<&sqlite3_io_methods::xCheckReservedLock>(file, out); }
  static int control(sqlite3_file* file, int what, void* argument) {
    return pass<&sqlite3_io_methods::xFileControl>(file, what, argument);
  }
  static int sector(sqlite3_file* file) { return pass<&sqlite3_io_methods::xSectorSize>(file); }
  static int traits(sqlite3_file* file) { return pass<&sqlite3_io_methods::xDeviceCharacteristics>(file); }
  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return pass<&sqlite3_io_methods::xShmMap>(file, page, size, extend, at);
  }
  static void shm_barrier(sqlite3_file* file) { of(file).real()->pMethods->xShmBarrier(of(file).real()); }
  static int shm_unmap(sqlite3_file* file, int remove) { return pass<&sqlite3_io_methods::xShmUnmap>(file, remove); }

  static sqlite3_io_methods const* methods() {
    static sqlite3_io_methods const table = [] {
      sqlite3_io_methods all{};
      all.iVersion = 2;  // no memory mapping: every byte comes by here
      all.xClose = close;
      all.xRead = read;
      all.xWrite = write;
      all.xTruncate = truncate;
      all.xSync = sync;
      all.xFileSize = file_size;
      all.xLock = lock;
      all.xUnlock = unlock;
      all.xCheckReservedLock = reserved;
      all.xFileControl = control;
      all.xSectorSize = sector;
      all.xDeviceCharacteristics = traits;
      all.xShmMap = shm_map;
      all.xShmLock = shm_lock;
      all.xShmBarrier = shm_barrier;
      all.xShmUnmap = shm_unmap;
      return all;
    }();
    return &table;
  }

 private:
  template <auto Method, class... Arguments>
  static int pass(sqlite3_file* file, Arguments... arguments) {
    auto* const real = of(file).real();
    return (real->pMethods->*Method)(real, arguments...);
  }

  int before_lock() {
    std::lock_guard const guard{in->lock};
    switch (in->next_lock()) {
      case storage_fault::none: return SQLITE_OK;
      case storage_fault::busy: return SQLITE_BUSY;
      default: return SQLITE_IOERR_LOCK;
    }
  }

  std::int64_t size() {
    sqlite3_int64 bytes = 0;
    real()->pMethods->xFileSize(real(), &bytes);
    return bytes;
  }

  std::string content(std::int64_t at, std::int64_t length) {
    std::string bytes(static_cast<std::size_t>((std::max)(length, std::int64_t{0})), '\0');
    if (!bytes.empty()) real()->pMethods->xRead(real(), bytes.data(), static_cast<int>(bytes.size()), at);
    return bytes;
  }

  /// Remembers a write until it is synced.
  void note(void const* data, int amount, std::int64_t at) {
    if (path == nullptr || amount == 0) return;
    unsynced_write one;
    one.at = at;
    one.size_before = size();
    one.before = content(at, (std::min)(std::int64_t{amount}, one.size_before - at));
    one.after.assign(static_cast<char const*>(data), static_cast<std::size_t>(amount));
    in->unsynced[*path].push_back(std::move(one));
  }
};

inline int faulty_open(sqlite3_vfs* vfs, char const* name, sqlite3_file* file, int flags, int* out_flags) {
  auto& state = *static_cast<faulty_state*>(vfs->pAppData);
  auto& self = faulty_file::of(file);
  self.base.pMethods = nullptr;
  if (state.read(state.dead)) return SQLITE_CANTOPEN;
  self.in = &state;
  self.path = nullptr;
  int const result = state.real->xOpen(state.real, name, self.real(), flags, out_flags);
  if (result != SQLITE_OK) return result;
  if (name != nullptr) self.path = new (std::nothrow) std::string{name};
  self.base.pMethods = faulty_file::methods();
  return SQLITE_OK;
}

inline int faulty_delete(sqlite3_vfs* vfs, char const* name, int sync_directory) {
  auto& state = *static_cast<faulty_state*>(vfs->pAppData);
  std::lock_guard const guard{state.lock};
  if (state.next_change() != storage_fault::none) return SQLITE_IOERR_DELETE;
  state.unsynced.erase(name);
  return state.real->xDelete(state.real, name, sync_directory);
}

/// Waiting for a lock takes no time: nobody but the test can let it go.
inline int faulty_sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

inline void faulty_state::start(faulty_state& state) {
  static std::atomic<int> count{0};
  state.real = sqlite3_vfs_find(nullptr);
  state.name = "entente-faulty-" + std::to_string(++count);
  state.own = *state.real;  // what is not replaced below works on the operating system's
  state.own.zName = state.name.c_str();
  state.own.pNext = nullptr;
  state.own.pAppData = &state;
  state.own.szOsFile = static_cast<int>(sizeof(faulty_file)) + state.real->szOsFile;
  state.own.xOpen = faulty_open;
  state.own.xDelete = faulty_delete;
  state.own.xSleep = faulty_sleep;
  if (sqlite3_vfs_register(&state.own, 0) != SQLITE_OK)
    throw failure({error_code::invalid_argument, "SQLite takes no other file system", {}, {}, {}});
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
