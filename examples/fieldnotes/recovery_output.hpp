// SPDX-License-Identifier: BSL-1.0
// What the recovery commands print: lines for people, or one JSON document. docs/fieldnotes.md lists the keys.
#pragma once

#include <entente/base.hpp>
#include <entente/entity.hpp>
#include <entente/replica.hpp>
#include <entente/sync.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace fieldnotes {

/// Prints `fill(json_writer&)` as one object on one line.
template <class F>
void print_document(F&& fill) {
  std::string out;
  {
    entente::json_writer to{out};
    to.begin_object();
    fill(to);
    to.end_object();
  }
  std::cout << out << "\n";
}

inline void write_error(entente::json_writer& to, entente::error const& why) {
  to.key("code").value(name_of(why.code)).key("message").value(why.message).key("entity").value(why.entity);
  to.key("field").value(why.field).key("remedy").value(why.remedy);
}

/// Writes an error with what to tell a person, and what to offer.
inline void write_advice(entente::json_writer& to, entente::error const& why) {
  to.begin_object();
  write_error(to, why);
  auto const help = entente::advice_for(why);
  to.key("category").value(name_of(entente::category_of(why.code))).key("advice").value(help.sentence);
  to.key("actions").begin_array();
  for (auto const action : help.actions) to.value(name_of(action));
  to.end_array().end_object();
}

class recovery_output {
 public:
  explicit recovery_output(bool json) : json_(json) {}

  void text(std::string const& document) const { std::cout << document << "\n"; }

  void done(char const* what, std::int64_t number) const {
    if (json_)
      print_document([&](auto& to) { to.key(what).value(number); });
    else
      std::cout << number << " " << what << "\n";
  }

  void snapshots(std::vector<entente::snapshot_info> const& list) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("snapshots").begin_array();
        for (auto const& each : list) {
          to.begin_object().key("number").value(each.id).key("entity").value(each.entity).key("id").value(each.key.text());
          to.key("deleted").value(each.deleted).key("reason").value(each.reason).key("at").value(entente::to_rfc3339(each.at));
          to.key("record").raw(each.image).end_object();
        }
        to.end_array();
      });
      return;
    }
    for (auto const& each : list)
      std::cout << each.id << "  " << each.reason << "  " << each.entity << " " << each.key.text() << "  " << each.image << "\n";
    std::cout << list.size() << " snapshots\n";
  }

  void failed(std::vector<entente::dead_letter> const& list) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("failed").begin_array();
        for (auto const& each : list) {
          to.begin_object();
          write_operation(to, each.op);
          to.key("error");
          write_advice(to, each.why);
          to.key("held").begin_array();
          for (auto const& waiting : each.held) {
            to.begin_object();
            write_operation(to, waiting);
            to.end_object();
          }
          to.end_array().end_object();
        }
        to.end_array();
      });
      return;
    }
    for (auto const& each : list) {
      std::cout << name_of(each.op.kind) << " " << each.op.entity << " " << each.op.key.text() << "  " << each.why.text() << "\n";
      std::cout << "  " << entente::advice_for(each.why).sentence << "\n";
      for (auto const& waiting : each.held)
        std::cout << "  waits for it: " << name_of(waiting.kind) << " " << waiting.entity << " " << waiting.key.text() << "\n";
    }
    std::cout << list.size() << " refused\n";
  }

  void why(std::vector<std::pair<entente::uuid, entente::stuck_reason>> const& list) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("operations").begin_array();
        for (auto const& [op, reason] : list) {
          to.begin_object().key("opId").value(op.text()).key("kind").value(name_of(reason.kind));
          to.key("sentence").value(reason.sentence).key("attempts").value(reason.attempts);
          to.key("blockedBy").begin_array();
          for (auto const& blocker : reason.blocked_by) to.value(blocker.text());
          to.end_array().key("problem");
          if (reason.problem)
            write_advice(to, *reason.problem);
          else
            to.null();
          to.key("retryAt");
          if (reason.retry_at)
            to.value(entente::to_rfc3339(*reason.retry_at));
          else
            to.null();
          to.end_object();
        }
        to.end_array();
      });
      return;
    }
    for (auto const& [op, reason] : list) {
      std::cout << op.text() << "  " << reason.sentence << "\n";
      for (auto const& blocker : reason.blocked_by) std::cout << "  waits for " << blocker.text() << "\n";
    }
  }

  void set_aside(std::vector<entente::set_aside_operation> const& list) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("setAside").begin_array();
        for (auto const& each : list) {
          to.begin_object().key("number").value(each.id).key("entity").value(each.entity).key("id").value(each.key.text());
          to.key("kind").value(name_of(each.kind)).key("sent").value(each.sent).key("reason").value(each.reason);
          to.key("at").value(entente::to_rfc3339(each.at)).key("patch").raw(each.body).key("record").raw(each.image).end_object();
        }
        to.end_array();
      });
      return;
    }
    for (auto const& each : list)
      std::cout << each.id << "  " << each.reason << "  " << name_of(each.kind) << " " << each.entity << " " << each.key.text() << "  "
                << each.body << "\n";
    std::cout << list.size() << " set aside\n";
  }

  void verified(entente::repair_report const& report) const {
    auto const& records = report.records;
    if (json_) {
      print_document([&](auto& to) {
        to.key("converged").value(report.converged()).key("compared").value(records.compared);
        to.key("differing").value(records.differing).key("mended").value(records.mended);
        to.key("removed").value(records.removed).key("repairedBySync").value(report.sync.repaired);
        to.key("entities").begin_array();
        for (auto const& entity : report.differing) to.value(entity);
        to.end_array().key("problem");
        if (report.sync.problem)
          write_advice(to, *report.sync.problem);
        else
          to.null();
      });
      return;
    }
    if (report.sync.problem) std::cout << "stopped: " << report.sync.problem->text() << "\n";
    std::cout << records.compared << " records compared one by one, " << records.differing << " differ, "
              << records.mended + records.removed + report.sync.repaired << " repaired\n";
  }

  void wiped(entente::wipe_summary const& summary) const {
    if (json_)
      print_document([&](auto& to) { to.key("wiped").value(summary.records).key("operations").value(summary.operations); });
    else
      std::cout << summary.records << " records wiped, " << summary.operations << " unsynced operations among them\n";
  }

  void dropped(entente::drop_summary const& summary) const {
    if (json_)
      print_document([&](auto& to) { to.key("dropped").value(true).key("unsynced").value(summary.unsynced); });
    else
      std::cout << "the tenant's file is gone, and with it " << summary.unsynced << " unsynced operations\n";
  }

 private:
  static void write_operation(entente::json_writer& to, entente::queued_operation const& op) {
    to.key("sequence").value(op.sequence).key("opId").value(op.op_id.text()).key("entity").value(op.entity);
    to.key("id").value(op.key.text()).key("kind").value(name_of(op.kind)).key("patch").raw(op.body);
  }

  bool json_;
};

}  // namespace fieldnotes
