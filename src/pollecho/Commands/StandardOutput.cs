using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Pollecho.Commands;

/// <summary>The program's standard output; when it cannot be written to, the error says so.</summary>
internal sealed class StandardOutput : Stream
{
    private Stream? _stream;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts it in the place of the console's own writer, in UTF-8, flushed at every write as that is.</summary>
    public static void Use() => Console.SetOut(new StreamWriter(
        new StandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false))
    { AutoFlush = true });

    /// <inheritdoc/>
    /// <exception cref="CommandException">It is closed, or what it leads to takes no more.</exception>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="CommandException">It is closed, or what it leads to takes no more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            // Not opened before it is needed: .NET on Unix duplicates the handle then, which fails if it is closed.
            _stream ??= Open();
            _stream.Write(buffer);
        }
        catch (IOException e)
        {
            throw new CommandException($"cannot write to standard output: {e.Message}");
        }
        catch (UnauthorizedAccessException)
        {
            // .NET on Unix says so of EBADF: https://github.com/dotnet/runtime/blob/main/src/libraries/Common/src/Interop/Unix/Interop.IOErrors.cs
            throw new CommandException("cannot write to standard output: it is closed, or open for reading only");
        }
    }

    /// <summary>
    /// A pipe is written to without the console between: on Unix that takes a pipe whose reader is gone for one
    /// that takes everything, and the program would go on for ever. A file must not be: a stream of its own would
    /// not move the position that it shares with the shell's other commands.
    /// </summary>
    /// <remarks>https://github.com/dotnet/runtime/blob/main/src/libraries/System.Console/src/System/ConsolePal.Unix.cs, Write.</remarks>
    private static Stream Open()
    {
        if (!OperatingSystem.IsWindows() && Console.IsOutputRedirected)
        {
            var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return stream;
            }
        }

        return Console.OpenStandardOutput();
    }

    /// <inheritdoc/>
    public override void Flush() => _stream?.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
