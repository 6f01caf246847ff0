// SPDX-License-Identifier: BSL-1.0
// What the device prints: lines for people, or one JSON document. docs/fieldnotes.md lists the keys.
#pragma once

#include "field_text.hpp"
#include "recovery_output.hpp"

#include <entente/base.hpp>
#include <entente/entity.hpp>
#include <entente/replica.hpp>
#include <entente/sync.hpp>
#include <entente/wire/json_writer.hpp>

#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace fieldnotes {

/// A conflict, field by field, as text.
struct conflict_line {
  struct field_line {
    std::string_view name;
    std::string base, local, server, suggested;  // JSON; empty where there is none
  };
  std::string_view entity;
  entente::uuid key;
  std::int64_t base_version = 0;
  std::int64_t server_version = 0;
  bool local_deleted = false;
  bool server_deleted = false;
  std::vector<field_line> fields;
};

template <class T>
std::string json_of(T const& value) {
  std::string out;
  entente::write_json(out, value);
  return out;
}

template <class Entity>
conflict_line conflict_line_of(entente::conflict<Entity> const& open) {
  conflict_line line;
  line.entity = entente::describe<Entity>::name;
  line.key = open.id.key;
  line.base_version = open.base_version;
  line.server_version = open.server_version;
  line.local_deleted = open.local_deleted;
  line.server_deleted = !open.server.has_value();
  entente::for_each_field(open.local, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& local) {
    if (open.server && !open.differing.test(I)) return;
    conflict_line::field_line field;
    field.name = entente::describe<Entity>::wire_names[I];
    field.local = json_of(local);
    if (open.base) field.base = json_of(entente::get_field<I>(*open.base));
    if (open.server) field.server = json_of(entente::get_field<I>(*open.server));
    field.suggested = json_of(entente::get_field<I>(open.suggested));
    line.fields.push_back(std::move(field));
  });
  return line;
}

/// Prints in one of the two ways.
class device_output {
 public:
  explicit device_output(bool json) : json_(json) {}

  template <class Entity>
  void record(entente::record<Entity> const& record) const {
    if (json_) {
      std::cout << record_json(record) << "\n";
      return;
    }
    std::cout << entente::describe<Entity>::name << " " << record.id.text() << "  version " << record.version
              << (record.deleted ? "  deleted" : "") << "\n";
    entente::for_each_field(record.value, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& field) {
      std::cout << "  " << entente::field_name<Entity, I> << ": " << shown(field) << "\n";
    });
  }

  template <class Entity>
  void records(std::vector<entente::record<Entity>> const& records) const {
    if (json_) {
      std::cout << "{\"records\":[";
      for (std::size_t i = 0; i < records.size(); ++i) std::cout << (i == 0 ? "" : ",") << record_json(records[i]);
      std::cout << "]}\n";
      return;
    }
    for (auto const& each : records)
      std::cout << each.id.text() << "  " << shown(entente::get_field<0>(each.value)) << "\n";
    std::cout << records.size() << " found\n";
  }

  void removed(std::string_view entity, entente::uuid const& key) const {
    if (json_)
      print_document([&](auto& to) { to.key("removed").value(key.text()).key("entity").value(entity); });
    else
      std::cout << entity << " " << key.text() << " removed\n";
  }

  void imported(std::int64_t count) const {
    if (json_)
      print_document([&](auto& to) { to.key("imported").value(count); });
    else
      std::cout << count << " tasks imported\n";
  }

  void resolved(std::string_view entity, entente::uuid const& key, std::string const& choice) const {
    if (json_)
      print_document([&](auto& to) { to.key("resolved").value(key.text()).key("entity").value(entity).key("choice").value(choice); });
    else
      std::cout << entity << " " << key.text() << " resolved: " << choice << "\n";
  }

  void decided(char const* done_to, std::string_view entity, entente::uuid const& key, std::int64_t count) const {
    if (json_)
      print_document([&](auto& to) { to.key(done_to).value(count).key("entity").value(entity).key("id").value(key.text()); });
    else
      std::cout << count << " operations on " << entity << " " << key.text() << " " << done_to << "\n";
  }

  void error(entente::error const& why) const {
    print_document([&](auto& to) {
      to.key("error").begin_object();
      write_error(to, why);
      to.end_object();
    });
  }

  void report(entente::sync_report const& report, entente::replica_status const& waiting) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("complete").value(report.complete()).key("pushed").value(report.pushed);
        to.key("accepted").value(report.accepted).key("superseded").value(report.superseded);
        to.key("rejected").value(report.rejected).key("pulled").value(report.pulled).key("merged").value(report.merged);
        to.key("quarantined").value(report.quarantined).key("newConflicts").value(report.conflicts);
        to.key("openConflicts").value(waiting.conflicts).key("failed").value(waiting.failed);
        to.key("queued").value(queued(waiting)).key("diverged").begin_array();
        for (auto const& entity : report.diverged) to.value(entity);
        to.end_array().key("problem");
        if (report.problem) {
          to.begin_object();
          write_error(to, *report.problem);
          to.end_object();
        } else {
          to.null();
        }
        to.key("retryAt");
        if (report.retry_at)
          to.value(entente::to_rfc3339(*report.retry_at));
        else
          to.null();
      });
      return;
    }
    std::cout << "pushed " << report.pushed << " (accepted " << report.accepted << ", superseded " << report.superseded
              << ", rejected " << report.rejected << "), pulled " << report.pulled << " (merged " << report.merged << ")\n";
    if (report.quarantined > 0) std::cout << report.quarantined << " records kept aside: this program cannot read them\n";
    for (auto const& entity : report.diverged) std::cout << entity << " differs from the server's\n";
    if (waiting.conflicts > 0) std::cout << waiting.conflicts << " conflicts wait for you\n";
    if (waiting.failed > 0) std::cout << waiting.failed << " operations were refused; see queue\n";
    if (report.problem)
      std::cout << "stopped: " << report.problem->text() << "\n" << queued(waiting) << " operations stay queued\n";
  }

  void status(entente::replica_status const& status, std::string_view tenant) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("tenant").value(tenant).key("pending").value(status.pending).key("sending").value(status.sending);
        to.key("held").value(status.held).key("openConflicts").value(status.conflicts).key("failed").value(status.failed);
        to.key("quarantined").value(status.quarantined).key("snapshots").value(status.snapshots);
        to.key("cursor").value(status.cursor).key("epoch").value(status.epoch.text());
        to.key("incarnation").value(status.incarnation.text()).key("initialSyncDone").value(status.complete);
        for (auto const& [name, when] : {std::pair{"lastPush", status.last_push}, std::pair{"lastPull", status.last_pull}}) {
          to.key(name);
          if (when)
            to.value(entente::to_rfc3339(*when));
          else
            to.null();
        }
      });
      return;
    }
    std::cout << "tenant " << tenant << "\n"
              << queued(status) << " operations queued (" << status.pending << " pending, " << status.sending << " sending, "
              << status.held << " held, " << status.conflicts << " in conflict, " << status.failed << " refused)\n"
              << (status.last_pull ? "last complete pull " + entente::to_rfc3339(*status.last_pull) : "never pulled") << "\n";
    if (status.quarantined > 0) std::cout << status.quarantined << " records kept aside\n";
  }

  void queue(std::vector<entente::queued_operation> const& operations) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("operations").begin_array();
        for (auto const& op : operations) {
          to.begin_object().key("sequence").value(op.sequence).key("opId").value(op.op_id.text());
          to.key("entity").value(op.entity).key("id").value(op.key.text()).key("kind").value(name_of(op.kind));
          to.key("baseVersion").value(op.base_version).key("state").value(name_of(op.state));
          to.key("attempts").value(op.attempts).key("heldBy").value(op.held_by);
          to.key("errorCode").value(op.error_code).key("errorMessage").value(op.message).key("errorField").value(op.field);
          to.key("patch").raw(op.body).end_object();
        }
        to.end_array();
      });
      return;
    }
    for (auto const& op : operations) {
      std::cout << op.sequence << "  " << name_of(op.state) << "  " << name_of(op.kind) << " " << op.entity << " " << op.key.text();
      if (!op.message.empty()) std::cout << "  " << (op.field.empty() ? "" : op.field + ": ") << op.message;
      if (op.held_by > 0) std::cout << "  waits for " << op.held_by;
      std::cout << "\n";
    }
    std::cout << operations.size() << " operations\n";
  }

  void conflicts(std::vector<conflict_line> const& lines) const {
    if (json_) {
      print_document([&](auto& to) {
        to.key("conflicts").begin_array();
        for (auto const& line : lines) write_conflict(to, line);
        to.end_array();
      });
      return;
    }
    for (auto const& line : lines) {
      std::cout << line.entity << " " << line.key.text() << "  edited on version " << line.base_version << ", server has "
                << line.server_version << ":";
      for (auto const& field : line.fields) std::cout << " " << field.name;
      std::cout << "\n";
    }
    std::cout << lines.size() << " conflicts\n";
  }

  void diff(conflict_line const& line) const {
    if (json_) {
      std::string out;
      entente::json_writer to{out};
      write_conflict(to, line);
      std::cout << out << "\n";
      return;
    }
    std::cout << line.entity << " " << line.key.text() << "\n";
    if (line.server_deleted) std::cout << "  the server has deleted it\n";
    if (line.local_deleted) std::cout << "  deleted here\n";
    for (auto const& field : line.fields)
      std::cout << "  " << field.name << "\n    base   " << field.base << "\n    local  " << field.local << "\n    server "
                << field.server << "\n";
  }

 private:
  static void write_conflict(entente::json_writer& to, conflict_line const& line) {
    to.begin_object().key("entity").value(line.entity).key("id").value(line.key.text());
    to.key("baseVersion").value(line.base_version).key("serverVersion").value(line.server_version);
    to.key("localDeleted").value(line.local_deleted).key("serverDeleted").value(line.server_deleted);
    to.key("fields").begin_array();
    auto const raw = [&](char const* name, std::string const& json) {
      to.key(name);
      if (json.empty())
        to.null();
      else
        to.raw(json);
    };
    for (auto const& field : line.fields) {
      to.begin_object().key("field").value(field.name);
      raw("base", field.base);
      raw("local", field.local);
      raw("server", field.server);
      raw("suggested", field.suggested);
      to.end_object();
    }
    to.end_array().end_object();
  }

  static std::int64_t queued(entente::replica_status const& status) {
    return status.pending + status.sending + status.held + status.conflicts + status.failed;
  }

  bool json_;
};

}  // namespace fieldnotes
