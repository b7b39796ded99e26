# Builds, tries, tests and packs pollecho on Windows; build.sh does the same on Linux and macOS.
# Kept to what Windows PowerShell 5.1 knows.
param([string] $Verb = '', [string] $Rid = '')

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'

# English, because the test summary is parsed.
$env:DOTNET_CLI_UI_LANGUAGE = 'en'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

$script:Binary = ''
$script:Server = $null
$script:Passed = 0
$script:Failed = 0
$script:Skipped = 0

function Write-Step([string] $Text) { [Console]::Error.WriteLine("==> $Text") }

function Get-Usage([string] $ThisRid) {
    @"
usage: ./build.ps1 VERB
  demo           publish the native binary, start a server, run ten round trips against it
  test           format check, build, unit tests, end-to-end tests against the native binary
  soak           the long tests: crowds, floods, bad networks, hours' worth of messages; takes an hour or so,
                 POLLECHO_SOAK_SECONDS=10 shortens the longest part: a minute and then 240 s for each way of waiting
  publish [RID]  the native binary to artifacts/RID/ (this machine: $ThisRid)
  pack [RID]     publish, try it as demo does, then archive it to artifacts/dist/
  bench          needs Linux: ./build.sh bench there, or in WSL
  format         put the source into the project's format
  help           this text
"@
}

# A 32-bit PowerShell on 64-bit Windows tells the machine's own architecture in the second variable.
function Get-ThisRid {
    if ($env:PROCESSOR_ARCHITECTURE -eq 'ARM64' -or $env:PROCESSOR_ARCHITEW6432 -eq 'ARM64') { 'win-arm64' } else { 'win-x64' }
}

# Windows PowerShell takes a line on a program's redirected stderr for an error of the script: not in here.
function Get-Answer([scriptblock] $Command) {
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 0
    $answer = & $Command 2>$null
    if ($LASTEXITCODE -eq 0) { "$answer".Trim() } else { '' }
}

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args[0]) failed with exit code $LASTEXITCODE" }
}

function Assert-Dotnet {
    $found = ''
    if (Get-Command dotnet -ErrorAction SilentlyContinue) { $found = Get-Answer { dotnet --version } }
    if ($found -notmatch '^[1-9][0-9]\.') {
        if (-not $found) { $found = 'none that fits global.json' }
        throw "needs the .NET 10 SDK (found: $found); get it at https://dotnet.microsoft.com/download/dotnet/10.0"
    }
}

# A source archive has no tags, and the build may run where git is not: then nothing tells the version.
function Set-VersionWithoutGit {
    $commit = ''
    if (Get-Command git -ErrorAction SilentlyContinue) { $commit = Get-Answer { git rev-parse HEAD } }
    if (-not $commit) { $env:MinVerVersionOverride = '0.0.0-dev' }
}

# Asks as the publish does, so the answer is the same.
function Assert-Linker([string] $ForRid) {
    $tools = 'Microsoft.VisualStudio.Component.VC.Tools.x86.x64'
    if ($ForRid -like '*-arm64') { $tools = 'Microsoft.VisualStudio.Component.VC.Tools.ARM64' }
    $vswhere = "${env:ProgramFiles(x86)}\Microsoft Visual Studio\Installer\vswhere.exe"
    if ((Test-Path $vswhere) -and (Get-Answer { & $vswhere -latest -prerelease -products '*' -requires $tools -property installationPath })) { return }
    throw @"
native AOT needs the Visual C++ linker and the Windows SDK ("Desktop development with C++"). To get them, run:
  winget install --id Microsoft.VisualStudio.2022.BuildTools --override "--passive --wait --add Microsoft.VisualStudio.Workload.VCTools --add $tools --includeRecommended"
"@
}

# Sets Binary.
function Publish-Binary([string] $ForRid, [string[]] $Options = @()) {
    Write-Step "publishing the native binary for $ForRid to artifacts/$ForRid/"
    Invoke-Dotnet publish src/pollecho -c Release -r $ForRid -o "artifacts/$ForRid" --nologo -v quiet @Options
    $script:Binary = [IO.Path]::Combine($PSScriptRoot, 'artifacts', $ForRid, 'pollecho.exe')
    "$script:Binary, $((Get-Item $script:Binary).Length) bytes"
}

# Starts the binary as a server, runs its client against it, and stops it.
function Test-Binary {
    $out = [IO.Path]::Combine($Scratch, 'server')
    $err = [IO.Path]::Combine($Scratch, 'server-errors')
    Write-Step 'starting a server on a free port'
    $script:Server = Start-Process $script:Binary -ArgumentList 'server', '--port', '0' -NoNewWindow -PassThru -RedirectStandardOutput $out -RedirectStandardError $err

    # Only a whole line counts: a line still being written may hold half a port.
    $port = ''
    $deadline = [DateTime]::UtcNow.AddSeconds(10)
    while (-not $port) {
        $died = $script:Server.HasExited
        $said = "$(Get-Content $out -Raw)"
        if ($said -match 'listening on \S+:(\d+).*\n') { $port = $Matches[1] }
        elseif ($died) { throw "the server ended before it listened; it said: $said$(Get-Content $err -Raw)" }
        elseif ([DateTime]::UtcNow -gt $deadline) { throw "the server did not say within 10 s where it listens; it said: $said$(Get-Content $err -Raw)" }
        else { Start-Sleep -Milliseconds 100 }
    }

    Write-Step "sending ten messages to port $port"
    $client = & $script:Binary client --count 10 --port $port
    $status = $LASTEXITCODE

    # Windows has no SIGTERM: the server is ended from outside, before it can print its totals.
    Write-Step 'stopping the server'
    $died = $script:Server.HasExited
    Stop-Server
    '--- pollecho server --port 0'
    "$(Get-Content $out -Raw)$(Get-Content $err -Raw)".TrimEnd()
    "--- pollecho client --count 10 --port $port"
    $client
    if ($status -ne 0) { throw "the client failed with exit code $status" }
    if ($died) { throw 'the server ended before it was stopped' }
}

function Stop-Server {
    if ($script:Server -and -not $script:Server.HasExited) {
        $script:Server.Kill()
        $null = $script:Server.WaitForExit(10000)
    }
    $script:Server = $null
}

# Adds one project's figures to Passed, Failed and Skipped; the options go to the test program.
function Invoke-Tests([string] $Project, [string[]] $Options = @()) {
    Write-Step "testing $Project"
    $lines = [System.Collections.Generic.List[string]]::new()
    & dotnet test --project $Project -c Release --no-build @Options | ForEach-Object { $lines.Add("$_"); $_ }
    $status = $LASTEXITCODE

    # Only what follows the last summary heading counts: a test may print lines that look the same.
    $counts = $null
    foreach ($line in $lines) {
        if ($line -match '^Test run summary:') { $counts = @{ succeeded = 0; failed = 0; skipped = 0 } }
        elseif ($counts -and $line -match '^\s+(succeeded|failed|skipped): (\d+)') { $counts[$Matches[1]] = [int] $Matches[2] }
    }
    if (-not $counts -or $counts.succeeded + $counts.failed -eq 0) {
        Write-Step "${Project}: no test ran, which counts as one failure"
        $counts = @{ succeeded = 0; failed = 1; skipped = 0 }
    }
    elseif ($status -ne 0 -and $counts.failed -eq 0) {
        Write-Step "${Project}: the run ended with exit code $status, which counts as one failure"
        $counts.failed = 1
    }
    $script:Passed += $counts.succeeded
    $script:Failed += $counts.failed
    $script:Skipped += $counts.skipped
}

function Invoke-AllTests {
    Write-Step 'checking the format'
    & dotnet format pollecho.sln --verify-no-changes
    $formatted = $LASTEXITCODE -eq 0
    Write-Step 'building'
    Invoke-Dotnet build pollecho.sln -c Release --nologo -v quiet
    Invoke-Tests tests/pollecho.Tests
    $published = $true
    try { Publish-Binary (Get-ThisRid) } catch { $published = $false; Write-Step "$_" }
    if ($published) {
        $env:POLLECHO_BINARY = $script:Binary
        Invoke-Tests tests/pollecho.EndToEnd
        Invoke-Tests tests/pollecho.Scripts
    }
    else {
        Write-Step 'the publish failed, so tests/pollecho.EndToEnd and tests/pollecho.Scripts did not run, which counts as one failure'
        $script:Failed++
    }
    if (-not $formatted) { Write-Step 'the format check failed; ./build.ps1 format puts it right' }
    $total = "$script:Passed passed, $script:Failed failed"
    if ($script:Skipped -gt 0) { $total += ", $script:Skipped skipped" }
    $total
    if ($script:Failed -gt 0 -or -not $formatted) { $script:Status = 1 }
}

# One test at a time, as many measure.
function Invoke-Soak {
    $long = '--filter-trait', 'Soak=yes', '--explicit', 'on', '--parallel', 'none', '--show-live-output', 'on'
    Publish-Binary (Get-ThisRid)
    Write-Step 'building'
    Invoke-Dotnet build pollecho.sln -c Release --nologo -v quiet
    $env:POLLECHO_BINARY = $script:Binary
    $env:POLLECHO_SOAK = '1'
    Invoke-Tests tests/pollecho.Tests $long
    Invoke-Tests tests/pollecho.EndToEnd $long
    "$script:Passed passed, $script:Failed failed, $script:Skipped skipped"
    if ($script:Failed -gt 0) { $script:Status = 1 }
}

# The archive is named by the version the binary itself tells.
function New-Archive([string] $ForRid) {
    # Paths of this machine are kept out of the binary; one compiled before for use here would pass for up to date.
    if (Test-Path "artifacts/obj/pollecho/release_$ForRid") { Remove-Item "artifacts/obj/pollecho/release_$ForRid" -Recurse -Force }
    Publish-Binary $ForRid '-p:ContinuousIntegrationBuild=true'
    Test-Binary
    if ("$(& $script:Binary --version)" -notmatch '\d+\.\d+\.\d+[-.0-9A-Za-z]*') { throw "$script:Binary --version tells no version" }
    $name = "pollecho-$($Matches[0])-$ForRid"
    $folder = [IO.Path]::Combine($Scratch, $name)
    $symbols = [IO.Path]::Combine($Scratch, "$name-symbols")
    $null = New-Item -ItemType Directory -Force $folder, "$folder/completions", $symbols, artifacts/dist
    Copy-Item $script:Binary, LICENSE, README.md, CHANGELOG.md $folder
    & $script:Binary completion powershell | Set-Content "$folder/completions/pollecho.ps1"
    Copy-Item ([IO.Path]::ChangeExtension($script:Binary, '.pdb')) $symbols
    foreach ($packed in $folder, $symbols) {
        $archive = "artifacts/dist/$(Split-Path $packed -Leaf).zip"
        Write-Step "packing $archive"
        Compress-Archive $packed $archive -Force
    }
}

$script:Status = 0
$Scratch = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'pollecho-' + [Guid]::NewGuid().ToString('N'))
Push-Location $PSScriptRoot
try {
    if ([IO.Path]::DirectorySeparatorChar -ne '\') { throw 'this script is for Windows; here run ./build.sh' }
    $null = New-Item -ItemType Directory $Scratch
    Set-VersionWithoutGit
    if (-not $Rid) { $Rid = Get-ThisRid }
    switch ($Verb) {
        'demo' { Assert-Dotnet; Assert-Linker $Rid; Publish-Binary $Rid; Test-Binary }
        'test' { Assert-Dotnet; Assert-Linker $Rid; Invoke-AllTests }
        'soak' { Assert-Dotnet; Assert-Linker $Rid; Invoke-Soak }
        'publish' { Assert-Dotnet; Assert-Linker $Rid; Publish-Binary $Rid }
        'pack' { Assert-Dotnet; Assert-Linker $Rid; New-Archive $Rid }
        'bench' { throw 'the benchmarks need Linux: run ./build.sh bench there, or in WSL' }
        'format' { Assert-Dotnet; Write-Step 'formatting'; Invoke-Dotnet format pollecho.sln }
        'help' { Get-Usage $Rid }
        default { [Console]::Error.WriteLine((Get-Usage $Rid)); $script:Status = 2 }
    }
}
catch {
    [Console]::Error.WriteLine("build.ps1: $_")
    $script:Status = 1
}
finally {
    Stop-Server
    if (Test-Path $Scratch) { Remove-Item $Scratch -Recurse -Force }
    Pop-Location
}
exit $script:Status
