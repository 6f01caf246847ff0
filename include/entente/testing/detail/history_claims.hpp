// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/uuid.hpp>
#include <entente/testing/detail/history_model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// What is at the end, on the server and everywhere: the fields of the live records.
using found_records = std::map<history_model::record_name, std::vector<std::string>>;

/// Holds what is found at the end against what was issued. Claims, the strongest first:
///
///   * of a record: `alive`, `dead`, `alive or dead`, `as a decision that was cut off has left it`;
///   * of a value: `the last`, `not replaced by who had seen it`, `written by somebody`;
///   * of a sum: `exact`, `within what was given up`;
///   * of a list: `complete`, `nothing lost`, `nothing made up`;
///   * of the greatest and smallest: `the greatest`, else as a value;
///   * of the application's own policy: `the only one's`, else that all agree.
class history_claims {
 public:
  /// `honest`: nobody's clock was wrong, so that the later edit is known. `twins`: a file was used twice, and what
  /// one of the two wrote may have been taken for a change of mind of the other.
  history_claims(history_model const& model, found_records const& found, bool honest, bool twins)
      : model_(model), found_(found), honest_(honest && !twins), twins_(twins) {}

  void run() {
    for (auto const& [name, record] : model_.records()) judge(name, record);
    for (auto const& [name, fields] : found_)
      if (!model_.records().contains(name)) violation(name, "was made by nobody");
  }

  [[nodiscard]] std::vector<std::string> const& violations() const noexcept { return violations_; }
  [[nodiscard]] std::map<std::string, std::size_t> const& claims() const noexcept { return claims_; }

 private:
  using record_name = history_model::record_name;

  void judge(record_name const& name, issued_record const& record) {
    auto const& entity = model_.entities()[name.first];
    auto const here = found_.find(name);
    bool const alive = here != found_.end();
    bool const mortal = may_die(name);
    bool const insisted = record.ever(life::restored) || record.decided;
    if (!mortal) {
      claim("record: alive");
      if (!alive) violation(name, "is gone, and nobody has removed it");
    } else if (entity.delete_wins && record.surely(life::removed) && !insisted) {
      claim("record: dead");
      if (alive) violation(name, "was removed, and is there");
    } else {
      claim("record: alive or dead");
    }
    if (!alive) return;
    if (record.lives.empty()) return;
    if (record.untold) return claim("record: as a decision that was cut off has left it");
    for (std::size_t i = 0; i < entity.fields.size(); ++i)
      judge(name, record, entity.fields[i], record.fields[i], here->second[i], mortal);
  }

  /// Whether somebody may have removed a record, or one that takes it along.
  bool may_die(record_name const& name) {
    auto const known = mortal_.find(name);
    if (known != mortal_.end()) return known->second;
    mortal_[name] = false;  // a ring does not die of itself
    auto const found = model_.records().find(name);
    bool dies = true;
    if (found != model_.records().end()) {
      auto const& record = found->second;
      dies = record.ever(life::removed) || !record.surely(life::made);
      auto const& fields = model_.entities()[name.first].fields;
      for (std::size_t i = 0; i < fields.size() && !dies; ++i)
        if (fields[i].cascades) dies = any_target_may_die(record.fields[i]);
    }
    mortal_[name] = dies;
    return dies;
  }

  bool any_target_may_die(issued_field const& field) {
    for (auto const& one : field.issues)
      for (std::size_t e = 0; e < model_.entities().size(); ++e)
        if (auto const key = one.text.size() == 38 ? uuid::parse(std::string_view{one.text}.substr(1, 36)) : std::nullopt)
          if (model_.records().contains({e, *key}) && may_die({e, *key})) return true;
    return false;
  }

  void judge(record_name const& name, issued_record const& record, model_field const& about, issued_field const& field,
             std::string const& is, bool mortal) {
    if (field.issues.empty()) return;  // of a program that did not know it
    switch (about.rule) {
      case model_rule::sum: return judge_sum(name, about, field, is, mortal || record.decided);
      case model_rule::united: return judge_elements(name, about, field, is, mortal || record.decided, true);
      case model_rule::appended: return judge_elements(name, about, field, is, mortal || record.decided, false);
      case model_rule::highest:
      case model_rule::lowest:
        if (!twins_ && !field.lowered && !mortal && !record.decided && all_solid(field)) return judge_extreme(name, about, field, is);
        return mortal ? judge_written(name, about, field, is) : judge_value(name, about, field, is);
      case model_rule::own: return judge_own(name, about, field, is, mortal || record.decided);
      case model_rule::whole: return judge_written(name, about, field, is);
      case model_rule::latest:
        if (honest_ && !mortal && !record.decided && all_solid(field) && !about.ruled_ref)
          return judge_last(name, about, field, is);
        [[fallthrough]];
      case model_rule::one_of:
        if (about.ruled_ref && (is == "null" || any_target_may_die(field))) return judge_ref(name, about, field, is);
        // Who removes a record gives up what it wrote about it; others may bring it back without.
        return mortal ? judge_written(name, about, field, is) : judge_value(name, about, field, is);
    }
  }

  static bool all_solid(issued_field const& field) {
    return std::all_of(field.issues.begin(), field.issues.end(), [](auto const& one) { return one.solid; });
  }

  /// Those that nobody has replaced who had seen them.
  static std::vector<bool> standing(issued_field const& field) {
    std::vector<bool> replaced(field.issues.size(), false);
    std::vector<bool> visited(field.issues.size(), false);
    auto const reach = [&](auto const& self, std::size_t i) -> void {
      if (visited[i]) return;
      visited[i] = true;
      for (auto const over : field.issues[i].over) {
        replaced[over] = true;
        self(self, over);
      }
    };
    for (std::size_t i = 0; i < field.issues.size(); ++i)
      if (field.issues[i].solid) reach(reach, i);
    replaced.flip();
    return replaced;
  }

  void judge_last(record_name const& name, model_field const& about, issued_field const& field, std::string const& is) {
    claim("value: the last");
    auto last = field.issues.begin();
    for (auto each = last; each != field.issues.end(); ++each)
      if (each->time >= last->time) last = each;  // of one transaction the last
    if (is != last->text) violation(name, about, is, "is not what was written last, " + last->text, field);
  }
  void judge_value(record_name const& name, model_field const& about, issued_field const& field, std::string const& is) {
    claim("value: not replaced by who had seen it");
    auto const stands = standing(field);
    for (std::size_t i = 0; i < field.issues.size(); ++i)
      if (stands[i] && field.issues[i].text == is) return;
    violation(name, about, is, "was written by nobody, or replaced by somebody who had seen it", field);
  }
  void judge_written(record_name const& name, model_field const& about, issued_field const& field, std::string const& is) {
    claim("value: written by somebody");
    for (auto const& one : field.issues)
      if (one.text == is) return;
    violation(name, about, is, "was written by nobody", field);
  }
  void judge_ref(record_name const& name, model_field const& about, issued_field const& field, std::string const& is) {
    if (is != "null") return judge_written(name, about, field, is);
    claim("value: cleared with its target");
    bool const written = std::any_of(field.issues.begin(), field.issues.end(), [](auto const& one) { return one.text == "null"; });
    if (!written && !any_target_may_die(field)) violation(name, about, is, "was cleared, and its target was not removed", field);
  }
  void judge_extreme(record_name const& name, model_field const& about, issued_field const& field, std::string const& is) {
    claim("value: the greatest or smallest");
    for (auto const& one : field.issues) {
      bool const beyond = about.rule == model_rule::highest ? about.less(is, one.text) : about.less(one.text, is);
      if (beyond) return violation(name, about, is, "gave way to less than " + one.text, field);
    }
    judge_written(name, about, field, is);
  }
  void judge_own(record_name const& name, model_field const& about, issued_field const& field, std::string const& is,
                 bool shaken) {
    auto const actor = field.issues.front().actor;
    bool const alone = std::all_of(field.issues.begin(), field.issues.end(),
                                   [&](auto const& one) { return one.actor == actor && one.solid; });
    if (!alone || shaken) return claim("value: agreed");
    claim("value: the only one's");
    if (is != field.issues.back().text) violation(name, about, is, "is not what its only writer wrote", field);
  }

  void judge_sum(record_name const& name, model_field const& about, issued_field const& field, std::string const& is,
                 bool shaken) {
    double low = 0;
    double high = 0;
    bool exact = true;
    bool made = false;
    for (auto const& one : field.issues) {
      bool const sure = one.solid && (!shaken || !made);
      made = true;
      exact = exact && sure;
      low += sure ? one.delta : (std::min)(one.delta, 0.0);
      high += sure ? one.delta : (std::max)(one.delta, 0.0);
    }
    if (field.rewritten) return claim("sum: agreed");
    claim(exact ? "sum: exact" : "sum: within what was given up");
    auto const value = std::strtod(is.c_str(), nullptr);
    if (value < low || value > high)
      violation(name, about, is, "should be " + number(low) + (exact ? "" : " to " + number(high)), field);
  }
  static std::string number(double value) {
    auto text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    return text.back() == '.' ? text.substr(0, text.size() - 1) : text;
  }

  struct tally {
    std::size_t added = 0;
    std::size_t surely_added = 0;
    std::size_t removed = 0;
    std::size_t surely_removed = 0;
    std::size_t found = 0;
  };

  void judge_elements(record_name const& name, model_field const& about, issued_field const& field, std::string const& is,
                      bool shaken, bool as_set) {
    std::map<std::string, tally> all;
    for (auto const& one : field.issues) {
      for (auto const& text : one.added) {
        ++all[text].added;
        if (one.solid) ++all[text].surely_added;
      }
      for (auto const& text : one.removed) {
        ++all[text].removed;
        if (one.solid) ++all[text].surely_removed;
      }
    }
    for (auto const& text : elements_of(is)) ++all[text].found;
    bool const weak = shaken || field.rewritten;
    claim(weak ? "list: nothing made up" : all_solid(field) ? "list: complete" : "list: nothing lost");
    for (auto const& [text, count] : all) {
      if (count.found > 0 && count.added == 0) violation(name, about, text, "was added by nobody", field);
      if (count.found > count.added) violation(name, about, text, "is there more often than it was added", field);
      if (weak) continue;
      if (count.removed == 0 && count.surely_added > 0 && count.found < (as_set ? 1 : count.surely_added))
        violation(name, about, text, "was added and is lost", field);
      if (count.added == 1 && count.surely_removed > 0 && count.found > 0)
        violation(name, about, text, "was removed and is there", field);
      if (as_set && count.found > 1) violation(name, about, text, "is there twice", field);
    }
  }

 public:
  /// The elements of a JSON array, as texts.
  static std::vector<std::string> elements_of(std::string_view json) {
    std::vector<std::string> found;
    int depth = 0;
    bool quoted = false;
    std::string one;
    for (std::size_t i = 0; i < json.size(); ++i) {
      char const c = json[i];
      bool const begins = depth == 0;
      if (quoted) {
        if (c == '\\') one += json[i++];
        else if (c == '"') quoted = false;
        one += json[i];
        continue;
      }
      if (c == '"') quoted = true;
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      if (begins) continue;
      if (depth == 0 || (depth == 1 && c == ',')) {
        if (!one.empty()) found.push_back(std::move(one));
        one.clear();
        continue;
      }
      one += c;
    }
    return found;
  }

 private:
  void claim(char const* name) { ++claims_[name]; }

  void violation(record_name const& name, std::string const& what) {
    std::string text = model_.entities()[name.first].name + ' ' + name.second.text() + ' ' + what;
    if (auto const found = model_.records().find(name); found != model_.records().end())
      for (auto const& one : found->second.lives)
        text += "\n    " + std::string{one.what == life::made ? "made" : one.what == life::removed ? "removed" : "restored"} + about(one);
    violations_.push_back(std::move(text));
  }
  void violation(record_name const& name, model_field const& field, std::string const& is, std::string const& what,
                 issued_field const& issued) {
    std::string text = model_.entities()[name.first].name + ' ' + name.second.text() + ": " + field.name + ' ' + is + ' ' + what;
    for (auto const& one : issued.issues) {
      text += "\n    " + one.text;
      if (one.delta != 0) text += " (" + number(one.delta) + ")";
      text += about(one);
    }
    violations_.push_back(std::move(text));
  }
  static std::string about(issue const& one) {
    return " by actor " + std::to_string(one.actor) + " at " + std::to_string(one.time) + (one.solid ? "" : ", perhaps") +
           (one.open ? ", not settled" : "");
  }

  history_model const& model_;
  found_records const& found_;
  bool honest_;
  bool twins_;
  std::map<record_name, bool> mortal_{};
  std::vector<std::string> violations_{};
  std::map<std::string, std::size_t> claims_{};
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
