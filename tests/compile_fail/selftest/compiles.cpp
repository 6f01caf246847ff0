// SPDX-License-Identifier: BSL-1.0
// expect: static assertion failed
int main() {}
