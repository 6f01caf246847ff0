// SPDX-License-Identifier: BSL-1.0
// expect: quoted by the caret line only
#ifndef POSITIVE_CONTROL
int undefined = nowhere("quoted by the caret line only");
#endif
int main() {}
