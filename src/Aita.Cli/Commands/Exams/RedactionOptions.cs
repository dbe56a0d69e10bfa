using System.CommandLine;
using Aita.Exams.Privacy;

namespace Aita.Cli.Commands.Exams;

/// <summary>The options of commands that send pages with students' names on them.</summary>
internal sealed class RedactionOptions
{
    private readonly Option<string?> _redact = new("--redact")
    {
        Description = "Paint over the names on the paper before a page is sent: on or off. A page of which it is not known where the name stands is then not sent. "
            + "[default: on once aita ingest has found the names, or with --name-strip]",
        HelpName = "on|off",
    };

    private readonly Option<double?> _strip = new("--name-strip")
    {
        Description = "Names stand in the upper PERCENT of each page; this part is painted over. [default: as aita ingest found it]",
        HelpName = "PERCENT",
    };

    public RedactionOptions() => _redact.AcceptOnlyFromAmong("on", "off");

    public IEnumerable<Option> All => [_redact, _strip];

    /// <summary>Whether names are painted over.</summary>
    public Redaction Mode(ParseResult parsed) => parsed.GetValue(_redact) switch
    {
        "on" => Redaction.On,
        "off" => Redaction.Off,
        _ => Redaction.WhereKnown,
    };

    /// <summary>The height of the strip.</summary>
    public double? StripPercent(ParseResult parsed) => parsed.GetValue(_strip);

    /// <summary>What leaves the machine of the names, in words.</summary>
    public static string Describe(bool masksNames) => masksNames ? "names on the paper masked" : "names on the paper included";
}
