using System.Runtime.CompilerServices;
using static Pollecho.Platform.Native.SignalCalls;

namespace Pollecho.Platform;

/// <summary>
/// Takes SIGHUP, SIGINT and SIGTERM on a thread of its own, by sigwait(3). Unix only.
/// </summary>
/// <remarks>
/// .NET starts a thread for each such signal when it comes. Where the system has no more threads to give, that ends the
/// process with a stack trace in the place of a good stop; this thread is there from the start.
/// https://github.com/dotnet/runtime/blob/main/src/libraries/System.Private.CoreLib/src/System/Runtime/InteropServices/PosixSignalRegistration.Unix.cs
/// </remarks>
internal static unsafe class SignalThread
{
    /// <summary>One is enough, unless a reference is left somewhere on the stack.</summary>
    private const int MostCollections = 10;

    private static readonly int[] Signals = [SIGHUP, SIGINT, SIGTERM];

    /// <summary>
    /// Starts it. To be called before any other thread is started: one that does not block these signals would be ended
    /// by them, and a thread blocks what the one that starts it does.
    /// </summary>
    /// <param name="took">Hears of each signal, on that thread; not of one that the process was started to ignore, as by nohup(1).</param>
    /// <exception cref="OutOfMemoryException">The system gives no more threads.</exception>
    public static void Start(Action<int> took)
    {
        int[] heeded = [.. Signals.Where(number => !IsIgnored(number))];
        Block(heeded);
        BlockOnFinalizerThread(heeded);
        new Thread(() => Run(heeded, took)) { IsBackground = true, Name = "signals" }.Start();
    }

    /// <summary>Undoes what a parent process may have left: a signal that is blocked would never come.</summary>
    public static void UnblockAll() => Change(SIG_UNBLOCK, Signals);

    /// <summary>Ends the process as a broken pipe does by itself, which .NET ignores: at once and without a word.</summary>
    public static void EndByBrokenPipe() => EndBy(SIGPIPE);

    /// <summary>Does what a signal does by itself: ends the process at once, in the way that a shell sees which signal it was.</summary>
    public static void EndBy(int number)
    {
        _ = signal(number, SIG_DFL);
        Change(SIG_UNBLOCK, [number]);
        _ = raise(number);

        // The first process of a container or a system is still there: its signals do nothing by themselves (kill(2), NOTES).
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
