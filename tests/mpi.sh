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

# The last of three processes dies, by a signal, while there is work left.
cat >"$tmp/mortal" <<EOF
#!/bin/sh
[ \$OMPI_COMM_WORLD_RANK = 2 ] && exec timeout -s KILL 0.2 "$atrisk" "\$@"
exec "$atrisk" "\$@"
EOF
chmod +x "$tmp/mortal"
for turn in 1 2 3; do
  ranks 3 "$tmp/mortal" validate -q --record "$tmp/lost" -o "$tmp/x" "$manifest"
done
ranks 3 "$atrisk" validate -q --record "$tmp/lost" -o "$tmp/x" "$manifest"
cmp "$tmp/one" "$tmp/lost"
