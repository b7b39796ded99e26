# Packs a published binary into artifacts/dist/: an archive with the completions, one with its symbols, and the package
# of the .NET tool for this system. Tries the binary first.
#   .github/packaging/pack.ps1 RID BINARY
param([Parameter(Mandatory = $true)] [string] $Rid, [Parameter(Mandatory = $true)] [string] $Binary)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath([IO.Path]::Combine($PSScriptRoot, '..', '..'))
. "$root/tests/lib.ps1"

& "$root/tests/demo.ps1" $Binary
if ("$(& $Binary --version)" -notmatch '\d+\.\d+\.\d+[-.0-9A-Za-z]*') { throw "$Binary --version prints no version" }
$name = "pollecho-$($Matches[0])-$Rid"
$scratch = [IO.Path]::Combine([IO.Path]::GetTempPath(), 'pollecho-' + [Guid]::NewGuid().ToString('N'))
$folder = [IO.Path]::Combine($scratch, $name)
try {
    $null = New-Item -ItemType Directory -Force "$folder/completions", "$folder-symbols", "$root/artifacts/dist"
    Copy-Item $Binary, "$root/LICENSE", "$root/README.md", "$root/CHANGELOG.md" $folder
    & $Binary completion powershell | Set-Content "$folder/completions/pollecho.ps1"
    Copy-Item ([IO.Path]::ChangeExtension($Binary, '.pdb')) "$folder-symbols"
    foreach ($packed in $folder, "$folder-symbols") {
        $archive = "artifacts/dist/$(Split-Path $packed -Leaf).zip"
        Write-Step "packing $archive"
        Compress-Archive $packed "$root/$archive" -Force
    }
    Write-Step "packing the .NET tool for $Rid"
    & dotnet pack "$root/src/pollecho" -c Release -r $Rid --no-build "-p:ToolBinary=$Binary" -o "$root/artifacts/dist" --nologo -v quiet
    if ($LASTEXITCODE -ne 0) { throw "dotnet pack failed with exit code $LASTEXITCODE" }
}
finally {
    if (Test-Path $scratch) { Remove-Item $scratch -Recurse -Force }
}
