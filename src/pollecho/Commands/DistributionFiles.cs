using System.CommandLine;
using Pollecho.Measurement;
using Pollecho.Output.Client;
using Pollecho.Platform;
using Pollecho.Results;

namespace Pollecho.Commands;

/// <summary>The files for the distributions of a run.</summary>
internal sealed class DistributionFiles
{
    private readonly (Option<string?> Option, Func<RunResult, LatencyHistogram> Read)[] _all =
    [
        (Parsers.File("--hdr", "Write the distribution to this file, in HdrHistogram's percentile form"), load => load.RoundTrip),
        (Parsers.File("--hdr-connect", "Write the distribution of connect times to this file"), load => load.ConnectTime),
    ];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Output, Array.ConvertAll(_all, one => one.Option));

    /// <summary>Opens those asked for before the run, so that one that cannot be written is reported before it, not after. What they hold stays until they are written.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="inputs">The files that the command reads, and directories of such.</param>
    /// <exception cref="CommandException">One cannot be written.</exception>
    public Opened Open(ParseResult result, params IReadOnlyList<string> inputs)
    {
        Option<string?>[] options = Array.ConvertAll(_all, one => one.Option);
        DifferentFiles.Check(result, options);
        DifferentFiles.CheckUnread(result, inputs, options);
        List<OpenFile> files = [];
        foreach ((Option<string?> option, Func<RunResult, LatencyHistogram> read) in _all)
        {
            if (result.GetValue(option) is { } path)
            {
                try
                {
                    files.Add(new($"{option.Name} '{path}'", HdrFile.Open(path), read));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    files.ForEach(one => one.File.Dispose());
                    throw CommandException.Usage($"{option.Name} '{path}' cannot be written: {FileFault.Of(path, e)}");
                }
            }
        }

        return new Opened(files);
    }

    /// <summary>The files, open.</summary>
    internal sealed class Opened(List<OpenFile> files) : IDisposable
    {
        /// <summary>Writes all of them, whatever becomes of the others.</summary>
        /// <returns>What went wrong first, in one line; null if nothing did.</returns>
        public string? Write(RunResult load)
        {
            string? unwritten = null;
            foreach ((string what, FileStream file, Func<RunResult, LatencyHistogram> read) in files)
            {
                try
                {
                    HdrFile.Write(file, read(load));
                }
                catch (IOException e)
                {
                    unwritten ??= $"{what} cannot be written: {e.Message.TrimEnd('.')}";
                }
            }

            return unwritten;
        }

        /// <inheritdoc/>
        public void Dispose() => files.ForEach(one => one.File.Dispose());
    }

    /// <summary>A file, open.</summary>
    /// <param name="What">Its option and path, for errors.</param>
    /// <param name="File">The file.</param>
    /// <param name="Read">What is written to it.</param>
    internal sealed record OpenFile(string What, FileStream File, Func<RunResult, LatencyHistogram> Read);
}
