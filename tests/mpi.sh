#!/bin/sh
# mpi.sh PROGRAM DATASETS: a batch over the processes of an MPI job is the same bytes as in one
# process, and one that lost a process goes on when it is run again.
set -u
atrisk=$1 manifest=$2/kmdata
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() { mpirun --oversubscribe -n "$@" >"$tmp/said" 2>&1; }

"$atrisk" validate -q -f jsonl -o "$tmp/one" "$manifest"
for n in 2 3 4; do
  ranks $n "$atrisk" validate -q -f jsonl --record "$tmp/record$n" -o "$tmp/ranks$n" "$manifest"
  cmp "$tmp/one" "$tmp/ranks$n" && cmp "$tmp/one" "$tmp/record$n" || { cat "$tmp/said"; exit 1; }
done

# A batch that takes long enough for a process to be lost on the way: all studies twenty times.
for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  awk -F , -v OFS=, -v k=$k -v folder="$manifest" \
    'NR == 1 && k == 1; NR > 1 { $1 = $1 "#" k; $4 = folder "/" $4; print }' "$manifest/manifest.csv"
done >"$tmp/many.csv"
"$atrisk" validate -q -f jsonl -o "$tmp/all" "$tmp/many.csv"

# The last of three processes is killed as soon as the record is begun: the job ends, and says so.
cat >"$tmp/mortal" <<EOF
#!/bin/sh
[ \$OMPI_COMM_WORLD_RANK = 2 ] || exec "$atrisk" "\$@"
"$atrisk" "\$@" &
until [ -s "$tmp/lost" ] || ! kill -0 \$! 2>/dev/null; do sleep 0.005; done
kill -KILL \$!
wait \$!
EOF
chmod +x "$tmp/mortal"
ranks 3 "$tmp/mortal" validate -q --record "$tmp/lost" -o "$tmp/x" "$tmp/many.csv" && exit 1
written=$(wc -l <"$tmp/lost") whole=$(wc -l <"$tmp/all")
echo "killed after $written of $whole studies"
[ "$written" -gt 0 ] && [ "$written" -lt "$whole" ] || exit 1
ranks 3 "$atrisk" validate -q --record "$tmp/lost" -o "$tmp/x" "$tmp/many.csv"
cmp "$tmp/all" "$tmp/lost"
