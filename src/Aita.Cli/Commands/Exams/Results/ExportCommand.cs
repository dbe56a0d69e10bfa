using System.CommandLine;
using Aita.Exams.Stages.Exports;
using Aita.Exams.Stages.Reports;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita export</c>: marks for learning management systems, in files that a teacher downloaded there.</summary>
internal static class ExportCommand
{
    private const string Name = "export";

    public static Command Create(CommandContext context)
    {
        var command = new AitaCommand(
            Name,
            "Fills the teacher's own gradebook (Canvas) or worksheet (Moodle), or writes a plain CSV. Refuses while an answer waits for a person. "
            + "What was written is read back and compared; the downloaded file is never changed.")
        {
            Examples =
            [
                ("aita export canvas -a midterm --gradebook grades.csv --column \"Midterm 1 (48213)\"", "fills one column of Canvas' gradebook"),
                ("aita export moodle -a midterm --worksheet grades.csv --feedback-zip", "fills Moodle's worksheet, and packs the annotated PDFs"),
                ("aita export csv -a midterm", "every mark of every student, question by question"),
            ],
        };
        command.Add(CreateCanvas(context));
        command.Add(CreateMoodle(context));
        command.Add(CreateCsv(context));
        return command;
    }

    private static AitaCommand CreateCanvas(CommandContext context)
    {
        var common = new ExportCommandOptions(context, "canvas.csv");
        var gradebook = new Option<string>("--gradebook", "-g") { Description = "The gradebook as you exported it from Canvas (Grades, Export). It is only read.", HelpName = "FILE", Required = true };
        var column = new Option<string>("--column", "-c") { Description = "The assignment's column: its whole heading, its title, or its number.", HelpName = "HEADING", Required = true };
        var command = new AitaCommand(
            "canvas", "Fills one column of the gradebook that you exported from Canvas; every other cell stays byte for byte. Import the result in Canvas (Grades, Import).")
        {
            Examples =
            [
                ("aita export canvas -a midterm -g grades.csv -c \"Midterm 1 (48213)\"", "writes exports/canvas.csv"),
                ("aita export canvas -a midterm -g grades.csv -c 48213 --allow-open leave-out", "without students who have an open answer"),
            ],
        }.With([gradebook, column, .. common.AllOfOneColumn]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = new CanvasOptions { Gradebook = context.Services.FullPath(parsed.GetValue(gradebook)!), Column = parsed.GetValue(column)! };
            return common.Conclude(parsed, Name, await CanvasExport.RunAsync(common.Folder(parsed), options, common.Options(parsed), cancellationToken));
        });
        return command;
    }

    private static AitaCommand CreateMoodle(CommandContext context)
    {
        var common = new ExportCommandOptions(context, "moodle.csv");
        var worksheet = new Option<string>("--worksheet", "-w") { Description = "The grading worksheet as you downloaded it from the Moodle assignment. It is only read.", HelpName = "FILE", Required = true };
        var column = new Option<string?>("--column", "-c") { Description = "The heading of the grade's column, where it is not found in the worksheet's language.", HelpName = "HEADING" };
        var feedbackColumn = new Option<string?>("--feedback-column") { Description = "The heading of the column of feedback comments, where it is not found.", HelpName = "HEADING" };
        var noFeedback = new Option<bool>("--no-feedback") { Description = "Fill marks only." };
        var zip = new Option<string?>("--feedback-zip") { Description = "Also pack the annotated PDFs for 'Upload multiple feedback files in a zip'. [default: exports/moodle_feedback.zip]", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne };
        var command = new AitaCommand(
            "moodle", "Fills the offline grading worksheet that you downloaded from a Moodle assignment, in any language. Upload the result there (Upload grading worksheet).")
        {
            Examples =
            [
                ("aita export moodle -a midterm -w grades.csv", "writes exports/moodle.csv"),
                ("aita export moodle -a midterm -w grades.csv --feedback-zip", "and exports/moodle_feedback.zip with the annotated PDFs"),
            ],
        }.With([worksheet, column, feedbackColumn, noFeedback, zip, .. common.AllOfOneColumn]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = common.Folder(parsed);
            var wantsZip = parsed.GetResult(zip) is not null;
            var options = new MoodleOptions
            {
                Worksheet = context.Services.FullPath(parsed.GetValue(worksheet)!),
                GradeColumn = parsed.GetValue(column),
                FeedbackColumn = parsed.GetValue(feedbackColumn),
                Feedback = !parsed.GetValue(noFeedback),
                FeedbackZip = wantsZip ? parsed.GetValue(zip) is { } path ? context.Services.FullPath(path) : Path.Join(folder.Exports, "moodle_feedback.zip") : null,
            };
            if (wantsZip)
            {
                // The PDFs must say what the worksheet says; files that are right already are not written.
                await ReportStage.RunAsync(folder, cancellationToken: cancellationToken);
            }

            return common.Conclude(parsed, Name, await MoodleExport.RunAsync(folder, options, common.Options(parsed), cancellationToken));
        });
        return command;
    }

    private static AitaCommand CreateCsv(CommandContext context)
    {
        var common = new ExportCommandOptions(context, "scores.csv");
        var command = new AitaCommand("csv", "Writes every mark of every student, question by question with its state. Cells that a spreadsheet would take for a formula are guarded.")
        {
            Examples =
            [
                ("aita export csv -a midterm", "writes exports/scores.csv"),
                ("aita export csv -a midterm --allow-open count -o scores.csv", "with students who have an open answer, which then counts 0"),
            ],
        }.With(common.All);
        command.SetAction(async (parsed, cancellationToken) =>
            common.Conclude(parsed, Name, await CsvExport.RunAsync(common.Folder(parsed), common.Options(parsed), cancellationToken)));
        return command;
    }
}
