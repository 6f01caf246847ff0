// SPDX-License-Identifier: BSL-1.0
#include <entente/base/sha256.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

using entente::sha256;

namespace {

std::string hex(sha256::value const& value) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (auto const octet : value) {
    out += digits[octet >> 4];
    out += digits[octet & 15];
  }
  return out;
}

std::string hash(std::string_view text) { return hex(sha256::of(text)); }

}  // namespace

TEST_CASE("the messages of FIPS 180-4 have their hashes") {
  REQUIRE(hash("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  REQUIRE(hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  REQUIRE(hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  REQUIRE(
      hash("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopq"
           "rlmnopqrsmnopqrstnopqrstu") ==
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

TEST_CASE("a million times the letter a has its hash, in one piece and in many") {
  std::string const text(1'000'000, 'a');
  std::string const expected = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";
  REQUIRE(hash(text) == expected);
  for (std::size_t const piece :
       {std::size_t{1}, std::size_t{63}, std::size_t{64}, std::size_t{1000}}) {
    sha256 pieces;
    for (std::size_t at = 0; at < text.size(); at += piece)
      pieces.add(std::string_view{text}.substr(at, piece));
    REQUIRE(hex(pieces.finish()) == expected);
  }
}

TEST_CASE("messages that fill a block, or leave no room for the length, have their hashes") {
  // From an independent implementation (coreutils' sha256sum).
  REQUIRE(hash(std::string(55, 'a')) ==
          "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318");
  REQUIRE(hash(std::string(56, 'a')) ==
          "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a");
  REQUIRE(hash(std::string(63, 'a')) ==
          "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34");
  REQUIRE(hash(std::string(64, 'a')) ==
          "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
  REQUIRE(hash(std::string(65, 'a')) ==
          "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0");
}

TEST_CASE("a message may be split anywhere") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += static_cast<char>(i);
  auto const whole = hash(text);
  for (std::size_t at = 0; at <= text.size(); ++at) {
    sha256 two;
    two.add(std::string_view{text}.substr(0, at)).add({}).add(std::string_view{text}.substr(at));
    REQUIRE(hex(two.finish()) == whole);
  }
}

#ifdef ENTENTE_SHA256_X86
TEST_CASE("a processor's instructions and the portable way come to the same") {
  if (!entente::detail::has_sha256_instructions()) return;
  std::mt19937 random{7};
  std::array<std::uint32_t, 8> one{};
  for (auto& word : one) word = static_cast<std::uint32_t>(random());
  auto other = one;
  for (int i = 0; i < 1000; ++i) {
    std::array<std::uint8_t, 64> block{};
    for (auto& octet : block) octet = static_cast<std::uint8_t>(random());
    entente::detail::sha256_compress(one.data(), block.data());
    entente::detail::sha256_compress_x86(other.data(), block.data(), entente::detail::sha256_constants);
    REQUIRE(one == other);
  }
}
#endif

TEST_CASE("NUL and high bytes count like any other") {
  REQUIRE(hash(std::string_view{"\0", 1}) ==
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  REQUIRE(hash("\xff") == "a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89");
}

TEST_CASE("a key made of a name is a uuid of version 8") {
  auto const key = sha256::uuid_of("abc");
  REQUIRE(key.text() == "ba7816bf-8f01-8fea-8141-40de5dae2223");
  REQUIRE(sha256::uuid_of("abc") == key);
  REQUIRE(sha256::uuid_of("abd") != key);
}
