# What build.sh and the scripts it runs have in common. Source it in the folder of build.sh, with bash 3.2 or later.
# shellcheck shell=bash

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# The SDK aborts where libicu is missing.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# A source archive has no tags, and git may be missing: then there is no version to read.
git rev-parse HEAD >/dev/null 2>&1 || export MinVerVersionOverride=0.0.0-dev

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '==> %s\n' "$*" >&2; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# needs PACKAGES PROGRAM...: ends the script unless every program is here, in any version.
needs() {
  local tool
  for tool in "${@:2}"; do
    newest "$tool" >/dev/null || die "needs $tool; on Debian: apt-get install --no-install-recommends $1"
  done
}

# The path of a program, or its name where only names with a version exist, as for clang on Debian.
newest() {
  command -v "$1" || compgen -c "$1-" | grep -E "^$1-[0-9]+$" | sort -t - -k 2 -n | tail -n 1
}

passed=0 failed=0 skipped=0 report=artifacts/tests.trx

add_failure() {
  step "$*; this counts as one failure"
  failed=$((failed + 1))
}

# A number from the summary of the report; 0 without a report. Tests cannot print a line that looks like it: the report
# escapes their "<".
counter() {
  local value
  value=$(grep -o '<Counters [^>]*>' "$report" 2>/dev/null | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p") || true
  echo "${value:-0}"
}

# count_tests PROJECT COMMAND...: runs a command that writes a TRX report of the project's tests to $report, and counts.
# The rule, the same as in tests/lib.ps1: passed, failed and skipped are what the report says. A run without a report or
# without tests, and one that ends with an error that no test has, count as one failure.
count_tests() {
  local project=$1 status=0 p f
  step "testing $project"
  rm -f "$report"
  "${@:2}" || status=$?
  p=$(counter passed) f=$(counter failed)
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + $(counter notExecuted)))
  if ((p + f == 0)); then
    add_failure "$project: no test ran"
  elif ((status != 0 && f == 0)); then
    add_failure "$project: the run ended with exit code $status"
  fi
}

# run_tests PROJECT [OPTION...]: the same with dotnet test.
run_tests() {
  count_tests "$1" dotnet test --project "$1" -c Release --no-build --results-directory "$PWD/${report%/*}" \
    --report-xunit-trx --report-xunit-trx-filename "${report##*/}" "${@:2}"
}

# The last line of every test verb. Fails if a test did.
conclude() {
  local total="$passed passed, $failed failed"
  if ((skipped > 0)); then total="$total, $skipped skipped"; fi
  printf '%s\n' "$total"
  ((failed == 0))
}
