using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary>What the exports have in common on the command line.</summary>
/// <param name="context">What commands work with.</param>
/// <param name="fileName">The name of the file in <c>exports/</c>, for the help.</param>
internal sealed class ExportCommandOptions(CommandContext context, string fileName)
{
    private const string LeaveOut = "leave-out";
    private const string Count = "count";
    private const string Scale = "scale";

    private readonly FolderOptions _folder = new(context);

    private readonly Option<string?> _output = new("--output", "-o") { Description = $"Where the file is written. [default: exports/{fileName} of the assignment]", HelpName = "FILE" };

    private readonly Option<string?> _allowOpen = new("--allow-open")
    {
        Description = $"Export although answers wait for a person: '{LeaveOut}' leaves those students out, '{Count}' counts what is open as 0.",
        HelpName = $"{LeaveOut}|{Count}",
    };

    private readonly Option<string?> _excusedQuestions = new("--excused-questions")
    {
        Description = $"Export although students are excused from single questions: '{Scale}' writes their share of what counts, of the exam's points, '{Count}' their points as they are, '{LeaveOut}' leaves them out.",
        HelpName = $"{Scale}|{Count}|{LeaveOut}",
    };

    /// <summary>The options of a file that says of each student one mark.</summary>
    public IEnumerable<Option> AllOfOneColumn => [_output, _allowOpen, _excusedQuestions, .. _folder.All];

    public IEnumerable<Option> All => [_output, _allowOpen, .. _folder.All];

    public AssignmentFolder Folder(ParseResult parsed) => _folder.Folder(parsed);

    /// <exception cref="CliException">A word is not one of those there are.</exception>
    public ExportOptions Options(ParseResult parsed) => new()
    {
        Output = parsed.GetValue(_output) is { } path ? context.Services.FullPath(path) : null,
        Open = parsed.GetValue(_allowOpen) switch
        {
            null => OpenStudents.Refuse,
            LeaveOut => OpenStudents.LeaveOut,
            Count => OpenStudents.Count,
            var other => throw new CliException($"--allow-open is '{other}': use {LeaveOut} or {Count}."),
        },
        ExcusedQuestions = parsed.GetValue(_excusedQuestions) switch
        {
            null => ExcusedQuestions.Refuse,
            Scale => ExcusedQuestions.Scale,
            Count => ExcusedQuestions.Count,
            LeaveOut => ExcusedQuestions.LeaveOut,
            var other => throw new CliException($"--excused-questions is '{other}': use {Scale}, {Count} or {LeaveOut}."),
        },
    };

    /// <summary>Says what was exported: files (or JSON) on standard output, everything else on standard error.</summary>
    public int Conclude(ParseResult parsed, string command, ExportResult result)
    {
        if (_folder.Json(parsed))
        {
            context.Console.WriteResult(ToJson(command, result));
            return ExitCodes.Success;
        }

        foreach (var warning in result.Warnings)
        {
            context.Console.WriteMessage($"warning: {warning}");
        }

        var excused = result.Excused > 0 ? $", {result.Excused} of them excused" : "";
        context.Console.WriteMessage($"{command}: {Units.Plural(result.Exported, "student", "students")}{excused}; read back and compared");
        Say("left out  ", "an answer is open", result.LeftOut);
        Say("open as 0 ", "an answer is open", result.CountedOpen);
        Say("not in it ", "no row in the file", result.UnmatchedStudents);
        Say("rows kept ", "no student of this exam", result.UnmatchedRows);
        foreach (var file in result.Files)
        {
            context.Console.WriteResult(context.Services.DisplayPath(file));
        }

        return ExitCodes.Success;
    }

    private void Say(string label, string why, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
        {
            context.Console.WriteMessage($"  {label} {names.Count} ({why}): {string.Join("; ", names)}");
        }
    }

    private static string ToJson(string command, ExportResult result) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("command", command);
        JsonLists.Write(writer, "files", result.Files);
        writer.WriteNumber("exported", result.Exported);
        writer.WriteNumber("excused", result.Excused);
        JsonLists.Write(writer, "left_out", result.LeftOut);
        JsonLists.Write(writer, "counted_open", result.CountedOpen);
        JsonLists.Write(writer, "unmatched_students", result.UnmatchedStudents);
        JsonLists.Write(writer, "unmatched_rows", result.UnmatchedRows);
        JsonLists.Write(writer, "warnings", result.Warnings);
        writer.WriteEndObject();
    });
}
