// SPDX-License-Identifier: BSL-1.0
// What graphql-js 16.15 says to each of these documents, given the schema of zoo.hpp: one line per
// error, message and locations, in alphabetical order.
#pragma once

#include <string_view>

namespace zoo {

struct recorded_errors {
  std::string_view document;
  std::string_view errors;
};

// clang-format off
inline constexpr recorded_errors reference_errors[] = {
{R"~({ parrot { name } })~",
 ""},
{R"~({ parot { name } })~",
 R"~(Cannot query field "parot" on type "Query". Did you mean "parrot"? (1:3))~"},
{R"~({ parrot })~",
 R"~(Field "parrot" of type "Parrot" must have a selection of subfields. Did you mean "parrot { ... }"? (1:3))~"},
{R"~({ parrot { name { x } } })~",
 R"~(Field "name" must not have a selection since type "String" has no subfields. (1:17))~"},
{R"~({ parrot { nam weigth } })~",
 R"~(Cannot query field "nam" on type "Parrot". Did you mean "name"? (1:12))~" "\n"
 R"~(Cannot query field "weigth" on type "Parrot". Did you mean "weight"? (1:16))~"},
{R"~({ animal { swims } })~",
 R"~(Cannot query field "swims" on type "Animal". Did you mean to use an inline fragment on "Otter"? (1:12))~"},
{R"~({ either { name } })~",
 R"~(Cannot query field "name" on type "ParrotOrOtter". Did you mean to use an inline fragment on "Named", "Animal", "Otter", or "Parrot"? (1:12))~"},
{R"~({ either { __typename ... on Otter { name } } })~",
 ""},
{R"~({ named { weight talks } })~",
 R"~(Cannot query field "talks" on type "Named". Did you mean to use an inline fragment on "Parrot"? (1:18))~" "\n"
 R"~(Cannot query field "weight" on type "Named". Did you mean to use an inline fragment on "Animal", "Otter", or "Parrot"? (1:11))~"},
{R"~(query A { otter { name } } query A { parrot { name } })~",
 R"~(There can be only one operation named "A". (1:7) (1:34))~"},
{R"~({ otter { name } } query B { parrot { name } })~",
 R"~(This anonymous operation must be the only defined operation. (1:1))~"},
{R"~({ otter { name } } { parrot { name } })~",
 R"~(This anonymous operation must be the only defined operation. (1:1))~" "\n"
 R"~(This anonymous operation must be the only defined operation. (1:20))~"},
{R"~(query A($a: Strin, $b: Keeper, $c: [Animal!]!, $a: Int) { otter { name } })~",
 R"~(There can be only one variable named "$a". (1:10) (1:49))~" "\n"
 R"~(Unknown type "Strin". Did you mean "String"? (1:13))~" "\n"
 R"~(Variable "$a" is never used in operation "A". (1:48))~" "\n"
 R"~(Variable "$a" is never used in operation "A". (1:9))~" "\n"
 R"~(Variable "$b" cannot be non-input type "Keeper". (1:24))~" "\n"
 R"~(Variable "$b" is never used in operation "A". (1:20))~" "\n"
 R"~(Variable "$c" cannot be non-input type "[Animal!]!". (1:36))~" "\n"
 R"~(Variable "$c" is never used in operation "A". (1:32))~"},
{R"~(fragment F on Keeper { name } { keeper { ...F ...G } })~",
 R"~(Unknown fragment "G". (1:50))~"},
{R"~(fragment F on Food { name } { otter { ...F } })~",
 R"~(Fragment "F" cannot condition on non composite type "Food". (1:15))~"},
{R"~({ otter { ... on Food { x } ... on Nothing { y } ... on Visit { z } } })~",
 R"~(Fragment cannot condition on non composite type "Food". (1:18))~" "\n"
 R"~(Fragment cannot condition on non composite type "Visit". (1:57))~" "\n"
 R"~(Unknown type "Nothing". Did you mean "String"? (1:36))~"},
{R"~(fragment A on Otter { name } fragment A on Otter { weight } { otter { ...A } })~",
 R"~(There can be only one fragment named "A". (1:10) (1:39))~"},
{R"~(fragment A on Otter { name } { otter { name } })~",
 R"~(Fragment "A" is never used. (1:1))~"},
{R"~(fragment A on Otter { ...B } fragment B on Otter { ...A } { otter { name } })~",
 R"~(Cannot spread fragment "A" within itself via "B". (1:23) (1:52))~" "\n"
 R"~(Fragment "A" is never used. (1:1))~" "\n"
 R"~(Fragment "B" is never used. (1:30))~"},
{R"~({ otter { ...on Parrot { talks } } parrot { ...O } } fragment O on Otter { swims })~",
 R"~(Fragment "O" cannot be spread here as objects of type "Parrot" can never be of type "Otter". (1:45))~" "\n"
 R"~(Fragment cannot be spread here as objects of type "Otter" can never be of type "Parrot". (1:11))~"},
{R"~({ either { ...on Keeper { name } ... on Animal { name } } named { ...on Keeper { name } } animal { ... on Keeper { badge } } })~",
 R"~(Fragment cannot be spread here as objects of type "Animal" can never be of type "Keeper". (1:100))~" "\n"
 R"~(Fragment cannot be spread here as objects of type "ParrotOrOtter" can never be of type "Keeper". (1:12))~"},
{R"~(fragment A on Otter { ...A } { otter { ...A } })~",
 R"~(Cannot spread fragment "A" within itself. (1:23))~"},
{R"~(fragment A on Otter { ...B } fragment B on Otter { ...C } fragment C on Otter { ...A ...B } { otter { ...A } })~",
 R"~(Cannot spread fragment "A" within itself via "B", "C". (1:23) (1:52) (1:81))~" "\n"
 R"~(Cannot spread fragment "B" within itself via "C". (1:52) (1:86))~"},
{R"~(query A($a: Int, $a: String) { echo { ofInt(int: $a) } })~",
 R"~(There can be only one variable named "$a". (1:10) (1:19))~" "\n"
 R"~(Variable "$a" of type "String" used in position expecting type "Int". (1:18) (1:50))~"},
{R"~(query A { echo { ofInt(int: $a) } })~",
 R"~(Variable "$a" is not defined by operation "A". (1:29) (1:1))~"},
{R"~({ echo { ofInt(int: $a) } })~",
 R"~(Variable "$a" is not defined. (1:21) (1:1))~"},
{R"~(query A($a: Int) { otter { name } })~",
 R"~(Variable "$a" is never used in operation "A". (1:9))~"},
{R"~(query ($a: Int) { otter { name } })~",
 R"~(Variable "$a" is never used. (1:8))~"},
{R"~(query A($a: Int) { ...F } query B { ...F } fragment F on Query { echo { ofInt(int: $a) } })~",
 R"~(Variable "$a" is not defined by operation "B". (1:84) (1:27))~"},
{R"~({ otter @skip { name } })~",
 R"~(Directive "@skip" argument "if" of type "Boolean!" is required, but it was not provided. (1:9))~"},
{R"~({ otter @skip(if: true) @skip(if: false) { name } })~",
 R"~(The directive "@skip" can only be used once at this location. (1:9) (1:25))~"},
{R"~({ otter @unknown { name } })~",
 R"~(Unknown directive "@unknown". (1:9))~"},
{R"~(query @skip(if: true) { otter { name } })~",
 R"~(Directive "@skip" may not be used on QUERY. (1:7))~"},
{R"~({ otter @deprecated { name } ... @include(if: 5) { otter { weight } } })~",
 R"~(Boolean cannot represent a non boolean value: 5 (1:47))~" "\n"
 R"~(Directive "@deprecated" may not be used on FIELD. (1:9))~"},
{R"~(query ($a: Int @include(if: true)) { echo { ofInt(int: $a) } })~",
 R"~(Directive "@include" may not be used on VARIABLE_DEFINITION. (1:16))~"},
{R"~(fragment F on Query @skip(if: true) { otter { name } } { ...F @foo(x: $y) })~",
 R"~(Directive "@skip" may not be used on FRAGMENT_DEFINITION. (1:21))~" "\n"
 R"~(Unknown directive "@foo". (1:63))~" "\n"
 R"~(Variable "$y" is not defined. (1:71) (1:56))~"},
{R"~({ otter @skip(if: true, of: false, if: true) { name(formel: true, formal: true, formal: false) } })~",
 R"~(There can be only one argument named "formal". (1:67) (1:81))~" "\n"
 R"~(There can be only one argument named "if". (1:15) (1:36))~" "\n"
 R"~(Unknown argument "formel" on field "Otter.name". Did you mean "formal"? (1:53))~" "\n"
 R"~(Unknown argument "of" on directive "@skip". Did you mean "if"? (1:25))~"},
{R"~({ echo { ofInt(int: "3") ofInt2: ofInt(int: 3.0) a: ofInt(int: 3000000000) b: ofInt(int: FOO) c: ofInt(int: [1]) d: ofInt(int: {a: 1}) e: ofInt(int: null) f: ofInt(int: true) } })~",
 R"~(Int cannot represent non 32-bit signed integer value: 3000000000 (1:64))~" "\n"
 R"~(Int cannot represent non-integer value: "3" (1:21))~" "\n"
 R"~(Int cannot represent non-integer value: 3.0 (1:45))~" "\n"
 R"~(Int cannot represent non-integer value: FOO (1:90))~" "\n"
 R"~(Int cannot represent non-integer value: [1] (1:109))~" "\n"
 R"~(Int cannot represent non-integer value: true (1:170))~" "\n"
 R"~(Int cannot represent non-integer value: {a: 1} (1:128))~"},
{R"~({ echo { a: ofString(string: 1) b: ofString(string: 1.5) c: ofString(string: true) d: ofString(string: BAR) e: ofString(string: """x""") f: ofString(string: ["x"]) } })~",
 R"~(String cannot represent a non string value: 1 (1:30))~" "\n"
 R"~(String cannot represent a non string value: 1.5 (1:53))~" "\n"
 R"~(String cannot represent a non string value: BAR (1:104))~" "\n"
 R"~(String cannot represent a non string value: ["x"] (1:158))~" "\n"
 R"~(String cannot represent a non string value: true (1:78))~"},
{R"~({ echo { a: ofFloat(float: 1) b: ofFloat(float: 1.5) c: ofFloat(float: "1") d: ofFloat(float: true) e: ofFloat(float: BAR) } })~",
 R"~(Float cannot represent non numeric value: "1" (1:72))~" "\n"
 R"~(Float cannot represent non numeric value: BAR (1:119))~" "\n"
 R"~(Float cannot represent non numeric value: true (1:95))~"},
{R"~({ echo { a: ofBoolean(boolean: 1) b: ofBoolean(boolean: "true") c: ofBoolean(boolean: TRUE) d: ofBoolean(boolean: 1.0) } })~",
 R"~(Boolean cannot represent a non boolean value: "true" (1:57))~" "\n"
 R"~(Boolean cannot represent a non boolean value: 1 (1:32))~" "\n"
 R"~(Boolean cannot represent a non boolean value: 1.0 (1:115))~" "\n"
 R"~(Boolean cannot represent a non boolean value: TRUE (1:87))~"},
{R"~({ echo { a: ofId(id: 1) b: ofId(id: "x") c: ofId(id: 1.5) d: ofId(id: true) e: ofId(id: FOO) } })~",
 R"~(ID cannot represent a non-string and non-integer value: 1.5 (1:54))~" "\n"
 R"~(ID cannot represent a non-string and non-integer value: FOO (1:89))~" "\n"
 R"~(ID cannot represent a non-string and non-integer value: true (1:71))~"},
{R"~({ echo { a: ofFood(food: FISH) b: ofFood(food: "FISH") c: ofFood(food: FISHH) d: ofFood(food: fish) e: ofFood(food: 1) f: ofFood(food: true) g: ofFood(food: JUGGLE) } })~",
 R"~(Enum "Food" cannot represent non-enum value: "FISH". Did you mean the enum value "FISH"? (1:48))~" "\n"
 R"~(Enum "Food" cannot represent non-enum value: 1. (1:117))~" "\n"
 R"~(Enum "Food" cannot represent non-enum value: true. (1:136))~" "\n"
 R"~(Value "FISHH" does not exist in "Food" enum. Did you mean the enum value "FISH"? (1:72))~" "\n"
 R"~(Value "JUGGLE" does not exist in "Food" enum. (1:158))~" "\n"
 R"~(Value "fish" does not exist in "Food" enum. Did you mean the enum value "FISH"? (1:95))~"},
{R"~({ echo { a: ofList(list: ["a", 1, null]) b: ofList(list: 1) c: ofList(list: "x") d: ofStrictList(list: ["a", null]) e: ofStrictList(list: null) } })~",
 R"~(Expected value of type "String!", found null. (1:110))~" "\n"
 R"~(String cannot represent a non string value: 1 (1:32))~" "\n"
 R"~(String cannot represent a non string value: 1 (1:58))~"},
{R"~({ echo { ofRequired ofFilled x: ofRequired(one: 1) y: ofRequired(one: "a", two: null) z: ofFilled(int: null) w: ofVisits v: ofVisits(visits: null) } })~",
 R"~(Expected value of type "Int!", found null. (1:104))~" "\n"
 R"~(Expected value of type "Int!", found null. (1:81))~" "\n"
 R"~(Expected value of type "[Visit!]!", found null. (1:142))~" "\n"
 R"~(Field "ofRequired" argument "one" of type "Int!" is required, but it was not provided. (1:10))~" "\n"
 R"~(Field "ofRequired" argument "two" of type "Int!" is required, but it was not provided. (1:10))~" "\n"
 R"~(Field "ofRequired" argument "two" of type "Int!" is required, but it was not provided. (1:30))~" "\n"
 R"~(Field "ofVisits" argument "visits" of type "[Visit!]!" is required, but it was not provided. (1:110))~" "\n"
 R"~(Int cannot represent non-integer value: "a" (1:71))~"},
{R"~({ echo { a: ofVisit(visit: {}) b: ofVisit(visit: {adults: "x"}) c: ofVisit(visit: {adults: 1, nam: []}) d: ofVisit(visit: {adults: 1, guided: null}) e: ofVisit(visit: {adults: 1, adults: 2}) f: ofVisit(visit: 5) g: ofVisit(visit: [1]) h: ofVisit(visit: {adults: 1, names: [1, "a"], next: {guided: true}}) } })~",
 R"~(Expected value of type "Boolean!", found null. (1:143))~" "\n"
 R"~(Expected value of type "Visit", found 5. (1:210))~" "\n"
 R"~(Expected value of type "Visit", found [1]. (1:231))~" "\n"
 R"~(Field "Visit.adults" of required type "Int!" was not provided. (1:28))~" "\n"
 R"~(Field "Visit.adults" of required type "Int!" was not provided. (1:289))~" "\n"
 R"~(Field "nam" is not defined by type "Visit". Did you mean "names"? (1:95))~" "\n"
 R"~(Int cannot represent non-integer value: "x" (1:59))~" "\n"
 R"~(String cannot represent a non string value: 1 (1:274))~" "\n"
 R"~(There can be only one input field named "adults". (1:169) (1:180))~"},
{R"~({ echo { a: ofVisits(visits: {adults: 1}) b: ofVisits(visits: [{adults: 1}, 5, null]) c: ofVisits(visits: 5) d: ofVisit(visit: {adults: 1, tickets: [[1, "2"], null]}) e: ofVisit(visit: {adults: 1, tickets: 1}) } })~",
 R"~(Expected value of type "Visit!", found 5. (1:77))~" "\n"
 R"~(Expected value of type "Visit!", found null. (1:80))~" "\n"
 R"~(Expected value of type "[Int!]!", found null. (1:160))~" "\n"
 R"~(Expected value of type "[Visit!]!", found 5. (1:107))~" "\n"
 R"~(Int cannot represent non-integer value: "2" (1:154))~"},
{R"~(query ($a: String, $b: Int!, $c: [String], $d: [String!]!, $e: Boolean, $f: Int = 5, $g: Int = null) { echo { a: ofInt(int: $a) b: ofInt(int: $b) c: ofList(list: $c) d: ofStrictList(list: $c) e: ofStrictList(list: $d) f: ofRequired(one: $f, two: $g) g: ofFilled(int: $g) h: ofList(list: [$a, $b]) } otter { name @skip(if: $e) } })~",
 R"~(Variable "$a" of type "String" used in position expecting type "Int". (1:8) (1:125))~" "\n"
 R"~(Variable "$b" of type "Int!" used in position expecting type "String". (1:20) (1:293))~" "\n"
 R"~(Variable "$c" of type "[String]" used in position expecting type "[String!]". (1:30) (1:189))~" "\n"
 R"~(Variable "$e" of type "Boolean" used in position expecting type "Boolean!". (1:60) (1:323))~" "\n"
 R"~(Variable "$g" of type "Int" used in position expecting type "Int!". (1:86) (1:247))~"},
{R"~(query ($a: Int, $b: Visit, $c: JSON) { echo { a: ofVisit(visit: {adults: $a, guided: $a, food: $b}) b: ofVisit(visit: $b) c: ofVisits(visits: [$b]) d: ofJson(json: {x: $a, y: [$b]}) e: ofJsons(list: [$c]) f: ofJson(json: $c) } })~",
 R"~(Variable "$a" of type "Int" used in position expecting type "Boolean!". (1:8) (1:86))~" "\n"
 R"~(Variable "$a" of type "Int" used in position expecting type "Int!". (1:8) (1:74))~" "\n"
 R"~(Variable "$b" of type "Visit" used in position expecting type "Food". (1:17) (1:96))~" "\n"
 R"~(Variable "$b" of type "Visit" used in position expecting type "Visit!". (1:17) (1:144))~" "\n"
 R"~(Variable "$c" of type "JSON" used in position expecting type "JSON!". (1:28) (1:201))~"},
{R"~(query ($a: Int = "x", $b: Visit = {}, $c: [Int!] = [1, null], $d: Int! = null, $e: Food = CAKE) { echo { a: ofInt(int: $a) } })~",
 R"~(Expected value of type "Int!", found null. (1:56))~" "\n"
 R"~(Expected value of type "Int!", found null. (1:74))~" "\n"
 R"~(Field "Visit.adults" of required type "Int!" was not provided. (1:35))~" "\n"
 R"~(Int cannot represent non-integer value: "x" (1:18))~" "\n"
 R"~(Value "CAKE" does not exist in "Food" enum. (1:91))~" "\n"
 R"~(Variable "$b" is never used. (1:23))~" "\n"
 R"~(Variable "$c" is never used. (1:39))~" "\n"
 R"~(Variable "$d" is never used. (1:63))~" "\n"
 R"~(Variable "$e" is never used. (1:80))~"},
{R"~({ otter { a: name a: weight } })~",
 R"~(Fields "a" conflict because "name" and "weight" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:11) (1:19))~"},
{R"~({ otter { name name(formal: true) } })~",
 R"~(Fields "name" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. (1:11) (1:16))~"},
{R"~({ otter { name(formal: true) name(formal: false) } })~",
 R"~(Fields "name" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. (1:11) (1:30))~"},
{R"~({ either { ... on Otter { volume } ... on Parrot { volume } } })~",
 R"~(Fields "volume" conflict because they return conflicting types "Int!" and "Int". Use different aliases on the fields to fetch both if this was intentional. (1:27) (1:52))~"},
{R"~({ either { ... on Otter { x: swims } ... on Parrot { x: talks } } })~",
 R"~(Fields "x" conflict because they return conflicting types "Boolean" and "Boolean!". Use different aliases on the fields to fetch both if this was intentional. (1:27) (1:54))~"},
{R"~({ either { ... on Otter { x: name } ... on Parrot { x: volume } } })~",
 R"~(Fields "x" conflict because they return conflicting types "String" and "Int". Use different aliases on the fields to fetch both if this was intentional. (1:27) (1:53))~"},
{R"~({ a: otter { name } a: parrot { name } })~",
 R"~(Fields "a" conflict because "otter" and "parrot" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:21))~"},
{R"~({ otter { friend { name } friend { name: weight } } })~",
 R"~(Fields "friend" conflict because subfields "name" conflict because "name" and "weight" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:11) (1:20) (1:27) (1:36))~"},
{R"~({ otter { friend { name } } otter { friend { name: weight x: name } friend { x: weight } } })~",
 R"~(Fields "friend" conflict because subfields "x" conflict because "name" and "weight" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:37) (1:59) (1:69) (1:78))~" "\n"
 R"~(Fields "otter" conflict because subfields "friend" conflict because subfields "name" conflict because "name" and "weight" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:11) (1:20) (1:29) (1:37) (1:46))~"},
{R"~({ ...F ...G } fragment F on Query { x: otter { name } } fragment G on Query { x: parrot { name } })~",
 R"~(Fields "x" conflict because "otter" and "parrot" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:37) (1:79))~"},
{R"~({ x: otter { a: name b: weight } x: otter { a: weight b: name } })~",
 R"~(Fields "x" conflict because subfields "a" conflict because "name" and "weight" are different fields and subfields "b" conflict because "weight" and "name" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:14) (1:22) (1:34) (1:45) (1:55))~"},
{R"~({ x: otter { f: friend { a: name } } x: otter { f: friend { a: weight } } })~",
 R"~(Fields "x" conflict because subfields "f" conflict because subfields "a" conflict because "name" and "weight" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:14) (1:26) (1:38) (1:49) (1:61))~"},
{R"~({ either { ... on Otter { friend { a: name } } ... on Parrot { friend { a: weight } } } })~",
 R"~(Fields "friend" conflict because subfields "a" conflict because they return conflicting types "String" and "Float". Use different aliases on the fields to fetch both if this was intentional. (1:27) (1:36) (1:64) (1:73))~"},
{R"~({ keeper { animals { name } } keeper { animals: colleagues { name } } })~",
 R"~(Fields "keeper" conflict because subfields "animals" conflict because "animals" and "colleagues" are different fields. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:12) (1:31) (1:40))~"},
{R"~({ named { ... on Keeper { x: animals { __typename } } ... on Otter { x: friend { __typename } } } })~",
 R"~(Fields "x" conflict because they return conflicting types "[Animal]" and "Animal". Use different aliases on the fields to fetch both if this was intentional. (1:27) (1:70))~"},
{R"~({ keeper(id: 1) { name } keeper(id: "1") { name } } )~",
 R"~(Fields "keeper" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. (1:3) (1:26))~"},
{R"~({ echo { ofVisit(visit: {adults: 1, guided: true}) ofVisit(visit: {guided: true, adults: 1}) ofJson(json: [1,2]) ofJson(json: [2,1]) } })~",
 R"~(Fields "ofJson" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional. (1:94) (1:114))~"},
{R"~(mutation { rename { name } append(strin: "x") })~",
 R"~(Field "rename" argument "to" of type "String!" is required, but it was not provided. (1:12))~" "\n"
 R"~(Unknown argument "strin" on field "Mutation.append". Did you mean "string"? (1:35))~"},
{R"~(mutation M { renam(to: "x") { name } })~",
 R"~(Cannot query field "renam" on type "Mutation". Did you mean "rename"? (1:14))~"},
{R"~(subscription S { x })~",
 ""},
{R"~(subscription S { x y })~",
 ""},
{R"~({ __schema { types { nam } } __type { name } })~",
 R"~(Cannot query field "nam" on type "__Type". Did you mean "name"? (1:22))~" "\n"
 R"~(Field "__type" argument "name" of type "String!" is required, but it was not provided. (1:30))~"},
{R"~({ otter { __schema { types { name } } } __typename @skip(if: "x") })~",
 R"~(Boolean cannot represent a non boolean value: "x" (1:62))~" "\n"
 R"~(Cannot query field "__schema" on type "Otter". (1:11))~"},
{R"~({ __type(name: 5) { fields { type { fields { name } } } } })~",
 R"~(String cannot represent a non string value: 5 (1:16))~"},
{R"~({ __schema { types { fields { type { fields { type { fields { name } } } } } } } })~",
 R"~(Maximum introspection depth exceeded (1:3))~"},
{R"~({ otter { ...F } } fragment F on Otter { swims ...G } fragment G on Animal { name ... on Parrot { talks } })~",
 ""},
{R"~(query ($x: [Int!]!, $y: [[Int!]!]) { echo { ofVisit(visit: {adults: 1, tickets: $y}) b: ofVisit(visit: {adults: 1, tickets: [$x]}) c: ofVisit(visit: {adults: 1, tickets: $x}) } })~",
 R"~(Variable "$x" of type "[Int!]!" used in position expecting type "[[Int!]!]". (1:8) (1:171))~"},
{R"~({ echo { ofJson(json: {a: 1, a: 2}) } })~",
 R"~(There can be only one input field named "a". (1:24) (1:30))~"},
{R"~({ otter { ... @include(if: true) { nme } ... { weightt } } })~",
 R"~(Cannot query field "nme" on type "Otter". Did you mean "name"? (1:36))~" "\n"
 R"~(Cannot query field "weightt" on type "Otter". Did you mean "weight"? (1:48))~"},
{R"~(query Q($unused: Int, $b: Boolean!) { otter @include(if: $b) { name } })~",
 R"~(Variable "$unused" is never used in operation "Q". (1:9))~"},
{R"~(query Q($s: String = "x") { echo { ofString(string: $s) } })~",
 ""},
{R"~({ keeper(id: $x) { name } })~",
 R"~(Variable "$x" is not defined. (1:14) (1:1))~"},
{R"~(query Q($f: Food!) { otter { name } parrot { eats(food: $f) } } )~",
 ""},
{R"~({ otter { isAtHome(inRain: "no") } })~",
 R"~(Boolean cannot represent a non boolean value: "no" (1:28))~"},
{R"~(fragment A on Named { ...B } fragment B on Animal { ...C } fragment C on Otter { swims } { named { ...A } keeper { ...A } })~",
 ""},
{R"~({ keeper { ...B } } fragment B on Animal { name })~",
 R"~(Fragment "B" cannot be spread here as objects of type "Keeper" can never be of type "Animal". (1:12))~"},
{R"~({)~",
 R"~(Syntax Error: Expected Name, found <EOF>. (1:2))~"},
{R"~({ a()~",
 R"~(Syntax Error: Expected Name, found <EOF>. (1:5))~"},
{R"~({ a(b: ) })~",
 R"~(Syntax Error: Unexpected ")". (1:8))~"},
{R"~({ a(b: $) })~",
 R"~(Syntax Error: Expected Name, found ")". (1:9))~"},
{R"~(query)~",
 R"~(Syntax Error: Expected "{", found <EOF>. (1:6))~"},
{R"~(query ()~",
 R"~(Syntax Error: Expected "$", found <EOF>. (1:8))~"},
{R"~(query Q($a) { b })~",
 R"~(Syntax Error: Expected ":", found ")". (1:11))~"},
{R"~(query Q($a: ) { b })~",
 R"~(Syntax Error: Expected Name, found ")". (1:13))~"},
{R"~(query Q($a: Int = $b) { b })~",
 R"~(Syntax Error: Unexpected variable "$b" in constant value. (1:19))~"},
{R"~({ a(b: "x) })~",
 R"~(Syntax Error: Unterminated string. (1:13))~"},
{R"~({ a(b: "\q") })~",
 R"~(Syntax Error: Invalid character escape sequence: "\q". (1:9))~"},
{R"~({ a(b: "\u12") })~",
 R"~(Syntax Error: Invalid Unicode escape sequence: "\u12")". (1:9))~"},
{R"~({ a(b: 01) })~",
 R"~(Syntax Error: Invalid number, unexpected digit after 0: "1". (1:9))~"},
{R"~({ a(b: 1.) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: ")". (1:10))~"},
{R"~({ a(b: 1e) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: ")". (1:10))~"},
{R"~({ a(b: .5) })~",
 R"~(Syntax Error: Unexpected character: ".". (1:8))~"},
{R"~({ a(b: -) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: ")". (1:9))~"},
{R"~({ ...on })~",
 R"~(Syntax Error: Expected Name, found "}". (1:9))~"},
{R"~(fragment on on X { a })~",
 R"~(Syntax Error: Unexpected Name "on". (1:10))~"},
{R"~(fragment F { a })~",
 R"~(Syntax Error: Expected "on", found "{". (1:12))~"},
{R"~(fragment F on X { a)~",
 R"~(Syntax Error: Expected Name, found <EOF>. (1:20))~"},
{R"~({ a: })~",
 R"~(Syntax Error: Expected Name, found "}". (1:6))~"},
{R"~({ a @ })~",
 R"~(Syntax Error: Expected Name, found "}". (1:7))~"},
{R"~({})~",
 R"~(Syntax Error: Expected Name, found "}". (1:2))~"},
{R"~()~",
 R"~(Syntax Error: Unexpected <EOF>. (1:1))~"},
{R"~(   )~",
 R"~(Syntax Error: Unexpected <EOF>. (1:4))~"},
{R"~(# c)~",
 R"~(Syntax Error: Unexpected <EOF>. (1:4))~"},
{R"~(nonsense)~",
 R"~(Syntax Error: Unexpected Name "nonsense". (1:1))~"},
{R"~({ a } })~",
 R"~(Syntax Error: Unexpected "}". (1:7))~"},
{R"~({ a ? })~",
 R"~(Syntax Error: Unexpected character: "?". (1:5))~"},
{R"~({ 'a' })~",
 R"~(Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (")? (1:3))~"},
{R"~({ a(b: """x) })~",
 R"~(Syntax Error: Unterminated string. (1:15))~"},
{R"~({ a(b: [1, 2) })~",
 R"~(Syntax Error: Unexpected ")". (1:13))~"},
{R"~({ a(b: {c 1}) })~",
 R"~(Syntax Error: Expected ":", found Int "1". (1:11))~"},
{R"~(query Q { a } 5)~",
 R"~(Syntax Error: Unexpected Int "5". (1:15))~"},
{R"~({ a(b: é) })~",
 R"~(Syntax Error: Unexpected character: U+00E9. (1:8))~"},
{"{ a(b: \"\t\a\") }",
 R"~(Cannot query field "a" on type "Query". (1:3))~"},
{R"~({ a ..b })~",
 R"~(Syntax Error: Unexpected character: ".". (1:5))~"},
{R"~({ a(b: 123abc) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: "a". (1:11))~"},
{R"~({ a(b: 0xF) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: "x". (1:9))~"},
{R"~({ a(b: 1.2.3) })~",
 R"~(Syntax Error: Invalid number, expected digit but got: ".". (1:11))~"},
{R"~(query Q($a: [Int) { a })~",
 R"~(Syntax Error: Expected "]", found ")". (1:17))~"},
{R"~(query Q($a: Int!!) { a })~",
 R"~(Syntax Error: Expected "$", found "!". (1:17))~"},
{R"~({ a(b: "\u{110000}") })~",
 R"~(Syntax Error: Invalid Unicode escape sequence: "\u{110000}". (1:9))~"},
{R"~({ a(b: "\uD83D\uDE00") })~",
 R"~(Cannot query field "a" on type "Query". (1:3))~"},
{R"~({ a(b: "\uD83D") })~",
 R"~(Syntax Error: Invalid Unicode escape sequence: "\uD83D". (1:9))~"},
{R"~({ a(b: 5 c: 6) } fragment)~",
 R"~(Syntax Error: Expected Name, found <EOF>. (1:26))~"},
{"{ a\r\n\r b(c: ?) }",
 R"~(Syntax Error: Unexpected character: "?". (3:7))~"},
{R"~(subscription)~",
 R"~(Syntax Error: Expected "{", found <EOF>. (1:13))~"},
{R"~({ a(b: true, c: null, d: FOO) { ...{ x } } )~",
 R"~(Syntax Error: Expected Name, found <EOF>. (1:44))~"},
};
// clang-format on

}  // namespace zoo
