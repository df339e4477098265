#!/bin/sh
# run.sh PROGRAM COMMAND/CASE: run the case's cmd and compare with its out.
# In cmd, $atrisk is the program and $tmp an empty folder that is removed afterwards.
# UPDATE=1 rewrites out instead of comparing.
here=$(dirname "$0")
case_dir=$here/$2
atrisk=$1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
export atrisk tmp
sh "$case_dir/cmd" >"$tmp.out" 2>"$tmp.err"
status=$?
{
  sed "s|$tmp|TMP|g" "$tmp.out"
  if [ -s "$tmp.err" ]; then echo '--- standard error'; sed "s|$tmp|TMP|g" "$tmp.err"; fi
  echo "--- exit status $status"
} >"$tmp.all"
rm -f "$tmp.out" "$tmp.err"
if [ -n "$UPDATE" ]; then mv "$tmp.all" "$case_dir/out"; exit 0; fi
diff -u "$case_dir/out" "$tmp.all"
result=$?
rm -f "$tmp.all"
exit $result
