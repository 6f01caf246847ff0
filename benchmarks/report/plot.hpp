// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cmath>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "report/markdown.hpp"
#include "report/verdict.hpp"

namespace report {

/// How far a row is from what it must reach: 1 is exactly there, less is better.
inline double used_up(verdict const& each) {
  switch (each.of->kind) {
    case bound::at_most: return each.ratio / each.of->limit;
    case bound::at_least: return each.of->limit / each.ratio;
    case bound::below: return each.entente <= each.of->limit && each.of->limit == 0 ? 0 : each.entente / each.of->limit;
    case bound::none: break;
  }
  return 0;
}

inline std::string escaped(std::string_view text) {
  std::string out;
  for (char const c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

/// Draws the SVG: a bar per row, as a part of what it may take, and a line per curve.
class plot {
 public:
  plot(std::vector<verdict> const& verdicts, std::vector<curve> const& curves, measurements const& all) {
    text(20, 30, "Part of what each row may take (1 = just reached; shorter is better)", 16);
    for (auto const& each : verdicts)
      if (is_bound(*each.of) && each.problem.empty()) bar(each);
    line(label_width + unit, 44, label_width + unit, y_, "#333", 1);
    for (auto const& each : curves) draw(each, all);
  }

  void write(std::ostream& to) const {
    to << "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"" << y_ + 30
       << "\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
       << body_ << "</svg>\n";
  }

 private:
  static constexpr double label_width = 520;
  static constexpr double unit = 300;

  void text(double x, double y, std::string_view words, int size, char const* anchor = "start") {
    body_ += "<text x=\"" + format("%.1f", x) + "\" y=\"" + format("%.1f", y) + "\" font-size=\"" +
             std::to_string(size) + "\" text-anchor=\"" + anchor + "\">" + escaped(words) + "</text>\n";
  }
  void line(double x1, double y1, double x2, double y2, char const* color, int width) {
    body_ += "<line x1=\"" + format("%.1f", x1) + "\" y1=\"" + format("%.1f", y1) + "\" x2=\"" + format("%.1f", x2) +
             "\" y2=\"" + format("%.1f", y2) + "\" stroke=\"" + color + "\" stroke-width=\"" + std::to_string(width) +
             "\"/>\n";
  }

  void bar(verdict const& each) {
    double const part = used_up(each);
    double const width = (std::min)(part, 1.45) * unit;
    text(label_width - 8, y_ + 14, each.of->what, 11, "end");
    body_ += "<rect x=\"" + format("%.1f", label_width) + "\" y=\"" + format("%.1f", y_ + 3) + "\" width=\"" +
             format("%.1f", width) + "\" height=\"14\" fill=\"" + (each.reached ? "#3a7d44" : "#b5402d") + "\"/>\n";
    text(label_width + width + 4, y_ + 14, format("%.2f", part), 11);
    y_ += 20;
  }

  void draw(curve const& each, measurements const& all) {
    auto const points = all.arguments(each.entente);
    if (points.size() < 2) return;
    constexpr double height = 180;
    double const left = 90, right = 960, top = y_ + 50, bottom = top + height;
    text(20, y_ + 36, std::string{each.what} + ": items/s over " + std::string{each.argument}, 14);
    double highest = 0;
    for (auto const& [argument, point] : points) highest = (std::max)(highest, 1e9 / median(point->nanos));
    double const first = std::log2(static_cast<double>((std::max)(std::int64_t{1}, points.begin()->first)));
    double const last = std::log2(static_cast<double>((std::max)(std::int64_t{2}, points.rbegin()->first)));
    line(left, bottom, right, bottom, "#333", 1);
    line(left, top, left, bottom, "#333", 1);
    text(left - 6, top + 10, format("%.0f", highest), 11, "end");
    text(left - 6, bottom, "0", 11, "end");
    double before_x = -1, before_y = 0;
    for (auto const& [argument, point] : points) {
      double const at = std::log2(static_cast<double>((std::max)(std::int64_t{1}, argument)));
      double const x = left + (last > first ? (at - first) / (last - first) : 0) * (right - left);
      double const y = bottom - 1e9 / median(point->nanos) / highest * height;
      if (before_x >= 0) line(before_x, before_y, x, y, "#2d5fb5", 2);
      body_ += "<circle cx=\"" + format("%.1f", x) + "\" cy=\"" + format("%.1f", y) + "\" r=\"4\" fill=\"#2d5fb5\"/>\n";
      text(x, bottom + 14, std::to_string(argument), 11, "middle");
      before_x = x;
      before_y = y;
    }
    y_ = bottom + 30;
  }

  double y_ = 44;
  std::string body_;
};

}  // namespace report
