// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/stranger_text.hpp>

#include "support/catch.hpp"

#include <string>

using entente::json_value;
using entente::valid_utf8;
using entente::detail::printable;
using entente::detail::text_guard;

TEST_CASE("a stranger's text becomes one harmless line") {
  CHECK(printable("a\r\nb\tc\x1b[31m\x7f") == "a  b c [31m ");
  CHECK(printable("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") ==
        "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(printable("a\xff\xc3"
                  "b\xe2\x82") == "a??b??");
  CHECK(printable("a\xe2\x80\xae"
                  "b\xe2\x81\xa6\xc2\x9b"
                  "c") == "a b  c");
  std::string const cut =
      printable(std::string(99, 'x') + "\xf0\x9f\x98\x80" + std::string(99, 'x'), 104);
  CHECK(cut.size() <= 104);
  CHECK(valid_utf8(cut));
  CHECK(cut == std::string(99, 'x') + "...");
}

TEST_CASE("what must not be told is taken out of a message") {
  text_guard guard;
  guard.hide("s3cret");
  guard.hide(json_value::parse(
                 R"({"title":"a long private title","n":12345,"list":["it \"is\" so"],"s":"ok"})")
                 .value());
  CHECK(guard("key s3cret") == "key ...");
  CHECK(guard("s3cret s3cret") == "... ...");
  CHECK(guard("\"a long private title\" is taken") == "\"...\" is taken");
  CHECK(guard("'a long priv' is too long") == "'...' is too long");
  CHECK(guard("12345 is too much") == "... is too much");
  CHECK(guard("it \\\"is\\\" so, no") == "..., no");
  CHECK(guard("not ok") == "not ok");
  CHECK(guard("got {\"title\":1}") == "got ...");
  CHECK(guard(std::string(2000, 'x')).size() <= 200);
}

TEST_CASE("of two secrets that begin alike neither leaves a rest") {
  text_guard guard;
  guard.hide("confidential-A and more");
  guard.hide("confidential-B");
  CHECK(guard("confidential-B!") == "...!");
}
