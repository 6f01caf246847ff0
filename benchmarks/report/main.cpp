// SPDX-License-Identifier: BSL-1.0
// benchmark_report FOLDER RESULT...   makes report.md and report.svg of Google Benchmark's results in the folder,
// and prints the table. Exits with 1 where a benchmark refused its own result.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "report/markdown.hpp"
#include "report/measurements.hpp"
#include "report/plot.hpp"
#include "report/rows.hpp"
#include "report/verdict.hpp"
#include "support/scale.hpp"

namespace {

/// The value of the first line of a file that begins so, behind its colon.
std::string line_of(char const* path, std::string_view begin) {
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(begin)) {
      auto const colon = line.find_first_of(":=");
      auto const from = line.find_first_not_of(" \t\"", colon + 1);
      return from == std::string::npos ? std::string{} : line.substr(from, line.find_last_not_of('"') + 1 - from);
    }
  return "unknown";
}

std::string word_of(char const* path) {
  std::ifstream file{path};
  std::string word;
  file >> word;
  return word;
}

void write_head(std::ostream& to, report::measurements const& all) {
  auto const said = [&](char const* name) {
    auto const* const value = all.context().find(name);
    if (value == nullptr) return std::string{"unknown"};
    return std::string{value->as_string().value_or(value->number_text())};
  };
  to << "# Benchmarks of entente\n\n"
     << "- machine: " << line_of("/proc/cpuinfo", "model name") << ", " << said("num_cpus") << " processors, memory "
     << line_of("/proc/meminfo", "MemTotal") << "\n- system: " << line_of("/etc/os-release", "PRETTY_NAME")
     << ", Linux " << word_of("/proc/sys/kernel/osrelease") << "\n- compiler: " << ENTENTE_BENCHMARK_COMPILER << ", flags "
     << ENTENTE_BENCHMARK_FLAGS << "\n- libraries: " << ENTENTE_BENCHMARK_LIBRARIES << "\n- run at: " << said("date")
     << "\n\n";
  if (bench::quick())
    to << "A quick run: it shows that everything works. Its sizes are small, each figure was taken once.\n\n";
  to << "Figures are medians over the repetitions, per record unless the row says otherwise; ratios are of one run, "
        "with all repetitions in random order.\n\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::cerr << "usage: benchmark_report FOLDER RESULT...\n";
    return 2;
  }
  report::measurements all;
  for (int i = 2; i < count; ++i) all.add(arguments[i]);
  std::vector<report::verdict> verdicts;
  for (auto const& line : report::rows)
    if (auto const made = report::judge(line, all)) verdicts.push_back(*made);

  std::string const folder = arguments[1];
  std::ofstream markdown{folder + "/report.md"};
  write_head(markdown, all);
  report::write_table(markdown, verdicts);
  report::write_curves(markdown, report::curves, all);
  report::write_all(markdown, all);
  std::ofstream picture{folder + "/report.svg"};
  report::plot{verdicts, report::curves, all}.write(picture);

  report::write_table(std::cout, verdicts);
  report::write_curves(std::cout, report::curves, all);
  if (!markdown.flush() || !picture.flush()) {
    std::cerr << "the report could not be written to " << folder << '\n';
    return 1;
  }
  bool good = true;
  for (auto const& [name, one] : all.all()) {
    if (one.problem.empty()) continue;
    std::cerr << name << ": " << one.problem << '\n';
    good = false;
  }
  return good ? 0 : 1;
}
