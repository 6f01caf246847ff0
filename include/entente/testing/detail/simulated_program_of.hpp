// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/base/error.hpp>
#include <entente/entity/describe.hpp>
#include <entente/entity/referrers.hpp>
#include <entente/entity/schema.hpp>
#include <entente/sync/client.hpp>
#include <entente/testing/detail/entity_edits.hpp>
#include <entente/testing/detail/net_edits.hpp>
#include <entente/testing/detail/random_edits.hpp>
#include <entente/testing/detail/simulated_program.hpp>
#include <entente/testing/detail/simulated_program_state.hpp>
#include <entente/wire/record_codec.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace detail {

/// Whether what was refused may be refused: by a rule, a validation, or because something has changed meanwhile.
inline bool may_be_refused(error_code code) {
  switch (code) {
    case error_code::validation_failed:
    case error_code::not_unique:
    case error_code::not_found:
    case error_code::not_ready:
    case error_code::conflict:
    case error_code::too_large: return true;
    default: return false;
  }
}

template <class Schema, class Newest>
class simulated_program_of final : public simulated_program_state<Schema, Newest> {
  using base = simulated_program_state<Schema, Newest>;
  using base::client_;
  using base::device_;
  using base::in_words;
  using base::name_in_model;
  using base::short_key;
  using base::text_of;
  using base::world_;

 public:
  using base::base;

  // ---- Work ------------------------------------------------------------------------------------

  void write() override {
    doubtful_write issued;
    issued.time = world_.micros;
    bool const gives_up = world_.dice.chance(4);
    auto const body = [&](auto& all) {
      for (auto n = world_.dice.chance(70) ? 1 : 2 + world_.dice.below(4); n > 0; --n) edit_something(all, issued);
      if (gives_up) throw given_up{};
      note_ends(all, issued);
    };
    attempt(issued, [&] { client_.transaction(body); });
  }

  void direct() override {
    doubtful_write issued;
    issued.time = world_.micros;
    auto const undisturbed = device_.disturbances;
    attempt(issued, [&] {
      static_cast<void>(client_.direct([&](auto& all) {
        edit_something(all, issued);
        note_ends(all, issued);
      }));
    });
    // A wipe while it was on its way may have given it up.
    if (device_.disturbances != undisturbed)
      for (auto const& each : issued.edits) world_.model.unsettle(device_.actor, {each.entity, each.key});
    device_.note_settled();
  }

  sync_report sync() override { return client_.sync(); }
  void verify() override { static_cast<void>(client_.verify(verify_mode::repair)); }

  // ---- What people decide ------------------------------------------------------------------------

  void decide(bool everything) override {
    for (auto const& one : client_.conflicts()) {
      if (one.state != conflict_state::open || (!everything && world_.dice.chance(30))) continue;
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (one.entity == describe<Entity>::name) allow_refusal([&] { decide_one<Entity>({one.key}, everything); });
      });
    }
    for (auto const& letter : client_.failed()) {
      if (!everything && world_.dice.chance(30)) continue;
      allow_refusal([&] { decide_letter(letter, everything); });
    }
  }

  void undo() override {
    auto const kept = client_.snapshots(20);
    if (kept.empty()) return;
    auto const& one = kept[world_.dice.below(kept.size())];
    world_.count(simulated_event::undo);
    world_.say(device_.name, " takes back what was ", one.reason, ": ", one.entity, " ", short_key(one.key));
    enter(one.entity, one.key, [&] { client_.undo(one.id); });
  }

  void enter_again(bool everything) override {
    for (auto const& each : client_.set_aside(1000)) {
      if (!everything && world_.dice.chance(50)) continue;
      if (world_.dice.chance(40)) {
        client_.forget_set_aside(each.id);
        continue;
      }
      world_.count(simulated_event::enter_again);
      world_.say(device_.name, " enters again what was set aside: ", each.entity, " ", short_key(each.key));
      enter(each.entity, each.key, [&] { client_.restore_set_aside(each.id); });
    }
  }

  void force_pull() override {
    world_.count(simulated_event::force_pull);
    auto const before = client_.queue(1'000'000);
    bool const one = world_.dice.chance(40);
    auto const pick = world_.dice.below(Schema::size);
    world_.say(device_.name, " pulls by force, with ", before.size(), " operations queued");
    give_up(before);
    auto const undisturbed = device_.disturbances;
    sync_report report;
    if (!one) report = client_.force_pull(confirm::force_pull{});
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (one && i == pick) report = client_.template force_pull<Entity>(confirm::force_pull{});
    });
    if (device_.disturbances == undisturbed) check_kept(before, "a force pull");
    device_.note_settled();
  }

  void force_push() override {
    world_.count(simulated_event::force_push);
    world_.say(device_.name, " pushes by force");
    for (auto const& op : client_.queue(1'000'000)) world_.model.decided(name_in_model(op.entity, op.key));
    note_conflicts_kept();
    bool const one = world_.dice.chance(40);
    auto const pick = world_.dice.below(Schema::size);
    if (!one) static_cast<void>(client_.force_push(confirm::force_push{}));
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (one && i == pick) static_cast<void>(client_.template force_push<Entity>(confirm::force_push{}));
    });
    device_.note_settled();
  }

  void wipe() override {
    auto const before = client_.queue(1'000'000);
    auto const after = world_.dice.chance(50) ? after_wipe::exclude : after_wipe::redownload;
    auto const work = static_cast<unsynced_work>(world_.dice.below(3));
    auto const pick = world_.dice.below(Schema::size);
    if (work != unsynced_work::refuse) give_up(before);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (i != pick) return;
      auto const ids = client_.template query<Entity>().ids();
      if (ids.empty()) return;
      auto const which = ids[world_.dice.below(ids.size())];
      world_.say(device_.name, " wipes ", describe<Entity>::name, " ", short_key(which.key));
      try {
        client_.wipe(wipe_scope::of(which), after, work, confirm::wipe{});
        world_.count(simulated_event::wipe);
      } catch (failure const& refused) {
        if (refused.code() != error_code::not_ready) throw;
        if (work != unsynced_work::refuse) world_.violation("a wipe was refused that may give work up");
      }
    });
    if (work != unsynced_work::discard) check_kept(before, "a wipe");
  }

  void lift_exclusions() override {
    for (auto const& each : client_.exclusions()) client_.lift_exclusion(each.id);
  }

 private:
  struct given_up {};

  // ---- Local transactions ------------------------------------------------------------------------

  template <class Work>
  void attempt(doubtful_write& issued, Work const& work) {
    device_.doubt = issued;
    try {
      work();
    } catch (given_up const&) {
      device_.doubt.reset();
      world_.say(device_.name, " gives a transaction up");
      return;
    } catch (failure const& refused) {
      if (!may_be_refused(refused.code())) {
        device_.doubt = issued;
        throw;
      }
      device_.doubt.reset();
      ++world_.report.refused;
      world_.say(device_.name, " is refused: ", refused.why().text());
      return;
    } catch (program_ends const&) {
      device_.doubt = issued;
      throw;
    }
    device_.doubt.reset();
    ++world_.report.writes;
    drop_what_came_to_nothing(issued.edits);
    for (auto const& each : issued.edits) world_.model.issue(device_.actor, issued.time, each);
  }

  template <class All>
  void edit_something(All& all, doubtful_write& issued) {
    auto const pick = world_.dice.below(Schema::size);
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t i) {
      if (i == pick) edit_entity<Entity>(all, issued);
    });
  }

  template <class Entity, class All>
  void edit_entity(All& all, doubtful_write& issued) {
    random_edits people{world_.dice, world_.words};
    auto const some = [&]<class Target>(std::type_identity<Target>) -> ref<Target> {
      auto const ids = all.template query<Target>().ids();
      return ids.empty() ? ref<Target>{} : ref<Target>{ids[world_.dice.below(ids.size())]};
    };
    auto const ids = all.template query<Entity>().ids();
    auto const what = world_.dice.below(100);
    if (ids.empty() || what < 20) {
      auto const made = all.create(people.make<Entity>(some));
      touch<Entity>(all, issued, made, {});
      issued.edits.push_back(making_of<Newest>(made.key, all.get(made)));
      world_.say(device_.name, " makes ", describe<Entity>::name, " ", short_key(made.key), in_words(issued.edits.back()));
      return;
    }
    auto const which = ids[world_.dice.below(ids.size())];
    auto const before = all.get(which);
    if constexpr (!describe<Entity>::data_capture) {
      if (what < 32) {
        touch<Entity>(all, issued, which, base::text_of_value(before));
        all.remove(which);
        issued.edits.push_back({model_places<Newest, Entity>::entity, which.key, life::removed, false, {}});
        world_.say(device_.name, " removes ", describe<Entity>::name, " ", short_key(which.key));
        removed_[describe<Entity>::name].push_back(which.key);
        if (world_.dice.chance(75)) return;
        auto const& gone = removed_[describe<Entity>::name];
        id<Entity> const back{gone[world_.dice.below(gone.size())]};
        if (back == which || all.find(back)) return;
        touch<Entity>(all, issued, back, {});
        all.restore(back);
        if (!all.find(back)) return;
        issued.edits.push_back({model_places<Newest, Entity>::entity, back.key, life::restored, false, {}});
        world_.say(device_.name, " restores ", describe<Entity>::name, " ", short_key(back.key));
        return;
      }
    }
    touch<Entity>(all, issued, which, base::text_of_value(before));
    all.update(which, [&](Entity& value) { people.change(value, some); });
    auto edits = edits_between<Newest>(&before, all.get(which));
    if (edits.empty()) return;
    issued.edits.push_back({model_places<Newest, Entity>::entity, which.key, life::made, true, std::move(edits)});
    world_.say(device_.name, " edits ", describe<Entity>::name, " ", short_key(which.key), in_words(issued.edits.back()));
  }

  template <class Entity, class All>
  void touch(All&, doubtful_write& issued, id<Entity> which, record_text before) {
    history_model::record_name const name{model_places<Newest, Entity>::entity, which.key};
    for (auto const& each : issued.records)
      if (each.first == name) return;
    issued.records.push_back({name, {std::move(before), std::nullopt}});
  }
  template <class All>
  void note_ends(All& all, doubtful_write& issued) {
    for (auto& [name, texts] : issued.records)
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (model_places<Newest, Entity>::entity == name.first) texts.second = base::template text_in<Entity>(all.find(id<Entity>{name.second}));
      });
  }

  // ---- Decisions -----------------------------------------------------------------------------------

  [[nodiscard]] static bool is_refusal(failure const& why) {
    return may_be_refused(why.code()) || why.code() == error_code::invalid_argument ||
           why.code() == error_code::unsupported;
  }

  /// What is decided about a record may be cut off by the end of the program or a failure of its disk.
  template <class Work>
  void or_lose_track(history_model::record_name const& name, Work const& work) {
    try {
      work();
    } catch (failure const& why) {
      if (!is_refusal(why)) world_.model.lose_track(name);
      throw;
    } catch (program_ends const&) {
      world_.model.lose_track(name);
      throw;
    }
  }

  template <class Work>
  void allow_refusal(Work const& work) {
    try {
      work();
    } catch (failure const& refused) {
      if (!is_refusal(refused)) throw;
      ++world_.report.refused;
      world_.say(device_.name, " is refused: ", refused.why().text());
    }
  }

  template <class Entity>
  void decide_one(id<Entity> which, bool everything) {
    using enum simulated_event;
    auto const open = client_.conflict_of(which);
    if (!open) return;
    auto const name = base::template name_of_record<Entity>(which);
    switch (world_.dice.below(everything ? 4 : 3)) {
      case 0: {
        world_.say(device_.name, " keeps its own ", describe<Entity>::name, " ", short_key(which.key));
        world_.model.unsettle(device_.actor, name);
        client_.keep_local(which);
        world_.count(keep_local);
        return note_decision<Entity>(which, open->server);
      }
      case 1: {
        if (open->local_deleted && !open->server) break;
        auto wanted = world_.dice.chance(50) ? open->suggested : open->local;
        random_edits people{world_.dice, world_.words};
        people.make_unique(wanted);
        if (world_.dice.chance(30))
          people.change(wanted, []<class Target>(std::type_identity<Target>) { return ref<Target>{}; });
        world_.say(device_.name, " resolves ", describe<Entity>::name, " ", short_key(which.key));
        world_.model.unsettle(device_.actor, name);
        or_lose_track(name, [&] { client_.resolve(which, wanted); });
        world_.count(resolve);
        return note_decision<Entity>(which, open->server);
      }
      default: break;
    }
    world_.say(device_.name, " takes the server's ", describe<Entity>::name, " ", short_key(which.key));
    world_.model.unsettle(device_.actor, name);
    client_.use_server(which);
    world_.count(use_server);
  }

  /// What was decided is said to the server's record, by somebody who has seen it.
  template <class Entity>
  void note_decision(id<Entity> which, std::optional<Entity> const& server) {
    auto const now = client_.find(which);
    record_edit edit{model_places<Newest, Entity>::entity, which.key, life::removed, false, {}};
    if (now && server) {
      edit.edits_only = true;
      edit.fields = edits_between<Newest>(&*server, now->value);
    } else if (now) {
      edit = making_of<Newest>(which.key, now->value);
      edit.what = life::restored;
    }
    // A list that a person puts together is not its old self with more at the end.
    for (auto& each : edit.fields) each.rewritten = true;
    world_.model.issue(device_.actor, world_.micros, edit, now.has_value() && server.has_value());
    world_.model.decided({edit.entity, which.key});
  }

  /// A force push keeps the local side of what is in conflict.
  void note_conflicts_kept() {
    for (auto const& one : client_.conflicts())
      Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (one.entity != describe<Entity>::name || one.state != conflict_state::open) return;
        id<Entity> const which{one.key};
        auto const open = client_.conflict_of(which);
        if (!open) return;
        world_.model.unsettle(device_.actor, base::template name_of_record<Entity>(which));
        note_decision<Entity>(which, open->server);
        world_.model.unsettle(device_.actor, base::template name_of_record<Entity>(which));
      });
  }

  void decide_letter(dead_letter const& letter, bool everything) {
    using enum simulated_event;
    auto const& op = letter.op;
    auto const pick = world_.dice.below(everything ? 10 : 6);
    auto const about = op.entity + ' ' + short_key(op.key) + ", refused for " + op.message;
    if (pick == 0) {
      world_.say(device_.name, " tries again: ", about);
      client_.retry(op.op_id);
      return world_.count(retry);
    }
    // What is removed meanwhile is not corrected: nobody would see what was written.
    if (pick == 1 && text_of(name_in_model(op.entity, op.key))) {
      world_.say(device_.name, " corrects ", about);
      random_edits people{world_.dice, world_.words};
      enter(op.entity, op.key, [&] {
        Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
          if (op.entity != describe<Entity>::name) return;
          client_.template edit<Entity>(op.op_id, [&](Entity& value) {
            people.change(value, []<class Target>(std::type_identity<Target>) { return ref<Target>{}; });
          });
        });
      });
      return world_.count(correct);
    }
    world_.say(device_.name, " gives up ", about);
    for (auto const& each : client_.queue(1'000'000))
      if (each.op_id == op.op_id || (op.group != 0 && each.group == op.group)) unsettle(each);
    for (auto const& each : letter.held) unsettle(each);
    if (world_.dice.chance(30))
      client_.discard_group(op.op_id);
    else
      client_.discard(op.op_id);
    world_.count(discard);
  }

  /// What is done to one record by other means than a transaction is an edit all the same.
  template <class Work>
  void enter(std::string const& entity, uuid const& key, Work const& work) {
    Schema::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
      if (entity != describe<Entity>::name) return;
      id<Entity> const which{key};
      auto const before = client_.find(which);
      auto const name = base::template name_of_record<Entity>(which);
      try {
        or_lose_track(name, work);
      } catch (failure const& refused) {
        world_.model.decided(name);
        if (!is_refusal(refused)) throw;
        ++world_.report.refused;
        world_.say(device_.name, " is refused: ", refused.why().text());
        return;
      }
      auto const after = client_.find(which);
      record_edit edit{name.first, key, life::removed, false, {}};
      if (before && after) {
        edit.edits_only = true;
        edit.fields = edits_between<Newest>(&before->value, after->value);
      } else if (after) {
        edit = making_of<Newest>(key, after->value);
        edit.what = life::restored;
      } else if (!before) {
        return;
      }
      world_.model.issue(device_.actor, world_.micros, edit, before.has_value());
      world_.model.decided(name);
    });
  }

  // ---- What is given up ------------------------------------------------------------------------------

  void unsettle(queued_operation const& op) { world_.model.unsettle(device_.actor, name_in_model(op.entity, op.key)); }
  void give_up(std::vector<queued_operation> const& all) {
    for (auto const& each : all) unsettle(each);
  }

  /// What was queued is queued still, or set aside, or the server has it.
  void check_kept(std::vector<queued_operation> const& before, char const* by) {
    auto const place = [](auto const& op) { return op.entity + op.key.text() + std::string{name_of(op.kind)} + op.body; };
    std::multiset<std::string> kept;
    for (auto const& op : client_.queue(1'000'000)) kept.insert(place(op));
    for (auto const& each : client_.set_aside(1'000'000)) kept.insert(place(each));
    for (auto const& op : before)
      if (!kept.contains(place(op))) world_.violation(std::string{by} + " loses an operation: " + op.entity + ' ' + op.body);
  }

  std::map<std::string_view, std::vector<uuid>> removed_{};
};

template <class Schema, class Newest>
std::unique_ptr<simulated_program> make_program(simulated_world& world, simulated_device& device) {
  return std::make_unique<simulated_program_of<Schema, Newest>>(world, device);
}

}  // namespace detail
}  // namespace v0
}  // namespace entente
