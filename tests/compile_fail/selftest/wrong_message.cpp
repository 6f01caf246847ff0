// SPDX-License-Identifier: BSL-1.0
// expect: the sentence that was promised
#ifndef POSITIVE_CONTROL
static_assert(sizeof(int) == 0, "some other sentence");
#endif
int main() {}
