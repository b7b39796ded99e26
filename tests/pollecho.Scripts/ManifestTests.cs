using k8s;
using k8s.Models;

namespace Pollecho.Scripts;

/// <summary>The manifest for Kubernetes, against the types of its API: a key that the API does not have is an error.</summary>
public sealed class ManifestTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "tests/cluster/kubernetes.yaml"));

    [Fact]
    public void The_clients_meet_the_server_and_none_runs_twice()
    {
        (V1Deployment server, V1Service service, V1Job clients) = Read(Text);

        IDictionary<string, string> labels = server.Spec.Template.Metadata.Labels;
        Assert.Equal(labels, server.Spec.Selector.MatchLabels);
        Assert.Equal(labels, service.Spec.Selector);
        V1Container client = Assert.Single(clients.Spec.Template.Spec.Containers);
        Assert.Contains($"{service.Metadata.Name}:{service.Spec.Ports.Single().Port}", client.Args);
        Assert.Equal($"{service.Spec.Ports.Single().Port}", server.Spec.Template.Spec.Containers.Single().Args[^1]);

        V1JobSpec job = clients.Spec;
        Assert.Equal(("Indexed", 0, "Never"), (job.CompletionMode, job.BackoffLimitPerIndex, job.Template.Spec.RestartPolicy));
        Assert.Equal(job.Completions, job.Parallelism);
        Assert.Contains($"$(JOB_COMPLETION_INDEX)/{job.Completions}", client.Args);
    }

    [Fact]
    public void No_pod_may_do_more_than_it_must()
    {
        (V1Deployment server, _, V1Job clients) = Read(Text);

        Assert.All((V1PodSpec[])[server.Spec.Template.Spec, clients.Spec.Template.Spec], pod =>
        {
            Assert.Equal((true, "RuntimeDefault", false), (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type, pod.AutomountServiceAccountToken));
            V1Container container = Assert.Single(pod.Containers);
            Assert.Equal((false, true), (container.SecurityContext.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem));
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Contains("memory", container.Resources.Limits.Keys);
        });
    }

    [Theory]
    [InlineData("backoffLimitPerIndex", "backOffLimitPerIndex")]
    [InlineData("readOnlyRootFilesystem", "readOnlyRootFileSystem")]
    [InlineData("targetPort", "targetport")]
    public void A_misspelt_key_is_found(string key, string misspelt) => Assert.ThrowsAny<Exception>(() => Read(Text.Replace(key, misspelt, StringComparison.Ordinal)));

    private static (V1Deployment Server, V1Service Service, V1Job Clients) Read(string text)
    {
        string[] documents = text.Split("\n---\n");
        Assert.Equal(3, documents.Length);
        return (Parse<V1Deployment>(documents[0]), Parse<V1Service>(documents[1]), Parse<V1Job>(documents[2]));
    }

    private static T Parse<T>(string document) => KubernetesYaml.Deserialize<T>(document, strict: true);
}
