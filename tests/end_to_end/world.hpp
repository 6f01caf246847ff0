// SPDX-License-Identifier: BSL-1.0
// A real server on a real port, and devices that reach it by HTTP.
#pragma once

#include "support/compiled_once.hpp"
#include "support/catch.hpp"
#include "support/rows.hpp"
#include "support/tasks.hpp"
#include "support/temporary_folder.hpp"

#include <entente/remote/http.hpp>
#include <entente/remote/reference.hpp>
#include <entente/serve.hpp>
#include <entente/sync.hpp>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

SUPPORT_SERVER_OF(extern, app)
SUPPORT_CLIENT_OF(extern, app)

namespace end_to_end {

using namespace entente;

inline constexpr char token[] = "a token of the test's";

enum class protocol { native, generic, per_entity };

inline any_remote remote_to(std::string url, protocol how) {
  switch (how) {
    case protocol::native: return http_remote{std::move(url), token};
    case protocol::generic: return reference_remote{std::move(url), token, reference_form::generic};
    case protocol::per_entity:
      return reference_remote{std::move(url), token, reference_form::per_entity};
  }
  return http_remote{std::move(url), token};
}

inline std::string url_of_port(int port) {
  return "http://127.0.0.1:" + std::to_string(port) + "/graphql";
}

/// A server that can be stopped and started again on its data.
class backend {
 public:
  explicit backend(bool assign_ids = false) : assign_ids_(assign_ids) { start(); }

  void start() {
    server_options how;
    how.directory = folder.path() / "server";
    how.assign_ids = assign_ids_;
    how.tokens = {{token, {.name = "ann", .tenants = {"acme"}}}};
    how.http.host = "127.0.0.1";
    how.http.port = 0;
    running_ = std::make_unique<server<app>>(std::move(how));
    port_ = running_->start();
  }
  void stop() { running_.reset(); }

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url() const { return url_of_port(port_); }
  server<app>& operator*() { return *running_; }

  support::temporary_folder folder{support::memory_folder()};

 private:
  bool assign_ids_;
  int port_ = 0;
  std::unique_ptr<server<app>> running_;
};

inline replica_options options_in(std::filesystem::path directory) {
  replica_options how;
  how.directory = std::move(directory);
  how.tenant = "acme";
  how.principal = "ann";
  return how;
}

using device = client<app>;

inline std::unique_ptr<device> device_in(backend& of, std::string const& name, protocol how) {
  return std::make_unique<device>(options_in(of.folder.path() / name), remote_to(of.url(), how));
}

/// Syncs, and has to get through.
inline sync_report sync(device& at) {
  auto report = at.sync();
  INFO((report.problem ? report.problem->text() : std::string{}));
  REQUIRE(report.complete());
  return report;
}

using support::rows;

template <class Entity>
std::set<std::string> rows(backend& of, bool exactly = true) {
  return support::rows<Entity>((*of).truth(), exactly);
}

inline Task task(std::string title, std::string body = {}) {
  Task made;
  made.title = std::move(title);
  made.body = std::move(body);
  return made;
}

}  // namespace end_to_end
