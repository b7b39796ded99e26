namespace Pollecho.Tests;

/// <summary>
/// What a test does beside itself, on a thread of its own: tests block threads of the pool, which then may have none to
/// spare for seconds.
/// </summary>
internal static class OwnThread
{
    /// <summary>Starts it.</summary>
    /// <returns>Ends with it; has its exception if it fails.</returns>
    public static Task Run(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Starts it.</summary>
    /// <returns>What it returns; has its exception if it fails.</returns>
    public static Task<T> Run<T>(Func<T> function) =>
        Task.Factory.StartNew(function, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
