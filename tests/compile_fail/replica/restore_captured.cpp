// SPDX-License-Identifier: BSL-1.0
// Nor is it ever deleted, to be brought back.
// expect: error: .*entente: records of a data-capture entity are neither deleted nor restored
#include <entente/replica/replica.hpp>

#include <string>

struct Reading {
  std::string meter;
};

#ifndef POSITIVE_CONTROL
template <>
struct entente::entity_traits<Reading> {
  static constexpr bool data_capture = true;
};
#endif

void bring_back(entente::replica<entente::schema<Reading>>& device, entente::id<Reading> which) {
  device.restore(which);
}

int main() {}
