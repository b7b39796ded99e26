# Tries a binary: starts it as a server, sends ten messages with its client, stops the server, and shows what both printed.
#   tests/demo.ps1 BINARY
param([Parameter(Mandatory = $true)] [string] $Binary)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib.ps1"

function Get-Output { "$(Get-Content $out -Raw)$(Get-Content $err -Raw)".TrimEnd() }

$out = [IO.Path]::GetTempFileName()
$err = [IO.Path]::GetTempFileName()
$server = $null
try {
    Write-Step 'starting a server on a free port'
    $server = Start-Process $Binary -ArgumentList 'server', '--port', '0' -NoNewWindow -PassThru -RedirectStandardOutput $out -RedirectStandardError $err

    # Only a whole line counts: a line that is still being written may hold half a port.
    $port = ''
    $deadline = [DateTime]::UtcNow.AddSeconds(10)
    while (-not $port) {
        $ended = $server.HasExited
        if ("$(Get-Content $out -Raw)" -match 'listening on \S+:(\d+).*\n') { $port = $Matches[1] }
        elseif ($ended) { throw "the server ended before it listened; it printed: $(Get-Output)" }
        elseif ([DateTime]::UtcNow -gt $deadline) { throw "the server did not listen within 10 s; it printed: $(Get-Output)" }
        else { Start-Sleep -Milliseconds 100 }
    }

    Write-Step "sending ten messages to port $port"
    $client = & $Binary client --count 10 --port $port
    $status = $LASTEXITCODE

    # Windows has no SIGTERM: the server is killed, before it can print its totals.
    Write-Step 'stopping the server'
    $ended = $server.HasExited
    if (-not $ended) { $server.Kill(); $null = $server.WaitForExit(10000) }
    '--- pollecho server --port 0'
    Get-Output
    "--- pollecho client --count 10 --port $port"
    $client
    if ($status -ne 0) { throw "the client failed with exit code $status" }
    if ($ended) { throw 'the server ended before it was stopped' }
}
finally {
    if ($server -and -not $server.HasExited) { $server.Kill(); $null = $server.WaitForExit(10000) }
    Remove-Item $out, $err
}
