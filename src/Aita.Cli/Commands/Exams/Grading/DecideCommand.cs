using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;

namespace Aita.Cli.Commands.Exams.Grading;

/// <summary><c>aita decide</c>: a person's word about marks.</summary>
internal static class DecideCommand
{
    private const string Name = "decide";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var student = new Argument<string?>("STUDENT") { Description = "Folder, name, number or pseudonym.", Arity = ArgumentArity.ZeroOrOne };
        var question = new Argument<string?>("QUESTION") { Description = "The question's id. With --excuse and --withdraw it may be left out: the whole exam.", Arity = ArgumentArity.ZeroOrOne };
        var points = new Argument<string?>("POINTS") { Description = "The mark, such as 2.5.", Arity = ArgumentArity.ZeroOrOne };
        var criteria = new Option<string?>("--criteria") { Description = "Points of each criterion in the order of the rubric; they are the mark.", HelpName = "1,0.5,2" };
        var comment = new Option<string?>("--comment") { Description = "What the student is told in place of the model's feedback.", HelpName = "TEXT" };
        var by = new Option<string?>("--by") { Description = "Who decides. [default: the name of the user of this machine]", HelpName = "NAME" };
        var excuse = new Option<bool>("--excuse") { Description = "Excuse the student from the question, or from the exam." };
        var withdraw = new Option<bool>("--withdraw") { Description = "Take back what was decided; the mark of the model counts again." };
        var csv = new Option<string?>("--csv") { Description = "Decide every row of a table that has points (EX excuses): student, question, points, criteria, comment.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Write the outcome as JSON on standard output." };
        var command = new AitaCommand(
            Name,
            "Decides about marks. A decision wins over every machine, now and in later runs, with --force too; it is recorded in "
            + "grading_results/decisions.jsonl and reaches the grades at once. Sends nothing.")
        {
            Examples =
            [
                ("aita decide \"Nova Quill\" 3a 6.5 -a midterm", "the mark of one answer"),
                ("aita decide S0001 2 --criteria 2,1.5,0 --comment \"The unit is missing.\"", "criterion by criterion, with a word for the student"),
                ("aita decide \"Nova Quill\" --excuse", "the student is excused from the exam"),
                ("aita decide \"Nova Quill\" 3a --withdraw", "takes the decision back"),
                ("aita decide --csv review.csv --by \"A. Teacher\"", "what 'aita review --csv review.csv' wrote, filled in"),
            ],
        }.With([criteria, comment, by, excuse, withdraw, csv, context.Settings.Assignment.Option!, context.Settings.DataDirectory.Option!, json]);
        command.Add(student);
        command.Add(question);
        command.Add(points);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = common.Folder(parsed);
            var person = PersonOf(context, parsed.GetValue(by));
            if (parsed.GetValue(csv) is { } file)
            {
                Refuse(parsed.GetValue(student) is not null, "--csv takes students and questions from the file: leave STUDENT out.");
                var all = await GradeDecisions.DecideFromFileAsync(folder, context.Services.FullPath(file), person, context.Services.Time, cancellationToken);
                Write(context, all, parsed.GetValue(json));
                return ExitCodes.Success;
            }

            var request = new DecisionRequest
            {
                Student = parsed.GetValue(student) ?? throw new CliException("Name the student and the question, or give --csv FILE."),
                QuestionId = parsed.GetValue(question),
                Points = ReadPoints(parsed.GetValue(points)),
                CriterionPoints = ReadCriteria(parsed.GetValue(criteria)),
                Excuse = parsed.GetValue(excuse),
                Withdraw = parsed.GetValue(withdraw),
                Comment = parsed.GetValue(comment),
            };
            Refuse(request.Excuse && request.Withdraw, "--excuse and --withdraw do not go together.");
            Refuse((request.Excuse || request.Withdraw) && (request.Points is not null || request.CriterionPoints.Count > 0), "--excuse and --withdraw take no points.");
            Write(context, await GradeDecisions.DecideAsync(folder, [request], person, context.Services.Time, cancellationToken), parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string PersonOf(CommandContext context, string? given)
    {
        var environment = context.Services.Environment;
        return new[] { given, environment.GetValueOrDefault("USER"), environment.GetValueOrDefault("USERNAME") }.FirstOrDefault(name => !string.IsNullOrWhiteSpace(name))?.Trim()
            ?? throw new CliException("This machine does not say who you are: give --by NAME.");
    }

    private static void Refuse(bool isWrong, string sentence)
    {
        if (isWrong)
        {
            throw new CliException(sentence);
        }
    }

    private static decimal? ReadPoints(string? text) => text is null ? null
        : decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value
        : throw new CliException($"POINTS is '{text}': write a number such as 2.5.");

    private static List<decimal> ReadCriteria(string? text) => text is null ? []
        : [.. text.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part => ReadPoints(part)!.Value)];

    private static void Write(CommandContext context, IReadOnlyList<DecidedGrade> decided, bool json)
    {
        if (!json)
        {
            foreach (var entry in decided)
            {
                context.Console.WriteResult(entry.Grade is { } grade
                    ? $"{entry.Student}, question {entry.QuestionId}: {TextOf(grade)}. Total {Number(entry.Grades.TotalScore)} of {Number(entry.Grades.TotalPossible)}{OpenOf(entry.Grades)}."
                    : $"{entry.Student}: total {Number(entry.Grades.TotalScore)} of {Number(entry.Grades.TotalPossible)}{OpenOf(entry.Grades)}.");
            }

            return;
        }

        context.Console.WriteResult(JsonText.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var entry in decided)
            {
                writer.WriteStartObject();
                writer.WriteString("student", entry.Student);
                writer.WriteString("question_id", entry.QuestionId);
                writer.WriteString("state", entry.Grade is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Grade.State.ToString()));
                WriteNumber(writer, "points", entry.Grade?.PointsEarned);
                writer.WriteNumber("total_score", entry.Grades.TotalScore);
                writer.WriteNumber("total_possible", entry.Grades.TotalPossible);
                writer.WriteNumber("open_questions", entry.Grades.OpenQuestions);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }));
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static string TextOf(QuestionGrade grade) => grade.State switch
    {
        GradeState.Excused => "excused",
        _ when grade.PointsEarned is { } points => $"{Number(points)} of {Number(grade.PointsPossible)}",
        _ => $"open ({string.Join(' ', grade.ReviewReasons)})",
    };

    private static string OpenOf(StudentGrades grades) => grades.OpenQuestions == 0 ? "" : $", {Units.Plural(grades.OpenQuestions, "question", "questions")} open";

    private static string Number(decimal points) => points.ToString("0.##", CultureInfo.InvariantCulture);
}
