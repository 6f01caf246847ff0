// SPDX-License-Identifier: BSL-1.0
// What must be true of the data at the end, by the journals alone.
#pragma once

#include "processes/journal.hpp"
#include "processes/world.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace processes {

/// Holds the data of one device to the journals of all processes. Knows nothing of how anything is stored,
/// sent or merged: only who wrote what where, when, and what came back.
class oracle {
 public:
  explicit oracle(std::vector<writing> all) {
    for (auto& each : all) {
      auto const& kept = written_.emplace(each.name, std::move(each)).first->second;
      if (kept.how == ending::refused) continue;
      if (kept.kind == "text" || kept.kind == "drop" || kept.kind == "restore")
        to_entry_[kept.targets.front()].push_back(&kept);
    }
  }
  oracle(oracle const&) = delete;
  oracle& operator=(oracle const&) = delete;

  /// What is wrong, in words; nothing where all is well.
  std::vector<std::string> judge(device const& at) {
    wrong_.clear();
    sheets_.clear();
    entries_.clear();
    for (auto const& each : at.query<Sheet>().all()) add(sheets_, each.value.title, each.value);
    for (auto const& each : at.query<Entry>().all()) add(entries_, each.value.name, each.value);
    for (auto const& [title, sheet] : sheets_) judge_sheet(title, sheet);
    for (auto const& [name, entry] : entries_) judge_entry(name, entry);
    for (auto const& [name, each] : written_) judge_writing(each);
    return wrong_;
  }

  [[nodiscard]] std::size_t count(ending how) const {
    return static_cast<std::size_t>(
        std::count_if(written_.begin(), written_.end(),
                      [&](auto const& each) { return each.second.how == how; }));
  }

 private:
  template <class Entity>
  void add(std::map<std::string, Entity>& to, std::string const& name, Entity const& value) {
    if (!to.emplace(name, value).second) wrong_.push_back(name + " is there twice");
  }

  writing const* find(std::string const& name) const {
    auto const found = written_.find(name);
    return found == written_.end() ? nullptr : &found->second;
  }

  static bool signed_in(Sheet const& sheet, std::string const& name) {
    return std::find(sheet.log.begin(), sheet.log.end(), name) != sheet.log.end();
  }

  void judge_sheet(std::string const& title, Sheet const& sheet) {
    if (find(title) == nullptr) wrong_.push_back("nobody made the sheet " + title);
    std::int64_t total = 0;
    std::int64_t mark = 0;
    std::set<std::string> seen;
    std::map<std::string, std::int64_t> last;
    for (auto const& name : sheet.log) {
      auto const* const by = find(name);
      auto const& to = by == nullptr ? std::vector<std::string>{} : by->targets;
      if (std::find(to.begin(), to.end(), title) == to.end()) {
        wrong_.push_back(name + " did not write on " + title);
        continue;
      }
      if (!seen.insert(name).second) wrong_.push_back(name + " counts twice on " + title);
      if (by->number <= std::exchange(last[by->by], by->number))
        wrong_.push_back(name + " is out of order on " + title);
      total += by->amount;
      mark = (std::max)(mark, by->amount);
    }
    if (sheet.total != total)
      wrong_.push_back("the total of " + title + " is " + std::to_string(sheet.total) + ", not " +
                       std::to_string(total));
    if (sheet.mark != mark) wrong_.push_back("the mark of " + title + " is wrong");
    if (std::set<std::string>(sheet.names.begin(), sheet.names.end()) != seen ||
        sheet.names.size() != seen.size())
      wrong_.push_back("names and log of " + title + " differ");
    judge_last(title, sheet.note, seen);
  }

  void judge_entry(std::string const& name, Entry const& entry) {
    if (find(name) == nullptr) return wrong_.push_back("nobody made the entry " + name);
    std::set<std::string> texts{name};
    bool deleted = false;
    for (auto const* const each : to_entry_[name]) {
      if (each->kind == "text") texts.insert(each->name);
      deleted = deleted || each->kind == "drop";
    }
    if (!texts.contains(entry.text)) wrong_.push_back(name + " has a text that nobody wrote");
    // An edit of a deleted entry may be lost to the deletion, also where that was taken back.
    if (!deleted) judge_last(name, entry.text, texts);
  }

  /// Whether a value that the last writer leaves may be what is there: nothing began after it had ended.
  void judge_last(std::string const& where, std::string const& value,
                  std::set<std::string> const& candidates) {
    if (candidates.empty()) {
      if (!value.empty()) wrong_.push_back(where + " has a value that nobody wrote");
      return;
    }
    auto const* const winner = find(value);
    if (winner == nullptr || !candidates.contains(value))
      return wrong_.push_back(where + " has a value that nobody wrote");
    for (auto const& name : candidates) {
      auto const* const other = find(name);
      if (other != nullptr && other->how == ending::confirmed && other->began > winner->ended)
        wrong_.push_back(where + " has the value of " + value + ", but " + name + " was later by " +
                         std::to_string(other->began - winner->ended) + " us");
    }
  }

  /// Whether a writing is there, with all it did, where it counts; and is not, where it was refused.
  void judge_writing(writing const& one) {
    if (one.kind == "sheet") return judge_place(one, one.name, sheets_.contains(one.name));
    if (one.kind == "line" || one.kind == "entry") {
      std::set<bool> signs;
      for (auto const& title : one.targets) {
        auto const sheet = sheets_.find(title);
        bool const there = sheet != sheets_.end() && signed_in(sheet->second, one.name);
        judge_place(one, title, there);
        signs.insert(there);
      }
      if (signs.size() > 1) wrong_.push_back("half of " + one.name + " is there");
      if (one.kind == "entry") judge_life(one, signs);
    }
  }

  void judge_place(writing const& one, std::string const& where, bool there) {
    if (there && one.how == ending::refused)
      wrong_.push_back(one.name + " was refused, and is there");
    if (!there && one.how == ending::confirmed)
      wrong_.push_back(one.name + " is missing in " + where);
  }

  /// An entry is there, or not, as its owner left it. `signs`: whether the same transaction did the rest.
  void judge_life(writing const& made, std::set<bool> const& signs) {
    std::set<bool> possible;
    if (made.how != ending::confirmed) possible.insert(false);
    if (made.how != ending::refused) possible.insert(true);
    if (signs.size() == 1) possible = signs;
    for (auto const* const each : to_entry_[made.name]) {
      if (each->kind == "text") continue;
      if (each->how == ending::confirmed) possible.clear();
      possible.insert(each->kind == "restore");
    }
    bool const there = entries_.contains(made.name);
    if (!possible.contains(there))
      wrong_.push_back("the entry " + made.name + (there ? " should be gone" : " is missing"));
  }

  std::map<std::string, writing> written_;
  std::map<std::string, std::vector<writing const*>> to_entry_;  // in their writers' order
  std::map<std::string, Sheet> sheets_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> wrong_;
};

}  // namespace processes
