// SPDX-License-Identifier: BSL-1.0
// An input read as a row of decisions, for targets whose subject is no text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fuzz {

/// Takes one byte per decision; an input that is at its end decides 0 for ever.
class decisions {
 public:
  decisions(std::uint8_t const* data, std::size_t size) : data_(data), size_(size) {}

  /// A number below `end`, which is at most 256.
  std::size_t below(std::size_t end) {
    if (at_ == size_ || end < 2) return 0;
    return data_[at_++] % end;
  }
  bool yes() { return below(2) == 1; }
  [[nodiscard]] bool done() const { return at_ == size_; }

  /// From -3 to 12.
  int number() { return static_cast<int>(below(16)) - 3; }
  std::string word() {
    static constexpr std::string_view words[] = {"", "a", "b", "ab", "ba", "c"};
    return std::string{words[below(6)]};
  }

  /// Everything that is left.
  std::string_view rest() {
    std::string_view const text(reinterpret_cast<char const*>(data_) + at_, size_ - at_);
    at_ = size_;
    return text;
  }

 private:
  std::uint8_t const* data_;
  std::size_t size_;
  std::size_t at_ = 0;
};

}  // namespace fuzz
