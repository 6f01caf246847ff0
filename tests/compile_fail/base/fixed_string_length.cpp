// SPDX-License-Identifier: BSL-1.0
// The length of a fixed string is part of its type.
// expect: error: .*fixed_string<.*4.*fixed_string<5>
#include <entente/base/fixed_string.hpp>

#ifdef POSITIVE_CONTROL
constexpr entente::fixed_string<5> name = entente::fixed_string{"title"};
#else
constexpr entente::fixed_string<5> name = entente::fixed_string{"tite"};
#endif

int main() { return name.text[0] == 't' ? 0 : 1; }
