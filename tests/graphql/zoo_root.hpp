// SPDX-License-Identifier: BSL-1.0
// Answers for the schema of zoo.hpp.
#pragma once

#include "graphql/zoo.hpp"

#include <entente/base/error.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace zoo {

/// Each field answers with the JSON text of its first argument, "absent" without one.
struct echo_resolver final : resolver {
  value resolve(field_call const& call) override {
    if (call.args.all().empty()) return "absent";
    std::string json;
    append_json(json, *call.args.all().front().value);
    return entente::json_text::trusted(std::move(json));
  }
};

struct otter_resolver final : resolver {
  value resolve(field_call const& call) override {
    if (call.field.name == "name")
      return call.args.optional_bool("formal").value_or(false) ? "Mr. Otter" : "Otto";
    if (call.field.name == "volume") throw field_error{"too shy", codes::forbidden};
    if (call.field.name == "isAtHome") return call.args.get_bool("inRain");
    if (call.field.name == "favourite") return "FISH";
    if (call.field.name == "friend") return std::make_shared<otter_resolver>();
    return {};
  }
  std::string_view type_name() const override { return "Otter"; }
};

inline object parrot_object() {
  return {{"__typename", "Parrot"}, {"name", "Polly"}, {"weight", 0.5},
          {"volume", 11},           {"talks", true},   {"words", value::list{"hello", "cracker"}}};
}

/// The zoo itself. Mutations are logged in `log`.
struct root final : resolver {
  std::vector<std::string> log;
  std::string name = "Polly";

  value resolve(field_call const& call) override {
    std::string_view const field = call.field.name;
    if (field == "parrot") return parrot_object();
    if (field == "otter") return std::make_shared<otter_resolver>();
    if (field == "either" || field == "named") return parrot_object();
    if (field == "animal") return std::make_shared<otter_resolver>();
    if (field == "animals") return value::list{parrot_object(), std::make_shared<otter_resolver>()};
    if (field == "keeper") return keeper(call);
    if (field == "keepers")
      return value::list{object{{"name", "Ann"}, {"badge", 7}}, object{{"name", "Bob"}}};
    if (field == "echo") return std::make_shared<echo_resolver>();
    if (field == "fails") throw std::runtime_error("password is hunter2");
    if (field == "mustNotFail") return nullptr;
    if (field == "count") return std::int64_t{9007199254740993};
    if (field == "append") {
      log.emplace_back(call.args.get_string("string"));
      if (log.back() == "bad") throw field_error{"not this one"};
      return log.back();
    }
    log.emplace_back("rename");
    name = call.args.get_string("to");
    return object{{"name", name}, {"talks", true}};
  }

 private:
  static value keeper(field_call const& call) {
    auto const id = call.args.optional_string("id");
    if (!id) return {};
    if (*id == "refuse")
      throw entente::failure(
          {entente::error_code::forbidden, "this keeper is private", "", "", ""});
    if (*id == "storage")
      throw entente::failure({entente::error_code::storage_failed, "disk 7 is broken", "", "", ""});
    object made{{"name", "Ann"}, {"badge", *id}};
    // Only who asks pays for it.
    if (call.selects("colleagues")) made.add("colleagues", value::list{object{{"badge", "2"}}});
    if (call.selects("animals"))
      made.add("animals",
               value::list{parrot_object(), nullptr, std::make_shared<otter_resolver>()});
    return made;
  }
};

/// The answer to a query.
inline std::string ask(std::string_view text, std::string_view variables = {},
                       std::string_view operation = {}) {
  root zoo_root;
  request const asked{std::string{text}, std::string{operation}, std::string{variables}, {}};
  return answer(types_of_zoo(), asked, zoo_root).body;
}

/// The messages of an answer's errors, or of a refusal, one per line.
inline std::string errors_of(std::string_view source) {
  auto const parsed = parse(source);
  if (!parsed) return parsed.why().message;
  std::string text;
  for (graphql_error const& each : validate(types_of_zoo(), *parsed)) {
    if (!text.empty()) text += '\n';
    text += each.message;
  }
  return text;
}

}  // namespace zoo
