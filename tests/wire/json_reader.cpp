// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/wire/json_reader.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace std::literals;
using entente::error_code;
using entente::json_kind;
using entente::json_reader;

namespace {

// The reader keeps no text, so it takes none that is about to go.
static_assert(!std::constructible_from<json_reader, std::string>);
static_assert(std::constructible_from<json_reader, std::string&>);
static_assert(std::constructible_from<json_reader, char const*>);

template <class T>
std::string read_as(std::string_view text) {
  json_reader reader(text);
  T value{};
  if (!reader.read(value) || !reader.finish()) return reader.why().message;
  if constexpr (std::same_as<T, std::string>) {
    return value;
  } else {
    return std::to_string(value);
  }
}

}  // namespace

TEST_CASE("a document is read member by member") {
  json_reader reader(" { \"a\" : [ 1 , -2, 3.5 ] , \"b\":{\"c\":\"d\"} ,\"e\":null,\"f\":true} ");
  std::string_view key;
  std::vector<double> numbers;
  REQUIRE(reader.peek() == json_kind::object);
  REQUIRE(reader.begin_object());
  REQUIRE(reader.next_member(key));
  CHECK(key == "a");
  REQUIRE(reader.peek() == json_kind::array);
  REQUIRE(reader.begin_array());
  while (reader.next_element()) REQUIRE(reader.read(numbers.emplace_back()));
  CHECK(numbers == std::vector{1.0, -2.0, 3.5});
  REQUIRE(reader.next_member(key));
  REQUIRE(reader.begin_object());
  REQUIRE(reader.next_member(key));
  CHECK(key == "c");
  std::string text;
  REQUIRE(reader.peek() == json_kind::string);
  REQUIRE(reader.read(text));
  CHECK(text == "d");
  CHECK(reader.peek() == json_kind::end);
  CHECK_FALSE(reader.next_member(key));
  CHECK(key.empty());
  REQUIRE(reader.next_member(key));
  REQUIRE(reader.peek() == json_kind::null);
  REQUIRE(reader.read_null());
  REQUIRE(reader.next_member(key));
  bool truth = false;
  REQUIRE(reader.peek() == json_kind::boolean);
  REQUIRE(reader.read(truth));
  CHECK(truth);
  CHECK_FALSE(reader.next_member(key));
  CHECK(reader.finish());
  CHECK(reader.peek() == json_kind::end);
  CHECK(reader.ok());
}

TEST_CASE("empty containers have no members and no elements") {
  std::string_view key;
  json_reader object(" { } ");
  CHECK(object.begin_object());
  CHECK_FALSE(object.next_member(key));
  CHECK(object.finish());
  json_reader array("[[],[ ]]");
  CHECK(array.begin_array());
  for (int i = 0; i < 2; ++i) {
    CHECK(array.next_element());
    CHECK(array.begin_array());
    CHECK_FALSE(array.next_element());
  }
  CHECK_FALSE(array.next_element());
  CHECK(array.finish());
}

TEST_CASE("a name in the expected spelling is matched whole, any other is left for next_member") {
  std::string_view key;
  json_reader reader(R"({"title":1,"body":2, "done":3,"d\u006fne":4})");
  int value = 0;
  REQUIRE(reader.begin_object());
  CHECK_FALSE(reader.next_literal_member("\"body\":"));
  CHECK(reader.next_literal_member("\"title\":"));
  CHECK(reader.read(value));
  CHECK_FALSE(reader.next_literal_member("\"title\":"));
  CHECK_FALSE(reader.next_literal_member("\"title\":"sv));
  CHECK(reader.next_literal_member("\"body\":"sv));
  CHECK(reader.read(value));
  CHECK(value == 2);
  CHECK_FALSE(reader.next_literal_member("\"done\":"));
  CHECK(reader.next_member(key));
  CHECK(key == "done");
  CHECK(reader.read(value));
  CHECK_FALSE(reader.next_literal_member("\"done\":"));
  CHECK(reader.next_member(key));
  CHECK(key == "done");
  CHECK(reader.read(value));
  CHECK_FALSE(reader.next_literal_member("\"done\":"));
  CHECK_FALSE(reader.next_member(key));
  CHECK(reader.finish());
}

TEST_CASE("a name is not matched beyond the end of the text") {
  for (auto const text : {"{", "{\"a", "{\"a\"", "{\"a\":"}) {
    json_reader reader{std::string_view(text)};
    int value = 0;
    CHECK(reader.begin_object());
    bool const read = reader.next_literal_member("\"a\":") && reader.read(value);
    CHECK_FALSE(read);
  }
}

TEST_CASE("the first error sticks and everything later does nothing") {
  json_reader reader("[1,x]");
  int value = 7;
  std::string_view view = "before";
  std::string text = "before";
  REQUIRE(reader.begin_array());
  REQUIRE(reader.next_element());
  REQUIRE(reader.read(value));
  REQUIRE(reader.next_element());
  CHECK(reader.peek() == json_kind::invalid);
  CHECK(reader.ok());
  CHECK_FALSE(reader.read(value));
  CHECK_FALSE(reader.ok());
  CHECK(reader.why().code == error_code::malformed);
  CHECK(reader.why().message == "expected an integer at byte 3");
  CHECK(reader.position() == 3);

  double number = 2.5;
  bool truth = true;
  CHECK(reader.peek() == json_kind::invalid);
  CHECK_FALSE(reader.begin_object());
  CHECK_FALSE(reader.begin_array());
  CHECK_FALSE(reader.next_element());
  CHECK_FALSE(reader.next_member(view));
  CHECK_FALSE(reader.next_literal_member("\"a\":"));
  CHECK_FALSE(reader.read_null());
  CHECK_FALSE(reader.read(value));
  CHECK_FALSE(reader.read(number));
  CHECK_FALSE(reader.read(truth));
  CHECK_FALSE(reader.read(text));
  CHECK_FALSE(reader.read_string_view(view));
  CHECK_FALSE(reader.skip());
  CHECK_FALSE(reader.skip(view));
  CHECK_FALSE(reader.finish());
  reader.fail(error_code::conflict, "too late");
  CHECK(value == 1);
  CHECK(number == 2.5);
  CHECK(truth);
  CHECK(text == "before");
  CHECK(view.empty());
  CHECK(reader.why().message == "expected an integer at byte 3");
  CHECK(reader.position() == 3);
}

TEST_CASE("a decoder may refuse a value that is well-formed") {
  json_reader reader("[\"red\"]");
  std::string text;
  reader.begin_array();
  reader.next_element();
  reader.read(text);
  reader.fail(error_code::validation_failed, "no such colour");
  CHECK_FALSE(reader.ok());
  CHECK(reader.why().code == error_code::validation_failed);
  CHECK(reader.why().message == "no such colour at byte 6");
  CHECK_FALSE(reader.next_element());
}

TEST_CASE("asking for another kind than there is says what was expected") {
  CHECK(read_as<int>("\"1\"") == "expected an integer at byte 0");
  CHECK(read_as<int>("null") == "expected an integer at byte 0");
  CHECK(read_as<double>("true") == "expected a number at byte 0");
  CHECK(read_as<double>("\"1\"") == "expected a number at byte 0");
  CHECK(read_as<bool>(" 1") == "expected true or false at byte 1");
  CHECK(read_as<std::string>("1") == "expected a string at byte 0");
  CHECK(read_as<int>("") == "expected an integer at byte 0");
  CHECK(read_as<int>("1 2") == "expected the end of the text at byte 2");
  json_reader null("nul");
  CHECK_FALSE(null.read_null());
  CHECK(null.why().message == "expected null at byte 0");
  json_reader object("[]");
  CHECK_FALSE(object.begin_object());
  CHECK(object.why().message == "expected an object at byte 0");
}

TEST_CASE("broken structure is refused where it breaks") {
  auto const message = [](std::string_view text) {
    json_reader reader(text);
    std::string_view key;
    if (reader.peek() == json_kind::object) {
      reader.begin_object();
      while (reader.next_member(key)) reader.skip();
    } else {
      reader.begin_array();
      while (reader.next_element()) reader.skip();
    }
    reader.finish();
    // skip() must find the same fault at the same place.
    json_reader skipper(text);
    CHECK_FALSE((skipper.skip() && skipper.finish()));
    CHECK(skipper.position() == reader.position());
    return reader.why().message;
  };
  CHECK(message("{") == "expected ',' or '}' at byte 1");
  CHECK(message("{,}") == "expected the name of a member at byte 1");
  CHECK(message("{1:2}") == "expected the name of a member at byte 1");
  CHECK(message(R"({"a"})") == "expected ':' at byte 4");
  CHECK(message(R"({"a":})") == "expected a value at byte 5");
  CHECK(message(R"({"a":1,})") == "expected the name of a member at byte 7");
  CHECK(message(R"({"a":1 "b":2})") == "expected ',' or '}' at byte 7");
  CHECK(message(R"({"a":1]})") == "expected ',' or '}' at byte 6");
  CHECK(message("[1,]") == "expected a value at byte 3");
  CHECK(message("[,1]") == "expected a value at byte 1");
  CHECK(message("[1 2]") == "expected ',' or ']' at byte 3");
  CHECK(message("[1}") == "expected ',' or ']' at byte 2");
  CHECK(message("[1]]") == "expected the end of the text at byte 3");
}

TEST_CASE("a container left open is not finished") {
  json_reader reader("[1");
  int value = 0;
  reader.begin_array();
  reader.next_element();
  reader.read(value);
  CHECK_FALSE(reader.finish());
  CHECK(reader.why().message == "expected the end of an object or array at byte 2");
}

TEST_CASE("asking for members outside of any container is refused") {
  std::string_view key;
  json_reader brace("}");
  CHECK_FALSE(brace.next_member(key));
  CHECK_FALSE(brace.ok());
  json_reader bracket("]");
  CHECK_FALSE(bracket.next_element());
  CHECK_FALSE(bracket.ok());
}

TEST_CASE("escapes are decoded, and wrong ones refused at their place") {
  CHECK(read_as<std::string>(R"("\"\\\/\b\f\n\r\t")") == "\"\\/\b\f\n\r\t");
  CHECK(read_as<std::string>(R"("\u0041\u00e9\u20AC\ud83d\uDE00")") ==
        "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(read_as<std::string>(R"("\u0000a")") == "\0a"sv);
  CHECK(read_as<std::string>(R"("\uffff\ud7ff\ue000\udbff\udfff")") ==
        "\xef\xbf\xbf\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
  for (auto const bad : {R"("ab\x")", R"("ab\u12g4")", R"("ab\u12")", R"("ab\ud800")",
                         R"("ab\ud800x")", R"("ab\udc00")", R"("ab\ud800\u0041")",
                         R"("ab\ud800\ud800")", R"("ab\ud800\n")", R"("ab\U0041")", R"("ab\a")",
                         R"("ab\'")", R"("ab\0")", R"("ab\u 123")", R"("ab\u+123")"})
    CHECK(read_as<std::string>(bad) == "expected a valid escape at byte 3");
  CHECK(read_as<std::string>("\"ab\\\"") == "expected the end of a string at byte 5");
  CHECK(read_as<std::string>("\"ab\\") == "expected a valid escape at byte 3");
}

TEST_CASE("raw control characters and broken UTF-8 are refused, in names as well") {
  for (char control = 0; control < 0x20; ++control)
    CHECK(read_as<std::string>("\"a" + std::string(1, control) + "\"") ==
          "expected an escape in place of a control character at byte 2");
  CHECK(read_as<std::string>("\"\x7f\"") == "\x7f");
  for (auto const bad : {"\"\x80\""sv, "\"\xc0\xaf\""sv, "\"\xed\xa0\x80\""sv,
                         "\"\xf4\x90\x80\x80\""sv, "\"\xe2\x82\""sv, "\"\\n\xff\""sv}) {
    CHECK(read_as<std::string>(bad) == "expected UTF-8 in the string at byte 1");
    std::string const object = "{" + std::string(bad) + ":0}";
    std::string_view key;
    json_reader reader(object);
    CHECK(reader.begin_object());
    CHECK_FALSE(reader.next_member(key));
    json_reader skipper(object);
    CHECK_FALSE(skipper.skip());
  }
}

TEST_CASE("views point into the text unless there were escapes") {
  std::string const text = R"({"plain":"text","n\u0061me":"v\u0061lue","last":"end"})";
  auto const inside = [&](std::string_view view) {
    return view.data() >= text.data() && view.data() < text.data() + text.size();
  };
  json_reader reader(text);
  std::string_view key;
  std::string_view value;
  reader.begin_object();
  REQUIRE((reader.next_member(key) && reader.read_string_view(value)));
  CHECK((key == "plain" && value == "text" && inside(key) && inside(value)));
  REQUIRE((reader.next_member(key) && reader.read_string_view(value)));
  CHECK((key == "name" && value == "value" && !inside(key) && !inside(value)));
  std::string_view next;
  REQUIRE(reader.next_member(next));
  CHECK(value == "value");
}

TEST_CASE("skip gives the exact slice of any value") {
  for (auto const value : {"null", "true", "-1.5e3", "\"a\\nb\"", "[]", "{}", "[1, [2], {}]",
                           R"({"a": {"b": [1, "}]"]}, "c": null})"}) {
    std::string const text = " [ " + std::string(value) + " , 1]";
    json_reader reader(text);
    std::string_view raw;
    int one = 0;
    REQUIRE(reader.begin_array());
    REQUIRE(reader.next_element());
    REQUIRE(reader.skip(raw));
    CHECK(raw == value);
    REQUIRE(reader.next_element());
    CHECK(reader.read(one));
    CHECK_FALSE(reader.next_element());
    CHECK(reader.finish());
  }
}

TEST_CASE("skip remembers objects and arrays through deep nesting") {
  std::string opening;
  std::string closing;
  for (int i = 0; i < 300; ++i) {
    bool const object = i % 3 == 0 || i % 7 == 0;
    opening += object ? R"({"k":)" : "[";
    closing.insert(0, object ? "}" : "]");
  }
  std::string const deep = opening + "1" + closing;
  CHECK(json_reader(deep, 300).skip());
  json_reader limited(deep, 299);
  CHECK_FALSE(limited.skip());
  CHECK(limited.why().code == error_code::too_large);
  for (std::size_t i = 0; i < closing.size(); ++i) {
    std::string wrong = closing;
    wrong[i] = wrong[i] == '}' ? ']' : '}';
    std::string const text = opening + "1" + wrong;
    json_reader reader(text, 300);
    CHECK_FALSE(reader.skip());
  }
}

TEST_CASE("nesting beyond the limit is too large, for every way of reading") {
  json_reader shallow("[[]]", 1);
  CHECK(shallow.begin_array());
  CHECK(shallow.next_element());
  CHECK_FALSE(shallow.begin_array());
  CHECK(shallow.why().code == error_code::too_large);
  CHECK(shallow.why().message ==
        "expected no more than 1 nested objects and arrays at byte 1");
  json_reader inner("[[]]", 1);
  CHECK(inner.begin_array());
  CHECK(inner.next_element());
  CHECK_FALSE(inner.skip());
  CHECK(inner.why().code == error_code::too_large);
  CHECK(json_reader("[[],[]]", 2).skip());
  CHECK_FALSE(json_reader("{}", 0).begin_object());
}

TEST_CASE("a million brackets fail quickly, or pass where allowed, without recursion") {
  constexpr std::size_t million = 1'000'000;
  std::string const open(million, '[');
  json_reader limited(open);
  CHECK_FALSE(limited.skip());
  CHECK(limited.why().code == error_code::too_large);
  CHECK(limited.position() == 128);
  json_reader unlimited(open, million);
  CHECK_FALSE(unlimited.skip());
  CHECK(unlimited.why().code == error_code::malformed);
  std::string const balanced = open + std::string(million, ']');
  CHECK(json_reader(balanced, million).skip());
}

TEST_CASE("an empty view without an address is an empty text") {
  json_reader reader{std::string_view()};
  CHECK(reader.peek() == json_kind::end);
  CHECK(reader.finish());
  CHECK_FALSE(json_reader(std::string_view()).skip());
}
