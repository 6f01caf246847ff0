// SPDX-License-Identifier: BSL-1.0
// Puts the server's database and those of devices side by side, and tells whether they agree.
#include "commands.hpp"
#include "entities.hpp"
#include "field_text.hpp"

#include <entente/entente.hpp>

#include <cstddef>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace fieldnotes {
namespace {

using table = std::map<std::string, std::string>;  // "Task 0193… title" -> value

template <class Entity>
void note(table& into, entente::uuid const& key, std::int64_t version, Entity const& value) {
  std::string const name = std::string{entente::describe<Entity>::name} + " " + key.text().substr(24);
  into[name + " version"] = std::to_string(version);
  entente::for_each_field(value, [&]<std::size_t I>(std::integral_constant<std::size_t, I>, auto const& field) {
    into[name + " " + std::string{entente::field_name<Entity, I>}] = shown(field);
  });
}

table server_table(std::string const& folder, std::string const& tenant) {
  entente::authority<app> truth{{.directory = folder}};
  entente::principal const reader{"compare", {tenant}};
  table out;
  entente::pull_request from_start;
  for (bool more = true; more;) {
    auto const page = truth.changes_since(reader, tenant, from_start);
    for (auto const& change : page.changes)
      app::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
        if (change.deleted || change.entity != entente::describe<Entity>::name) return;
        Entity value;
        if (auto const read = entente::read_fields(change.fields, value); !read) throw entente::failure(read.why());
        note(out, change.key, change.version, value);
      });
    from_start.cursor = page.cursor;
    more = page.has_more;
  }
  return out;
}

table device_table(std::string const& folder, std::string const& tenant) {
  entente::replica<app> local{{.directory = folder, .tenant = tenant}};
  table out;
  app::for_each([&]<class Entity>(std::type_identity<Entity>, std::size_t) {
    for (auto const& record : local.template query<Entity>().all()) note(out, record.id.key, record.version, record.value);
  });
  return out;
}

std::string cut(std::string const& text, std::size_t width) {
  return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

}  // namespace

int compare(std::vector<std::string> const& arguments) {
  command_line const line{arguments, {"--server-data", "--tenant"}, {}};
  std::string const tenant = line.required("--tenant");
  std::vector<std::string> titles{"server"};
  std::vector<table> tables{server_table(line.required("--server-data"), tenant)};
  for (auto const& folder : line.words()) {
    titles.push_back(folder.substr(folder.find_last_of('/') + 1));
    tables.push_back(device_table(folder, tenant));
  }
  table all;
  for (auto const& each : tables) all.insert(each.begin(), each.end());

  std::size_t const name_width = 32;
  std::size_t const width = 26;
  std::cout << std::left << std::setw(static_cast<int>(name_width)) << "record and field";
  for (auto const& title : titles) std::cout << "| " << std::setw(static_cast<int>(width)) << cut(title, width);
  std::cout << "\n" << std::string(name_width + titles.size() * (width + 2), '-') << "\n";
  bool equal = true;
  for (auto const& [name, ignored] : all) {
    std::cout << std::setw(static_cast<int>(name_width)) << cut(name, name_width - 1);
    bool row_equal = true;
    for (auto const& each : tables) {
      auto const found = each.find(name);
      std::string const value = found == each.end() ? "-" : found->second;
      std::cout << "| " << std::setw(static_cast<int>(width)) << cut(value, width - 1);
      auto const first = tables.front().find(name);
      row_equal = row_equal && found != each.end() && first != tables.front().end() && first->second == found->second;
    }
    std::cout << (row_equal ? "" : "  <- differs") << "\n";
    equal = equal && row_equal;
  }
  std::cout << (equal ? "All databases hold the same." : "The databases differ.") << "\n";
  return equal ? 0 : 1;
}

}  // namespace fieldnotes
