// SPDX-License-Identifier: BSL-1.0
// expect: never
static_assert(sizeof(int) == 0, "never");
int main() {}
