// SPDX-License-Identifier: BSL-1.0
// What throws work away wants its tag written out.
// expect: error: .*(explicit|no matching function for call to .drop)
#include <entente/replica/confirm.hpp>

void drop(entente::confirm::drop) {}

int main() {
#ifdef POSITIVE_CONTROL
  drop(entente::confirm::drop{});
#else
  drop({});
#endif
}
