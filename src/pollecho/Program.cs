using System.Text;
using Pollecho.Platform;

ProcessSetup.Run();

// Elsewhere it is UTF-8 already; Windows starts with a code page that may lack µ, × and →.
if (OperatingSystem.IsWindows())
{
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
}

return Pollecho.Commands.CommandLine.Run(args);
