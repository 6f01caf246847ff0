// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/json_value.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

/// One benchmark: nanoseconds per item in each repetition, and its counters.
struct measurement {
  std::vector<double> nanos;
  std::map<std::string, std::vector<double>> counters;
  std::string problem;  ///< what the benchmark refused its own result for
};

inline double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  auto const half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// All that Google Benchmark wrote, by the benchmarks' names without what it adds to them.
class measurements {
 public:
  /// Adds one file of results. Without a file, or with an empty one, nothing: its filter matched nothing.
  void add(std::string const& path) {
    std::ifstream file{path, std::ios::binary};
    std::string text{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
    if (text.empty()) return;
    // Google Benchmark writes numbers that JSON has not, such as a deviation of nothing from nothing.
    for (std::string_view none : {": NaN", ": Infinity", ": -Infinity"})
      for (auto at = text.find(none); at != std::string::npos; at = text.find(none, at)) text.replace(at, none.size(), ": null");
    auto const parsed = entente::json_value::parse(text);
    if (!parsed.ok()) {
      all_[path].problem = "the results cannot be read: " + parsed.why().message;
      return;
    }
    if (auto const* about = parsed->find("context")) context_ = *about;
    auto const* runs = parsed->find("benchmarks");
    if (runs == nullptr) return;
    for (auto const& run : runs->elements()) add(run);
  }

  [[nodiscard]] entente::json_value const& context() const { return context_; }
  [[nodiscard]] std::map<std::string, measurement> const& all() const { return all_; }

  /// By name; `/first` and `/last` stand for the smallest and the largest argument.
  [[nodiscard]] measurement const* find(std::string_view name) const {
    auto const slash = name.rfind('/');
    std::string_view const last = name.substr(slash + 1);
    if (last == "first" || last == "last") {
      auto const of = arguments(name.substr(0, slash));
      if (of.empty()) return nullptr;
      return last == "first" ? of.begin()->second : of.rbegin()->second;
    }
    auto const found = all_.find(std::string{name});
    return found == all_.end() ? nullptr : &found->second;
  }

  /// Those of `<row>/<who>/<argument>`, by argument.
  [[nodiscard]] std::map<std::int64_t, measurement const*> arguments(std::string_view name) const {
    std::map<std::int64_t, measurement const*> found;
    std::string const prefix = std::string{name} + "/";
    for (auto const& [key, value] : all_)
      if (key.starts_with(prefix)) found[std::atoll(key.c_str() + prefix.size())] = &value;
    return found;
  }

 private:
  static std::string text_of(entente::json_value const& run, std::string_view name) {
    auto const* value = run.find(name);
    return value == nullptr ? std::string{} : std::string{value->as_string().value_or("")};
  }

  /// Google Benchmark appends settings such as /real_time and /iterations:1.
  static std::string plain_name(std::string name) {
    for (;;) {
      auto const slash = name.rfind('/');
      if (slash == std::string::npos) return name;
      std::string_view const last = std::string_view{name}.substr(slash + 1);
      bool const setting = last == "real_time" || last == "manual_time" || last == "process_time" ||
                           last.find(':') != std::string_view::npos;
      if (!setting) return name;
      name.resize(slash);
    }
  }

  void add(entente::json_value const& run) {
    if (text_of(run, "run_type") == "aggregate") return;
    std::string const full = text_of(run, "run_name");
    measurement& to = all_[plain_name(full)];
    if (run.find("error_occurred") != nullptr) {
      to.problem = text_of(run, "error_message");
      return;
    }
    bool const real = full.find("/real_time") != std::string::npos || full.find("/manual_time") != std::string::npos;
    for (auto const& [name, value] : run.members()) {
      auto const number = value.as_double();
      if (!number) continue;
      if (name == (real ? "real_time" : "cpu_time") && run.find("items_per_second") == nullptr)
        to.nanos.push_back(*number * nanos_of(text_of(run, "time_unit")));
      if (name == "items_per_second" && *number > 0) to.nanos.push_back(1e9 / *number);
      if (!built_in(name)) to.counters[name].push_back(*number);
    }
  }

  static double nanos_of(std::string_view unit) {
    return unit == "us" ? 1e3 : unit == "ms" ? 1e6 : unit == "s" ? 1e9 : 1;
  }

  static bool built_in(std::string_view name) {
    for (std::string_view each : {"family_index", "per_family_instance_index", "repetitions", "repetition_index",
                                  "threads", "iterations", "real_time", "cpu_time"})
      if (name == each) return true;
    return false;
  }

  entente::json_value context_;
  std::map<std::string, measurement> all_;
};

}  // namespace report
