#!/bin/sh
# Can wengraph be set up here? Prints nothing when it can; else names what is missing and the command that mends it.
missing=0
say() { printf 'wengraph: %s\n' "$1" >&2; missing=1; }

python=${PYTHON:-python3}
case "$(uname -s)" in
    Linux | Darwin) ;;
    *) say "This system is $(uname -s); Linux or macOS is needed. On Windows, use WSL: wsl --install" ;;
esac
case "$(uname -m)" in
    x86_64 | amd64 | aarch64 | arm64) ;;
    *) say "This processor is $(uname -m); x86_64 or arm64 is needed for the Java that comes with wengraph. Point WENGRAPH_NEO4J_URI at a Neo4j elsewhere and use another machine." ;;
esac
if ! command -v "$python" >/dev/null 2>&1; then
    say "Python is missing. Debian or Ubuntu: sudo apt install python3 python3-venv   macOS: brew install python"
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "$("$python" --version 2>&1) is too old; 3.11 or later is needed. Name another one: make demo PYTHON=python3.12"
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    say "Python's venv is missing. Debian or Ubuntu: sudo apt install python3-venv"
fi
free=$(df -Pk . 2>/dev/null | awk 'NR == 2 { print int($4 / 1024) }')
if [ "${free:-0}" -lt 1500 ] && [ ! -x .venv/bin/wengraph ]; then
    say "Only ${free:-0} MB are free in $(pwd); 1500 MB are needed. See what is large: du -sh * | sort -h"
fi
[ -w . ] || say "You can't write to $(pwd). Clone into a folder of your own: git clone … ~/wengraph"
exit "$missing"
