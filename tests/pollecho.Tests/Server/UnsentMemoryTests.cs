using Pollecho.Server;

namespace Pollecho.Tests.Server;

/// <summary>From when on nobody is read, and from when on somebody is again.</summary>
public unsafe class UnsentMemoryTests
{
    [Fact]
    public void It_is_full_when_the_largest_piece_might_not_fit()
    {
        var memory = new UnsentMemory(budget: 1_000, largest: 100, new());
        byte* first = memory.Keep(new byte[900]);
        Assert.False(memory.IsFull);

        byte* second = memory.Keep("x"u8);
        Assert.True(memory.IsFull);
        Assert.Equal((byte)'x', *second);

        memory.Release(second, 1);
        Assert.False(memory.IsFull);
        memory.Release(first, 900);
    }

    [Fact]
    public void It_has_room_again_when_a_quarter_is_free()
    {
        var memory = new UnsentMemory(budget: 1_100, largest: 100, new());
        byte* most = memory.Keep(new byte[750]);
        Assert.True(memory.HasRoom);

        byte* more = memory.Keep(new byte[1]);
        Assert.False(memory.HasRoom || memory.IsFull);

        memory.Release(more, 1);
        Assert.True(memory.HasRoom);
        memory.Release(most, 750);
    }

    [Fact]
    public void A_budget_for_less_than_one_piece_keeps_one_at_a_time()
    {
        var memory = new UnsentMemory(budget: 10, largest: 100, new());
        Assert.True(memory is { IsFull: false, HasRoom: true });

        byte* one = memory.Keep("x"u8);
        Assert.True(memory is { IsFull: true, HasRoom: false });

        memory.Release(one, 1);
        Assert.True(memory is { IsFull: false, HasRoom: true });
    }
}
