#!/bin/sh
# readme.sh COMPILER TOP LIBRARY FLAGS: compile and run the C program that the README shows.
set -eu
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
sed -n '/^```c$/,/^```$/p' "$2/README.md" | sed '1d;$d' >"$tmp/example.c"
[ -s "$tmp/example.c" ]
$1 $4 -std=c11 -Wall -Wextra -Werror -I"$2/include" "$tmp/example.c" "$3" \
  -lgsl -lgslcblas -lcsv -ljansson -lm -o "$tmp/example"
"$tmp/example" >"$tmp/out"
head -n 1 "$tmp/out" | grep -qx '6 0.7778 (0.5485-1.0000)'
