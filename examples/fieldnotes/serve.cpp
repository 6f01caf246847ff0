// SPDX-License-Identifier: BSL-1.0
// The server: the same entities, behind GraphQL over HTTP. It can be killed at any time; what it has
// acknowledged is on the disk.
#include "commands.hpp"
#include "entities.hpp"

#include <entente/serve.hpp>

#include <charconv>
#include <iostream>
#include <string>
#include <vector>

namespace fieldnotes {
namespace {

/// "TOKEN=TENANT,TENANT" into the table of tokens. A token given twice reaches the tenants of both.
void add_token(entente::server_options& options, std::string const& text) {
  auto const equals = text.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
    throw usage_error("--token takes TOKEN=TENANT[,TENANT...]");
  auto& who = options.tokens[text.substr(0, equals)];
  for (std::size_t at = equals + 1; at <= text.size();) {
    auto const comma = std::min(text.find(',', at), text.size());
    if (comma == at) throw usage_error("--token names an empty tenant");
    who.tenants.push_back(text.substr(at, comma - at));
    at = comma + 1;
  }
}

void set_address(entente::server_options& options, std::string const& text) {
  auto const colon = text.rfind(':');
  int port = -1;
  if (colon != std::string::npos) {
    char const* const end = text.data() + text.size();
    auto const read = std::from_chars(text.data() + colon + 1, end, port);
    if (read.ptr != end || read.ec != std::errc{}) port = -1;
  }
  if (colon == 0 || port < 0 || port > 65535) throw usage_error("--listen takes HOST:PORT");
  options.http.host = text.substr(0, colon);
  options.http.port = port;
}

}  // namespace

int serve(std::vector<std::string> const& arguments) {
  command_line const line{arguments, {"--data", "--listen", "--token"}, {"--assign-ids"}};
  if (!line.words().empty()) throw usage_error("serve takes no " + line.words().front());
  entente::server_options options;
  options.directory = line.required("--data");
  options.assign_ids = line.has("--assign-ids");
  set_address(options, line.value("--listen").value_or("127.0.0.1:8080"));
  for (auto const& token : line.values("--token")) add_token(options, token);
  options.open = options.tokens.empty();  // then it takes callers from this machine only
  options.log = [](std::exception const& why, std::string_view path) {
    std::cerr << "fieldnotes: " << path << ": " << why.what() << "\n";
  };
  entente::server<app> server{options};
  server.bind();
  std::cout << server.url() << std::endl;
  server.run();
  return 0;
}

}  // namespace fieldnotes
