// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/graphql/parse.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace entente::graphql;

namespace {

/// The one argument of the one field of a document that has no more than that.
value_node const& value_in(document const& doc) {
  return *doc.operations().front().selections.front().arguments.front().value;
}

std::string refusal(std::string_view source, limits const& bounds = {}) {
  auto const parsed = parse(source, bounds);
  return parsed.ok() ? "" : parsed.why().message;
}

bool accepts(std::string_view source, limits const& bounds = {}) {
  return parse(source, bounds).ok();
}

std::string code(std::string_view source, limits const& bounds = {}) {
  auto const parsed = parse(source, bounds);
  return parsed.ok() ? "" : parsed.why().code;
}

std::string nested(std::string_view opening, std::string_view inner, std::string_view closing,
                   std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += opening;
  text += inner;
  for (std::size_t i = 0; i < times; ++i) text += closing;
  return text;
}

}  // namespace

TEST_CASE("a shorthand query is an anonymous query") {
  auto const doc = parse("{ tasks }");
  REQUIRE(doc);
  REQUIRE(doc->operations().size() == 1);
  CHECK(doc->operations().front().kind == operation_kind::query);
  CHECK(doc->operations().front().name.empty());
  CHECK(doc->operations().front().selections.front().name == "tasks");
}

TEST_CASE("every part of an executable document is understood") {
  auto const doc = parse(R"(
    query Full($id: ID!, $flags: [[Boolean!]]! = [[true]] @d, $n: Int) @onQuery(a: 1) {
      alias: field(int: 1, float: -1.5e3, text: "t", yes: true, no: false, nothing: null,
                   choice: RED, list: [1, 2], object: {a: {b: $n}}, variable: $id) @skip(if: $n) {
        ...Part @include(if: true)
        ... on Other @x { deep }
        ... @y { deeper }
        ... { deepest }
      }
    }
    mutation M { change }
    subscription S { event }
    fragment Part on Thing @z { name }
  )");
  REQUIRE(doc);
  REQUIRE(doc->operations().size() == 3);
  auto const& full = doc->operations().front();
  CHECK(full.name == "Full");
  CHECK(full.directives.front().arguments.front().name == "a");
  REQUIRE(full.variables.size() == 3);
  std::vector<std::string_view> types;
  for (auto const& each : full.variables) types.push_back(each.type.text());
  CHECK(types == std::vector<std::string_view>{"ID!", "[[Boolean!]]!", "Int"});

  auto const& field = full.selections.front();
  CHECK(field.alias == "alias");
  CHECK(field.name == "field");
  CHECK(field.response_name() == "alias");
  std::vector<value_kind> kinds;
  for (auto const& each : field.arguments) kinds.push_back(each.value->kind);
  CHECK(kinds == std::vector<value_kind>{value_kind::integer, value_kind::floating,
                                         value_kind::string, value_kind::boolean,
                                         value_kind::boolean, value_kind::null,
                                         value_kind::enumeration, value_kind::list,
                                         value_kind::object, value_kind::variable});
  std::vector<selection_kind> inner;
  for (auto const& each : field.selections) inner.push_back(each.kind);
  CHECK(inner == std::vector<selection_kind>{
                     selection_kind::fragment_spread, selection_kind::inline_fragment,
                     selection_kind::inline_fragment, selection_kind::inline_fragment});
  CHECK(field.selections.front().name == "Part");
  REQUIRE(doc->fragments().size() == 1);
  CHECK(doc->fragments().front().type == "Thing");
}

TEST_CASE("a type keeps its canonical spelling whatever stands between its tokens") {
  auto const doc = parse("query($a: [ [ Int # a comment\n ! ] , ] !) { b }");
  REQUIRE(doc);
  CHECK(doc->operations().front().variables.front().type.text() == "[[Int!]]!");
}

TEST_CASE("commas, comments, white space and byte order marks are ignored") {
  auto const doc = parse("\xEF\xBB\xBF,, { # note: { } \"\r\n a,,,b\t\r c }\xEF\xBB\xBF#");
  REQUIRE(doc);
  CHECK(doc->operations().front().selections.size() == 3);
}

TEST_CASE("keywords are names wherever a name may stand") {
  auto const doc = parse(
      "query query($on: on) { fragment: on(true: $on) mutation null } fragment query on on { on }");
  REQUIRE(doc);
  CHECK(doc->operations().front().name == "query");
  CHECK(doc->fragments().front().type == "on");
}

TEST_CASE("descriptions of definitions are read and left aside") {
  CHECK(accepts("\"what\" query Q(\"why\" $a: Int) { a } \"\"\"how\"\"\" fragment F on T { b }"));
  CHECK(refusal("\"what\" { a }") ==
        "Syntax Error: Unexpected description, descriptions are not supported on shorthand "
        "queries.");
}

TEST_CASE("strings are decoded") {
  auto const text = [](std::string const& literal) {
    std::string const source = "{a(b: " + literal + ")}";
    auto const doc = parse(source);
    REQUIRE(doc);
    return std::string{value_in(*doc).text};
  };
  CHECK(text(R"("")") == "");
  CHECK(text(R"("plain")") == "plain");
  CHECK(text(R"("\" \\ \/ \b\f\n\r\t")") == "\" \\ / \b\f\n\r\t");
  CHECK(text(R"("\u00e9\u{e9}\u{1F600}\uD83D\uDE00\u0041")") == "éé😀😀A");
  CHECK(text(R"("\u{000041}")") == "A");
  CHECK(text("\"é😀\"") == "é😀");
  CHECK(text("\"tab\there\"") == "tab\there");
}

TEST_CASE("a string that needs no decoding is a view of the source") {
  std::string const source = "{a(b: \"here\")}";
  auto const doc = parse(source);
  REQUIRE(doc);
  CHECK(value_in(*doc).text.data() == source.data() + 7);
}

TEST_CASE("a block string loses common indentation and blank lines at its ends") {
  auto const text = [](std::string const& literal) {
    std::string const source = "{a(b: \"\"\"" + literal + "\"\"\")}";
    auto const doc = parse(source);
    REQUIRE(doc);
    return std::string{value_in(*doc).text};
  };
  CHECK(text("") == "");
  CHECK(text("one line") == "one line");
  CHECK(text("\n    Dear reader,\n      indented.\n\n    Yours\n  ") ==
        "Dear reader,\n  indented.\n\nYours");
  CHECK(text("first\n    second\n  third") == "first\n  second\nthird");
  CHECK(text("a\r\n b\r c\n d") == "a\nb\nc\nd");
  CHECK(text("\n\n\t\tx\n\t \ty\n") == "x\n\ty");
  CHECK(text("   \n \n") == "");
  CHECK(text("  lead\n") == "  lead");
  CHECK(text(R"(quote \""" inside, \n stays)") == "quote \"\"\" inside, \\n stays");
  CHECK(text("\"q\" ") == "\"q\" ");
  CHECK(text("\n    a\n  \n    b") == "a\n\nb");
}

TEST_CASE("malformed strings are refused") {
  for (auto const* bad : {"\"open",
                          "\"line\nbreak\"",
                          "\"\\",
                          "\"\\q\"",
                          "\"\\u12\"",
                          "\"\\u{}\"",
                          "\"\\u{12\"",
                          "\"\\u{110000}\"",
                          "\"\\u{D800}\"",
                          "\"\\uD83D\"",
                          "\"\\uD83Dx\"",
                          "\"\\uD83D\\u0041\"",
                          "\"\\uDE00\"",
                          "\"\\uD83D\\u{DE00}\"",
                          "\"\xff\"",
                          "\"\xC0\x80\"",
                          "\"\xED\xA0\x80\"",
                          "\"\xF5\x80\x80\x80\"",
                          "\"\xE2\x82\"",
                          "\"\"\"open",
                          "\"\"\"x\"\"",
                          "\"\"\"\xff\"\"\"",
                          "\"\"\"\\\"\"\""}) {
    INFO(bad);
    CHECK_FALSE(accepts("{a(b: " + std::string{bad} + ")}"));
  }
}

TEST_CASE("numbers follow the grammar") {
  for (auto const* good : {"0", "-0", "7", "-12", "1.5", "-0.0", "1e3", "1E+3", "2.5e-7",
                           "123456789012345678901234567890"})
    CHECK(accepts("{a(b: " + std::string{good} + ")}"));
  for (auto const* bad : {"00", "01", "-", "+1", "1.", ".5", "1.e2", "1e", "1e+", "0x1", "1a",
                          "1_0", "1.2.3", "-a", "1.5e3.2"}) {
    INFO(bad);
    CHECK_FALSE(accepts("{a(b: " + std::string{bad} + ")}"));
  }
}

TEST_CASE("an error names its line and column") {
  auto const at = [](std::string_view source) {
    auto const parsed = parse(source);
    REQUIRE_FALSE(parsed);
    return parsed.why().locations.front();
  };
  CHECK(at("{ a ? }") == location{1, 5});
  CHECK(at("{\n  a\r\n\r  ?") == location{4, 3});
  CHECK(at("{ a(b: \"éé\" ?)") == location{1, 13});
  CHECK(at("") == location{1, 1});
}

TEST_CASE("line and column are found at every offset") {
  CHECK(locate("ab\ncd", 0) == location{1, 1});
  CHECK(locate("ab\ncd", 2) == location{1, 3});
  CHECK(locate("ab\ncd", 3) == location{2, 1});
  CHECK(locate("ab\r\ncd", 3) == location{1, 3});
  CHECK(locate("ab\r\ncd", 4) == location{2, 1});
  CHECK(locate("ab", 99) == location{1, 3});
}

TEST_CASE("type system definitions are no executable document") {
  CHECK(refusal("type A { b: Int }") == "Syntax Error: Unexpected Name \"type\".");
  CHECK_FALSE(accepts("schema { query: Q }"));
  CHECK_FALSE(accepts("extend type A { b: Int }"));
}

TEST_CASE("documents beyond a limit are refused with a code of their own") {
  limits tight;
  tight.max_tokens = 5;
  CHECK(code("{ a b c }", tight).empty());
  CHECK(code("{ a b c d }", tight) == "LIMIT_EXCEEDED");
  limits brief;
  brief.max_document_bytes = 4;
  CHECK(code("{a }", brief).empty());
  CHECK(code("{ a }", brief) == "LIMIT_EXCEEDED");
}

TEST_CASE("a name has a bounded length") {
  CHECK(accepts("{ " + std::string(1024, 'a') + " }"));
  CHECK(code("{ " + std::string(1025, 'a') + " }") == "LIMIT_EXCEEDED");
}

TEST_CASE("places are the same in long documents as in short ones") {
  std::string source = "{ a";
  while (source.size() < 20'000) source += "\r\n# \xC3\xA9 a comment\r# another,,,\n ";
  source += " }";
  auto const parsed = parse(source);
  REQUIRE(parsed);
  for (std::size_t offset = 0; offset <= source.size(); ++offset)
    if (!(parsed->at(static_cast<source_offset>(offset)) == locate(source, offset)))
      FAIL("at offset " << offset);
}

TEST_CASE("nesting is bounded at exactly its limit") {
  limits shallow;
  shallow.max_selection_depth = 3;
  shallow.max_value_depth = 3;
  CHECK(accepts(nested("{a", "", "}", 3), shallow));
  CHECK(code(nested("{a", "", "}", 4), shallow) == "LIMIT_EXCEEDED");
  CHECK(accepts("{a(b: " + nested("[", "", "]", 3) + ")}", shallow));
  CHECK(code("{a(b: " + nested("[", "", "]", 4) + ")}", shallow) == "LIMIT_EXCEEDED");
  CHECK(code("{a(b: " + nested("{c:", "1", "}", 4) + ")}", shallow) == "LIMIT_EXCEEDED");
  CHECK(accepts("query($a: " + nested("[", "Int", "]", 3) + "){b}", shallow));
  CHECK(code("query($a: " + nested("[", "Int", "]", 4) + "){b}", shallow) == "LIMIT_EXCEEDED");
}

TEST_CASE("a hundred thousand brackets are refused, not followed") {
  std::size_t const many = 100'000;
  CHECK(code(nested("{a", "", "}", many)) == "LIMIT_EXCEEDED");
  CHECK(code(nested("{...", "", "}", many)) == "LIMIT_EXCEEDED");
  CHECK(code("{a(b:" + nested("[", "", "]", many) + ")}") == "LIMIT_EXCEEDED");
  CHECK(code("{a(b:" + nested("{c:", "1", "}", many) + ")}") == "LIMIT_EXCEEDED");
  CHECK(code("query($a:" + nested("[", "Int", "]", many) + "){b}") == "LIMIT_EXCEEDED");
  CHECK(code("{" + nested("a ", "", "", many) + "}") == "LIMIT_EXCEEDED");
}

TEST_CASE("a document cut short anywhere is refused, and never read beyond its end") {
  std::string const whole =
      "query Q($a: [Int!]! = [1, -2.5e3] @d(x: \"s\\u00e9\")) @e { f: g(h: {i: $a, j: ENUM}) "
      "{ ...F ... on T { k } } } fragment F on T { l(m: \"\"\" block \\\"\"\" \"\"\") }";
  REQUIRE(parse(whole));
  std::size_t const query_end = whole.find("} fragment") + 1;
  for (std::size_t length = 0; length < whole.size(); ++length) {
    // A copy of exact size lets the address sanitizer see a read behind it.
    std::vector<char> const cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
    bool const complete = length == query_end || length == query_end + 1;
    CHECK(parse(std::string_view{cut.data(), cut.size()}).ok() == complete);
  }
}

TEST_CASE("a document stays usable when it is moved") {
  std::string const source = "{ a(b: \"\\n\") { c } }";
  auto parsed = parse(source);
  REQUIRE(parsed);
  document const moved = *std::move(parsed);
  CHECK(value_in(moved).text == "\n");
  CHECK(moved.operations().front().selections.front().selections.front().name == "c");
}

TEST_CASE("an operation is found by name, or alone") {
  auto const one = parse("query A { a }");
  auto const two = parse("query A { a } mutation B { b }");
  REQUIRE(one);
  REQUIRE(two);
  CHECK(one->find_operation("") != nullptr);
  CHECK(one->find_operation("B") == nullptr);
  CHECK(two->find_operation("") == nullptr);
  REQUIRE(two->find_operation("B") != nullptr);
  CHECK(two->find_operation("B")->kind == operation_kind::mutation);
}
