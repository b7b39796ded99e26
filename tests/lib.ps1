# What build.ps1 and the scripts it runs have in common, for Windows PowerShell 5.1 or later. Dot-source it.
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$script:Passed = 0
$script:Failed = 0
$script:Skipped = 0

function Write-Step([string] $Text) { [Console]::Error.WriteLine("==> $Text") }

function Add-Failure([string] $Text) {
    Write-Step "$Text; this counts as one failure"
    $script:Failed++
}

# Tests a project; the options go to the test program, which writes a TRX report.
# The rule, the same as in tests/lib.sh: passed, failed and skipped are what the report says. A run without a report or
# without tests, and one that ends with an error that no test has, count as one failure.
function Invoke-Tests([string] $Project, [string[]] $Options = @()) {
    Write-Step "testing $Project"
    $folder = [IO.Path]::GetFullPath("$PSScriptRoot/../artifacts")
    $report = "$folder/tests.trx"
    if (Test-Path $report) { Remove-Item $report }
    & dotnet test --project $Project -c Release --no-build --results-directory $folder `
        --report-xunit-trx --report-xunit-trx-filename tests.trx @Options
    $status = $LASTEXITCODE

    # Tests cannot print a line that looks like the summary: the report escapes their "<".
    $text = ''
    if (Test-Path $report) { $text = [IO.File]::ReadAllText($report) }
    $count = @{ passed = 0; failed = 0; notExecuted = 0 }
    foreach ($name in @($count.Keys)) {
        if ($text -match "<Counters [^>]* $name=""(\d+)""") { $count[$name] = [int] $Matches[1] }
    }
    $script:Passed += $count.passed
    $script:Failed += $count.failed
    $script:Skipped += $count.notExecuted
    if ($count.passed + $count.failed -eq 0) { Add-Failure "${Project}: no test ran" }
    elseif ($status -ne 0 -and $count.failed -eq 0) { Add-Failure "${Project}: the run ended with exit code $status" }
}

# The last line of every test verb. Sets Status if a test failed.
function Write-Total {
    $total = "$script:Passed passed, $script:Failed failed"
    if ($script:Skipped -gt 0) { $total += ", $script:Skipped skipped" }
    $total
    if ($script:Failed -gt 0) { $script:Status = 1 }
}
