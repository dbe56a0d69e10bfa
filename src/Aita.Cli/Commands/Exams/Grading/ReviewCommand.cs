using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;

namespace Aita.Cli.Commands.Exams.Grading;

/// <summary><c>aita review</c>: what waits for a person.</summary>
internal static class ReviewCommand
{
    private const string Name = "review";
    private const string Nothing = "Nothing waits for a person.";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var csv = new Option<string?>("--csv")
        {
            Description = "Write a table to fill in and give back to 'aita decide --csv'; on standard output without a file.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var sheet = new SheetToFillIn(context);
        var command = new AitaCommand(Name, "Lists the answers that wait for a person, the one that can change a total most first, each with the reasons.")
        {
            Examples =
            [
                ("aita review -a midterm", "a table"),
                ("aita review -a midterm --csv review.csv", "the same to fill in, for aita decide --csv review.csv"),
                ("aita review -a midterm --json", "for a script"),
            ],
        }.With(json, csv, sheet.Force, context.Settings.Assignment.Option!, context.Settings.DataDirectory.Option!);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = common.Folder(parsed);
            var queue = await ReviewQueueFile.TryReadAsync(folder, cancellationToken)
                ?? throw new CliException($"Nothing of '{folder.Name}' is graded yet: run aita grade{common.Address(parsed, folder)}.");
            if (parsed.GetResult(csv) is not null)
            {
                await WriteCsvAsync(context, queue, sheet, parsed, parsed.GetValue(csv), common.Address(parsed, folder), cancellationToken);
            }
            else if (parsed.GetValue(json))
            {
                context.Console.WriteResult(ToJson(queue));
            }
            else
            {
                WriteTable(context, queue);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task WriteCsvAsync(
        CommandContext context, ReviewQueueFile queue, SheetToFillIn sheet, ParseResult parsed, string? file, string address, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(file))
        {
            await context.Console.Out.WriteAsync(queue.ToCsv());
            return;
        }

        await sheet.WriteAsync(parsed, file, queue.ToCsv(), cancellationToken);
        if (queue.Items.Count == 0)
        {
            context.Console.WriteMessage($"{Nothing} {context.Services.DisplayPath(file)} has no rows.");
            return;
        }

        context.Console.WriteMessage($"{Units.Plural(queue.Items.Count, "answer", "answers")} in {context.Services.DisplayPath(file)}: fill in 'points', then aita decide --csv {ShellWord.Quote(file)}{address}");
    }

    private static void WriteTable(CommandContext context, ReviewQueueFile queue)
    {
        if (queue.Items.Count == 0)
        {
            context.Console.WriteMessage(Nothing);
            return;
        }

        var table = Tables.Create("Student", "Question", "State", ">Suggested", ">Of", ">?Can change", "Why");
        foreach (var item in queue.Items)
        {
            table.Row(
                item.Student, item.QuestionId, StateOf(item), item.SuggestedPoints is { } points ? Number(points) : "-", Number(item.PointsPossible),
                $"{Number(item.ConsequencePercent)} %", string.Join('\n', item.Reasons));
        }

        Tables.Write(context.Console, table);
    }

    private static string ToJson(ReviewQueueFile queue) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var item in queue.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("student", item.Student);
            writer.WriteString("student_id", item.StudentId);
            writer.WriteString("pseudonym", item.Pseudonym);
            writer.WriteString("question_id", item.QuestionId);
            writer.WriteString("state", StateOf(item));
            if (item.SuggestedPoints is { } points)
            {
                writer.WriteNumber("suggested_points", points);
            }
            else
            {
                writer.WriteNull("suggested_points");
            }

            writer.WriteNumber("points_possible", item.PointsPossible);
            writer.WriteNumber("consequence", item.Consequence);
            writer.WriteNumber("consequence_percent", item.ConsequencePercent);
            writer.WriteStartArray("reasons");
            foreach (var reason in item.Reasons)
            {
                writer.WriteStringValue(reason);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string StateOf(ReviewItem item) => JsonNamingPolicy.SnakeCaseLower.ConvertName(item.State.ToString());

    private static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
