// SPDX-License-Identifier: BSL-1.0
// What is recorded in the field stays.
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

void drop(entente::replica<entente::schema<Reading>>& device, entente::id<Reading> which) {
  device.remove(which);
}

int main() {}
