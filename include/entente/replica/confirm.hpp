// SPDX-License-Identifier: BSL-1.0
#pragma once

namespace entente {
inline namespace v0 {

/// Names for what cannot be undone by calling it again: each call that throws work or data away, here or on
/// the server, wants the tag of its name, written out. `{}` does not compile, so that no such call is made by
/// a default.
namespace confirm {

/// Everything here, or one entity, becomes what the server has; unsynced work is set aside.
struct force_pull {
  explicit force_pull() = default;
};
/// What is queued here overrides what others wrote.
struct force_push {
  explicit force_push() = default;
};
/// A part of the records leaves this device.
struct wipe {
  explicit wipe() = default;
};
/// A tenant's whole database leaves this device.
struct drop {
  explicit drop() = default;
};

}  // namespace confirm

}  // namespace v0
}  // namespace entente
