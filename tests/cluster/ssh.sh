#!/usr/bin/env bash
# Loads a server from several hosts, and shows what they measured together:
#   ssh.sh SERVER:PORT HOST... [-- OPTION...]
# The hosts need pollecho on their PATH, clocks in step, and an ssh that asks nothing. The results stay in pollecho-ssh-*/.
set -euo pipefail

if (($# < 2)); then sed -n '2,4s/^# //p' "$0" >&2; exit 2; fi
server=$1 hosts=()
shift
while (($# > 0)) && [[ $1 != -- ]]; do hosts+=("$1"); shift; done
options=("${@:2}")
if ((${#options[@]} == 0)); then options=(-c 300 -d 10s); fi
results=$(mktemp -d pollecho-ssh-XXXXXX)
start=@$(($(date +%s) + 10))

for i in "${!hosts[@]}"; do
  # One line, which the other host's shell takes apart again.
  printf -v command '%q ' exec pollecho client "$server" "${options[@]}" --share "$i/${#hosts[@]}" \
    --start-at "$start" --warmup 2s --cooldown 2s --json
  ssh -n -o BatchMode=yes "${hosts[i]}" "$command" >"$results/$i.json" 2>"$results/$i.log" &
done
# A client that fails does not end the others: merge says what is missing.
wait
pollecho merge "$results"/*.json
