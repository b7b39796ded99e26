using System.Runtime.InteropServices;
using System.Text;
using static Pollecho.Platform.Native.Posix;

namespace Pollecho.Platform;

/// <summary>
/// The program's standard output or standard error. Waits for one that takes nothing at the moment, even if another
/// program made it non-blocking. A failed write to standard output is an error; what cannot be written to standard error
/// is lost, since there is nowhere to report it.
/// </summary>
/// <remarks>
/// On Unix not through .NET's console, which ignores that a pipe's reader has gone, so that the program would go on for
/// ever, and which blocks writes to one stream while it waits for the other.
/// https://github.com/dotnet/runtime/blob/main/src/libraries/System.Console/src/System/ConsolePal.Unix.cs, Write.
/// </remarks>
internal sealed unsafe class StandardStream : Stream
{
    private readonly int _descriptor;
    private Stream? _console;
    private bool _isInLine;
    private bool _lineIsBroken;

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

    private StandardStream(int descriptor) => _descriptor = descriptor;

    /// <summary>Replaces the console's own writers with both, in UTF-8, flushed at every write as those are.</summary>
    public static void Use()
    {
        Console.SetOut(Writer(STDOUT_FILENO));
        Console.SetError(Writer(STDERR_FILENO));
    }

    /// <inheritdoc/>
    /// <exception cref="OutputException">It is closed, or what it leads to takes no more.</exception>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="OutputException">It is closed, or what it leads to takes no more.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (OperatingSystem.IsWindows())
        {
            WriteToConsole(buffer);
            return;
        }

        if (_lineIsBroken)
        {
            // Only a part of a line could be written, as where a disk is full: what comes now has a line of its own.
            WriteAll("\n"u8);
            _lineIsBroken = false;
        }

        WriteAll(buffer);
    }

    /// <inheritdoc/>
    public override void Flush() => _console?.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static StreamWriter Writer(int descriptor) =>
        new(new StandardStream(descriptor), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };

    private void WriteAll(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int done = 0; done < bytes.Length;)
            {
                nint written = write(_descriptor, start + done, (nuint)(bytes.Length - done));
                int error = Marshal.GetLastPInvokeError();
                if (written > 0)
                {
                    done += (int)written;
                    _isInLine = bytes[done - 1] != '\n';
                }
                else if (error == EAGAIN)
                {
                    WaitForRoom();
                }
                else if (error != EINTR)
                {
                    _lineIsBroken = _isInLine;
                    if (_descriptor == STDERR_FILENO)
                    {
                        return;
                    }

                    throw Failure(error);
                }
            }
        }
    }

    private void WaitForRoom()
    {
        var file = new PollFd { fd = _descriptor, events = POLLOUT };
        _ = poll(&file, 1, -1);
    }

    private static OutputException Failure(int error) => error == EBADF
        ? new OutputException("it is closed, or open for reading only", isGone: true)
        : new OutputException(Marshal.GetPInvokeErrorMessage(error), isGone: error == EPIPE) { IsBrokenPipe = error == EPIPE };

    private void WriteToConsole(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _console ??= _descriptor == STDERR_FILENO ? Console.OpenStandardError() : Console.OpenStandardOutput();
            _console.Write(buffer);
        }
        catch (IOException e) when (_descriptor != STDERR_FILENO)
        {
            throw new OutputException(e.Message, isGone: false);
        }
        catch (IOException)
        {
            // There is nowhere to report what standard error does not take.
        }
    }
}
