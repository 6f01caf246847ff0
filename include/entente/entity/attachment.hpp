// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>

namespace entente {
inline namespace v0 {

/// A field that describes a file kept beside the database: what it is, not its content. Two
/// attachments with equal `content_hash` are the same file.
struct attachment {
  std::string content_hash;  ///< lower-case hexadecimal SHA-256 of the content; empty for none
  std::int64_t size = 0;     ///< bytes
  std::string media_type;    ///< RFC 6838, such as "image/jpeg"
  std::string file_name;     ///< as the user saw it, without a path
  std::string url;           ///< where the server keeps it; empty until it has arrived there
};

}  // namespace v0
}  // namespace entente
