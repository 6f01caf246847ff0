# SPDX-License-Identifier: BSL-1.0
# Installs BUILD into a fresh PREFIX, so that no file of an older run can stand in for a missing one.
file(REMOVE_RECURSE "${PREFIX}")
set(config)
if(CONFIG)
  set(config --config "${CONFIG}")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${PREFIX}" ${config}
  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
