// SPDX-License-Identifier: BSL-1.0
// The device: everything works offline; `sync` exchanges with the server.
#include "commands.hpp"
#include "device_output.hpp"
#include "entities.hpp"
#include "field_text.hpp"
#include "recovery.hpp"

#include <entente/entente.hpp>
#include <entente/remote/http.hpp>
#include <entente/remote/reference.hpp>

#include <charconv>
#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fieldnotes {
namespace {

using device_client = entente::client<app>;

constexpr int done = 0;
constexpr int refused = 1;
constexpr int not_reached = 2;
constexpr int conflicts_wait = 3;

/// A remote whose answers to pushes get lost on the way: the server has done the work, the device cannot
/// know. What `sync --lose-answer` demonstrates.
template <entente::remote Inner>
struct answer_loser {
  Inner inner;
  [[nodiscard]] entente::remote_traits traits(entente::remote_context const& context) { return inner.traits(context); }
  entente::remote_answer<entente::push_answer> push(entente::remote_context const& context,
                                                    entente::push_request const& request) {
    auto const answer = inner.push(context, request);
    if (!answer.ok()) return answer;
    return entente::remote_failure{
        entente::reaction::retry_later, {entente::error_code::network_failed, "the answer was lost on the way", {}, {}, {}}, {}};
  }
  entente::remote_answer<entente::change_page> pull(entente::remote_context const& context,
                                                    entente::pull_request const& request) {
    return inner.pull(context, request);
  }
  void cancel() { inner.cancel(); }
};

/// The way to nowhere, for commands that stay on the device.
struct no_remote {
  [[nodiscard]] entente::remote_traits traits(entente::remote_context const&) const { return {}; }
  entente::remote_answer<entente::push_answer> push(entente::remote_context const&, entente::push_request const&) { return gone(); }
  entente::remote_answer<entente::change_page> pull(entente::remote_context const&, entente::pull_request const&) { return gone(); }
  void cancel() {}
  static entente::remote_failure gone() {
    return {entente::reaction::hold, {entente::error_code::invalid_argument, "no server was named", {}, {}, "pass --server URL"}, {}};
  }
};

template <entente::remote Remote>
entente::any_remote chosen(Remote remote, bool lose_answer) {
  if (lose_answer) return answer_loser<Remote>{std::move(remote)};
  return remote;
}

entente::any_remote remote_for(command_line const& line) {
  auto const url = line.value("--server");
  if (!url) return no_remote{};
  auto const token = line.value("--token").value_or("");
  auto const protocol = line.value("--protocol").value_or("native");
  bool const lose = line.has("--lose-answer");
  if (protocol == "native") return chosen(entente::http_remote{*url, token}, lose);
  if (protocol == "reference") return chosen(entente::reference_remote{*url, token}, lose);
  throw usage_error("--protocol is native or reference");
}

/// One command of the device.
class device_command {
 public:
  device_command(command_line const& line, device_client& device)
      : line_(line), device_(device), out_(line.has("--json")) {}

  int run() {
    std::string const& command = line_.word(0, "the command");
    if (command == "add") return add();
    if (command == "edit") return edit();
    if (command == "rm") return rm();
    if (command == "show") return show();
    if (command == "ls") return ls();
    if (command == "import") return import();
    if (command == "sync") return sync();
    if (command == "status") return out_.status(device_.status(), device_.tenant()), done;
    if (command == "queue") return out_.queue(device_.queue(1000)), done;
    if (command == "conflicts") return conflicts();
    if (command == "diff") return diff();
    if (command == "resolve") return resolve();
    if (command == "retry") return after_refusal("retried", [&](entente::uuid const& op) { device_.retry(op); });
    if (command == "discard") return after_refusal("discarded", [&](entente::uuid const& op) { device_.discard(op); });
    if (command == "force-pull") return force_pull();
    if (command == "force-push") return force_push();
    if (command == "verify") return verify();
    
    if (auto const status = recovery_commands{line_, device_}.run(command)) return *status;
    throw usage_error("unknown command " + command);
  }

 private:
  /// Calls `f.operator()<Entity>(id)` for the entity that has the record.
  template <class F>
  int with_record(std::size_t word, F&& f) {
    std::string const& text = line_.word(word, "the record's ID");
    auto const key = entente::uuid::parse(text);
    if (!key) throw usage_error("not an ID: " + text);
    std::optional<int> status;
    app::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      entente::id<Entity> const id{*key};
      if (!status && device_.find_any(id)) status = f(id);
    });
    if (!status)
      throw entente::failure({entente::error_code::not_found, "there is no record with this ID", {}, {}, "list them with ls"});
    return *status;
  }

  int add() {
    std::string const& what = line_.word(1, "space or task");
    if (what == "space") return add_one<Space>();
    if (what == "task") return add_one<Task>();
    throw usage_error("add space or task");
  }
  template <class Entity>
  int add_one() {
    Entity fresh;
    assign(fresh, line_.assignments(2));
    out_.record(*device_.find(device_.create(fresh)));
    return done;
  }

  int edit() {
    auto const assignments = line_.assignments(2);
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      device_.template update<Entity>(id, [&](Entity& record) { assign(record, assignments); });
      out_.record(*device_.find(id));
      return done;
    });
  }

  int rm() {
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      device_.remove(id);
      out_.removed(entente::describe<Entity>::name, id.key);
      return done;
    });
  }

  int show() {
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      out_.record(*device_.find_any(id));
      return done;
    });
  }

  int ls() {
    std::string const& what = line_.word(1, "spaces or tasks");
    if (what == "spaces") return ls_of<Space>();
    if (what == "tasks") return ls_of<Task>();
    throw usage_error("ls spaces or tasks");
  }
  template <class Entity>
  int ls_of() {
    // A record is listed if assigning the wanted values would change nothing.
    auto const wanted = line_.assignments(2);
    Entity probe;
    assign(probe, wanted);
    std::vector<entente::record<Entity>> found;
    device_.template query<Entity>().for_each([&](entente::record<Entity> const& each) {
      Entity like = each.value;
      assign(like, wanted);
      if (entente::differing_fields(like, each.value).none()) found.push_back(each);
    });
    out_.records(found);
    return done;
  }

  int import() {
    if (line_.word(1, "tasks") != "tasks") throw usage_error("import tasks N");
    std::string const& text = line_.word(2, "how many");
    std::int64_t count = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || count < 1 || count > 10'000'000)
      throw usage_error("import tasks N, with N from 1 to 10000000");
    constexpr std::int64_t at_once = 1000;
    for (std::int64_t i = 0; i < count; i += at_once)
      device_.transaction([&](auto& batch) {
        for (std::int64_t j = i; j < std::min(i + at_once, count); ++j) batch.create(imported(j));
      });
    out_.imported(count);
    return done;
  }
  static Task imported(std::int64_t number) {
    Task task;
    task.title = "Imported task " + std::to_string(number + 1);
    task.body = "Brought in as number " + std::to_string(number + 1) + " to see how the device takes a long list of work at once.";
    task.priority = number % 5;
    task.weight = static_cast<double>(number % 100) / 8;
    task.tags = {"imported", number % 2 == 0 ? "even" : "odd"};
    return task;
  }

  int sync() { return tell(device_.sync()); }

  int verify() {
    auto const report = device_.verify(line_.has("--repair") ? entente::verify_mode::repair : entente::verify_mode::compare);
    recovery_output{line_.has("--json")}.verified(report);
    if (!report.sync.complete()) return not_reached;
    return report.converged() ? done : refused;
  }

  int force_pull() {
    require_yes(line_, "this replaces what is on this device; unsynced work is set aside");
    return with_chosen_entity([&] { return device_.force_pull(entente::confirm::force_pull{}); },
                              [&]<class Entity>() { return device_.template force_pull<Entity>(entente::confirm::force_pull{}); });
  }
  int force_push() {
    require_yes(line_, "this overrides what others wrote to the same records");
    return with_chosen_entity([&] { return device_.force_push(entente::confirm::force_push{}); },
                              [&]<class Entity>() { return device_.template force_push<Entity>(entente::confirm::force_push{}); });
  }
  /// Everything, or the entity named behind the command.
  template <class All, class One>
  int with_chosen_entity(All&& all, One&& one) {
    if (line_.words().size() < 2) return tell(all());
    std::string const& what = line_.word(1, "spaces or tasks");
    if (what == "spaces") return tell(one.template operator()<Space>());
    if (what == "tasks") return tell(one.template operator()<Task>());
    throw usage_error("spaces or tasks, or nothing for both");
  }

  int tell(entente::sync_report const& report) {
    auto const waiting = device_.status();
    out_.report(report, waiting);
    if (!report.complete()) return not_reached;
    if (waiting.conflicts > 0) return conflicts_wait;
    return waiting.failed > 0 ? refused : done;
  }

  int conflicts() {
    std::vector<conflict_line> lines;
    for (auto const& each : device_.conflicts())
      app::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (each.entity != entente::describe<Entity>::name) return;
        if (auto const open = device_.conflict_of(entente::id<Entity>{each.key})) lines.push_back(conflict_line_of(*open));
      });
    out_.conflicts(lines);
    return done;
  }

  int diff() {
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      out_.diff(conflict_line_of(conflict_at(id)));
      return done;
    });
  }

  template <class Entity>
  entente::conflict<Entity> conflict_at(entente::id<Entity> id) {
    auto open = device_.conflict_of(id);
    if (!open)
      throw entente::failure({entente::error_code::not_found, "the record has no open conflict",
                              std::string{entente::describe<Entity>::name}, {}, "list them with conflicts"});
    return std::move(*open);
  }

  int resolve() {
    std::string const& choice = line_.word(2, "local, server or merge");
    auto const assignments = line_.assignments(3);
    if (choice != "merge" && !assignments.empty()) throw usage_error("only merge takes field=value");
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      auto const open = conflict_at(id);
      if (choice == "local") {
        device_.keep_local(id);
      } else if (choice == "server") {
        device_.use_server(id);
      } else if (choice == "merge") {
        Entity merged = open.suggested;
        assign(merged, assignments);
        device_.resolve(id, merged);
      } else {
        throw usage_error("resolve ID local, server or merge");
      }
      out_.resolved(entente::describe<Entity>::name, id.key, choice);
      return done;
    });
  }

  /// Deals with the refused operations of a record.
  template <class Decide>
  int after_refusal(char const* done_to, Decide&& decide) {
    return with_record(1, [&]<class Entity>(entente::id<Entity> id) {
      std::int64_t count = 0;
      for (auto const& op : device_.queue(100'000))
        if (op.key == id.key && op.state == entente::operation_state::failed) {
          decide(op.op_id);
          ++count;
        }
      out_.decided(done_to, entente::describe<Entity>::name, id.key, count);
      return done;
    });
  }

  command_line const& line_;
  device_client& device_;
  device_output out_;
};

/// The file must not be open for this.
int drop(command_line const& line, entente::replica_options const& where) {
  require_yes(line, "this deletes the tenant's database from this device");
  recovery_output{line.has("--json")}.dropped(
      entente::drop_replica<app>(where, unsynced_from(line), entente::confirm::drop{}));
  return done;
}

}  // namespace

int device(std::vector<std::string> const& arguments) {
  command_line const line{arguments,
                          {"--data", "--tenant", "--server", "--token", "--protocol", "--unsynced"},
                          {"--json", "--lose-answer", "--yes", "--redownload", "--repair"}};
  try {
    entente::replica_options const where{.directory = line.required("--data"), .tenant = line.required("--tenant")};
    if (!line.words().empty() && line.words().front() == "drop") return drop(line, where);
    device_client client{where, remote_for(line)};
    return device_command{line, client}.run();
  } catch (entente::failure const& refusal) {
    if (!line.has("--json")) throw;
    device_output{true}.error(refusal.why());
    return refused;
  }
}

}  // namespace fieldnotes
