// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/http/detail/byte_budget.hpp>
#include <entente/http/detail/httplib.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace entente {
inline namespace v0 {
namespace detail::http {

#ifdef CPPHTTPLIB_ZLIB_SUPPORT
inline constexpr bool gzip_supported = true;
using httplib_inflater = httplib::detail::gzip_decompressor;
#else
inline constexpr bool gzip_supported = false;
struct httplib_inflater {};
#endif

/// The text as one gzip member; nothing where cpp-httplib was built without zlib.
inline std::optional<std::string> gzip_compressed([[maybe_unused]] std::string_view text) {
#ifdef CPPHTTPLIB_ZLIB_SUPPORT
  std::string packed;
  httplib::detail::gzip_compressor compressor;
  bool const done = compressor.compress(text.data(), text.size(), true,
                                        [&](char const* data, std::size_t size) {
                                          packed.append(data, size);
                                          return true;
                                        });
  if (done) return packed;
#endif
  return std::nullopt;
}

enum class intake { fine, too_large, malformed, no_room };

/// Collects a body as it arrives, inflating it if it is gzip, and counts both what arrives and what
/// comes out of it, so that neither a long nor a well-compressed body takes more memory than
/// allowed.
class body_collector {
 public:
  explicit body_collector(std::size_t limit) : limit_(limit) {}

  /// Says that what is collected counts against a share. Precondition: the share lives longer.
  void charge(byte_share& share) noexcept { share_ = &share; }

  /// Says that what arrives is to be counted and forgotten.
  void discard() noexcept { discard_ = true; }

  /// Says that what arrives is gzip. Precondition: `gzip_supported`, and nothing has arrived yet.
  void expect_gzip() { inflater_ = std::make_unique<httplib_inflater>(); }

  /// So many bytes are announced. Growing bit by bit would touch twice the memory; who announces more than he sends
  /// gets no more than this.
  void expect(std::uint64_t size) {
    constexpr std::uint64_t most = std::uint64_t{1} << 20U;
    if (!inflater_) body_.reserve(static_cast<std::size_t>((std::min)(size, most)));
  }

  /// Takes the next piece. Anything but `fine` is final.
  intake accept(std::string_view piece) {
    if (piece.size() > limit_ - arrived_) return intake::too_large;
    arrived_ += piece.size();
    if (discard_) return intake::fine;
    if (!inflater_) return keep(piece) ? intake::fine : intake::no_room;
    tail_.append(piece.size() > 4 ? piece.substr(piece.size() - 4) : piece);
    if (tail_.size() > 4) tail_.erase(0, tail_.size() - 4);
    return inflate(piece);
  }

  /// Whether the body is complete. A gzip member ends with the size of its content (RFC 1952);
  /// cpp-httplib does not say whether it has seen the end, but a body that was cut, or that goes
  /// on behind its end, ends with other bytes.
  [[nodiscard]] bool complete() const {
    constexpr std::size_t shortest_member = 18;
    if (!inflater_ || discard_) return true;
    if (arrived_ < shortest_member) return false;
    std::uint32_t size = 0;
    for (std::size_t i = 4; i-- > 0;) size = (size << 8U) | static_cast<unsigned char>(tail_[i]);
    return size == static_cast<std::uint32_t>(body_.size());
  }

  [[nodiscard]] std::size_t arrived() const noexcept { return arrived_; }
  [[nodiscard]] std::string take() { return std::move(body_); }

 private:
  bool keep(std::string_view piece) {
    if (share_ != nullptr && !share_->cover(body_.size() + piece.size())) return false;
    body_.append(piece);
    return true;
  }

  intake inflate([[maybe_unused]] std::string_view piece) {
#ifdef CPPHTTPLIB_ZLIB_SUPPORT
    auto outcome = intake::fine;
    bool const sound = inflater_->decompress(
        piece.data(), piece.size(), [&](char const* data, std::size_t size) {
          if (size > limit_ - body_.size())
            outcome = intake::too_large;
          else if (!keep({data, size}))
            outcome = intake::no_room;
          return outcome == intake::fine;
        });
    return sound || outcome != intake::fine ? outcome : intake::malformed;
#else
    return intake::malformed;
#endif
  }

  std::size_t limit_;
  std::size_t arrived_ = 0;
  bool discard_ = false;
  byte_share* share_ = nullptr;
  std::string body_;
  std::string tail_;
  std::unique_ptr<httplib_inflater> inflater_;
};

}  // namespace detail::http
}  // namespace v0
}  // namespace entente
