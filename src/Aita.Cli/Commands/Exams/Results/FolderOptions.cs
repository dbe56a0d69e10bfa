using System.CommandLine;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary>The options of commands that work on the files of an assignment and send nothing.</summary>
internal sealed class FolderOptions(CommandContext context)
{
    private readonly Option<bool> _json = new("--json") { Description = "Write the outcome as JSON on standard output." };

    public IEnumerable<Option> All => [context.Settings.Assignment.Option!, context.Settings.DataDirectory.Option!, _json];

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The folder of the assignment. A name that differs in case only is taken for the one that is there.</summary>
    /// <exception cref="CliException">There is no such assignment.</exception>
    public AssignmentFolder Folder(ParseResult parsed) => new ExamOptions(context).Folder(parsed);

    /// <summary>The same, but never an assignment that was not named only because it is the only one.</summary>
    /// <exception cref="CliException">There is no such assignment.</exception>
    public AssignmentFolder NamedFolder(ParseResult parsed) => new ExamOptions(context).NamedFolder(parsed);
}
