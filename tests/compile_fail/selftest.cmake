# SPDX-License-Identifier: BSL-1.0
# Runs check.cmake on SOURCE and demands that it fails with COMPLAINT.
execute_process(
  COMMAND "${CMAKE_COMMAND}" "-DCOMPILER=${COMPILER}" "-DCOMPILER_ID=${COMPILER_ID}"
    "-DINCLUDES=${INCLUDES}" "-DDEFINITIONS=${DEFINITIONS}" "-DSOURCE=${SOURCE}"
    -P "${CMAKE_CURRENT_LIST_DIR}/check.cmake"
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "the harness accepted ${SOURCE}")
endif()
string(REGEX REPLACE "[ \t\r\n]+" " " output "${output}")
string(FIND "${output}" "${COMPLAINT}" at)
if(at EQUAL -1)
  message(FATAL_ERROR "the harness refused ${SOURCE} for another reason:\n${output}")
endif()
