using System.CommandLine;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary>The options that every stage of an exam has.</summary>
internal sealed class ExamOptions(CommandContext context)
{
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Make everything anew that no person wrote or edited." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be sent and about what it would cost, by the price list of the provider. Sends no content and needs no key." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the outcome as JSON on standard output." };

    public IEnumerable<Option> All =>
        [context.Settings.Assignment.Option!, _force, _dryRun, _json, context.Settings.Yes.Option, .. context.Settings.RunOptions];

    public bool Force(ParseResult parsed) => parsed.GetValue(_force);

    public bool DryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The folder of the assignment.</summary>
    public AssignmentFolder Folder(ParseResult parsed) => AssignmentFolder.Open(
        context.Services.FullPath(context.Reader.Read(context.Settings.DataDirectory, parsed)),
        context.Reader.Read(context.Settings.Assignment, parsed));

    /// <summary>The model and the endpoint that would be asked; no key is needed to know them.</summary>
    public (string Model, Uri BaseUrl) Provider(ParseResult parsed) =>
        (context.Reader.Read(context.Settings.Model, parsed), context.Reader.Read(context.Settings.BaseUrl, parsed));
}
