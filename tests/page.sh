#!/bin/sh
# page.sh PROGRAM TOP PAGE: run the commands that a page shows in its blocks of ```console, one
# after the other in an empty folder with TOP's datasets, and compare what they print, on
# standard output and standard error, with what the page shows.
# UPDATE=1 rewrites the page instead of comparing.
set -u
here=$(dirname "$0")
program=$1 top=$2 page=$2/$3
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp/bin" "$tmp/desk"
ln -s "$program" "$tmp/bin/atrisk"
ln -s "$top/datasets" "$tmp/desk/datasets"
awk -v mode=script -f "$here/page.awk" "$page" >"$tmp/script"
[ -s "$tmp/script" ] || { echo "$page shows no command"; exit 1; }
(cd "$tmp/desk" && PATH=$tmp/bin:$PATH sh "$tmp/script") >"$tmp/output" 2>&1
awk -v mode=page -f "$here/page.awk" "$tmp/output" "$page" >"$tmp/page" || exit 1
if [ -n "${UPDATE:-}" ]; then cp "$tmp/page" "$page"; exit; fi
diff -u "$page" "$tmp/page" && exit
echo "UPDATE=1 sh tests/page.sh $program $top $3 rewrites the page"
exit 1
