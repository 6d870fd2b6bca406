#!/bin/sh
# Starts the dashboard by a double click on macOS.
exec "$(dirname "$0")/start.sh" "$@"
