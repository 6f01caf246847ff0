// SPDX-License-Identifier: BSL-1.0
// Only text has patterns.
// expect: error: .*entente: like.. needs a field that holds text
// expect: checks::field_is_text<Task, [^"]*"votes"[^,]*, int>
#include <entente/replica/condition.hpp>

#include <string>

struct Task {
  std::string title;
  int votes = 0;
};

int main() {
  entente::detail::query_text text;
#ifdef POSITIVE_CONTROL
  auto const wanted = entente::field<&Task::title>.like("W%");
#else
  auto const wanted = entente::field<&Task::votes>.like("W%");
#endif
  wanted.write<Task>(text);
}
