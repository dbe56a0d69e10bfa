using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita approve</c>: says that a person has read rubrics and answer keys and stands by them.</summary>
internal static class ApproveCommand
{
    public static Command Create(CommandContext context)
    {
        var what = new Argument<string>("what") { Description = "rubric: rubrics with their answer keys.", HelpName = "rubric" };
        what.AcceptOnlyFromAmong("rubric");
        var questions = new Argument<string[]>("questions") { Description = "Only these questions; all when none is named.", Arity = ArgumentArity.ZeroOrMore, HelpName = "QUESTION" };
        var by = new Option<string?>("--by") { Description = "Who approves. [default: the name of the user at this machine]", HelpName = "NAME" };
        var withdraw = new Option<bool>("--withdraw") { Description = "Take the approval back." };
        var command = new AitaCommand(
            "approve",
            "Records that you have read rubrics and answer keys and stand by them. Generated keys can be wrong, and a wrong key is wrong for every student. "
            + "An approval is of the very words and points: a change takes it away.")
        {
            Examples =
            [
                ("aita approve rubric -a midterm", "every rubric, after reading them all"),
                ("aita approve rubric 1a 2 -a midterm --by \"Prof. Quill\"", "those of two questions"),
                ("aita approve rubric 2 -a midterm --withdraw", "not that one after all"),
            ],
        }.With([by, withdraw, context.Settings.Assignment.Option!, context.Settings.DataDirectory.Option!]);
        command.Add(what);
        command.Add(questions);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = new ExamOptions(context).Folder(parsed);
            var rubrics = await ChooseAsync(folder, parsed.GetValue(questions) ?? [], cancellationToken);
            var keys = await ExamFiles.TryReadAnswerKeysAsync(folder.AnswerKeys, cancellationToken) ?? [];
            var approvals = await Approvals.ReadAsync(folder, cancellationToken);
            var (who, now) = (parsed.GetValue(by) ?? Environment.UserName, context.Services.Time.GetUtcNow());
            foreach (var rubric in rubrics)
            {
                var key = keys.FirstOrDefault(key => string.Equals(key.QuestionId, rubric.QuestionId, StringComparison.Ordinal));
                approvals = parsed.GetValue(withdraw) ? approvals.Without(rubric.QuestionId) : approvals.With(rubric, key, who, now);
                if (key is null && !parsed.GetValue(withdraw))
                {
                    context.Console.WriteMessage($"warning: question {rubric.QuestionId} has no answer key; only its rubric is approved");
                }
            }

            await approvals.WriteAsync(folder, cancellationToken);
            var verb = parsed.GetValue(withdraw) ? "approval taken back of" : "approved";
            context.Console.WriteMessage($"approve: {verb} {Units.Plural(rubrics.Count, "rubric", "rubrics")}: {string.Join(", ", rubrics.Select(rubric => rubric.QuestionId))}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Rubric>> ChooseAsync(AssignmentFolder folder, string[] questions, CancellationToken cancellationToken)
    {
        var all = await ExamFiles.TryReadRubricsAsync(folder.Rubrics, cancellationToken) ?? [];
        if (all.Count == 0)
        {
            throw new CliException($"There are no rubrics in {folder.Rubrics} to approve: make them with 'aita generate-rubric -a {folder.Name}' first.");
        }

        var unknown = questions.Where(id => all.All(rubric => !string.Equals(rubric.QuestionId, id, StringComparison.OrdinalIgnoreCase))).ToList();
        return unknown.Count > 0
            ? throw new CliException($"There is no rubric of question {string.Join(", ", unknown)}; there are {string.Join(", ", all.Select(rubric => rubric.QuestionId))}.")
            : [.. all.Where(rubric => questions.Length == 0 || questions.Contains(rubric.QuestionId, StringComparer.OrdinalIgnoreCase))];
    }
}
