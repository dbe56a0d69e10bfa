using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Exams.Stages.Reports;
using Aita.Execution;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita report</c>: pages for persons, made from the files of an assignment.</summary>
internal static class ReportCommand
{
    private const string Name = "report";

    public static Command Create(CommandContext context)
    {
        var folder = new FolderOptions(context);
        var student = new Option<string?>("--student", "-s") { Description = "Only this student, and the report on the class: name, id, folder or pseudonym.", HelpName = "NAME" };
        var scale = new Option<string?>("--scale") { Description = "Letters by the share of the total in per cent. [default: none]", HelpName = "A:90,B:80,C:70,F:0" };
        var noPdf = new Option<bool>("--no-pdf") { Description = "Write no PDF of the pages with marks." };
        var command = new AitaCommand(
            Name,
            "Writes reports/: a page for each student (scan beside transcription, criteria, quotes, points), a PDF of the pages with marks, and a "
            + "report on the class. Reads only files of the assignment and sends nothing; files that would not change are not written.")
        {
            Examples =
            [
                ("aita report -a midterm", "everyone, and the class"),
                ("aita report -a midterm --student \"Nova Quill\"", "one student, and the class"),
                ("aita report -a midterm --scale \"A:90,B:80,C:70,D:60,F:0\"", "with letters; answers that may change one come first in the queue"),
            ],
        }.With([student, scale, noPdf, .. folder.All]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new ReportStageOptions
            {
                Student = parsed.GetValue(student),
                Scale = parsed.GetValue(scale) is { } text ? LetterScale.Parse(text) : null,
                AnnotatedPdf = !parsed.GetValue(noPdf),
                Costs = await CostsAsync(context, parsed, cancellationToken),
            };
            var result = await ReportStage.RunAsync(folder.Folder(parsed), options, cancellationToken);
            Write(context, result, folder.Json(parsed));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>What the sessions of the data folder have cost, by what the calls were for.</summary>
    private static async Task<IReadOnlyList<ReportCost>> CostsAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var data = context.Services.FullPath(context.Reader.Read(context.Settings.DataDirectory, parsed));
        var totals = new SortedDictionary<string, CostTotals>(StringComparer.Ordinal);
        await foreach (var session in CostLedger.ReadSessionsAsync(RunSettings.CostDirectoryOf(data), cancellationToken))
        {
            foreach (var (operation, costs) in session.Costs.ByOperation)
            {
                totals[operation] = totals.GetValueOrDefault(operation) + costs;
            }
        }

        return [.. totals.Select(static total => new ReportCost(total.Key, total.Value.Calls, total.Value.Cost, total.Value.UnknownCostCalls))];
    }

    private static void Write(CommandContext context, ReportStageResult result, bool json)
    {
        if (json)
        {
            context.Console.WriteResult(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("command", Name);
                writer.WriteNumber("students", result.Students);
                writer.WriteNumber("open_students", result.OpenStudents);
                writer.WriteNumber("open_answers", result.OpenAnswers);
                writer.WriteString("class_report", result.ClassReport);
                writer.WriteNumber("unchanged", result.Unchanged);
                JsonLists.Write(writer, "written", result.Written);
                JsonLists.Write(writer, "warnings", result.Warnings);
                writer.WriteEndObject();
            }));
            return;
        }

        foreach (var warning in result.Warnings)
        {
            context.Console.WriteMessage($"warning: {warning}");
        }

        context.Console.WriteMessage(
            $"{Name}: {Units.Plural(result.Students, "student", "students")}; {Units.Plural(result.Written.Count, "file", "files")} written, {result.Unchanged} unchanged");
        if (result.OpenAnswers > 0)
        {
            context.Console.WriteMessage(
                $"  open       {Units.Plural(result.OpenAnswers, "answer waits", "answers wait")} for a person, of {Units.Plural(result.OpenStudents, "student", "students")}; they are listed in the report");
        }

        context.Console.WriteResult(context.Services.DisplayPath(result.ClassReport));
    }
}
