// SPDX-License-Identifier: BSL-1.0
// A nested type with a constructor must be adapted, or have a codec.
// expect: error: .*entente: this field's type cannot be stored or sent; use a supported type .docs/protocol.md lists them., adapt a type of your own with BOOST_HANA_ADAPT_STRUCT, or specialise entente::field_codec
// expect: checks::field_type_is_supported<Task, [^"]*"where"[^,]*, place
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

struct place {
  place() {}
  int floor = 0;
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(place, floor);
#endif

struct Task {
  place where;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
