// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace entente {
inline namespace v0 {
namespace graphql {
namespace detail {

/// Storage for nodes that live and die together. Moving an arena leaves its nodes where they are.
/// Not thread-safe.
class arena {
 public:
  /// A new T, freed with the arena and never destroyed one by one.
  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    return ::new (take(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  /// Room for `size` characters.
  char* characters(std::size_t size) { return static_cast<char*>(take(size, 1)); }

  /// A copy of `text` that lives as long as the arena.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return "";
    char* const to = characters(text.size());
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

 private:
  static constexpr std::size_t first_block = 4096;
  static constexpr std::size_t largest_block = std::size_t{1} << 18;

  void* take(std::size_t size, std::size_t alignment) {
    std::size_t at = (used_ + alignment - 1) / alignment * alignment;
    if (blocks_.empty() || at > capacity_ || capacity_ - at < size) {
      std::size_t const next =
          blocks_.empty() ? first_block : (std::min)(capacity_ * 2, largest_block);
      capacity_ = (std::max)(next, size);
      blocks_.push_back(std::unique_ptr<std::byte[]>(new std::byte[capacity_]));
      at = 0;
    }
    used_ = at + size;
    return blocks_.back().get() + at;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::size_t capacity_ = 0;
  std::size_t used_ = 0;
};

}  // namespace detail
}  // namespace graphql
}  // namespace v0
}  // namespace entente
