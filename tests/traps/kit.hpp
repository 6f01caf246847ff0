// SPDX-License-Identifier: BSL-1.0
// What the tests of the traps share: entities with every kind of rule, a server, devices, and operations
// made by hand.
#pragma once

#include "support/catch.hpp"
#include "support/compiled_once.hpp"
#include "support/failure_code.hpp"
#include "support/tasks.hpp"
#include "sync/scripted.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace traps {

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
  std::int64_t pages = 0;
};

struct Diary {
  std::string name;
  std::vector<std::string> lines;
};

/// Lives on when somebody updates it.
struct Tree {
  std::string name;
  std::string spot;
};

/// The application's own policy, which may fail.
struct longer {
  static inline bool fails = false;
  static std::string merge(std::string const*, std::string const& local, std::string const& remote) {
    if (fails) throw std::runtime_error{"a policy fails"};
    if (local.size() != remote.size()) return local.size() > remote.size() ? local : remote;
    return (std::max)(local, remote);
  }
};

struct Poem {
  std::string text;
};

using everything = entente::schema<Space, Task, Deed, Diary, Tree, Poem>;

}  // namespace traps

template <>
struct entente::entity_traits<traps::Deed> {
  using conflict = entente::manual;
};
template <>
struct entente::entity_traits<traps::Diary> {
  using fields = entente::field_policies<entente::merge<&traps::Diary::lines, entente::append>>;
};
template <>
struct entente::entity_traits<traps::Tree> {
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};
template <>
struct entente::entity_traits<traps::Poem> {
  using conflict = traps::longer;
};

SUPPORT_AUTHORITY_OF(extern, traps::everything)
SUPPORT_CLIENT_OF(extern, traps::everything)

namespace traps {

using namespace entente;
using namespace std::chrono_literals;
using scripted::failed;
using support::code_of;

using backend = scripted::backend<traps::everything>;
using device = scripted::device<traps::everything>;

inline Task task(std::string title, ref<Space> space = {}) {
  Task made;
  made.title = std::move(title);
  made.space = space;
  return made;
}

/// Syncs, and has to get through.
inline sync_report sync(device& at) {
  auto const report = at->sync();
  INFO((report.problem ? report.problem->text() : std::string{}));
  REQUIRE(report.complete());
  return report;
}

/// Pulls to the horizon and pushes nothing: what comes meets work that was never sent.
inline page_report pull_only(device& at, std::size_t limit = 1000) {
  page_report all;
  for (bool more = true; more;) {
    pull_request request;
    request.cursor = at->cursor();
    request.limit = limit;
    auto const page = at.line->deliver(request);
    auto const one = at->apply(page);
    all.applied += one.applied;
    all.merged += one.merged;
    all.removed += one.removed;
    all.conflicts += one.conflicts;
    more = page.has_more;
  }
  return all;
}

inline change_page page_after(backend& of, std::string cursor, std::size_t limit) {
  pull_request request;
  request.cursor = std::move(cursor);
  request.limit = limit;
  return of.truth().changes_since(of.who, "acme", request);
}

/// The server's live records, by key.
inline std::map<uuid, change> records(backend& of) {
  std::map<uuid, change> found;
  std::string cursor;
  for (bool more = true; more;) {
    auto const page = page_after(of, cursor, 1000);
    for (auto const& each : page.changes) found[each.key] = each;
    cursor = page.cursor;
    more = page.has_more;
  }
  std::erase_if(found, [](auto const& one) { return one.second.deleted; });
  return found;
}

inline std::size_t operations_in(push_request const& request) {
  std::size_t count = 0;
  for (auto const& group : request.groups) count += group.size();
  return count;
}

inline std::vector<operation> operations_of(push_request const& request) {
  std::vector<operation> all;
  for (auto const& group : request.groups) all.insert(all.end(), group.begin(), group.end());
  return all;
}

/// The server takes it, and the answer is lost on the way.
inline auto lose_answer(device& of) {
  return [line = of.line.get()](push_request const& request) -> remote_answer<push_answer> {
    static_cast<void>(line->deliver(request));
    return failed(reaction::retry_later);
  };
}

/// Something happens while the request is on its way; then all goes well.
template <class F>
auto meanwhile(device& of, F happens) {
  return [line = of.line.get(), happens](auto const& request) {
    auto answer = line->deliver(request);
    happens();
    return answer;
  };
}

inline auto refuse(reaction what, error_code code = error_code::network_failed,
                   std::optional<std::chrono::milliseconds> retry_after = {}) {
  return [=](auto const&) { return failed(what, code, retry_after); };
}

/// A replica as the server sees it: operations made by hand.
class author {
 public:
  explicit author(backend& of) : server_(of), incarnation(fresh()) {}

  operation make(std::string_view entity, operation_kind kind, uuid const& key, std::int64_t base,
                 std::string body, edit_time edited = {}) {
    operation op;
    op.op_id = fresh();
    op.sequence = ++sequence_;
    op.entity = entity;
    op.kind = kind;
    op.key = key;
    op.base_version = base;
    op.edited = edited.micros != 0 ? edited : now();
    op.body = std::move(body);
    return op;
  }
  operation insert(std::string_view entity, uuid const& key, std::string body) {
    return make(entity, operation_kind::insert, key, 0, std::move(body));
  }
  operation update(std::string_view entity, uuid const& key, std::int64_t base, std::string body,
                   edit_time edited = {}) {
    return make(entity, operation_kind::update, key, base, std::move(body), edited);
  }
  operation remove(std::string_view entity, uuid const& key, std::int64_t base) {
    return make(entity, operation_kind::remove, key, base, "{}");
  }

  /// Each operation a group of its own.
  std::vector<op_result> push(std::vector<operation> const& ops) {
    push_request request;
    request.replica = incarnation;
    request.released = released;
    for (auto const& op : ops) request.groups.push_back({op});
    return server_.truth().apply(server_.who, "acme", request).results;
  }
  op_result push(operation const& op) { return push(std::vector<operation>{op}).at(0); }

  [[nodiscard]] edit_time now() { return {server_.clock()().time_since_epoch().count()}; }
  uuid fresh() { return make_uuid_v7(server_.clock()(), server_.randomness()); }

 private:
  backend& server_;
  std::int64_t sequence_ = 0;

 public:
  uuid incarnation;
  acknowledged released{};
};

/// A record that two devices have, and their server.
template <class Entity>
struct shared {
  explicit shared(Entity const& value) : which(one->create(value)) {
    sync(one);
    sync(two);
  }
  void later(std::chrono::microseconds time = 10s) { server.pass(time); }

  backend server{};
  device one{server, "one"};
  device two{server, "two"};
  id<Entity> which;
};

}  // namespace traps
