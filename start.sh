#!/bin/sh
# Starts the dashboard by a double click, or as ./start.sh: finds a Python and leaves the rest to deploy/start.py.
cd "$(dirname "$0")" || exit 1

usable() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' >/dev/null 2>&1
}

for python in python3.13 python3.12 python3.11 python3 python "$(uv python find --system '>=3.11,<3.14' 2>/dev/null)"; do
  if [ -n "$python" ] && usable "$python"; then exec "$python" deploy/start.py "$@"; fi
done

echo "Expected Python 3.11, 3.12 or 3.13; found none. Install one from https://www.python.org/downloads/ and start again."
echo "Python 3.11・3.12・3.13 のどれも見つかりません。https://www.python.org/downloads/ から入れて、もう一度始めてください。"
# A window that was opened for this stays until it was read.
[ -t 0 ] && read -r _
exit 1
