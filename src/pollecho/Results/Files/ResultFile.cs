using System.Text;
using System.Text.Json;
using Pollecho.Platform;

namespace Pollecho.Results.Files;

/// <summary>
/// Files with results as <c>--json</c> prints them: one, or several one after another, be it on a line each or not. Other
/// JSON between them, as the lines about single replies, is passed over. Whatever a file holds, reading it ends, and takes no
/// more memory than some times <see cref="MostBytes"/>.
/// </summary>
internal static class ResultFile
{
    /// <summary>The most bytes that a file may have.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>The most bytes of one result, which has some thousand.</summary>
    private const int MostOfDocument = 4 << 20;

    private static readonly JsonReaderOptions Several = new() { AllowMultipleValues = true, MaxDepth = 32 };
    private static readonly JsonDocumentOptions Single = new() { MaxDepth = 32 };

    /// <summary>The results in a file, or in the files of a directory that end in .json, in the order of their names.</summary>
    /// <exception cref="ResultFileException">It cannot be read, is no JSON, or has no result.</exception>
    public static IEnumerable<ResultDocument> ReadAll(string path) => FilesOf(path).SelectMany(Read);

    /// <summary>A file itself, or the files of a directory that end in .json, in the order of their names.</summary>
    /// <exception cref="ResultFileException">It cannot be read, or has no such file.</exception>
    public static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = Guarded(path, () => Directory.GetFiles(path, "*.json"));
        return files.Length > 0 ? files.Order(StringComparer.Ordinal) : throw new ResultFileException(path, "holds no file that ends in .json");
    }

    /// <summary>The results in a file, in their order.</summary>
    /// <exception cref="ResultFileException">It cannot be read, is no JSON, or has no result.</exception>
    public static IEnumerable<ResultDocument> Read(string path)
    {
        ReadOnlyMemory<byte> text = Utf8(Guarded(path, () => ReadBytes(path)));
        List<(int Start, int Length)> values = Values(path, text.Span);
        int found = 0;
        foreach ((int start, int length) in values)
        {
            ReadOnlyMemory<byte> value = text.Slice(start, length);
            JsonElement root = Parse(path, value);
            if (ResultDocument.KindOf(root) is { } kind)
            {
                found++;
                yield return new(values.Count == 1 ? path : $"{path}#{found}", kind, ResultDigest.Of(value.Span), root);
            }
        }

        if (found == 0)
        {
            throw new ResultFileException(path, "holds no result of pollecho client, sweep or compare --json");
        }
    }

    private static byte[] ReadBytes(string path)
    {
        // Before it is opened: of a pipe that nobody writes to, opening waits for ever. What is no regular file has no length.
        var file = new FileInfo(path);
        if (file is { Exists: true, Length: 0 })
        {
            throw new ResultFileException(path, "is empty, or no regular file");
        }

        using FileStream stream = File.OpenRead(path);
        if (!stream.CanSeek || stream.Length > MostBytes)
        {
            throw new ResultFileException(path, stream.CanSeek ? $"has over {MostBytes >> 20} MiB; a result has some KiB" : "is no regular file");
        }

        byte[] bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>The text without a byte order mark: what <c>&gt;</c> of Windows PowerShell 5 writes is UTF-16 with one (about_Character_Encoding).</summary>
    private static ReadOnlyMemory<byte> Utf8(byte[] bytes) => bytes switch
    {
        [0xef, 0xbb, 0xbf, ..] => bytes.AsMemory(3),
        [0xff, 0xfe, ..] => Encoding.Convert(Encoding.Unicode, Encoding.UTF8, bytes, 2, bytes.Length - 2),
        _ => bytes,
    };

    /// <summary>Where each value of the outermost level is.</summary>
    private static List<(int Start, int Length)> Values(string path, ReadOnlySpan<byte> text)
    {
        var values = new List<(int, int)>();
        var reader = new Utf8JsonReader(text, Several);
        try
        {
            while (reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                values.Add((start, (int)reader.BytesConsumed - start));
            }

            return values;
        }
        catch (JsonException e)
        {
            throw new ResultFileException(path, $"is no JSON at line {e.LineNumber + 1}, or not all of it is there");
        }
    }

    private static JsonElement Parse(string path, ReadOnlyMemory<byte> value)
    {
        if (value.Length > MostOfDocument)
        {
            throw new ResultFileException(path, $"holds no result: a value of it has over {MostOfDocument >> 20} MiB");
        }

        using JsonDocument document = JsonDocument.Parse(value, Single);
        try
        {
            return HasKeyTwice(document.RootElement) ? throw new ResultFileException(path, "is no result: a key in it is there twice") : document.RootElement.Clone();
        }
        catch (InvalidOperationException)
        {
            throw new ResultFileException(path, "is no result: it has text that is not UTF-8");
        }
    }

    /// <summary>Whether an object in it has two members of one name.</summary>
    /// <remarks>The parser can ask, but loads OpenSSL to seed its hashes, and an empty container image has none.</remarks>
    /// <exception cref="InvalidOperationException">A name or a string is no text: the parser looks no further than for its end.</exception>
    private static bool HasKeyTwice(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var keys = new HashSet<string>();
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    if (!keys.Add(member.Name) || HasKeyTwice(member.Value))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    if (HasKeyTwice(item))
                    {
                        return true;
                    }
                }

                return false;
            case JsonValueKind.String:
                _ = value.GetString();
                return false;
            default:
                return false;
        }
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ResultFileException(path, $"cannot be read: {FileFault.Of(path, e)}");
        }
    }
}
