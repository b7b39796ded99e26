# What building needs, and how to get it. Dot-source it.

# Windows PowerShell takes a line on a program's redirected stderr for an error of the script, but not in here.
function Get-Answer([scriptblock] $Command) {
    $ErrorActionPreference = 'Continue'
    $global:LASTEXITCODE = 0
    $answer = & $Command 2>$null
    if ($LASTEXITCODE -eq 0) { "$answer".Trim() } else { '' }
}

function Assert-Dotnet {
    $found = ''
    if (Get-Command dotnet -ErrorAction SilentlyContinue) { $found = Get-Answer { dotnet --version } }
    if ($found -notmatch '^[1-9][0-9]\.') {
        if (-not $found) { $found = 'none that fits global.json' }
        throw "needs the .NET 10 SDK (found: $found); get it at https://dotnet.microsoft.com/download/dotnet/10.0"
    }
}

# Looks the way the publish does, so it finds the same.
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
