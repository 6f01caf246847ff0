// SPDX-License-Identifier: BSL-1.0
#ifndef POSITIVE_CONTROL
static_assert(sizeof(int) == 0, "nobody asked for this sentence");
#endif
int main() {}
