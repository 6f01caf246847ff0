# SPDX-License-Identifier: BSL-1.0
# Configures the project SOURCE in a fresh BINARY, builds it and runs its program `consumer`.
# With EXPECT the configure run must fail with those words instead.
file(REMOVE_RECURSE "${BINARY}")

set(arguments)
string(REPLACE "|" ";" DEFINES "${DEFINES}")
foreach(define IN LISTS DEFINES)
  list(APPEND arguments "-D${define}")
endforeach()
if(LAUNCHER)
  list(APPEND arguments "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}")
endif()
execute_process(
  COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BINARY}" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug ${arguments}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(EXPECT)
  string(REGEX REPLACE "[ \t\r\n]+" " " folded "${output}")
  string(FIND "${folded}" "${EXPECT}" at)
  if(status EQUAL 0 OR at EQUAL -1)
    message(FATAL_ERROR "the configure run should have failed with: ${EXPECT}\n${output}")
  endif()
  return()
endif()
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the consumer was not configured:\n${output}")
endif()

execute_process(COMMAND "${CMAKE_COMMAND}" --build "${BINARY}"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the consumer was not built:\n${output}")
endif()
find_program(consumer NAMES consumer PATHS "${BINARY}" "${BINARY}/Debug" NO_DEFAULT_PATH REQUIRED)
execute_process(COMMAND "${consumer}" COMMAND_ERROR_IS_FATAL ANY)
