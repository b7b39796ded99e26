#!/bin/sh
# Builds the load generator and every peer whose toolchain is here into artifacts/bench; names what it leaves out.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../artifacts/bench
mkdir -p "$out"
out=$(cd "$out" && pwd)

skip() { echo "left out: $1 ($2)"; }
has() { command -v "$1" >/dev/null 2>&1; }

compiler=
for candidate in ${CC:-} gcc clang cc; do
    if has "$candidate"; then compiler=$candidate && break; fi
done

if [ "$(uname -s)" != Linux ]; then
    skip "load, epoll_echo, spin_echo" "they need Linux"
elif [ -z "$compiler" ]; then
    skip "load, epoll_echo, spin_echo" "no C compiler"
else
    # -O3, because gcc's -O2 leaves the upper-casing loop one byte at a time.
    for source in load.c peers/epoll_echo.c peers/spin_echo.c; do
        name=$(basename "$source" .c)
        "$compiler" -O3 -std=gnu11 -Wall -Wextra -Werror -o "$out/$name" "$here/$source"
        echo "built: $out/$name"
    done
fi

if has go; then
    go build -o "$out/go_echo" "$here/peers/go_echo.go"
    echo "built: $out/go_echo"
else
    skip go_echo "no go"
fi

if has dotnet && [ -n "$compiler" ]; then
    for name in AsyncEcho PlainSpin; do
        dotnet publish "$here/peers/$name/$name.csproj" -c Release --use-current-runtime -o "$out/$name" \
            --nologo -v quiet
        echo "built: $out/$name/$name"
    done
else
    skip "AsyncEcho, PlainSpin" "no dotnet, or no C compiler to link native code with"
fi

has python3 || skip notebook.py "no python3"
