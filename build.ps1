# Builds, tests and packs pollecho on Windows; build.sh does the same on Linux and macOS.
# Limited to Windows PowerShell 5.1.
param([string] $Verb = '', [string] $Rid = '')

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/tests/lib.ps1"
. "$PSScriptRoot/tests/tools.ps1"

$script:Binary = ''
$script:Status = 0

function Get-Usage([string] $ThisRid) {
    @"
usage: ./build.ps1 VERB
  demo           publish the native binary, start a server, run ten round trips against it
  test           format check, build, unit tests, end-to-end tests against the native binary
  soak           the long tests: crowds, floods, bad networks, hours' worth of messages; takes an hour or so,
                 POLLECHO_SOAK_SECONDS=10 makes them short: a minute and then 10 s, not 240 s, for each way of waiting, and
                 fewer of the others
  publish [RID]  the native binary to artifacts/RID/ (this machine: $ThisRid)
  pack [RID]     publish, try it as demo does, then archive it to artifacts/dist/
  bench          needs Linux: ./build.sh bench there, or in WSL
  format         put the source into the project's format
  help           this text
"@
}

# A 32-bit PowerShell on 64-bit Windows has the architecture of the machine in the second variable.
function Get-ThisRid {
    if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64' -or $env:PROCESSOR_ARCHITEW6432 -eq 'ARM64') { 'win-arm64' } else { 'win-x64' }
}

# A source archive has no tags, and git may be missing: then there is no version to read.
function Set-VersionWithoutGit {
    $commit = ''
    if (Get-Command git -ErrorAction SilentlyContinue) { $commit = Get-Answer { git rev-parse HEAD } }
    if (-not $commit) { $env:MinVerVersionOverride = '0.0.0-dev' }
}

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE" }
}

# Sets Binary.
function Publish-Binary([string] $ForRid, [string[]] $Options = @()) {
    Write-Step "publishing the native binary for $ForRid to artifacts/$ForRid/"
    Invoke-Dotnet publish src/pollecho -c Release -r $ForRid -o "artifacts/$ForRid" --nologo -v quiet @Options
    $script:Binary = [IO.Path]::Combine($PSScriptRoot, 'artifacts', $ForRid, 'pollecho.exe')
    "$script:Binary, $((Get-Item $script:Binary).Length) bytes"
}

function Invoke-Build {
    Write-Step 'building'
    Invoke-Dotnet build pollecho.sln -c Release --nologo -v quiet
}

function Invoke-AllTests {
    Write-Step 'checking the format'
    & dotnet format pollecho.sln --verify-no-changes
    $formatted = $LASTEXITCODE -eq 0
    Invoke-Build
    Invoke-Tests tests/pollecho.Tests
    $published = $true
    try { Publish-Binary (Get-ThisRid) } catch { $published = $false; Write-Step "$_" }
    if ($published) {
        $env:POLLECHO_BINARY = $script:Binary
        Invoke-Tests tests/pollecho.EndToEnd
        Invoke-Tests tests/pollecho.Scripts
    }
    else { Add-Failure 'the publish failed, so tests/pollecho.EndToEnd and tests/pollecho.Scripts did not run' }
    if (-not $formatted) { Add-Failure 'the format is wrong; ./build.ps1 format fixes it' }
    Write-Total
}

# One test at a time, because many of them measure.
function Invoke-Soak {
    $long = '--filter-trait', 'Soak=yes', '--explicit', 'on', '--parallel', 'none', '--show-live-output', 'on'
    Publish-Binary (Get-ThisRid)
    Invoke-Build
    $env:POLLECHO_BINARY = $script:Binary
    $env:POLLECHO_SOAK = '1'
    Invoke-Tests tests/pollecho.Tests $long
    Invoke-Tests tests/pollecho.EndToEnd $long
    Write-Total
}

function Invoke-Pack([string] $ForRid) {
    # Paths of this machine are kept out of the binary; one compiled before for use here would pass for up to date.
    if (Test-Path "artifacts/obj/pollecho/release_$ForRid") { Remove-Item "artifacts/obj/pollecho/release_$ForRid" -Recurse -Force }
    Publish-Binary $ForRid '-p:ContinuousIntegrationBuild=true'
    & ./.github/packaging/pack.ps1 $ForRid $script:Binary
}

Push-Location $PSScriptRoot
try {
    if ([IO.Path]::DirectorySeparatorChar -ne '\') { throw 'this script is for Windows; here run ./build.sh' }
    Set-VersionWithoutGit
    if (-not $Rid) { $Rid = Get-ThisRid }
    if ($Verb -in 'demo', 'test', 'soak', 'publish', 'pack', 'format') { Assert-Dotnet }
    if ($Verb -in 'demo', 'test', 'soak', 'publish', 'pack') { Assert-Linker $Rid }
    switch ($Verb) {
        'demo' { Publish-Binary $Rid; & ./tests/demo.ps1 $script:Binary }
        'test' { Invoke-AllTests }
        'soak' { Invoke-Soak }
        'publish' { Publish-Binary $Rid }
        'pack' { Invoke-Pack $Rid }
        'bench' { throw 'the benchmarks need Linux: run ./build.sh bench there, or in WSL' }
        'format' { Write-Step 'formatting'; Invoke-Dotnet format pollecho.sln }
        'help' { Get-Usage $Rid }
        default { [Console]::Error.WriteLine((Get-Usage $Rid)); $script:Status = 2 }
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1: $_")
    $script:Status = 1
}
finally {
    Pop-Location
}
exit $script:Status
