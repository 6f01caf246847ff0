// SPDX-License-Identifier: BSL-1.0
// An accessor that computes leaves nothing to assign to.
// expect: error: .*entente: the Hana adaptation of this type has an accessor without a name or without a reference that can be assigned to
// expect: checks::entity_is_reflectable<Task
#include <boost/hana/accessors.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>
#include <entente/entity.hpp>

struct Task {
  struct hana_accessors_impl {
    static constexpr auto apply() {
      return boost::hana::make_tuple(boost::hana::make_pair(
          BOOST_HANA_STRING("votes"),
#ifdef POSITIVE_CONTROL
          [](auto&& task) -> auto& { return task.votes; }));
#else
          [](auto&& task) { return task.votes * 2; }));
#endif
    }
  };
  int votes = 0;
};

static_assert(entente::schema<Task>::size == 1);

int main() {}
