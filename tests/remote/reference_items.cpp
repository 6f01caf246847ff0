// SPDX-License-Identifier: BSL-1.0
#include <entente/remote/detail/reference_items.hpp>

#include "remote/device.hpp"
#include "support/catch.hpp"

#include <map>
#include <string>
#include <vector>

using namespace entente;
using namespace tests;

namespace items_test {
struct Tag {
  std::string name;
};
struct Note {
  std::string text;
  ref<Note> parent;
  std::vector<ref<Tag>> tags;
  std::map<std::string, ref<Tag>> byName;
};
using notes = schema<Tag, Note>;
}  // namespace items_test
using namespace items_test;

namespace {

json_value json(std::string const& text) { return json_value::parse(text).value(); }
std::string quoted(uuid const& key) { return "\"" + key.text() + "\""; }

}  // namespace

TEST_CASE("refs are translated wherever they stand, both ways") {
  basic_device<notes> local;
  detail::item_translator const translate{local.context, "backend"};
  local.aliases.note("Tag", "7", key_number(1));
  local.aliases.note("Note", "7", key_number(2));
  auto const change = translate.change_of(
      "Note",
      json(
          R"({"id":9,"version":3,"updatedAt":"2025-01-01T00:00:00.5Z","parent":7,"tags":[7,"8",null],)"
          R"("byName":{"7":"7"},"text":"7","more":{"a":[1e21]},"__typename":"Note","createdAt":"x"})"));
  auto const eight = local.aliases.key_of("Tag", "8");
  REQUIRE(eight.has_value());
  CHECK(change.fields == "{\"parent\":" + quoted(key_number(2)) + ",\"tags\":[" +
                             quoted(key_number(1)) + "," + quoted(*eight) +
                             ",null],\"byName\":{\"7\":" + quoted(key_number(1)) +
                             R"(},"text":"7","more":{"a":[1e21]}})");
  CHECK(change.version == 3);
  CHECK(change.at.micros == 1'735'689'600'500'000);
  CHECK(change.id == "9");

  Note note;
  note.text = key_number(1).text();
  note.parent = ref<Note>{key_number(2)};
  note.tags = {ref<Tag>{key_number(1)}, ref<Tag>{key_number(5)}};
  auto const values = translate.values_of(local.insert(key_number(3), note)).value();
  std::string sent;
  for (auto const& each : values) {
    json_writer out{sent};
    out.value(each.name);
    each.value.write(out);
  }
  CHECK(sent == "\"text\"" + quoted(key_number(1)) + "\"parent\"\"7\"\"tags\"[\"7\"," +
                    quoted(key_number(5)) + "]\"byName\"{}");
}

TEST_CASE("an item's own members may be missing or odd") {
  basic_device<notes> local;
  detail::item_translator const translate{local.context, "backend"};
  auto const bare = translate.change_of("Tag", json(R"({"id":"5"})"));
  CHECK(bare.version == 0);
  CHECK(bare.at.micros == 0);
  CHECK(bare.fields == "{}");
  auto const odd = translate.change_of(
      "Tag",
      json(
          R"({"id":"5","version":"x","updatedAt":99999999999999999999,"isDeleted":"no","deletedAt":null})"));
  CHECK(odd.version == 0);
  CHECK(odd.at.micros == 0);
  CHECK_FALSE(odd.deleted);
  auto const millis =
      translate.change_of("Tag", json(R"({"id":"5","version":-3,"updatedAt":1735689600500})"));
  CHECK(millis.at.micros == 1'735'689'600'500'000);
  CHECK(millis.version == 0);
  CHECK(
      translate.change_of("Tag", json(R"({"id":"5","deletedAt":"2025-01-01T00:00:00Z"})")).deleted);
  CHECK(translate.change_of("Tag", json(R"({"id":"5","isDeleted":true})")).fields.empty());
}

TEST_CASE("a stranger's client id is remembered, given back, and never replaced") {
  basic_device<notes> local;
  detail::item_translator const translate{local.context, "backend"};
  auto const key = translate.change_of("Tag", json(R"({"id":"5","clientId":"tmp-12345"})")).key;
  CHECK(translate.ids().client_id_of("Tag", key, "5") == "tmp-12345");
  auto const none = translate.change_of("Tag", json(R"({"id":"6","clientId":null})")).key;
  CHECK_FALSE(translate.ids().client_id_of("Tag", none, "6"));
  // Met through a reference first, under the id the server gave it.
  auto const id = key_number(1).text();
  auto const met = translate.ids().key_of("Tag", id, std::nullopt);
  auto const record = translate.change_of(
      "Tag", json("{\"id\":\"" + id + "\",\"clientId\":" + quoted(key_number(2)) + "}"));
  CHECK(record.key == met);
  CHECK(translate.ids().client_id_of("Tag", met, id) == key_number(2).text());
  // Only a client id.
  auto const alone = translate.change_of("Tag", json(R"({"clientId":"tmp-9"})")).key;
  CHECK(translate.ids().client_id_of("Tag", alone, std::nullopt) == "tmp-9");
  CHECK(translate.change_of("Tag", json(R"({"clientId":"tmp-9"})")).key == alone);
}

TEST_CASE("keys of strangers' records differ by backend, tenant and entity") {
  basic_device<notes> local;
  detail::item_translator const one{local.context, "one"};
  detail::item_translator const two{local.context, "two"};
  remote_context const elsewhere{"other", local.outline, local.aliases};
  detail::item_translator const three{elsewhere, "one"};
  CHECK(one.ids().derived("Tag", "5") == one.ids().derived("Tag", "5"));
  CHECK(one.ids().derived("Tag", "5") != one.ids().derived("Note", "5"));
  CHECK(one.ids().derived("Tag", "5") != two.ids().derived("Tag", "5"));
  CHECK(one.ids().derived("Tag", "5") != three.ids().derived("Tag", "5"));
}
