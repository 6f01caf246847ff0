// SPDX-License-Identifier: BSL-1.0
// What the files of one test program share of a schema is compiled in one of them: the header that they have in
// common says so with `extern` as the keyword, one file without.
#pragma once

#define SUPPORT_AUTHORITY_OF(keyword, ...) keyword template class entente::authority<__VA_ARGS__>;

#define SUPPORT_REPLICA_OF(keyword, ...)                              \
  keyword template class entente::detail::replica_file<__VA_ARGS__>;  \
  keyword template class entente::detail::replica_core<__VA_ARGS__>;  \
  keyword template class entente::replica_records<__VA_ARGS__>;       \
  keyword template class entente::replica_decisions<__VA_ARGS__>;     \
  keyword template class entente::replica_exchange<__VA_ARGS__>;      \
  keyword template class entente::replica_force<__VA_ARGS__>;         \
  keyword template class entente::replica<__VA_ARGS__>;

#define SUPPORT_CLIENT_OF(keyword, ...)                        \
  SUPPORT_REPLICA_OF(keyword, __VA_ARGS__)                     \
  keyword template class entente::sync_engine<__VA_ARGS__>;    \
  keyword template class entente::client<__VA_ARGS__>;

#define SUPPORT_SERVER_OF(keyword, ...)         \
  SUPPORT_AUTHORITY_OF(keyword, __VA_ARGS__)    \
  keyword template class entente::server<__VA_ARGS__>;
