// SPDX-License-Identifier: BSL-1.0
// expect: never
#ifndef POSITIVE_CONTROL
static_assert(sizeof(int) == 0, "never");
static_assert(sizeof(int) == 0, "never");
static_assert(sizeof(int) == 0, "never");
static_assert(sizeof(int) == 0, "never");
#endif
int main() {}
