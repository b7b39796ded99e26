using Pollecho.Compare.Models;

namespace Pollecho.Tests.Compare.Models;

/// <summary>Why io_uring may not be used.</summary>
public class IoUringAccessTests
{
    [Theory]
    [InlineData(1, null, "a filter of system calls forbids it, as in most containers")]
    [InlineData(1, "0", "a filter of system calls forbids it, as in most containers")]
    [InlineData(1, "1", "kernel.io_uring_disabled is 1")]
    [InlineData(1, "2", "kernel.io_uring_disabled is 2")]
    [InlineData(12, "0", "there is no memory for it, or no more may be locked (ulimit -l)")]
    [InlineData(22, "0", "it takes Linux 6.1")]
    [InlineData(38, null, "this kernel has no io_uring, or a filter of system calls hides it")]
    public void Each_error_has_its_reason(int error, string? disabled, string reason) => Assert.Equal(reason, IoUringAccess.Explain(error, disabled));
}
