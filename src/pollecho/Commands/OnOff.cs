namespace Pollecho.Commands;

/// <summary>The value of an option that is on or off. Not a bool: after an option of that type the library takes no word but true and false.</summary>
internal enum OnOff
{
    /// <summary>Off.</summary>
    Off,

    /// <summary>On.</summary>
    On,
}
