// SPDX-License-Identifier: BSL-1.0
// Compiled alone: it compares what other files declare otherwise.
#include <entente/entity/schema_hash.hpp>

#include "entity/samples.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using entente::schema;
using entente::schema_hash;
using samples::Space;
using samples::Task;

// One entity with one field, in as many variants as there are changes of meaning.
namespace base_case {
struct Thing {
  int field = 0;
};
}  // namespace base_case
namespace same_again {
struct Thing {
  int field = 5;
};
}  // namespace same_again
namespace other_field {
struct Thing {
  int fields = 0;
};
}  // namespace other_field
namespace more_fields {
struct Thing {
  int field = 0;
  int other = 0;
};
}  // namespace more_fields
namespace swapped_fields {
struct Thing {
  int other = 0;
  int field = 0;
};
}  // namespace swapped_fields
namespace versioned {
struct Thing {
  int field = 0;
};
}  // namespace versioned

namespace {

enum class small_enum { one, two };
enum class renamed_enum { one, zwei };
enum class grown_enum { one, two, three };
enum class same_enum { one, two };

struct part {
  int a = 0;
};
struct renamed_part {
  int b = 0;
};
struct wider_part {
  std::int64_t a = 0;
};
struct longer_part {
  int a = 0;
  int b = 0;
};
struct part_again {
  int a = 0;
};
struct list_of_trees {
  std::vector<list_of_trees> children;
};
struct list_of_lists_of_trees {
  std::vector<std::vector<list_of_lists_of_trees>> children;
};

/// An entity whose one field has any type.
template <class T, class = void>
struct holder {
  T field{};
};
template <class T>
constexpr std::uint64_t hash_of_type = schema_hash<schema<holder<T>>>;

/// An entity with each of these traits.
struct default_traits {};
struct named_traits {
  static constexpr std::string_view name = "Other";
};
struct table_traits {
  static constexpr std::string_view table = "other";
};
struct column_traits {
  using column_names = entente::names<entente::name_as<"field", "other">>;
};
struct wire_traits {
  using wire_names = entente::names<entente::name_as<"field", "other">>;
};
struct index_traits {
  using indexes = entente::indexes<"field">;
};
struct counter_traits {
  using fields = entente::field_policies<entente::merge<"field", entente::counter>>;
};
struct max_traits {
  using conflict = entente::max_wins;
};
struct own_policy {
  static int merge(int const*, int const& local, int const&) { return local; }
};
struct own_policy_traits {
  using conflict = own_policy;
};
struct delete_traits {
  static constexpr auto on_delete = entente::delete_rule::update_wins;
};
struct whole_traits {
  static constexpr bool whole_record = true;
};
struct spelled_out_traits {
  static constexpr std::string_view name = "Holder";
  using conflict = entente::last_write_wins;
  static constexpr auto on_delete = entente::delete_rule::delete_wins;
};

}  // namespace

template <class T, class Traits>
struct entente::entity_traits<holder<T, Traits>> : Traits {
  static constexpr std::string_view name = [] {
    if constexpr (requires { Traits::name; })
      return Traits::name;
    else
      return "Holder";
  }();
};
template <class T>
struct entente::entity_traits<holder<T, void>> {
  static constexpr std::string_view name = "Holder";
};
template <>
struct entente::schema_traits<schema<versioned::Thing>> {
  static constexpr int version = 2;
};

namespace {
template <class Traits>
constexpr std::uint64_t hash_of_traits = schema_hash<schema<holder<int, Traits>>>;

bool all_differ(std::initializer_list<std::uint64_t> hashes) {
  return std::set<std::uint64_t>(hashes).size() == hashes.size();
}
}  // namespace

TEST_CASE("schemas that store and send the same have the same hash") {
  STATIC_REQUIRE(schema_hash<schema<base_case::Thing>> == schema_hash<schema<same_again::Thing>>);
  STATIC_REQUIRE(hash_of_type<part> == hash_of_type<part_again>);
  STATIC_REQUIRE(hash_of_type<small_enum> == hash_of_type<same_enum>);
  STATIC_REQUIRE(hash_of_type<int> == hash_of_type<std::int32_t>);
  STATIC_REQUIRE(hash_of_traits<default_traits> == hash_of_traits<spelled_out_traits>);
}

TEST_CASE("the order of entities does not matter, which there are does") {
  STATIC_REQUIRE(schema_hash<schema<Space, Task>> == schema_hash<schema<Task, Space>>);
  STATIC_REQUIRE(schema_hash<schema<Space, Task>> != schema_hash<schema<Space>>);
}

TEST_CASE("fields, their names and their order matter") {
  REQUIRE(all_differ(
      {schema_hash<schema<base_case::Thing>>, schema_hash<schema<other_field::Thing>>,
       schema_hash<schema<more_fields::Thing>>, schema_hash<schema<swapped_fields::Thing>>}));
}

TEST_CASE("the schema's own version matters") {
  STATIC_REQUIRE(schema_hash<schema<base_case::Thing>> != schema_hash<schema<versioned::Thing>>);
}

TEST_CASE("every trait that changes what is stored, sent or merged changes the hash") {
  REQUIRE(all_differ({hash_of_traits<default_traits>, hash_of_traits<named_traits>,
                      hash_of_traits<table_traits>, hash_of_traits<column_traits>,
                      hash_of_traits<wire_traits>, hash_of_traits<index_traits>,
                      hash_of_traits<counter_traits>, hash_of_traits<max_traits>,
                      hash_of_traits<own_policy_traits>, hash_of_traits<delete_traits>,
                      hash_of_traits<whole_traits>}));
}

TEST_CASE("every type of field has a hash of its own") {
  using namespace std::chrono;
  REQUIRE(all_differ({hash_of_type<bool>,
                      hash_of_type<std::int8_t>,
                      hash_of_type<std::uint8_t>,
                      hash_of_type<std::int32_t>,
                      hash_of_type<std::uint32_t>,
                      hash_of_type<std::int64_t>,
                      hash_of_type<std::uint64_t>,
                      hash_of_type<float>,
                      hash_of_type<double>,
                      hash_of_type<std::string>,
                      hash_of_type<entente::bytes>,
                      hash_of_type<entente::uuid>,
                      hash_of_type<sys_days>,
                      hash_of_type<sys_time<seconds>>,
                      hash_of_type<sys_time<milliseconds>>,
                      hash_of_type<hours>,
                      hash_of_type<minutes>,
                      hash_of_type<std::optional<int>>,
                      hash_of_type<std::optional<double>>,
                      hash_of_type<std::vector<int>>,
                      hash_of_type<std::vector<std::optional<int>>>,
                      hash_of_type<std::vector<std::vector<int>>>,
                      hash_of_type<std::map<std::string, int>>,
                      hash_of_type<std::array<int, 2>>,
                      hash_of_type<std::array<int, 3>>,
                      hash_of_type<std::array<std::int64_t, 2>>,
                      hash_of_type<small_enum>,
                      hash_of_type<renamed_enum>,
                      hash_of_type<grown_enum>,
                      hash_of_type<samples::colour>,
                      hash_of_type<entente::attachment>}));
}

TEST_CASE("a change inside a nested type changes the hash, however deep") {
  REQUIRE(all_differ({hash_of_type<part>, hash_of_type<renamed_part>, hash_of_type<wider_part>,
                      hash_of_type<longer_part>}));
  STATIC_REQUIRE(hash_of_type<std::optional<std::vector<part>>> !=
                 hash_of_type<std::optional<std::vector<wider_part>>>);
  STATIC_REQUIRE(hash_of_type<std::map<std::string, small_enum>> !=
                 hash_of_type<std::map<std::string, renamed_enum>>);
}

TEST_CASE("types that hold lists of themselves have hashes") {
  STATIC_REQUIRE(hash_of_type<list_of_trees> != hash_of_type<list_of_lists_of_trees>);
}

TEST_CASE("the hash is the same for every compiler") {
  // A change here makes every database go through a migration once: intended or not?
  STATIC_REQUIRE(schema_hash<schema<Space>> == 0x6881'd477'9faf'bd97u);
}
