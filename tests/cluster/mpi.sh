#!/usr/bin/env bash
# Loads a server from several nodes by Open MPI, and shows what they measured together:
#   mpi.sh SERVER:PORT [OPTION...] -- MPIRUN-OPTION...
# such as  mpi.sh server:8083 -c 300 -d 10s -- --hostfile hosts --map-by ppr:1:node
# The nodes need pollecho on their PATH, clocks in step, and this folder in common. The results stay in pollecho-mpi-*/.
set -euo pipefail

if (($# < 1)); then sed -n '2,5s/^# //p' "$0" >&2; exit 2; fi
server=$1 options=()
shift
while (($# > 0)) && [[ $1 != -- ]]; do options+=("$1"); shift; done
if ((${#options[@]} == 0)); then options=(-c 300 -d 10s); fi
results=$PWD/$(mktemp -d pollecho-mpi-XXXXXX)
start=@$(($(date +%s) + 10))

# By default mpirun binds each to one core. A client's failure stays in its log, as mpirun would end the others: merge says
# what is missing.
# shellcheck disable=SC2016 # each rank's number and how many there are: known there only
mpirun "${@:2}" --bind-to none \
  bash -c 'pollecho client "${@:2}" --share "$OMPI_COMM_WORLD_RANK/$OMPI_COMM_WORLD_SIZE" \
    >"$1/$OMPI_COMM_WORLD_RANK.json" 2>"$1/$OMPI_COMM_WORLD_RANK.log" || true' - \
  "$results" "$server" "${options[@]}" --start-at "$start" --warmup 2s --cooldown 2s --json || true
pollecho merge "$results"/*.json
