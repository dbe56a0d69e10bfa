using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Stages.Audit;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita verify</c>: checks that everything in an assignment adds up.</summary>
internal static class VerifyCommand
{
    private const string Name = "verify";

    public static Command Create(CommandContext context)
    {
        var folder = new FolderOptions(context);
        var command = new AitaCommand(
            Name,
            "Checks that everything in an assignment adds up: every page is somewhere and unchanged, every page has a reading, every question one grade, "
            + "every total follows from its criteria, every quote is in the transcription, decisions are applied, reports and exports say what the grades say. "
            + "Reads only; exit code 2 when something is wrong.")
        {
            Examples =
            [
                ("aita verify -a midterm", "says what is wrong, where, and what to do"),
                ("aita verify -a midterm --json", "for a script"),
            ],
        }.With(folder.All);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var result = await Verification.RunAsync(folder.Folder(parsed), cancellationToken);
            if (folder.Json(parsed))
            {
                context.Console.WriteResult(ToJson(result));
            }
            else
            {
                Write(context, result);
            }

            return result.IsSound ? ExitCodes.Success : ExitCodes.SomeFailed;
        });
        return command;
    }

    private static void Write(CommandContext context, VerificationResult result)
    {
        foreach (var problem in result.Problems)
        {
            context.Console.WriteResult($"{problem.Check}: {problem.Message}");
            context.Console.WriteResult($"  file  {context.Services.DisplayPath(problem.File)}");
            context.Console.WriteResult($"  do    {problem.Advice}");
        }

        var done = string.Join(", ", result.Checked.Select(static check => Units.Plural(check.Count, check.What.TrimEnd('s'), check.What)));
        context.Console.WriteMessage($"{Name}: {(result.IsSound ? "everything adds up" : Units.Plural(result.Problems.Count, "problem", "problems"))}; looked at {(done.Length > 0 ? done : "nothing")}");
        if (result.NotBegun.Count > 0)
        {
            context.Console.WriteMessage($"  not yet    {string.Join(", ", result.NotBegun)}");
        }
    }

    private static string ToJson(VerificationResult result) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("command", Name);
        writer.WriteBoolean("sound", result.IsSound);
        writer.WriteStartObject("checked");
        foreach (var (what, count) in result.Checked)
        {
            writer.WriteNumber(what, count);
        }

        writer.WriteEndObject();
        JsonLists.Write(writer, "not_begun", result.NotBegun);
        writer.WriteStartArray("problems");
        foreach (var problem in result.Problems)
        {
            writer.WriteStartObject();
            writer.WriteString("check", problem.Check);
            writer.WriteString("file", problem.File);
            writer.WriteString("message", problem.Message);
            writer.WriteString("advice", problem.Advice);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
