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

# SOURCE [LIBRARY]. -O3, because gcc's -O2 leaves the upper-casing loop one byte at a time.
compile() {
    name=$(basename "$1" .c)
    "$compiler" -O3 -std=gnu11 -Wall -Wextra -Werror -o "$out/$name" "$here/$1" ${2:+"-l$2"}
    echo "built: $out/$name"
}

# HEADER SOURCE LIBRARY PACKAGE
compile_with() {
    if echo "#include <$1>" | "$compiler" -E - >/dev/null 2>&1; then
        compile "$2" "$3"
    else
        skip "$(basename "$2" .c)" "no $4"
    fi
}

if [ "$(uname -s)" != Linux ]; then
    skip "load, epoll_echo, spin_echo, paced_echo, uring_echo, uv_echo" "they need Linux"
elif [ -z "$compiler" ]; then
    skip "load, epoll_echo, spin_echo, paced_echo, uring_echo, uv_echo" "no C compiler"
else
    for source in load.c peers/epoll_echo.c peers/spin_echo.c peers/paced_echo.c; do
        compile "$source"
    done
    compile_with liburing.h peers/uring_echo.c uring liburing-dev
    compile_with uv.h peers/uv_echo.c uv libuv1-dev
fi

if has go; then
    go build -o "$out/go_echo" "$here/peers/go_echo.go"
    echo "built: $out/go_echo"
else
    skip go_echo "no go"
fi

if has dotnet && [ -n "$compiler" ]; then
    for name in AsyncEcho Kestrel PlainSpin; do
        # Native code takes a while even where nothing has changed.
        if [ -z "$(find "$here/peers/$name" -type f -newer "$out/$name/$name" 2>&1)" ]; then
            echo "up to date: $out/$name/$name"
            continue
        fi
        dotnet publish "$here/peers/$name/$name.csproj" -c Release --use-current-runtime -o "$out/$name" \
            --nologo -v quiet
        touch "$out/$name/$name"
        echo "built: $out/$name/$name"
    done
else
    skip "AsyncEcho, Kestrel, PlainSpin" "no dotnet, or no C compiler to link native code with"
fi

has python3 || skip notebook.py "no python3"
has node || skip node_echo.js "no node"
