// SPDX-License-Identifier: BSL-1.0
// The one place that includes cpp-httplib, and the guards against a build that does not fit it.
#pragma once

#include <entente/base/error.hpp>

#include <httplib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <string>

// Debian ships cpp-httplib as a compiled library whose objects change size with three definitions.
// A header that was split for such a library lacks the implementation, and with it USE_IF2IP, a
// macro that only the implementation defines (never on the platforms excluded here).
#if !defined(_WIN32) && !defined(_AIX) && !defined(ANDROID) && !defined(__ANDROID__) && \
    !defined(__MVS__) && !defined(USE_IF2IP) && !defined(CPPHTTPLIB_OPENSSL_SUPPORT) && \
    !defined(CPPHTTPLIB_ZLIB_SUPPORT) && !defined(CPPHTTPLIB_BROTLI_SUPPORT) &&         \
    !defined(ENTENTE_HTTPLIB_WITHOUT_OPTIONS)
#error "entente: this cpp-httplib is a compiled library and needs its CPPHTTPLIB_*_SUPPORT \
definitions: add the flags of `pkg-config --cflags cpp-httplib` (or, only if it was compiled \
without any of them, define ENTENTE_HTTPLIB_WITHOUT_OPTIONS)."
#endif

namespace entente {
inline namespace v0 {
namespace detail::http {

/// Whether a client as the library constructs it fits into a client as this translation unit sees
/// it. They differ when CPPHTTPLIB_OPENSSL_SUPPORT does; no sanitizer sees the damage, because it
/// is done inside the library. Differences in the other two definitions show when linking.
inline bool httplib_layout_fits() {
  constexpr std::size_t margin = 64;
  constexpr auto mark = static_cast<std::byte>(0xA5);
  struct storage {
    alignas(std::max_align_t) std::array<std::byte, sizeof(httplib::Client) + margin> bytes;
  };
  auto const room = std::make_unique<storage>();
  room->bytes.fill(mark);
  auto* const client = ::new (static_cast<void*>(room->bytes.data()))
      httplib::Client(std::string("http://127.0.0.1:1"));
  bool const fits = std::all_of(room->bytes.begin() + sizeof(httplib::Client), room->bytes.end(),
                                [](std::byte b) { return b == mark; });
  // Destroying an object of the wrong size could free what is not there; the program is about to
  // be refused anyway.
  if (fits) std::destroy_at(client);
  return fits;
}

/// Throws `failure` unless the compiled cpp-httplib and its header agree. Checked once per process.
inline void require_fitting_httplib() {
  static bool const fits = httplib_layout_fits();
  if (!fits) {
    throw failure(error{error_code::unsupported,
                        "the compiled cpp-httplib and its header disagree about the size of its "
                        "objects",
                        "", "", "compile with the flags of `pkg-config --cflags cpp-httplib`"});
  }
}

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
