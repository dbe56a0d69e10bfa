using System.CommandLine;
using Aita.Cli.Settings;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary>The options that every stage of an exam has.</summary>
internal sealed class ExamOptions(CommandContext context)
{
    private readonly Option<bool> _force = new("--force", "-f") { Description = "Make everything anew that no person wrote or edited; aita extract-questions and aita run also make an edited exam anew, and keep it as a backup." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would be sent and about what it would cost, by the price list of the provider. Sends no content and needs no key." };
    private readonly Option<bool> _estimate = new("--estimate")
    {
        Description = $"Only run a pilot of at most {PilotEstimate.PilotSize} calls from all over the stage, and say what the whole will cost and how long it will take. "
            + "Writes no results; the answers are kept in the checkpoint, and the run does not pay for them again. Not with --force.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write the outcome as JSON on standard output." };

    public IEnumerable<Option> All =>
        [context.Settings.Assignment.Option!, _force, _dryRun, _json, context.Settings.Yes.Option, .. context.Settings.RunOptions];

    /// <summary>Adds <c>--estimate</c> to a command whose requests are known before they are sent.</summary>
    public AitaCommand AddEstimateTo(AitaCommand command)
    {
        command.Validators.Add(result =>
        {
            if (!result.GetValue(_estimate))
            {
                return;
            }

            if (result.GetValue(_dryRun))
            {
                result.AddError("Option '--estimate' sends a pilot to the provider, and '--dry-run' sends nothing: use one of them.");
            }
            else if (result.GetValue(_force))
            {
                result.AddError("Option '--force' asks everything anew, and would pay for the pilot of '--estimate' again: estimate without it, or use '--dry-run'.");
            }
        });
        return command.With(_estimate);
    }

    public bool Estimate(ParseResult parsed) => parsed.GetValue(_estimate);

    public bool Force(ParseResult parsed) => parsed.GetValue(_force);

    public bool DryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>
    /// The folder of the assignment. A name that differs in case only is taken for the one that is there; when none was given and the default's
    /// is not there, the only assignment is taken.
    /// </summary>
    /// <exception cref="CliException">There is no such assignment.</exception>
    public AssignmentFolder Folder(ParseResult parsed) => Folder(parsed, takesTheOnlyOne: true);

    /// <summary>The same for a command that removes: it takes no other assignment than the one that was named, or the default.</summary>
    /// <exception cref="CliException">There is no such assignment.</exception>
    public AssignmentFolder NamedFolder(ParseResult parsed) => Folder(parsed, takesTheOnlyOne: false);

    private AssignmentFolder Folder(ParseResult parsed, bool takesTheOnlyOne)
    {
        var data = context.Services.FullPath(context.Reader.Read(context.Settings.DataDirectory, parsed));
        var name = context.Reader.Read(context.Settings.Assignment, parsed);
        var folder = AssignmentFolder.Open(data, name);
        if (Directory.Exists(folder.Root))
        {
            return folder;
        }

        var all = Assignments(data);
        if (takesTheOnlyOne && !context.Reader.IsGiven(context.Settings.Assignment, parsed) && all.Count > 0)
        {
            return Only(data, all);
        }

        return all.Where(found => found.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)).ToList() is [var only]
            ? AssignmentFolder.Open(data, only)
            : throw new CliException(AssignmentFolder.Open(data, AssignmentFolder.DefaultName).IsOldLayout
                ? $"There is no assignment '{name}' in {context.Services.DisplayPath(data)}, which is itself an exam: leave the name out, or give '{AssignmentFolder.DefaultName}', to use that one."
                : $"There is no assignment '{name}' in {context.Services.DisplayPath(data)}: {Advice(all)}");
    }

    /// <summary>How a hint names the assignment: as the command line did, so that the hint can be typed as it stands.</summary>
    public string Address(ParseResult parsed, AssignmentFolder folder) => string.Concat(
        Given(context.Settings.Assignment, parsed) is null ? "" : $" -a {ShellWord.Quote(folder.Name)}",
        DataDirectory(parsed));

    /// <summary>How a hint names the data folder, as the command line did.</summary>
    public string DataDirectory(ParseResult parsed) => Given(context.Settings.DataDirectory, parsed) is { } data ? $" --data-dir {ShellWord.Quote(data)}" : "";

    private static string? Given(Setting<string> setting, ParseResult parsed) =>
        setting.Option is { } option && parsed.GetResult(option) is { Implicit: false } ? parsed.GetValue(option) : null;

    private AssignmentFolder Only(string data, List<string> all)
    {
        if (all is not [var only])
        {
            throw new CliException($"There are several assignments in {context.Services.DisplayPath(data)}: name one with -a: {Names(all)}.");
        }

        context.Console.WriteMessage($"assignment: '{only}', the only one in {context.Services.DisplayPath(data)}");
        return AssignmentFolder.Open(data, only);
    }

    private static List<string> Assignments(string data) => !Directory.Exists(data)
        ? []
        : [.. Directory.EnumerateDirectories(data).Select(static path => Path.GetFileName(path))
            .Where(static name => !name.StartsWith('.') && name != RunSettings.CostFolder)
            .Order(StringComparer.OrdinalIgnoreCase)];

    private static string Advice(List<string> all) => all.Count == 0
        ? "there are none; make a folder of that name with the exam in it, or name the data folder with --data-dir."
        : $"there are {Names(all)}.";

    private static string Names(List<string> all) =>
        $"{string.Join(", ", all.Take(20).Select(static name => $"'{name}'"))}{(all.Count > 20 ? ", ..." : "")}";

    /// <summary>The model and the endpoint that would be asked; no key is needed to know them.</summary>
    public (string Model, Uri BaseUrl) Provider(ParseResult parsed) =>
        (context.Reader.Read(context.Settings.Model, parsed), context.Reader.Read(context.Settings.BaseUrl, parsed));
}
