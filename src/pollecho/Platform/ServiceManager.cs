using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pollecho.Platform;

/// <summary>
/// The service manager that started this process, such as systemd, and what it is told: a datagram each, to the unix socket
/// that NOTIFY_SOCKET names. Nothing here waits or fails: the service does not depend on it.
/// May be used from any thread.
/// </summary>
/// <remarks>https://man7.org/linux/man-pages/man3/sd_notify.3.html, https://man7.org/linux/man-pages/man3/sd_watchdog_enabled.3.html</remarks>
internal sealed class ServiceManager : IDisposable
{
    private const int MostTries = 100;
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(10);

    private readonly object _order = new();
    private readonly SocketAddress? _address;
    private readonly Socket? _socket;
    private string? _unsaid;
    private bool _isStopping;

    /// <summary>Opens the socket to send from at once: later there may be no file handle left for one.</summary>
    /// <param name="name">The socket's path; it starts with <c>@</c> if it is one of Linux's abstract names.</param>
    /// <param name="watchdog">See <see cref="Watchdog"/>.</param>
    public ServiceManager(string name, TimeSpan? watchdog = null)
    {
        Name = name;
        Watchdog = watchdog;
        try
        {
            _address = new UnixDomainSocketEndPoint(name[0] == '@' ? $"\0{name[1..]}" : name).Serialize();
            _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // No handle, no such sockets, or a name that is too long for one. The first send reports it.
        }
    }

    /// <summary>What NOTIFY_SOCKET names.</summary>
    public string Name { get; }

    /// <summary>How long the manager waits for a sign of life before it takes this process for stuck; null if it does not watch it.</summary>
    public TimeSpan? Watchdog { get; }

    /// <summary>The manager that the environment names; null for none.</summary>
    public static ServiceManager? FromEnvironment() => Read(Environment.GetEnvironmentVariable, Environment.ProcessId);

    /// <summary>The manager that these variables name to this process; null for none.</summary>
    /// <param name="variable">A variable's value.</param>
    /// <param name="processId">This process.</param>
    public static ServiceManager? Read(Func<string, string?> variable, int processId)
    {
        string? watched = variable("WATCHDOG_PID");
        bool isWatched = string.IsNullOrEmpty(watched) || watched == processId.ToString(CultureInfo.InvariantCulture);
        return variable("NOTIFY_SOCKET") is { Length: > 0 } name ? new ServiceManager(name, isWatched ? Microseconds(variable("WATCHDOG_USEC")) : null) : null;
    }

    /// <summary>The service is ready. If that cannot be sent, the next sign of life says it too.</summary>
    /// <returns>Success, or why it could not be sent.</returns>
    public SocketError Ready()
    {
        lock (_order)
        {
            return _isStopping ? SocketError.Success : Say("READY=1");
        }
    }

    /// <summary>
    /// The same, and a manager that is busy is told again for a second, on a thread of its own: not every one asks for signs of
    /// life, and one that has not heard this ends the service after a while.
    /// </summary>
    /// <param name="failed">Called if it could not be sent, with the reason; perhaps on that thread.</param>
    public void ReadyInTime(Action<SocketError> failed)
    {
        SocketError outcome = Ready();
        if (IsBusy(outcome))
        {
            new Thread(() => TellAgain(failed)) { IsBackground = true }.Start();
        }
        else if (outcome != SocketError.Success)
        {
            failed(outcome);
        }
    }

    /// <summary>The service has begun to stop; after that it is never ready. If that cannot be sent, the next sign of life says it too.</summary>
    public void Stopping()
    {
        lock (_order)
        {
            _isStopping = true;
            Say("STOPPING=1");
        }
    }

    /// <summary>A sign of life. To be given more often than every <see cref="Watchdog"/>.</summary>
    public void SignOfLife()
    {
        lock (_order)
        {
            const string Alive = "WATCHDOG=1";
            if (Send(_unsaid is null ? Alive : $"{_unsaid}\n{Alive}") == SocketError.Success)
            {
                _unsaid = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A manager that was busy may be about to be told again.
        lock (_order)
        {
            _isStopping = true;
            _socket?.Dispose();
        }
    }

    /// <summary>A count of microseconds; null for none that a time-out can be made of.</summary>
    private static TimeSpan? Microseconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count) && count is > 0 and <= long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromTicks(count * TimeSpan.TicksPerMicrosecond)
            : null;

    private static bool IsBusy(SocketError outcome) => outcome is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable;

    private void TellAgain(Action<SocketError> failed)
    {
        for (int tries = 1; ; tries++)
        {
            Thread.Sleep(TryAgain);
            SocketError outcome = Ready();
            if (!IsBusy(outcome) || tries == MostTries)
            {
                if (outcome != SocketError.Success)
                {
                    failed(outcome);
                }

                return;
            }
        }
    }

    private SocketError Say(string state)
    {
        SocketError outcome = Send(state);
        _unsaid = outcome == SocketError.Success ? null : state;
        return outcome;
    }

    private SocketError Send(string message)
    {
        if (_socket is null || _address is null)
        {
            return SocketError.AddressNotAvailable;
        }

        try
        {
            _socket.SendTo(Encoding.ASCII.GetBytes(message), SocketFlags.None, _address);
            return SocketError.Success;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
