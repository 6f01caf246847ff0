// SPDX-License-Identifier: BSL-1.0
// An entity with private members must be adapted.
// expect: error: .*entente: this type cannot be an entity as it stands, for it has constructors, private or virtual members; make it a plain aggregate, or adapt it with BOOST_HANA_ADAPT_STRUCT
// expect: checks::entity_is_reflectable<Task
#include <boost/hana/adapt_struct.hpp>
#include <entente/entity.hpp>

class Task {
 public:
  [[nodiscard]] int votes() const { return votes_; }

 private:
  int votes_ = 0;
#ifdef POSITIVE_CONTROL
  friend struct boost::hana::accessors_impl<Task>;
#endif
};

#ifdef POSITIVE_CONTROL
BOOST_HANA_ADAPT_STRUCT(Task, votes_);
#endif

static_assert(entente::schema<Task>::size == 1);

int main() {}
