using System.Globalization;
using Aita.Samples;

switch (args)
{
    case ["class", var folder, .. var options]:
        await ClassWriter.WriteAsync(folder, Number("--students", 30), Number("--seed", 1));
        break;
        int Number(string name, int usual)
        {
            var at = Array.IndexOf(options, name);
            return at < 0 ? usual
                : at + 1 < options.Length && int.TryParse(options[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw new ArgumentException($"{name} needs a number.", nameof(args));
        }

    case [var folder]:
        await SampleWriter.WriteAsync(folder, SampleWriter.Seed, CancellationToken.None);
        break;
    default:
        throw new ArgumentException(
            "Usage: dotnet run --project samples/Aita.Samples -- OUTDIR, or: ... -- class OUTDIR [--students 30] [--seed 1]", nameof(args));
}
