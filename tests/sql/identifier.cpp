// SPDX-License-Identifier: BSL-1.0
#include <entente/sql/identifier.hpp>

#include "support/catch.hpp"

using namespace std::string_view_literals;

TEST_CASE("a name is put in double quotes, and those inside are doubled", "[sql]") {
  CHECK(entente::quoted_name("title") == R"("title")");
  CHECK(entente::quoted_name("order") == R"("order")");
  CHECK(entente::quoted_name("a b;--") == R"("a b;--")");
  CHECK(entente::quoted_name(R"(say "hi")") == R"("say ""hi""")");
  CHECK(entente::quoted_name("Straße") == "\"Straße\"");
}

TEST_CASE("a name that is empty or holds NUL is refused", "[sql]") {
  CHECK_THROWS_AS(entente::quoted_name(""), entente::failure);
  CHECK_THROWS_AS(entente::quoted_name("a\0b"sv), entente::failure);
}
