# SPDX-License-Identifier: BSL-1.0
# Judges one compile-fail case: with POSITIVE_CONTROL defined SOURCE must compile; without, it must
# be refused, by three errors at most, and the compiler's words (lines folded into one, quoted source
# left out) must match every `// expect: <regex>` line of the file. The regexes are CMake's.
#
# cmake -DCOMPILER=g++ -DCOMPILER_ID=GNU -DINCLUDES=a|b -DDEFINITIONS=X=1|Y -DSOURCE=case.cpp -P ...

set(command "${COMPILER}" -std=c++20 -fsyntax-only)
if(COMPILER_ID STREQUAL "GNU")
  list(APPEND command -fno-diagnostics-show-caret)
else()
  list(APPEND command -fno-caret-diagnostics)
endif()
string(REPLACE "|" ";" INCLUDES "${INCLUDES}")
string(REPLACE "|" ";" DEFINITIONS "${DEFINITIONS}")
foreach(include IN LISTS INCLUDES)
  if(include)
    list(APPEND command -I "${include}")
  endif()
endforeach()
foreach(definition IN LISTS DEFINITIONS)
  if(definition)
    list(APPEND command "-D${definition}")
  endif()
endforeach()

# A translated compiler would not say what the case expects.
set(ENV{LC_ALL} C)

# Taken apart by position: a regex may hold brackets and semicolons, which CMake's lists do not survive.
file(READ "${SOURCE}" rest)
string(APPEND rest "\n")
set(marker "// expect: ")
string(LENGTH "${marker}" marker_length)
set(expected 0)
string(FIND "${rest}" "${marker}" at)
while(NOT at EQUAL -1)
  math(EXPR at "${at} + ${marker_length}")
  string(SUBSTRING "${rest}" ${at} -1 rest)
  string(FIND "${rest}" "\n" end)
  string(SUBSTRING "${rest}" 0 ${end} line)
  string(STRIP "${line}" expect_${expected})
  math(EXPR expected "${expected} + 1")
  string(FIND "${rest}" "${marker}" at)
endwhile()
if(expected EQUAL 0)
  message(FATAL_ERROR "${SOURCE} has no line '${marker}<regex>'")
endif()

execute_process(COMMAND ${command} -DPOSITIVE_CONTROL "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${SOURCE}: its positive control does not compile:\n${output}")
endif()

execute_process(COMMAND ${command} "${SOURCE}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, but must be refused")
endif()

string(REGEX REPLACE "[ \t\r\n]+" " " folded "${output}")
math(EXPR last "${expected} - 1")
foreach(i RANGE ${last})
  if(NOT folded MATCHES "${expect_${i}}")
    message(FATAL_ERROR
      "${SOURCE} is refused by another message.\nExpected: ${expect_${i}}\nGot:\n${output}")
  endif()
endforeach()

# One sentence must not drown in what follows from it.
set(most_errors 3)
string(REGEX MATCHALL "error: " errors "${output}")
list(LENGTH errors count)
if(count GREATER most_errors)
  message(FATAL_ERROR "${SOURCE} is refused by ${count} errors:\n${output}")
endif()
