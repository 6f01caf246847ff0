// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/base64.hpp>

#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

using entente::base64_decode;
using entente::base64_encode;

namespace {

std::string encoded(std::string_view text) {
  return base64_encode(std::as_bytes(std::span(text.data(), text.size())));
}

std::string decoded(std::string_view text) {
  auto const bytes = base64_decode(text);
  if (!bytes) return "refused: " + bytes.why().message;
  std::string plain;
  for (std::byte const each : *bytes) plain += static_cast<char>(each);
  return plain;
}

}  // namespace

TEST_CASE("base64 agrees with the vectors of RFC 4648") {
  constexpr std::string_view vectors[][2] = {
      {"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
  for (auto const& [plain, text] : vectors) {
    CHECK(encoded(plain) == text);
    CHECK(decoded(text) == plain);
  }
  CHECK(encoded("\xfb\xff\xbf") == "+/+/");
}

TEST_CASE("base64 has one spelling for each sequence of bytes") {
  for (auto const bad : {"Z", "Zg", "Zg=", "Zm9vYg", "Zg===", "====", "=", "Z===", "Zg==Zg==",
                         "Zm=v", "Zm9v\n", "Zm9 ", "Zm-_", "Zh==", "Zm9=", "Z\xc3\xbcg", "=Zg="}) {
    auto const refused = base64_decode(bad);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.why().code == entente::error_code::malformed);
  }
  CHECK(decoded("Zm9vZm9?") == "refused: expected a base64 character at byte 7");
}

TEST_CASE("random bytes survive base64") {
  std::mt19937 random(64);
  for (std::size_t size = 0; size < 200; ++size) {
    std::vector<std::byte> bytes(size);
    for (std::byte& each : bytes) each = static_cast<std::byte>(random() & 0xff);
    std::string const text = base64_encode(bytes);
    auto const back = base64_decode(text);
    REQUIRE(back.ok());
    CHECK(*back == bytes);
    CHECK(base64_encode(*back) == text);
  }
}
