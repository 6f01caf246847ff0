// SPDX-License-Identifier: BSL-1.0
#include <entente/sqlite/file_name.hpp>

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using entente::tenant_file_name;
using namespace std::string_view_literals;

namespace {

std::string stem(std::string_view tenant) {
  std::string const name = tenant_file_name(tenant);
  REQUIRE(name.size() > 3);
  REQUIRE(name.substr(name.size() - 3) == ".db");
  return name.substr(0, name.size() - 3);
}

bool is_safe(std::string const& name) {
  bool const plain = std::all_of(name.begin(), name.end() - 3, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '=';
  });
  return plain && name.size() <= 191;
}

}  // namespace

TEST_CASE("plain tenants keep their names", "[sqlite]") {
  CHECK(tenant_file_name("acme") == "acme.db");
  CHECK(tenant_file_name("tenant-42_x") == "tenant-42_x.db");
}

TEST_CASE("no tenant leaves its directory", "[sqlite]") {
  CHECK(stem("../../etc/passwd") == "=2e=2e=2f=2e=2e=2fetc=2fpasswd");
  CHECK(stem("/") == "=2f");
  CHECK(stem("\\") == "=5c");
  CHECK(stem(".") == "=2e");
  CHECK(stem("..") == "=2e=2e");
  CHECK(stem("c:") == "c=3a");
  CHECK(stem("a\0b"sv) == "a=00b");
  CHECK(stem("\0"sv) == "=00");
}

TEST_CASE("tenants that differ in case have files that differ in more", "[sqlite]") {
  CHECK(stem("Acme") == "=41cme");
  CHECK(stem("ACME") == "=41=43=4d=45");
}

TEST_CASE("trailing dots and blanks, which Windows drops, are kept", "[sqlite]") {
  CHECK(stem("acme.") == "acme=2e");
  CHECK(stem("acme ") == "acme=20");
  CHECK(stem(" ") == "=20");
}

TEST_CASE("other scripts and emoji are kept byte by byte", "[sqlite]") {
  CHECK(stem("é") == "=c3=a9");
  CHECK(stem("e\u0301") ==
        "e=cc=81");  // the same letter in another normalisation is another tenant
  CHECK(stem("🚀") == "=f0=9f=9a=80");
}

TEST_CASE("the names of Windows devices are not taken", "[sqlite]") {
  CHECK(stem("con") == "=63on");
  CHECK(stem("nul") == "=6eul");
  CHECK(stem("aux") == "=61ux");
  CHECK(stem("prn") == "=70rn");
  CHECK(stem("com1") == "=63om1");
  CHECK(stem("lpt9") == "=6cpt9");
  CHECK(stem("CON") == "=43=4f=4e");
  CHECK(stem("con.txt") == "con=2etxt");
  CHECK(stem("conx") == "conx");
  CHECK(stem("com") == "com");
  CHECK(stem("com10") == "com10");
}

TEST_CASE("the empty tenant has a file of its own", "[sqlite]") {
  CHECK(tenant_file_name("") == "=.db");
  CHECK(tenant_file_name("=") == "=3d.db");
}

TEST_CASE("long tenants keep their beginning and get a hash", "[sqlite]") {
  std::string const letters(300, 'a');
  std::string const name = tenant_file_name(letters);
  CHECK(name.size() == 100 + 2 + 64 + 3);
  CHECK(name.substr(0, 102) == std::string(100, 'a') + "==");
  CHECK(is_safe(name));
  CHECK(tenant_file_name(letters + "b") != tenant_file_name(letters + "c"));
  CHECK(tenant_file_name(letters + "A") != tenant_file_name(letters + "a"));

  CHECK(stem(std::string(180, 'a')) == std::string(180, 'a'));
  CHECK(stem(std::string(181, 'a')) != std::string(181, 'a'));
  CHECK(is_safe(tenant_file_name(std::string(100'000, '/'))));
}

TEST_CASE("a long tenant's beginning is not cut inside an escape", "[sqlite]") {
  for (std::size_t shift = 0; shift < 3; ++shift) {
    std::string const name = stem(std::string(shift, 'a') + std::string(200, '/'));
    std::string const prefix = name.substr(0, name.find("=="));
    CHECK(prefix.size() <= 100);
    CHECK((prefix.size() - shift) % 3 == 0);
  }
}

TEST_CASE("a short tenant cannot be given the file of a long one", "[sqlite]") {
  std::string const victim = stem(std::string(300, 'a'));
  // Its name read as if it were the encoding of something: each pair of digits behind '=' a byte.
  std::string const hash = victim.substr(102);
  for (std::size_t cut = 0; cut < hash.size(); ++cut) {
    std::string const forged = std::string(100, 'a') + hash.substr(cut);
    CHECK(stem(forged) != victim);
    CHECK(stem(std::string(100, 'a') + "=" + hash.substr(cut)) != victim);
    CHECK(stem(std::string(100, 'a') + "==" + hash.substr(cut)) != victim);
  }
  CHECK(stem(victim) != victim);
}

TEST_CASE("different tenants have different files that every file system tells apart", "[sqlite]") {
  std::mt19937 random{20240601};
  std::map<std::string, std::string> tenant_of;
  auto const look_at = [&](std::string const& tenant) {
    std::string const name = tenant_file_name(tenant);
    REQUIRE(is_safe(name));
    auto const [place, fresh] = tenant_of.emplace(name, tenant);
    REQUIRE((fresh || place->second == tenant));
  };
  std::string_view const awkward = "aA=/.\\3d2e:\0 =c"sv;
  for (int round = 0; round < 30'000; ++round) {
    bool const narrow = round % 2 == 0;  // few letters, so that near misses are many
    std::size_t const size = random() % (round % 100 == 0 ? 400 : 6);
    std::string tenant;
    for (std::size_t i = 0; i < size; ++i)
      tenant += narrow ? awkward[random() % awkward.size()] : static_cast<char>(random() % 256);
    look_at(tenant);
    look_at(tenant + '.');
    look_at(tenant_file_name(tenant));
  }
}

TEST_CASE("the file system takes the names as they are", "[sqlite]") {
  support::temporary_folder const folder;
  std::vector<std::string> const tenants{"",
                                         ".",
                                         "..",
                                         "/",
                                         "con",
                                         "Acme",
                                         "acme",
                                         "acme.",
                                         "🚀",
                                         "a b",
                                         "a/b",
                                         "a\\b",
                                         "*?",
                                         std::string(300, 'x'),
                                         std::string(300, '/')};
  for (auto const& tenant : tenants) std::ofstream{folder / tenant_file_name(tenant)} << "x";
  std::set<std::string> found;
  for (auto const& entry : std::filesystem::directory_iterator(folder.path()))
    found.insert(entry.path().filename().string());
  CHECK(found.size() == tenants.size());
}
