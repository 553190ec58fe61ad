@echo off
rem Starts SAM Workbench from the build output: no arguments opens the window, a verb runs it.
setlocal
set "HERE=%~dp0.."
if not exist "%HERE%\target\classpath.txt" (
  echo SAM Workbench is not built yet. Run this once in %HERE%: mvn -q process-classes 1>&2
  exit /b 1
)
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
if defined SAM_JAVA set "JAVA=%SAM_JAVA%"
"%JAVA%" -version 2>&1 | findstr /r "version.\"25[.\"]" >nul
if errorlevel 1 (
  echo SAM Workbench needs a JDK 25 ^(https://adoptium.net^); set JAVA_HOME to it. 1>&2
  exit /b 1
)
rem The jar starts faster, but what was compiled after it was made is not in it.
set "PROGRAM=%HERE%\target\start\sam.jar"
set "ARCHIVE=%HERE%\target\start\sam.aot"
powershell -NoProfile -Command "$made = (Get-Item '%HERE%\target\start\built' -ErrorAction Stop).LastWriteTime; if (Get-ChildItem '%HERE%\target\classes' -Recurse -File | Where-Object LastWriteTime -gt $made) { exit 1 }" >nul 2>&1
if errorlevel 1 set "PROGRAM=%HERE%\target\classes"
if not exist "%PROGRAM%" set "PROGRAM=%HERE%\target\classes"
set /p DEPS=<"%HERE%\target\classpath.txt"
rem What the JVM is told stands in src/main/resources/sam/processes, once for every way of starting.
set "OPTIONS=%HERE%\target\classes\sam\processes"
for /f "usebackq eol=# tokens=1* delims==" %%a in ("%OPTIONS%\engine.env") do if not defined %%a set "%%a=%%b"
set "KIND=engine"
if "%~1"=="" set "KIND=window"
"%JAVA%" "@%OPTIONS%\all.jvm" "@%OPTIONS%\%KIND%.jvm" -Dsam.assets="%HERE%\assets" -XX:AOTCache="%ARCHIVE%" -Dsam.start-archive="%ARCHIVE%" %SAM_JVM_OPTIONS% -cp "%PROGRAM%;%DEPS%" sam.Main %*
exit /b %errorlevel%
