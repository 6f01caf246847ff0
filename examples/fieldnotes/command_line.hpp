// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fieldnotes {

/// Wrong use: the program says how it is used and exits with 1.
struct usage_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A command line taken apart: `--name value`, `--flag`, and the words between.
class command_line {
 public:
  /// Options outside both lists are refused. Everything behind the first word is words, so that values may begin with
  /// two dashes.
  command_line(std::vector<std::string> const& arguments, std::vector<std::string_view> const& with_value,
               std::vector<std::string_view> const& flags) {
    auto const is_in = [](std::vector<std::string_view> const& names, std::string const& name) {
      for (auto const each : names)
        if (each == name) return true;
      return false;
    };
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      std::string const& word = arguments[i];
      if (is_in(flags, word)) {
        options_[word].emplace_back();
      } else if (is_in(with_value, word)) {
        if (i + 1 == arguments.size()) throw usage_error("option " + word + " needs a value");
        options_[word].push_back(arguments[++i]);
      } else if (words_.empty() && word.rfind("--", 0) == 0) {
        throw usage_error("unknown option " + word);
      } else {
        words_.push_back(word);
      }
    }
  }

  [[nodiscard]] bool has(std::string const& name) const { return options_.count(name) > 0; }

  [[nodiscard]] std::optional<std::string> value(std::string const& name) const {
    auto const found = options_.find(name);
    if (found == options_.end()) return std::nullopt;
    return found->second.back();
  }

  [[nodiscard]] std::string required(std::string const& name) const {
    if (auto given = value(name)) return *given;
    throw usage_error("option " + name + " is missing");
  }

  [[nodiscard]] std::vector<std::string> values(std::string const& name) const {
    auto const found = options_.find(name);
    return found == options_.end() ? std::vector<std::string>{} : found->second;
  }

  [[nodiscard]] std::vector<std::string> const& words() const { return words_; }

  /// A word that must be there, with what it is for.
  [[nodiscard]] std::string const& word(std::size_t index, char const* what) const {
    if (index >= words_.size()) throw usage_error(std::string{"missing: "} + what);
    return words_[index];
  }

  /// The words from `first` on, each `name=value`.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> assignments(std::size_t first) const {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t i = first; i < words_.size(); ++i) {
      auto const equals = words_[i].find('=');
      if (equals == std::string::npos || equals == 0) throw usage_error("not field=value: " + words_[i]);
      out.emplace_back(words_[i].substr(0, equals), words_[i].substr(equals + 1));
    }
    return out;
  }

 private:
  std::map<std::string, std::vector<std::string>> options_;
  std::vector<std::string> words_;
};

}  // namespace fieldnotes
