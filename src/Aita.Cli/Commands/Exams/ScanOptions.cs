using System.CommandLine;
using Aita.Exams.Stages.Ingest;

namespace Aita.Cli.Commands.Exams;

/// <summary>The options of commands that take in scans; what is not said stays as in the run before.</summary>
internal sealed class ScanOptions
{
    private readonly Option<bool> _stack = new("--stack")
    {
        Description = "A file holds the exams of several students. Without it that is found out from the names on first pages. [default: as in the run before]",
    };

    private readonly Option<int?> _strip = new("--name-strip")
    {
        Description = "The height of the strip on top of a page where name and number are, in per cent of the page, 3 to 50. [default: as in the run before, else 12]",
        HelpName = "PERCENT",
    };

    public IEnumerable<Option> All => [_stack, _strip];

    /// <summary>What was said of the scans.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="paths">The files and folders, as full paths.</param>
    public IngestStageOptions Of(ParseResult parsed, IEnumerable<string> paths) => new()
    {
        Paths = [.. paths],
        Stack = parsed.GetResult(_stack) is null ? null : parsed.GetValue(_stack),
        NameStripPercent = parsed.GetValue(_strip),
    };
}
