// SPDX-License-Identifier: BSL-1.0
#include "sync/world.hpp"

#include <entente/entente.hpp>
#include <entente/remote/http.hpp>
#include <entente/serve.hpp>

#include <optional>
#include <random>
#include <stdexcept>
#include <utility>

#include "support/random_task.hpp"

namespace bench {
namespace {

entente::server_options server_options_for(std::filesystem::path const& folder, int tenants) {
  entente::principal who{"devices", {tenant}};
  for (int i = 1; i < tenants; ++i) who.tenants.push_back(tenant + std::to_string(i));
  entente::server_options options;
  options.directory = folder;
  options.tokens = {{token, who}};
  return options;
}

}  // namespace

// ---- office -----------------------------------------------------------------------------------

struct office::state {
  state(std::filesystem::path folder, int tenants)
      : directory(std::move(folder)), server(server_options_for(directory, tenants)) {}

  std::filesystem::path directory;
  entente::server<app> server;
  entente::principal who{"devices", {tenant}};
  bool listens = false;
};

office::office(std::filesystem::path const& folder, int tenants)
    : self_(std::make_unique<state>(folder, tenants)) {}
office::~office() = default;

std::string office::url() {
  if (!std::exchange(self_->listens, true)) self_->server.start();
  return self_->server.url();
}

entente::http_response office::handle(entente::http_request const& request) {
  return self_->server.handle(request);
}

entente::push_answer office::push(entente::push_request const& request) {
  return self_->server.truth().apply(self_->who, tenant, request);
}

entente::change_page office::page(std::string const& cursor, std::size_t limit) {
  entente::pull_request asked;
  asked.cursor = cursor;
  asked.limit = limit;
  return self_->server.truth().changes_since(self_->who, tenant, asked);
}

void office::fill(std::size_t count) {
  std::mt19937_64 random{7};
  auto const draw = [&] { return random(); };
  auto const replica = entente::make_uuid_v7(entente::system_now(), draw);
  std::int64_t sequence = 0;
  for (std::size_t done = 0; done < count;) {
    entente::push_request request;
    request.replica = replica;
    request.released.through = sequence;
    for (std::size_t i = 0; i < 1000 && done < count; ++i, ++done) {
      auto const now = entente::system_now();
      entente::operation op;
      op.op_id = entente::make_uuid_v7(now, draw);
      op.key = entente::make_uuid_v7(now, draw);
      op.sequence = ++sequence;
      op.entity = "Task";
      op.kind = entente::operation_kind::insert;
      op.edited = {now.time_since_epoch().count()};
      op.body.clear();
      entente::write_patch(op.body, entente::whole_patch(random_task(random), op.edited), op.edited);
      request.groups.push_back({std::move(op)});
    }
    for (auto const& result : push(request).results)
      if (result.outcome != entente::verdict::applied) throw std::runtime_error("a record was not taken");
  }
}

std::filesystem::path office::file() const { return self_->directory / entente::tenant_file_name(tenant); }

// ---- device -----------------------------------------------------------------------------------

struct device::state {
  state(std::filesystem::path const& folder, std::string const& url, std::string const& of_tenant)
      : local({.directory = folder, .tenant = of_tenant}) {
    if (!url.empty()) engine.emplace(local, entente::http_remote{url, token}, entente::sync_options{});
  }

  entente::replica<app> local;
  std::optional<entente::sync_engine<app>> engine;
};

device::device(std::filesystem::path const& folder, std::string const& url, std::string const& of_tenant)
    : self_(std::make_unique<state>(folder, url, of_tenant)) {}
device::~device() = default;

void device::create(std::vector<Task> const& tasks) {
  for (auto const& task : tasks) self_->local.create(task);
}

void device::edit_all(std::function<void(Task&)> const& change) {
  for (auto const& each : self_->local.query<Task>().all()) self_->local.update<Task>(each.id, change);
}

void device::push(std::int64_t through) {
  auto const report = self_->engine->push_through({through});
  if (report.problem) throw std::runtime_error(report.problem->message);
  if (report.accepted != report.pushed) throw std::runtime_error("an operation was not applied");
}

entente::sync_report device::sync() {
  auto report = self_->engine->run();
  if (report.problem) throw std::runtime_error(report.problem->message);
  return report;
}

entente::page_report device::apply(entente::change_page const& page) { return self_->local.apply(page); }
std::int64_t device::pending() const {
  return static_cast<std::int64_t>(self_->local.status().pending);
}
std::size_t device::count() const { return static_cast<std::size_t>(self_->local.query<Task>().count()); }
std::filesystem::path device::file() const {
  return self_->local.options().directory / entente::tenant_file_name(self_->local.tenant());
}

void copy_database(std::filesystem::path const& from, std::filesystem::path const& to) {
  std::filesystem::create_directories(to.parent_path());
  for (auto const* suffix : {"-wal", "-shm"}) std::filesystem::remove(to.string() + suffix);
  std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace bench
