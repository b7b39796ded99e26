using System.Text;
using Pollecho.Platform;

ProcessSetup.Run();

// Besides colour, .NET's console sends a terminal its set-up codes, unless the terminal is a dumb one.
if (!string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
{
    Environment.SetEnvironmentVariable("TERM", "dumb");
}

// Elsewhere it is UTF-8 already; Windows starts with a code page that may lack µ, × and →.
if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

return Pollecho.Commands.CommandLine.Run(args);
