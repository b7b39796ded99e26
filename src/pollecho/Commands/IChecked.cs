namespace Pollecho.Commands;

/// <summary>An option that can say what it takes.</summary>
internal interface IChecked
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>What it takes, for the error when that is missing.</summary>
    string Takes { get; }
}
