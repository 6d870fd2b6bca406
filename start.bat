@echo off
rem Starts the dashboard by a double click on Windows: finds a Python and leaves the rest to deploy/start.py.
cd /d "%~dp0"
chcp 65001 >nul
for %%p in ("py -3.13" "py -3.12" "py -3.11" "python") do (
  %%~p -c "import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))" >nul 2>&1 && (
    %%~p deploy\start.py %*
    goto end
  )
)
echo Expected Python 3.11, 3.12 or 3.13; found none. Install one from https://www.python.org/downloads/ and start again.
echo Python 3.11・3.12・3.13 のどれも見つかりません。https://www.python.org/downloads/ から入れて、もう一度始めてください。
:end
rem The window stays until it was read.
pause
