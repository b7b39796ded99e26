using System.Diagnostics;

namespace Pollecho.Scripts;

/// <summary>The files that the tests look at, and the programs that look at them.</summary>
internal static class Repository
{
    /// <summary>The folder of build.sh.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a program in <see cref="Root"/> to its end, or skips the test on a machine without it.</summary>
    /// <returns>Its exit code, and its output with its errors behind it.</returns>
    public static (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        string? path = Find(program);
        Assert.SkipWhen(path is null, $"There is no {program} here.");
        var info = new ProcessStartInfo(path, arguments) { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            info.Environment[name] = value;
        }

        using Process process = Process.Start(info)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>The path of a program that is on the path or, by its path from there, in <see cref="Root"/>; null for none.</summary>
    public static string? Find(string program)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string file = OperatingSystem.IsWindows() ? program + ".exe" : program;
        return folders.Append(Root).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "build.sh")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"there is no build.sh above {AppContext.BaseDirectory}");
    }
}
