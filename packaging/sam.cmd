@echo off
rem Starts SAM Workbench from the build output with the right JVM flags.
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
set OMP_WAIT_POLICY=PASSIVE
set ONEDNN_PRIMITIVE_CACHE_CAPACITY=24
if "%~1"=="" set SAM_JVM_OPTIONS=-XX:TieredStopAtLevel=1 %SAM_JVM_OPTIONS%
if not "%~1"=="" set SAM_JVM_OPTIONS=-Xms32m %SAM_JVM_OPTIONS%
"%JAVA%" -Xmx1g -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Dsam.assets="%HERE%\assets" --enable-native-access=ALL-UNNAMED -XX:AOTCache="%ARCHIVE%" -XX:+VerifySharedSpaces -Xlog:aot*=off -Xlog:cds*=off -Dsam.start-archive="%ARCHIVE%" %SAM_JVM_OPTIONS% -cp "%PROGRAM%;%DEPS%" sam.Main %*
exit /b %errorlevel%
