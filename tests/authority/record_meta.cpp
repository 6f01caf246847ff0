// SPDX-License-Identifier: BSL-1.0
#include <entente/authority/detail/record_meta.hpp>
#include <entente/authority/detail/stream_cursor.hpp>

#include "authority/bench.hpp"
#include "support/catch.hpp"
#include "support/failure_code.hpp"

using namespace bench;
using detail::record_meta;

namespace {

std::span<std::byte const> bytes_of(std::string const& text) { return std::as_bytes(std::span{text}); }

}  // namespace

TEST_CASE("record_meta: fields share the insert's origin until they are written") {
  auto const ann = numbered(1);
  auto const bob = numbered(2);
  record_meta meta{{1, at(3), ann}};
  CHECK(meta.uniform());
  CHECK(meta.of("title").when == at(3));
  meta.set("title", {4, at(2), bob});
  CHECK(meta.of("title").version == 4);
  CHECK(meta.of("body").version == 1);
  CHECK(meta.latest() == at(3));
  meta.set("body", {5, at(9), bob});
  CHECK(meta.latest() == at(9));
}

TEST_CASE("record_meta: it knows what others wrote below one's own edits") {
  auto const ann = numbered(1);
  auto const bob = numbered(2);
  record_meta meta{{1, at(0), ann}};
  CHECK(meta.of("t").is_news(0, bob));
  CHECK_FALSE(meta.of("t").is_news(1, bob));
  CHECK_FALSE(meta.of("t").is_news(0, ann));
  CHECK(meta.of("t").is_news(0, {}));
  meta.set("t", {2, at(1), bob});
  meta.set("t", {3, at(2), ann});
  meta.set("t", {4, at(3), ann});
  CHECK(meta.of("t").is_news(1, ann));
  CHECK_FALSE(meta.of("t").is_news(2, ann));
  CHECK(meta.of("t").is_news(3, bob));
}

TEST_CASE("record_meta: what it encodes it decodes") {
  record_meta meta{{1, {-5}, numbered(1)}};
  meta.set("title", {std::int64_t{1} << 40, at(1), numbered(2)});
  meta.set("body", {7, at(2), numbered(3)});
  meta.note_added("tags", numbered(9), 3, numbered(2));
  meta.note_added("tags", numbered(9), 4, numbered(3));
  auto const text = meta.encode();
  auto const back = record_meta::decode(bytes_of(text));
  CHECK(back.encode() == text);
  CHECK(back.of("title").version == std::int64_t{1} << 40);
  CHECK(back.of("body").others == 1);
  CHECK(back.insert().when.micros == -5);
  CHECK(back.added_since("tags", numbered(9), 3, numbered(2)));
  CHECK(back.added_since("tags", numbered(9), 2, numbered(3)));
  CHECK_FALSE(back.added_since("tags", numbered(9), 3, numbered(3)));
  CHECK_FALSE(back.added_since("tags", numbered(8), 0, numbered(3)));
  CHECK(back.adder_of("tags", numbered(9)) == numbered(3));
  CHECK(back.adder_of("tags", numbered(8)) == numbered(1));
}

TEST_CASE("record_meta: cut or foreign bytes are told from its own, and never read past") {
  record_meta meta{{1, at(0), numbered(1)}};
  meta.set("title", {2, at(1), numbered(2)});
  meta.note_added("tags", numbered(9), 3, numbered(2));
  auto const text = meta.encode();
  for (std::size_t size = 0; size < text.size(); ++size) {
    std::string const cut = text.substr(0, size);
    CHECK(support::code_of([&] { record_meta::decode(bytes_of(cut)); }) == error_code::storage_corrupt);
  }
  for (std::string const& other : {std::string{"\x02"}, std::string(40, '\xff'), text + "x"})
    CHECK(support::code_of([&] { record_meta::decode(bytes_of(other)); }) == error_code::storage_corrupt);
}

TEST_CASE("stream_cursor: what it writes it reads") {
  detail::stream_cursor cursor{numbered(7), {123}, 4, {}};
  CHECK(cursor.text() == "1:" + numbered(7).text() + ":123:4");
  auto back = detail::stream_cursor::parse(cursor.text());
  REQUIRE(back);
  CHECK(back->epoch == numbered(7));
  CHECK(back->at.micros == 123);
  CHECK(back->view == 4);
  cursor.horizon = {500};
  back = detail::stream_cursor::parse(cursor.text());
  REQUIRE(back);
  CHECK(back->horizon.micros == 500);
  CHECK(detail::stream_cursor::parse("")->start());
}
