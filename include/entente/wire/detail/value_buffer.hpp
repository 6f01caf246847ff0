// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <entente/wire/detail/apart.hpp>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>

namespace entente {
inline namespace v0 {
namespace detail {

/// Where one value is written before it is appended to a string as a whole: through a plain pointer, into memory
/// that nobody has filled with zeros first, as a string's own has to be. What throws on the way leaves the string
/// untouched, and a string that was empty allocates what it holds, no more.
class value_buffer {
 public:
  value_buffer() noexcept : begin_(first_), at_(first_), end_(first_ + sizeof first_) {}
  value_buffer(value_buffer const&) = delete;
  value_buffer& operator=(value_buffer const&) = delete;

  /// A place to write up to `count` bytes; say by advance_to() how many there were.
  char* room(std::size_t count) {
    if (static_cast<std::size_t>(end_ - at_) < count) [[unlikely]]
      grow(count);
    return at_;
  }
  void advance_to(char* at) noexcept { at_ = at; }
  /// Holds nothing again; the memory stays.
  void clear() noexcept { at_ = begin_; }

  void append_to(std::string& out) const { out.append(begin_, static_cast<std::size_t>(at_ - begin_)); }

 private:
  ENTENTE_DETAIL_COLD void grow(std::size_t count) {
    auto const used = static_cast<std::size_t>(at_ - begin_);
    std::size_t const size = (std::max)(used + count, 2 * static_cast<std::size_t>(end_ - begin_));
    std::unique_ptr<char[]> larger{new char[size]};
    std::memcpy(larger.get(), begin_, used);
    larger_ = std::move(larger);
    begin_ = larger_.get();
    at_ = begin_ + used;
    end_ = begin_ + size;
  }

  char* begin_;
  char* at_;
  char* end_;
  std::unique_ptr<char[]> larger_;
  char first_[1024];  // most records
};

}  // namespace detail
}  // namespace v0
}  // namespace entente
