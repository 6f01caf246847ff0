// SPDX-License-Identifier: BSL-1.0
#pragma once

/// Before the declaration of a function that must not become part of those that call it: what is unusual costs
/// registers there that the usual way needs. `COLD` is for refusals and growth, which hardly ever run.
#if defined(__GNUC__)
#define ENTENTE_DETAIL_APART [[gnu::noinline]]
#define ENTENTE_DETAIL_COLD [[gnu::cold, gnu::noinline]]
#elif defined(_MSC_VER)
#define ENTENTE_DETAIL_APART __declspec(noinline)
#define ENTENTE_DETAIL_COLD __declspec(noinline)
#else
#define ENTENTE_DETAIL_APART
#define ENTENTE_DETAIL_COLD
#endif
