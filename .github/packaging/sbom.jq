# From project.assets.json, NuGet's record of what it resolved for one RID, the software bill of materials: what is
# linked into the binary, as CycloneDX JSON (https://cyclonedx.org/docs/1.6/json/). Build tools are left out.
def component: {
  type: "library",
  name: .name,
  version: .version,
  purl: "pkg:nuget/\(.name)@\(.version)",
  "bom-ref": "pkg:nuget/\(.name)@\(.version)"
};
def packages: .targets | to_entries[] | select(.key | endswith("/" + $rid)) | .value | to_entries[]
  | select(.value.type == "package" and (.value.runtime // {} | keys | any(endswith("/_._") | not)))
  | (.key | split("/")) | { name: .[0], version: .[1] };
def runtime: .project.frameworks[].downloadDependencies // [] | .[]
  | select(.name | test("^(Microsoft\\.NETCore\\.App\\.Runtime\\.NativeAOT\\.|runtime\\..*\\.Microsoft\\.DotNet\\.ILCompiler$)"))
  | { name, version: (.version | split(",")[0] | ltrimstr("[")) };
{
  bomFormat: "CycloneDX",
  specVersion: "1.6",
  version: 1,
  metadata: {
    component: {
      type: "application",
      name: "pollecho",
      version: $version,
      licenses: [{ license: { id: "MIT" } }],
      "bom-ref": "pollecho"
    }
  },
  components: [[packages, runtime] | unique_by(.name) | .[] | component],
}
| .dependencies = [{ ref: "pollecho", dependsOn: [.components[]["bom-ref"]] }]
