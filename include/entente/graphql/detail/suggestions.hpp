// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

inline std::string lower_case(std::string_view text) {
  std::string lowered{text};
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

/// How many insertions, deletions, substitutions and swaps of neighbours lead from one name to the
/// other (optimal string alignment); nothing if more than `threshold`. Differing in case only
/// counts as one.
inline std::optional<std::size_t> distance(std::string_view typed, std::string_view option,
                                           std::size_t threshold) {
  if (typed == option) return 0;
  std::size_t const longer = (std::max)(typed.size(), option.size());
  if (longer - (std::min)(typed.size(), option.size()) > threshold) return std::nullopt;
  std::string const a = lower_case(typed);
  std::string const b = lower_case(option);
  if (a == b) return 1;
  std::size_t const width = b.size() + 1;
  std::vector<std::size_t> rows(3 * width);
  auto const cell = [&](std::size_t row, std::size_t column) -> std::size_t& {
    return rows[row % 3 * width + column];
  };
  for (std::size_t j = 0; j < width; ++j) cell(0, j) = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t smallest = cell(i, 0) = i;
    for (std::size_t j = 1; j < width; ++j) {
      std::size_t const change = a[i - 1] == b[j - 1] ? 0 : 1;
      std::size_t best =
          (std::min)({cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        best = (std::min)(best, cell(i - 2, j - 2) + 1);
      cell(i, j) = best;
      smallest = (std::min)(smallest, best);
    }
    if (smallest > threshold) return std::nullopt;
  }
  std::size_t const found = cell(a.size(), b.size());
  return found <= threshold ? std::optional{found} : std::nullopt;
}

/// Orders names as people do: numbers inside them by value.
inline bool natural_less(std::string_view a, std::string_view b) {
  auto const digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      auto const number = [&](std::string_view text, std::size_t& at) {
        while (at < text.size() && text[at] == '0') ++at;
        std::size_t const start = at;
        while (at < text.size() && digit(text[at])) ++at;
        return text.substr(start, at - start);
      };
      std::string_view const left = number(a, i);
      std::string_view const right = number(b, j);
      if (left.size() != right.size()) return left.size() < right.size();
      if (left != right) return left < right;
    } else {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
    }
  }
  return a.size() - i < b.size() - j;
}

/// ` Did you mean "a", "b", or "c"?`, with at most five options; empty without any.
inline std::string did_you_mean(std::vector<std::string_view> const& options,
                                std::string_view kind = {}) {
  static constexpr std::size_t most = 5;
  std::size_t const count = (std::min)(options.size(), most);
  if (count == 0) return {};
  std::string text = " Did you mean ";
  if (!kind.empty()) text.append(kind) += ' ';
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += count == 2 ? " or " : i + 1 == count ? ", or " : ", ";
    text.append(1, '"').append(options[i]) += '"';
  }
  return text += '?';
}

/// The known names that resemble what was typed, most similar first.
template <class Names, class Name>
std::vector<std::string_view> similar(std::string_view typed, Names const& known, Name name_of) {
  std::size_t const threshold = typed.size() * 2 / 5 + 1;
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (auto const& each : known)
    if (auto const far = distance(typed, name_of(each), threshold))
      found.emplace_back(*far, name_of(each));
  std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) {
    return a.first != b.first ? a.first < b.first : natural_less(a.second, b.second);
  });
  std::vector<std::string_view> names;
  names.reserve(found.size());
  for (auto const& each : found) names.push_back(each.second);
  return names;
}

/// ` Did you mean …?` for a misspelt name among things that have a `name`.
template <class Named>
std::string suggest(std::string_view typed, Named const& known, std::string_view kind = {}) {
  return did_you_mean(similar(typed, known, [](auto const& each) { return each.name; }), kind);
}

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
