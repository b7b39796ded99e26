using System.Runtime.CompilerServices;
using static Pollecho.Platform.Native.SignalCalls;

namespace Pollecho.Platform;

/// <summary>
/// Takes SIGHUP, SIGINT and SIGTERM, and if asked to SIGQUIT, on a thread of its own, by sigwait(3). Unix only.
/// </summary>
/// <remarks>
/// .NET starts a thread for each such signal when it arrives. Where the system has no more threads, that ends the process
/// with a stack trace instead of an orderly stop; this thread exists from the start.
/// https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/System/Runtime/InteropServices/PosixSignalRegistration.Unix.cs
/// </remarks>
internal static unsafe class SignalThread
{
    /// <summary>What Ctrl+C sends.</summary>
    public const int Interrupt = SIGINT;

    /// <summary>What Ctrl+\ sends.</summary>
    public const int Quit = SIGQUIT;

    /// <summary>One is enough, unless a reference is left somewhere on the stack.</summary>
    private const int MostCollections = 10;

    private static readonly int[] Signals = [SIGHUP, SIGINT, SIGTERM];

    /// <summary>
    /// Starts it. Call this before any other thread is started: a thread inherits its starter's blocked signals, and one that
    /// did not block these would end the process.
    /// </summary>
    /// <param name="took">Called with each signal, on that thread; not for one that the process was started to ignore, as by nohup(1).</param>
    /// <param name="heedsQuit">Whether to take SIGQUIT as well, also where it was ignored, as a shell's jobs in the background do.</param>
    /// <exception cref="OutOfMemoryException">The system has no more threads.</exception>
    public static void Start(Action<int> took, bool heedsQuit = false)
    {
        int[] quit = heedsQuit ? [Quit] : [];
        int[] heeded = [.. Signals.Where(number => !IsIgnored(number)), .. quit];
        Block(heeded);
        Array.ForEach(quit, number => signal(number, SIG_DFL));
        BlockOnFinalizerThread(heeded);
        new Thread(() => Run(heeded, took)) { IsBackground = true, Name = "signals" }.Start();
    }

    /// <summary>Undoes what a parent process may have left behind: a blocked signal would never arrive.</summary>
    public static void UnblockAll() => Change(SIG_UNBLOCK, Signals);

    /// <summary>Ends the process as SIGPIPE, which .NET ignores, would: at once and silently.</summary>
    public static void EndByBrokenPipe() => EndBy(SIGPIPE);

    /// <summary>Gives a signal its default action: ends the process at once, so that a shell sees which signal it was.</summary>
    public static void EndBy(int number)
    {
        _ = signal(number, SIG_DFL);
        Change(SIG_UNBLOCK, [number]);
        _ = raise(number);

        // Process 1 of a container or a system is still there: signals have no default action on it (kill(2), NOTES).
        _exit(128 + number);
    }

    private static void Run(int[] heeded, Action<int> took)
    {
        byte* set = stackalloc byte[SigsetSize];
        Fill(set, heeded);
        while (true)
        {
            int number;
            if (sigwait(set, &number) == 0)
            {
                took(number);
            }
        }
    }

    private static void Block(int[] numbers) => Change(SIG_BLOCK, numbers);

    /// <summary>The one thread that was there before Main: it runs what is finalized, so that is how it is reached.</summary>
    private static void BlockOnFinalizerThread(int[] numbers)
    {
        for (int tries = 0; tries < MostCollections && !Finalized.Ran; tries++)
        {
            Finalized.Leave(numbers);
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }
    }

    private static bool IsIgnored(int number)
    {
        nint before = signal(number, SIG_IGN);
        _ = signal(number, before);
        return before == SIG_IGN;
    }

    private static void Change(int how, int[] numbers)
    {
        byte* set = stackalloc byte[SigsetSize];
        Fill(set, numbers);
        _ = pthread_sigmask(how, set, null);
    }

    private static void Fill(byte* set, int[] numbers)
    {
        _ = sigemptyset(set);
        foreach (int number in numbers)
        {
            _ = sigaddset(set, number);
        }
    }

    private sealed class Finalized(int[] numbers)
    {
        private static volatile bool _ran;

        ~Finalized()
        {
            Block(numbers);
            _ran = true;
        }

        public static bool Ran => _ran;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Leave(int[] numbers) => _ = new Finalized(numbers);
    }
}
