using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Stages.Audit;

namespace Aita.Cli.Commands.Exams;

/// <summary><c>aita status</c>: how far an assignment is.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandContext context)
    {
        var folder = new FolderOptions(context);
        var command = new AitaCommand("status", "Says for each stage of an assignment what is done, what waits for a person, and which command comes next.")
        {
            Examples = [("aita status -a midterm", "a table"), ("aita status -a midterm --json", "for a script")],
        }.With(folder.All);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var status = await StatusReader.ReadAsync(folder.Folder(parsed), cancellationToken);
            if (folder.Json(parsed))
            {
                context.Console.WriteResult(ToJson(status));
            }
            else
            {
                Write(context, status);
            }
        });
        return command;
    }

    private static void Write(CommandContext context, AssignmentStatus status)
    {
        context.Console.WriteResult($"{status.Assignment} in {context.Services.DisplayPath(status.Folder)}");
        var table = Tables.Create("Stage", "State", "What there is");
        foreach (var stage in status.Stages)
        {
            table.Row(stage.Stage, Word(stage.State), stage.Details);
        }

        Tables.Write(context.Console, table);
        foreach (var item in status.Waiting)
        {
            context.Console.WriteResult($"waiting: {item.Count} {item.What} ({context.Services.DisplayPath(item.Where)})");
            context.Console.WriteResult($"         {item.Command}");
        }

        context.Console.WriteResult(status.Next is { } next ? $"next:    {next}" : "next:    nothing is left to do");
    }

    private static string Word(StageProgress state) => state switch
    {
        StageProgress.Done => "done",
        StageProgress.Partly => "partly",
        _ => "not begun",
    };

    private static string ToJson(AssignmentStatus status) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("assignment", status.Assignment);
        writer.WriteString("folder", status.Folder);
        writer.WriteStartArray("stages");
        foreach (var stage in status.Stages)
        {
            writer.WriteStartObject();
            writer.WriteString("stage", stage.Stage);
            writer.WriteString("state", Word(stage.State));
            writer.WriteString("details", stage.Details);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("waiting");
        foreach (var item in status.Waiting)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", item.Kind);
            writer.WriteString("what", item.What);
            writer.WriteNumber("count", item.Count);
            writer.WriteString("where", item.Where);
            writer.WriteString("command", item.Command);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("next", status.Next);
        writer.WriteEndObject();
    });
}
