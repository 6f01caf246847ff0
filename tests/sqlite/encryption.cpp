// SPDX-License-Identifier: BSL-1.0
// Files that hold nothing readable without their key. Where the tests are linked with plain SQLite they
// tell so, and look at its refusal only.
#include "support/catch.hpp"
#include "support/failure_code.hpp"
#include "support/temporary_folder.hpp"

#include <entente/replica.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace vault {

struct Note {
  std::string text;
};
using schema = entente::schema<Note>;

}  // namespace vault

namespace {

using namespace entente;
using vault::Note;

bool can_encrypt() {
  database plain{":memory:"};
  auto const version = plain.prepare("PRAGMA cipher_version").value<std::string>().value_or("");
  if (detail::is_usable_cipher(version)) return true;
  WARN("not tested: this program is not linked with SQLCipher 4.5 or later (-DENTENTE_SQLCIPHER=ON)");
  return false;
}

key_function key_of(std::string text) {
  return [text] { return text; };
}

replica_options options_in(support::temporary_folder const& folder, std::string key) {
  replica_options how;
  how.directory = folder.path();
  how.tenant = "acme";
  how.principal = "ann";
  if (!key.empty()) how.key = key_of(std::move(key));
  return how;
}

/// Whether any file of the folder has the bytes.
bool anywhere(support::temporary_folder const& folder, std::string const& bytes) {
  for (auto const& each : std::filesystem::directory_iterator{folder.path()}) {
    std::ifstream in{each.path(), std::ios::binary};
    std::string const all{std::istreambuf_iterator<char>{in}, {}};
    if (all.find(bytes) != std::string::npos) return true;
  }
  return false;
}

template <class F>
std::optional<error_code> refusal(F&& f) {
  try {
    f();
  } catch (failure const& why) {
    return why.code();
  }
  return std::nullopt;
}

auto opening(replica_options const& how) {
  return [how] { replica<vault::schema> const opened{how}; };
}

TEST_CASE("Only SQLCipher of 4.5 and later encrypts") {
  CHECK(detail::is_usable_cipher("4.5.0 community"));
  CHECK(detail::is_usable_cipher("4.10.0"));
  CHECK(detail::is_usable_cipher("5.0"));
  CHECK_FALSE(detail::is_usable_cipher("4.4.3 community"));
  CHECK_FALSE(detail::is_usable_cipher("3.4.1"));
  CHECK_FALSE(detail::is_usable_cipher("four"));
  CHECK_FALSE(detail::is_usable_cipher(""));
  auto const of = [](char const* version, int sqlite) {
    return refusal([&] { detail::require_cipher(version, sqlite); });
  };
  CHECK(of("", 3'049'000) == error_code::unsupported);
  CHECK(of("3.4.1", 3'015'000) == error_code::unsupported);
  CHECK(of("4.5.0", 3'023'000) == error_code::unsupported);
  CHECK_FALSE(of("4.5.0", 3'024'000));
}

TEST_CASE("A key is refused, and no plain file made, where nothing can encrypt") {
  database plain{":memory:"};
  if (plain.prepare("PRAGMA cipher_version").value<std::string>()) return;
  support::temporary_folder const folder;
  CHECK(refusal(opening(options_in(folder, "hush"))) == error_code::unsupported);
  std::error_code ignored;
  auto const file = folder.path() / "acme.db";
  CHECK((!std::filesystem::exists(file) || std::filesystem::file_size(file, ignored) == 0));
}

TEST_CASE("An encrypted file, its log and its lock hold no readable text") {
  if (!can_encrypt()) return;
  support::temporary_folder const folder;
  std::string const secret = "the-walrus-sleeps-at-noon";
  id<Note> which{};
  {
    replica<vault::schema> device{options_in(folder, "hush")};
    which = device.create(Note{secret});
    CHECK(device.get(which).text == secret);
    CHECK(std::filesystem::exists(folder.path() / "acme.db-wal"));
    CHECK_FALSE(anywhere(folder, secret));
    CHECK_FALSE(anywhere(folder, "entente_queue"));
    CHECK_FALSE(anywhere(folder, "hush"));
  }
  CHECK_FALSE(anywhere(folder, secret));
  CHECK_FALSE(anywhere(folder, "SQLite format 3"));
  replica<vault::schema> again{options_in(folder, "hush")};
  CHECK(again.get(which).text == secret);
}

TEST_CASE("Without encryption the same bytes are found") {
  support::temporary_folder const folder;
  {
    replica<vault::schema> device{options_in(folder, "")};
    device.create(Note{"the-walrus-sleeps-at-noon"});
  }
  CHECK(anywhere(folder, "the-walrus-sleeps-at-noon"));
}

TEST_CASE("A wrong key opens nothing and changes nothing") {
  if (!can_encrypt()) return;
  support::temporary_folder const folder;
  id<Note> which{};
  {
    replica<vault::schema> device{options_in(folder, "hush")};
    which = device.create(Note{"one"});
  }
  CHECK(refusal(opening(options_in(folder, "hash"))) == error_code::wrong_key);
  CHECK(refusal(opening(options_in(folder, ""))) == error_code::storage_corrupt);
  auto empty = options_in(folder, "");
  empty.key = key_of("");
  CHECK(refusal(opening(empty)) == error_code::invalid_argument);
  replica<vault::schema> device{options_in(folder, "hush")};
  CHECK(device.get(which).text == "one");
}

TEST_CASE("A plain file is not opened with a key") {
  if (!can_encrypt()) return;
  support::temporary_folder const folder;
  { replica<vault::schema> const device{options_in(folder, "")}; }
  CHECK(refusal(opening(options_in(folder, "hush"))) == error_code::wrong_key);
  CHECK_FALSE(refusal(opening(options_in(folder, ""))));
}

TEST_CASE("Keys are bytes, and none of them is SQL") {
  if (!can_encrypt()) return;
  support::temporary_folder const untouched;
  CHECK(refusal(opening(options_in(untouched, std::string{"a\0b", 3}))) == error_code::invalid_argument);
  for (std::string const& key :
       {std::string{"it's \"quoted\"; --"}, std::string(500, 'k'), std::string{"\xff\xfe"},
        "x'" + std::string(64, 'a') + "'"}) {
    support::temporary_folder const folder;
    { replica<vault::schema> const device{options_in(folder, key)}; }
    CHECK_FALSE(refusal(opening(options_in(folder, key))));
    CHECK(refusal(opening(options_in(folder, key + "b"))) == error_code::wrong_key);
  }
}

TEST_CASE("A file takes another key while it is open, readers included") {
  if (!can_encrypt()) return;
  support::temporary_folder const folder;
  id<Note> which{};
  {
    replica<vault::schema> device{options_in(folder, "hush")};
    which = device.create(Note{"one"});
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
      readers.emplace_back([&] {
        for (int n = 0; n < 20; ++n) static_cast<void>(device.find(which));
      });
    device.rekey(key_of("psst"));
    for (auto& each : readers) each.join();
    device.update(which, [](Note& now) { now.text = "two"; });
    CHECK(device.get(which).text == "two");
    CHECK_FALSE(anywhere(folder, "two"));
  }
  CHECK(refusal(opening(options_in(folder, "hush"))) == error_code::wrong_key);
  replica<vault::schema> again{options_in(folder, "psst")};
  CHECK(again.get(which).text == "two");
}

TEST_CASE("A key is changed only while nobody else has the file open") {
  if (!can_encrypt()) return;
  support::temporary_folder const folder;
  replica<vault::schema> one{options_in(folder, "hush")};
  auto const which = one.create(Note{"one"});
  {
    replica<vault::schema> two{options_in(folder, "hush")};
    CHECK(two.get(which).text == "one");
    CHECK(refusal([&] { one.rekey(key_of("psst")); }) == error_code::storage_busy);
    CHECK(two.get(which).text == "one");
    two.update(which, [](Note& now) { now.text = "two"; });
  }
  CHECK(one.get(which).text == "two");
  CHECK(refusal([&] { one.rekey(key_of("")); }) == error_code::invalid_argument);
  CHECK(refusal([&] { one.rekey({}); }) == error_code::invalid_argument);
  one.rekey(key_of("psst"));
  CHECK(one.get(which).text == "two");
}

TEST_CASE("A file without encryption takes no key later") {
  support::temporary_folder const folder;
  replica<vault::schema> device{options_in(folder, "")};
  CHECK(refusal([&] { device.rekey(key_of("psst")); }) == error_code::unsupported);
}

}  // namespace
