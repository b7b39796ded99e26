#!/usr/bin/env bash
# Tries slurm.sbatch, ssh.sh and mpi.sh in a cluster of its own: munge, slurmctld, and three nodes with slurmd and sshd,
# each in a network namespace on a bridge. Three clients measure together; then one is killed, and merge says so. Needs
# root, and leaves nothing behind.
#   tests/cluster/try.sh BINARY
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
binary=$1
PATH=$(dirname "$binary"):/usr/sbin:/sbin:$PATH
name=pe$$ scratch=$(mktemp -d) started=()

cleanup() {
  local n all
  # What runs on a node may have started more there.
  mapfile -t all < <(for n in 0 1 2 3; do ip netns pids "$name-$n" 2>/dev/null; done)
  # Without what bash says of each.
  {
    kill -KILL "${all[@]}" "${started[@]}" || true
    wait
  } 2>/dev/null
  for n in bridge 0 1 2 3; do ip netns delete "$name-$n" 2>/dev/null || true; done
  rm -rf "$scratch"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  printf 'try.sh: %s\n' "$*" >&2
  tail -n 20 "$scratch"/*.log "$scratch"/pollecho-*/*.log >&2 || true
  exit 1
}

# at NODE COMMAND...: on a node, which has a host name and a network of its own. 0 is the controller's.
at() {
  local node=$1
  shift
  # shellcheck disable=SC2016
  nsenter --net="/run/netns/$name-$node" unshare --uts sh -c 'hostname "$0" && exec "$@"' "n$node" "$@"
}

# until_good COMMAND...: up to a minute.
until_good() {
  local left
  for ((left = 600; left > 0; left--)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  fail "it does not come: $*"
}

nodes_are_idle() { [[ $(at 0 sinfo --noheader --format '%D %t') == '3 idle' ]]; }

ip netns add "$name-bridge"
ip -n "$name-bridge" link add bridge type bridge
ip -n "$name-bridge" link set bridge up
for n in 0 1 2 3; do
  ip netns add "$name-$n"
  ip -n "$name-$n" link add eth0 type veth peer name "port$n" netns "$name-bridge"
  ip -n "$name-bridge" link set "port$n" master bridge up
  ip -n "$name-$n" addr add "10.213.9.$((n + 1))/24" dev eth0
  ip -n "$name-$n" link set eth0 up
  ip -n "$name-$n" link set lo up
done

mkdir -m 700 "$scratch/munge" "$scratch/state" "$scratch"/spool-n{1,2,3}
chmod 711 "$scratch"
dd if=/dev/urandom of="$scratch/munge/key" bs=128 count=1 status=none
chmod 400 "$scratch/munge/key"
chmod 711 "$scratch/munge"
munged --force --foreground --key-file="$scratch/munge/key" --socket="$scratch/munge/socket" \
  --pid-file="$scratch/munge/pid" --seed-file="$scratch/munge/seed" --log-file="$scratch/munged.log" 2>"$scratch/munge.log" &
started+=($!)

cat >"$scratch/slurm.conf" <<END
ClusterName=pollecho
SlurmctldHost=n0(10.213.9.1)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
CredType=cred/munge
MpiDefault=none
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SchedulerType=sched/builtin
ReturnToService=2
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool-%n
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd-%n.pid
$(for n in 1 2 3; do echo "NodeName=n$n NodeHostname=n$n NodeAddr=10.213.9.$((n + 1)) CPUs=1"; done)
PartitionName=all Nodes=n[1-3] Default=YES State=UP
END
export SLURM_CONF=$scratch/slurm.conf
until_good test -S "$scratch/munge/socket"
at 0 slurmctld -D >"$scratch/slurmctld.log" 2>&1 &
started+=($!)
for n in 1 2 3; do
  at "$n" slurmd -D -N "n$n" >"$scratch/slurmd-$n.log" 2>&1 &
  started+=($!)
done
# An ssh that knows the nodes, for the scripts and for mpirun.
mkdir -p "$scratch/bin" /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$scratch/identity"
cat >"$scratch/sshd_config" <<END
HostKey $scratch/identity
AuthorizedKeysFile $scratch/identity.pub
PidFile none
StrictModes no
PermitRootLogin prohibit-password
SetEnv PATH=$PATH
END
{
  printf 'Host *\nIdentityFile %s\nStrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nLogLevel ERROR\n' "$scratch/identity"
  for n in 1 2 3; do printf 'Host n%s\nHostName 10.213.9.%s\n' "$n" "$((n + 1))"; done
} >"$scratch/ssh_config"
printf '#!/bin/sh\nexec %s -F %s "$@"\n' "$(command -v ssh)" "$scratch/ssh_config" >"$scratch/bin/ssh"
chmod +x "$scratch/bin/ssh"
PATH=$scratch/bin:$PATH
for n in 1 2 3; do
  at "$n" "$(command -v sshd)" -D -e -f "$scratch/sshd_config" >"$scratch/sshd-$n.log" 2>&1 &
  started+=($!)
done

at 0 pollecho server --bind 10.213.9.1 --json >"$scratch/server.json" 2>"$scratch/server.log" &
started+=($!)
until_good nodes_are_idle
until_good grep -q listening "$scratch/server.json"

# submit OPTION...: runs slurm.sbatch, and sets job.
submit() {
  job=$(at 0 sbatch --parsable --output="$scratch/job-%j.log" "$here/slurm.sbatch" 10.213.9.1:8083 "$@")
}
has_ended() { [[ $(at 0 squeue --noheader --states all --jobs "$job" --format %T) =~ ^(COMPLETED|FAILED)$ ]]; }
exit_code() { at 0 scontrol show job "$job" | sed -n 's/.* ExitCode=\([0-9]*\):.*/\1/p'; }

# The whole load is three shares of 3,001 messages over 7 connections, neither lost nor counted twice.
load=(-c 7 -q 1000 -n 3001)
sum() { jq -s "map($1) | add" "${@:2}"; }

# check_whole WHAT EXIT-CODE LOG RESULT...
check_whole() {
  local found
  [[ $2 == 0 ]] || fail "$1 ended with $2"
  found="$(sum .result.sent "${@:4}") $(sum .result.answered "${@:4}") $(sum .result.connected "${@:4}")"
  [[ $found == '3001 3001 7' ]] || fail "$1: sent, answered and connected were not 3001, 3001 and 7, but $found"
  grep -q '^messages *3,001 sent, 3,001 answered ' "$3" || fail "$1: merge found other sums"
  printf '%s: three clients measured together\n' "$1"
}

# check_broken WHAT EXIT-CODE LOG
check_broken() {
  [[ $2 == 1 ]] || fail "$1, whose second client was killed, ended with $2"
  grep -q '^messages .* sent, ' "$3" || fail "$1: merge does not show the others"
  grep -q 'share 1 of 3 is missing' "$3" || fail "$1: merge does not say that one is missing"
  printf '%s: merge saw that one client was missing\n' "$1"
}

# Kills the client on a node once it is connected.
kill_client_on() {
  local n command killed=
  until_good sh -c "ss -N '$name-$1' -Htn state established | grep -q 10.213.9.1:8083"
  for n in $(ip netns pids "$name-$1"); do
    command=$(tr '\0' ' ' <"/proc/$n/cmdline")
    # Not the shell that starts it.
    if [[ $command == *pollecho*' client '* && $command != bash* ]]; then kill -KILL "$n" && killed=$n; fi
  done
  [[ -n $killed ]] || fail "there is no client on n$1"
}

cd "$scratch"
submit "${load[@]}"
until_good has_ended
check_whole Slurm "$(exit_code)" "job-$job.log" "pollecho-$job"/*.json
submit -c 3 -q 300 -d 5s
kill_client_on 2
until_good has_ended
check_broken Slurm "$(exit_code)" "job-$job.log"

status=0
at 0 "$here/ssh.sh" 10.213.9.1:8083 n1 n2 n3 -- "${load[@]}" >ssh.log 2>&1 || status=$?
check_whole ssh "$status" ssh.log pollecho-ssh-*/*.json
at 0 "$here/ssh.sh" 10.213.9.1:8083 n1 n2 n3 -- -c 3 -q 300 -d 5s >ssh-killed.log 2>&1 &
loop=$!
kill_client_on 2
status=0
wait "$loop" || status=$?
check_broken ssh "$status" ssh-killed.log

mpi=(--allow-run-as-root --host "n1,n2,n3" --map-by ppr:1:node)
status=0
at 0 "$here/mpi.sh" 10.213.9.1:8083 "${load[@]}" -- "${mpi[@]}" >mpi.log 2>&1 || status=$?
check_whole mpirun "$status" mpi.log pollecho-mpi-*/*.json
at 0 "$here/mpi.sh" 10.213.9.1:8083 -c 3 -q 300 -d 5s -- "${mpi[@]}" >mpi-killed.log 2>&1 &
loop=$!
kill_client_on 2
status=0
wait "$loop" || status=$?
check_broken mpirun "$status" mpi-killed.log
