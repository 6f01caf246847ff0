// SPDX-License-Identifier: BSL-1.0
#include "support/catch.hpp"

#include <entente/http/client.hpp>

#ifdef CPPHTTPLIB_OPENSSL_SUPPORT

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

// A key that protects nothing, and a certificate for localhost and 127.0.0.1 that it signed itself,
// valid from 2020 to 2119.
constexpr std::string_view key_pem = R"(-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgoSxxjfeGBG0+VorG
G+XPXzwl012q1QbrjIxHyuMdy+6hRANCAASB1s+5n5juXMd7bmYGiLhwNti6hMD7
F7S+BzOLYpQktOuuiMW8CzSfmKMUSO3og8djrRSx4lVCBiY+f4UFjEBP
-----END PRIVATE KEY-----
)";
constexpr std::string_view certificate_pem = R"(-----BEGIN CERTIFICATE-----
MIIBZzCCAQ2gAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABIHWz7mfmO5cx3tu
ZgaIuHA22LqEwPsXtL4HM4tilCS0666IxbwLNJ+YoxRI7eiDx2OtFLHiVUIGJj5/
hQWMQE+jTjBMMA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0
hwR/AAABMB0GA1UdDgQWBBQ29Nrl82Ty+bJ978yhVrEnr4odRDAKBggqhkjOPQQD
AgNIADBFAiAnOfHV+Rrjzgc8Zm/eIF3vrdxfv1L1mQFuizbkYHbhjQIhANuKK5Ka
Ys7lW2/qH3RuB8PNEkbc51ufGchO5hM7GyDi
-----END CERTIFICATE-----
)";

/// cpp-httplib's TLS server, for want of one of our own, with its files in a temporary directory.
class tls_server {
 public:
  tls_server() : directory_(std::filesystem::temp_directory_path() / fresh_name()) {
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "key.pem") << key_pem;
    std::ofstream(directory_ / "certificate.pem") << certificate_pem;
    server_ = std::make_unique<httplib::SSLServer>(certificate().c_str(),
                                                   (directory_ / "key.pem").string().c_str());
    REQUIRE(server_->is_valid());
    server_->Post("/echo", [](httplib::Request const& request, httplib::Response& response) {
      response.set_content(request.body, "text/plain");
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    REQUIRE(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  tls_server(tls_server const&) = delete;
  tls_server& operator=(tls_server const&) = delete;
  ~tls_server() {
    // cpp-httplib forgets a stop that comes before it accepts.
    while (!server_->is_running()) std::this_thread::yield();
    server_->stop();
    thread_.join();
    std::filesystem::remove_all(directory_);
  }

  std::string certificate() const { return (directory_ / "certificate.pem").string(); }
  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

 private:
  static std::string fresh_name() {
    auto const now = std::chrono::steady_clock::now().time_since_epoch();
    return "entente-tls-" + std::to_string(now.count());
  }

  std::filesystem::path directory_;
  std::unique_ptr<httplib::SSLServer> server_;
  int port_ = 0;
  std::thread thread_;
};

entente::http_request echo(std::string body) {
  entente::http_request request;
  request.method = "POST";
  request.path = "/echo";
  request.body = std::move(body);
  return request;
}

}  // namespace

TEST_CASE("https works with a server whose certificate is trusted") {
  tls_server there;
  entente::http_client_options options;
  options.certificate_authorities = there.certificate();
  entente::http_client client(there.url(), options);
  for (int i = 0; i < 5; ++i) {
    auto const body = "hello " + std::to_string(i);
    auto const response = client.send(echo(body));
    REQUIRE(response.ok());
    CHECK(response->body == body);
  }
}

TEST_CASE("https refuses a server whose certificate nobody vouches for") {
  tls_server there;
  entente::http_client client(there.url());
  auto const response = client.send(echo("secret"));
  REQUIRE_FALSE(response.ok());
  CHECK(response.why().code == entente::error_code::network_failed);
  CHECK(response.why().message.find("certificate") != std::string::npos);
}

#endif
