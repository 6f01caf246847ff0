// SPDX-License-Identifier: BSL-1.0
// A server and some devices in one process, with a clock and a dice of the test's own.
#pragma once

#include "support/compiled_once.hpp"
#include "support/temporary_folder.hpp"

#include <entente/authority.hpp>
#include <entente/replica.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace kit {

struct Shelf {
  std::string name;
  std::int64_t visits = 0;  // never deleted in the histories: its sum must be exact
};

/// One field per policy.
struct Tool {
  std::string title;
  std::string placed;     // server_wins
  std::string owner;      // client_wins
  std::int64_t uses = 0;  // counter
  std::vector<std::string> tags;
  std::vector<std::string> log;
  std::int64_t high = 0;
  std::int64_t low = 0;
  entente::ref<Shelf> shelf;
  std::optional<std::string> note;
};

/// Lives on when somebody updates it.
struct Plant {
  std::string name;
  std::string spot;
  bool thirsty = false;
};

/// A person decides.
struct Deed {
  std::string text;
  std::string clause;
  std::int64_t pages = 0;
};

using town = entente::schema<Shelf, Tool, Plant, Deed>;

}  // namespace kit

template <>
struct entente::entity_traits<kit::Shelf> {
  using fields = entente::field_policies<entente::merge<&kit::Shelf::visits, entente::counter>>;
};
template <>
struct entente::entity_traits<kit::Tool> {
  using fields = entente::field_policies<entente::merge<&kit::Tool::placed, entente::server_wins>,
                                         entente::merge<&kit::Tool::owner, entente::client_wins>,
                                         entente::merge<&kit::Tool::uses, entente::counter>,
                                         entente::merge<&kit::Tool::tags, entente::set_union>,
                                         entente::merge<&kit::Tool::log, entente::append>,
                                         entente::merge<&kit::Tool::high, entente::max_wins>,
                                         entente::merge<&kit::Tool::low, entente::min_wins>>;
};
template <>
struct entente::entity_traits<kit::Plant> {
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};
template <>
struct entente::entity_traits<kit::Deed> {
  using conflict = entente::manual;
};

SUPPORT_REPLICA_OF(extern, kit::town)
SUPPORT_AUTHORITY_OF(extern, kit::town)

namespace support {

class world {
 public:
  explicit world(std::uint64_t seed = 1) : dice(seed) {
    entente::authority_options how;
    how.directory = folder.path() / "server";
    how.now = clock();
    how.random = randomness();
    how.synchronous = entente::durability::normal;
    server = std::make_unique<entente::authority<kit::town>>(how);
  }

  entente::clock_function clock() {
    return [this] { return now; };
  }
  entente::random_function randomness() {
    return [this] { return dice(); };
  }
  void pass(std::chrono::microseconds time) { now += time; }
  [[nodiscard]] std::uint64_t roll(std::uint64_t sides) { return dice() % sides; }
  [[nodiscard]] bool chance(std::uint64_t percent) { return roll(100) < percent; }

  [[nodiscard]] entente::replica_options device_options(std::string const& name) {
    entente::replica_options how;
    how.directory = folder.path() / name;
    how.tenant = "acme";
    how.principal = "ann";
    how.now = clock();
    how.random = randomness();
    return how;
  }

  temporary_folder folder;
  entente::timestamp now{std::chrono::seconds{1'700'000'000}};
  std::mt19937_64 dice;
  std::unique_ptr<entente::authority<kit::town>> server;
  entente::principal who{"ann", {"acme"}, true};
};

/// Everything a replica has to push, answered by one verdict each.
inline entente::push_answer answer_all(
    entente::push_request const& request, entente::verdict outcome,
    entente::error_code code = entente::error_code::validation_failed) {
  entente::push_answer answer;
  for (auto const& group : request.groups)
    for (auto const& op : group) {
      entente::op_result one;
      one.op_id = op.op_id;
      one.outcome = outcome;
      one.code = code;
      one.message = "because";
      answer.results.push_back(one);
    }
  return answer;
}

/// A device: its replica, and what a sync engine would do, with everything that can go wrong on the way.
class device {
 public:
  using replica_type = entente::replica<kit::town>;

  device(world& in, std::string name) : in_(in), name_(std::move(name)) { reopen(); }

  replica_type& operator*() { return *local_; }
  replica_type* operator->() { return local_.get(); }

  /// The program ends without a word, and starts again.
  void reopen() {
    local_.reset();
    local_ = std::make_unique<replica_type>(in_.device_options(name_));
  }

  /// Its file, for looking into.
  [[nodiscard]] std::filesystem::path file() const {
    return in_.folder.path() / name_ / entente::tenant_file_name("acme");
  }

  entente::push_request lease_all() { return local_->lease(1000, 1 << 20); }

  /// One sync. `trouble` is the percentage of calls that something happens to. False when cut short.
  bool sync(std::uint64_t trouble = 0) { return push(trouble) && pull(trouble); }

  bool push(std::uint64_t trouble = 0) {
    for (;;) {
      auto const batch = local_->lease(1 + in_.roll(5), 1 + in_.roll(4000));
      if (batch.groups.empty()) return true;
      if (in_.chance(trouble)) return lose(batch);  // the request
      auto answer = in_.server->apply(in_.who, "acme", batch);
      in_.pass(std::chrono::milliseconds{3});
      if (in_.chance(trouble)) return lose(batch);  // the response
      if (in_.chance(trouble)) answer = in_.server->apply(in_.who, "acme", batch);
      if (in_.chance(trouble) && !answer.results.empty()) answer.results.pop_back();
      auto const settled = local_->settle(batch, answer);
      if (settled.protocol_errors != 0) throw std::logic_error("unexpected results");
      if (in_.chance(trouble)) local_->settle(batch, answer);
      if (in_.chance(trouble)) reopen();
    }
  }

  bool pull(std::uint64_t trouble = 0, std::size_t most = 0) {
    for (;;) {
      entente::pull_request request;
      request.cursor = local_->cursor();
      request.limit = most != 0 ? most : 1 + in_.roll(6);
      request.replica = local_->incarnation();
      request.released = local_->released();
      if (in_.chance(trouble)) return false;
      auto const page = in_.server->changes_since(in_.who, "acme", request);
      if (in_.chance(trouble)) {
        if (in_.chance(50)) reopen();
        return false;
      }
      last_page = local_->apply(page, request.released, request.cursor);
      diverged += last_page.diverged.size();
      if (!page.has_more && in_.chance(trouble)) local_->apply(page, request.released, request.cursor);
      if (in_.chance(trouble)) reopen();
      if (!page.has_more) return true;
    }
  }

  entente::page_report last_page;
  std::size_t diverged = 0;  // how often a digest differed

 private:
  bool lose(entente::push_request const& batch) {
    if (in_.chance(50))
      local_->release(batch);
    else
      reopen();
    return false;
  }

  world& in_;
  std::string name_;
  std::unique_ptr<replica_type> local_;
};

}  // namespace support
