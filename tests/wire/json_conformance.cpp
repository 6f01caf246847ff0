// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_reader.hpp>
#include <entente/wire/json_value.hpp>
#include <entente/wire/json_writer.hpp>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

using namespace std::literals;
using entente::json_kind;
using entente::json_reader;

namespace {

bool accepted(std::string_view text) {
  // A copy without room behind it, so that a sanitizer sees any look beyond the end.
  std::vector<char> const exact(text.begin(), text.end());
  std::string_view const view(exact.data(), exact.size());
  json_reader reader(view);
  bool const skipped = reader.skip() && reader.finish();
  CHECK(skipped == reader.ok());
  auto const tree = entente::json_value::parse(view);
  CHECK(tree.ok() == skipped);
  return skipped;
}

void write_random(entente::json_writer& writer, std::mt19937& random, int depth) {
  switch (random() % (depth > 0 ? 9 : 7)) {
    case 0: writer.null(); break;
    case 1: writer.value(random() % 2 == 0); break;
    case 2: writer.value(static_cast<std::int64_t>(random()) - 0x7fffffff); break;
    case 3:
      writer.value(std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 200)));
      break;
    case 4: writer.value(std::string(random() % 40, 'x')); break;
    case 5: writer.value("a\"b\\c\n\x01\xc3\xa9\xf0\x9f\x98\x80"sv.substr(0, random() % 9)); break;
    case 6: writer.value(""); break;
    case 7:
      writer.begin_array();
      for (auto count = random() % 5; count != 0; --count) write_random(writer, random, depth - 1);
      writer.end_array();
      break;
    default:
      writer.begin_object();
      for (auto count = random() % 5; count != 0; --count) {
        writer.key("k\"" + std::to_string(count));
        write_random(writer, random, depth - 1);
      }
      writer.end_object();
      break;
  }
}

std::string random_document(std::mt19937& random) {
  std::string text;
  entente::json_writer writer(text);
  writer.begin_array();
  write_random(writer, random, 5);
  writer.end_array();
  return text;
}

}  // namespace

TEST_CASE("every valid text is accepted") {
  for (auto const text :
       {"null"sv, "true"sv, "false"sv, "0"sv, "-0"sv, "1"sv, "-1"sv, "0.5"sv, "-0.0"sv, "1e5"sv,
        "1E+5"sv, "1e-05"sv, "0e0"sv, "0e+1"sv, "1.25e10"sv, "1e400"sv, "-1e-400"sv,
        "123456789012345678901234567890"sv, "0.00000000000000000000000000000000000000001"sv,
        "\"\""sv, "\"a\""sv, "\" \""sv, "\"\x7f\""sv, "\"\\u0000\""sv, "\"\\u001F\""sv,
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""sv, "\"\\ud834\\udd1e\""sv, "\"\\uFFFE\\uffff\""sv,
        "\"\xc2\x80\xe0\xa0\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""sv, "\"\xe2\x80\xa8\""sv,
        "\"/\""sv, "[]"sv, "[ ]"sv, "[1]"sv, "[1,2]"sv, "[ 1 , 2 ]"sv, "[[],{},[[]]]"sv, "{}"sv,
        "{ }"sv, "{\"\":0}"sv, "{\"a\":{\"a\":[]}}"sv, "{\"a\" : 1 , \"b\" : 2}"sv,
        "{\"\\u0000\":1}"sv, "\t\n\r [1]\r\n\t "sv, "[null,true,false]"sv, "[-1,-0,0]"sv,
        "[\"a\",\"b\"]"sv, "[1e1]"sv, "{\"a\":\"b\"}"sv, "\"\xef\xbb\xbf\""sv}) {
    INFO(text);
    CHECK(accepted(text));
  }
}

TEST_CASE("every invalid text is refused") {
  for (auto const text :
       {""sv, " "sv, "\xef\xbb\xbf[]"sv, "nul"sv, "nulll"sv, "Null"sv, "NULL"sv, "tru"sv, "True"sv,
        "truefalse"sv, "undefined"sv, "NaN"sv, "Infinity"sv, "-Infinity"sv, "-"sv, "+1"sv, "-x"sv,
        "01"sv, "-01"sv, "1."sv, ".1"sv, "-.1"sv, "1.e5"sv, "1e"sv, "1e+"sv, "1e-"sv, "1ee5"sv,
        "1.5.5"sv, "0x10"sv, "1 000"sv, "1,000"sv, "1f"sv, "0.1e"sv, "2.e3"sv, "0e"sv, "[1+2]"sv,
        "\""sv, "\"a"sv, "\"\\\""sv, "\"\\"sv, "\"\\x41\""sv, "\"\\u\""sv, "\"\\u1\""sv,
        "\"\\u123\""sv, "\"\\u123g\""sv, "\"\\ud800\\u\""sv, 
        "\"\n\""sv, "\"\t\""sv, "\"\0\""sv,
        "\"\x1f\""sv, "\"\x80\""sv, "\"\xc0\x80\""sv, "\"\xe0\x80\x80\""sv, "\"\xed\xa0\x80\""sv,
        "\"\xf0\x80\x80\x80\""sv, "\"\xf5\x80\x80\x80\""sv, "\"\xff\""sv, "\"\xc2\""sv,
        "\"\xe2\x82\""sv, "'a'"sv, "a"sv, "\"a\"\"b\""sv, "\"a\" b"sv, "["sv, "]"sv, "[1"sv,
        "[1,"sv, "[1,]"sv, "[,]"sv, "[,1]"sv, "[1,,2]"sv, "[1 2]"sv, "[1}"sv, "[1]]"sv, "[[1]"sv,
        "[\"a\":1]"sv, "[1;2]"sv, "(1)"sv, "{"sv, "}"sv, "{]"sv, "{\"a\""sv, "{\"a\":"sv,
        "{\"a\":1"sv, "{\"a\":1,"sv, "{\"a\":1,}"sv, "{,}"sv, "{\"a\"}"sv, "{\"a\",1}"sv,
        "{\"a\"::1}"sv, "{:1}"sv, "{a:1}"sv, "{1:1}"sv, "{'a':1}"sv, "{null:1}"sv, "{[]:1}"sv,
        "{\"a\":1 \"b\":2}"sv, "{\"a\":1,,\"b\":2}"sv, "{\"a\":1]"sv, "{\"a\":1}}"sv,
        "{\"a\" \"b\"}"sv, "[1] x"sv, "[1]//"sv, "/**/[1]"sv, "[1/**/]"sv, "[1]#"sv, "\v1"sv,
        "\f1"sv, "\xa0" "1"sv, "\xc2\xa0" "1"sv, "\xe2\x80\x89" "1"sv, "1\0"sv, "\0"sv, "[1]\0"sv,
        "{}{}"sv, "1 2"sv, "\xff\xfe[\0]\0"sv, "[\"\\a\"]"sv, "<null>"sv, "*"sv, "[*]"sv,
        "{\"a\":tru}"sv, "[fals]"sv, "{\"\xff\":1}"sv, "{\"a\n\":1}"sv}) {
    INFO(text);
    CHECK_FALSE(accepted(text));
  }
}

TEST_CASE("half a surrogate pair may be passed on, but stands for nothing") {
  for (auto const text : {"\"\\ud800\""sv, "\"\\ud800a\""sv, "\"\\udc00\\ud800\""sv, "\"\\ud800\\ud800\\udc00\""sv,
                          "{\"\\ud800\":1}"sv, "[{\"a\":\"\\udfff\"}]"sv}) {
    INFO(text);
    json_reader skipping{text};
    std::string_view raw;
    CHECK(skipping.skip(raw));
    CHECK(skipping.finish());
    CHECK(raw == text);
    CHECK_FALSE(entente::json_value::parse(text).ok());
  }
  std::string_view const lone = "\"a\\udc00\"";
  json_reader reading{lone};
  std::string value;
  CHECK_FALSE(reading.read(value));
  CHECK(reading.why().message == "expected a valid escape at byte 2");
}

TEST_CASE("no beginning of a document is a document") {
  std::string const text =
      R"([{"id":"0b7c","n":-12.5e+3,"s":"a\n\u00e9\ud83d\ude00)" "\xc3\xa9\xf0\x9f\x98\x80"
      R"(","t":true,"f":false,"z":null,"a":[[],{},[1,2.5,"x"]]}])";
  REQUIRE(accepted(text));
  for (std::size_t size = 0; size < text.size(); ++size) {
    INFO(size);
    CHECK_FALSE(accepted(text.substr(0, size)));
  }
}

TEST_CASE("random documents are accepted, their beginnings refused, and nothing is lost") {
  std::mt19937 random(99);
  for (int round = 0; round < 300; ++round) {
    std::string const text = random_document(random);
    INFO(text);
    auto const tree = entente::json_value::parse(text);
    REQUIRE(tree.ok());
    std::string again;
    entente::json_writer writer(again);
    tree->write(writer);
    REQUIRE(again == text);
    for (int cut = 0; cut < 5; ++cut)
      REQUIRE_FALSE(accepted(text.substr(0, random() % text.size())));
  }
}

TEST_CASE("documents with random damage never mislead the reader") {
  std::mt19937 random(100);
  for (int round = 0; round < 5000; ++round) {
    std::string text = random_document(random);
    for (auto flaws = 1 + random() % 3; flaws != 0; --flaws) {
      char const flaw = "[]{}\",:\\u0e-.\x01\xff\xc3"[random() % 17];
      switch (random() % 3) {
        case 0: text[random() % text.size()] = flaw; break;
        case 1: text.insert(random() % text.size(), 1, flaw); break;
        default: text.erase(random() % text.size(), 1); break;
      }
      if (text.empty()) text = "0";
    }
    auto const tree = entente::json_value::parse(text);
    json_reader reader(text);
    bool const skipped = reader.skip() && reader.finish();
    // The tree refuses members named twice, and nothing else that skip() lets pass.
    if (tree.ok() != skipped) {
      REQUIRE(skipped);
      REQUIRE(tree.why().message.starts_with("expected every member of an object once"));
    }
  }
}

TEST_CASE("every finite double and float comes back from its shortest spelling") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 50'000; ++round) {
    std::uint64_t const bits = random();
    double wide = 0;
    std::memcpy(&wide, &bits, sizeof wide);
    float narrow = 0;
    std::memcpy(&narrow, &bits, sizeof narrow);
    std::string text;
    entente::json_writer(text).begin_array().value(wide).value(narrow).end_array();
    double wide_back = 0;
    float narrow_back = 0;
    json_reader reader(text);
    bool const read = reader.begin_array() && reader.next_element() && reader.read(wide_back) &&
                      reader.next_element() && reader.read(narrow_back) &&
                      !reader.next_element() && reader.finish();
    REQUIRE(read);
    REQUIRE((wide_back == wide || (std::isnan(wide) && std::isnan(wide_back))));
    REQUIRE((narrow_back == narrow || (std::isnan(narrow) && std::isnan(narrow_back))));
  }
}

TEST_CASE("short decimals are read as the standard library reads them") {
  std::mt19937_64 random(6);
  for (int round = 0; round < 50'000; ++round) {
    std::string text = std::to_string(random() >> random() % 64);
    if (random() % 2 == 0) text += '.' + std::to_string(random() >> random() % 64);
    if (random() % 2 == 0) text += 'e' + std::to_string(static_cast<int>(random() % 80) - 40);
    double expected = 0;
    double actual = 0;
    float expected_narrow = 0;
    float actual_narrow = 0;
    entente::detail::parse_float(text.data(), text.data() + text.size(), expected);
    entente::detail::parse_float(text.data(), text.data() + text.size(), expected_narrow);
    INFO(text);
    REQUIRE(json_reader(text).read(actual));
    REQUIRE(actual == expected);
    if (json_reader(text).read(actual_narrow)) REQUIRE(actual_narrow == expected_narrow);
  }
}

TEST_CASE("integers of every size come back, also with an exponent or a fraction of zeros") {
  std::mt19937_64 random(9);
  for (int round = 0; round < 20'000; ++round) {
    auto const value = static_cast<std::int64_t>(random()) >> random() % 64;
    std::string const plain = std::to_string(value);
    std::string const longer = plain + (value == 0 ? "e-3" : "000e-3");
    for (std::string const& text :
         {plain, longer, plain + ".000", plain + "E0", plain + ".0e+00"}) {
      std::int64_t back = 0;
      json_reader reader(text);
      REQUIRE(reader.read(back));
      REQUIRE(reader.finish());
      REQUIRE(back == value);
    }
  }
}
