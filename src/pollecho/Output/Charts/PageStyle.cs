namespace Pollecho.Output.Charts;

/// <summary>The style sheet of every page.</summary>
internal static class PageStyle
{
    // A table that is wider than the page has a shadow on the side where there is more of it: covers in the ground's colour
    // move with the table and hide the shadow at either end (https://lea.verou.me/blog/2012/04/background-attachment-local/).
    // Telephones show no scrollbar until one scrolls.
    private const string Tables = """
        .scroll { overflow-x: auto; background: linear-gradient(to right, var(--page) 30%, transparent) left / 40px 100% local no-repeat,
          linear-gradient(to left, var(--page) 30%, transparent) right / 40px 100% local no-repeat,
          linear-gradient(to right, var(--shadow), transparent) left / 16px 100% scroll no-repeat,
          linear-gradient(to left, var(--shadow), transparent) right / 16px 100% scroll no-repeat; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .2rem .7rem; text-align: right; vertical-align: bottom; border-bottom: 1px solid var(--rule); }
        td, th[scope=row] { white-space: nowrap; } th { min-width: 6.5rem; } th[scope=row] { font-weight: 400; }
        th:first-child { text-align: left; position: sticky; left: 0; background: var(--page); }
        """;

    /// <summary>All rules.</summary>
    public static string Sheet { get; } = $$"""
        :root { {{Variables(shade => shade.Light)}} }
        * { box-sizing: border-box; }
        body { background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 1100px; overflow-wrap: break-word; }
        h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
        p { margin: .3rem 0; } .faint { color: var(--faint); } ul, ol { padding-left: 1.4rem; margin: .3rem 0; } ol > li { margin-bottom: .6rem; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 1rem; }
        figure { margin: 0; background: var(--panel); border-radius: 8px; padding: .8rem; } figcaption { font-weight: 600; }
        .chart { width: 100%; height: auto; display: block; }
        .key { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .6rem 0; } .key svg { margin-right: .3em; vertical-align: -.15em; }
        .exchanges { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 1rem; }
        .exchanges svg { max-width: 400px; } .exchanges p { font-size: .85rem; }
        {{Tables}}
        @media (max-width: 600px) { body { padding: .8rem; } figure { padding: .6rem .3rem; } figcaption { padding-left: .2rem; } }
        @media (prefers-color-scheme: dark) {
        :root { {{Variables(shade => shade.Dark)}} }
        {{ChartColours.ForDark}}
        }
        """;

    private static string Variables(Func<Shade, string> of) =>
        $"--page: {of(ChartColours.Page)}; --text: {of(ChartColours.Text)}; --faint: {of(ChartColours.Faint)}; --rule: {of(ChartColours.Rule)}; --panel: {of(ChartColours.Panel)}; --shadow: {of(ChartColours.Faint)};";
}
