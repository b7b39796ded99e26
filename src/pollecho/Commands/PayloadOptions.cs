using System.CommandLine;
using System.Text;
using Pollecho.Client;
using Pollecho.Platform;
using Pollecho.Text;

namespace Pollecho.Commands;

/// <summary>The options of what the client sends, and of what a right reply to it is.</summary>
internal sealed class PayloadOptions
{
    /// <summary>The most that may be under way on a connection, in bytes; so no message is longer either.</summary>
    public const string MostInFlight = "64MiB";

    /// <summary>The same as a number.</summary>
    public static readonly int MostBytesInFlight = (int)Units.ReadSize(MostInFlight)!.Value;

    private static readonly Payload Default = RunOptions.Usual.Payload;

    private readonly Option<int?> _size = Parsers.Size("--size", ["-s"], $"Send unique messages of this size [default under load: {Default.Size}]", MostInFlight);
    private readonly Option<string?> _message = new("--message", "-m") { Description = "Send this text [default without load: \"PID hello\"]", HelpName = "TEXT" };
    private readonly Option<string?> _messageFile = Parsers.File("--message-file", "Send what is in this file");
    private readonly Option<string?> _expect = Parsers.Word(
        "--expect", "What a right reply is: the message in ASCII upper case, as sent, or any bytes", Default.Expect.Word(), Expects.Words);

    /// <summary>Adds them to the command.</summary>
    public void AddTo(DocumentedCommand command) => command.Add(OptionGroups.Messages, _size, _message, _messageFile, _expect);

    /// <summary>Adds them to a command that drives loads only.</summary>
    /// <param name="command">The command.</param>
    /// <param name="usual">What it sends if nothing else is asked for.</param>
    public void AddLoadsTo(DocumentedCommand command, Payload usual)
    {
        _size.Description = $"Send unique messages of this size [default: {usual.Size}]";
        _message.Description = "Send this text";
        AddTo(command);
    }

    /// <summary>Checks what goes together.</summary>
    /// <exception cref="CommandException">Options contradict one another, or the message is empty.</exception>
    public void Check(ParseResult result)
    {
        ExclusiveOptions.Check(result, _size, _message, _messageFile);
        if (result.GetValue(_message) == "")
        {
            throw CommandException.Usage("--message takes at least one character");
        }
    }

    /// <summary>What is to be sent.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="isLoad">Whether it asks for a load.</param>
    /// <exception cref="CommandException">The message file cannot be used.</exception>
    public Payload Read(ParseResult result, bool isLoad)
    {
        Expect expect = Expects.Read(result.GetValue(_expect)) ?? Default.Expect;
        if (result.GetValue(_messageFile) is { } file)
        {
            return new FixedPayload(ReadMessage(file), expect);
        }

        if (result.GetValue(_message) is { } text)
        {
            return new FixedPayload(Encoding.UTF8.GetBytes(text), expect);
        }

        int? size = result.GetValue(_size) ?? (isLoad ? Default.Size : null);
        return size is not null
            ? new UniquePayload(size.Value, expect)
            : new FixedPayload(Greeting.OfThisProcess(), expect);
    }

    private static byte[] ReadMessage(string file)
    {
        try
        {
            // Not all at once: it may have no end.
            using FileStream stream = File.OpenRead(file);
            byte[] message = new byte[MostBytesInFlight + 1];
            int length = stream.ReadAtLeast(message, message.Length, throwOnEndOfStream: false);
            return length switch
            {
                0 => throw new IOException("it is empty"),
                _ when length > MostBytesInFlight => throw new IOException($"it has over {MostInFlight}"),
                _ => message[..length],
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"--message-file '{file}' cannot be used: {FileFault.Of(file, e)}");
        }
    }
}
