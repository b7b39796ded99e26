using System.Text.RegularExpressions;
using Xunit;

namespace Pollecho.EndToEnd;

/// <summary>The option tables of README.md against what the binary itself says.</summary>
public sealed class ReadmeOptionsTests
{
    [Theory]
    [InlineData("server")]
    [InlineData("client")]
    [InlineData("compare")]
    public void The_README_lists_every_option_with_its_default_and_no_other(string command)
    {
        using Pollecho help = Pollecho.Run(command, "--help");
        Dictionary<string, string> told = help.Output.Lines
            .Select(line => Regex.Match(line, @"^  (?:-\S, )?(--[\w-]+)(.*)$"))
            .Where(match => match.Success)
            .ToDictionary(match => match.Groups[1].Value, match => Regex.Match(match.Groups[2].Value, @"\[default: (.*?)\]").Groups[1].Value);

        string readme = File.ReadAllText(Path.Combine(ReadmeCommand.Root, "README.md"));
        string table = Regex.Match(readme, $@"<summary><code>pollecho {command}\b.*?</details>", RegexOptions.Singleline).Value;
        Dictionary<string, string> shown = Regex.Matches(table, @"^\| `(?:-\w, )?(--[\w-]+)[^`]*` \|.*?\| (.*?) ?\|\r?$", RegexOptions.Multiline)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        Assert.Equal(told.Keys.Order(), shown.Keys.Order());
        Assert.All(told.Where(option => option.Value.Length > 0), option => Assert.Equal((option.Key, option.Value), (option.Key, shown[option.Key])));
    }
}
