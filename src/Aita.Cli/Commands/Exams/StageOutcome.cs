using System.Text.Json;
using Aita.Cli.Rendering;
using Aita.Cli.Running;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams;

/// <summary>What became of a stage, for a person and for a script.</summary>
/// <param name="Command">The command.</param>
/// <param name="Folder">The assignment.</param>
/// <param name="Items">Everything the stage makes.</param>
/// <param name="Files">Where to look.</param>
internal sealed record StageOutcome(string Command, AssignmentFolder Folder, IReadOnlyList<StageItem> Items, IReadOnlyList<string> Files)
{
    /// <summary>More failures than these are counted, not named; the JSON output names all.</summary>
    private const int NamedFailures = 20;

    /// <summary>Calls that the stage planned.</summary>
    public required int Calls { get; init; }

    /// <summary>What a person should look at.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Lines of the stage's own for the summary.</summary>
    public IReadOnlyList<(string Label, string Text)> Details { get; init; } = [];

    /// <summary>Whether the stage has come to its end: one that was stopped early may not know yet what there is to make.</summary>
    public bool IsComplete { get; init; } = true;

    private bool IsFinished => IsComplete && Items.All(item => item.State != StageItemState.NotRun);

    /// <summary>Says what became of the stage: messages on standard error, files (or JSON) on standard output.</summary>
    /// <returns>The exit code.</returns>
    public int Conclude(CommandContext context, CommandRun run, bool json)
    {
        foreach (var warning in Warnings)
        {
            run.Say($"warning: {warning}");
        }

        foreach (var line in FailureLines())
        {
            run.Say(line);
        }

        var summary = new RunSummary(Command, run.Metrics, Calls, Count(StageItemState.Made), Count(StageItemState.Failed))
        {
            Details = [.. Details, .. KeptLines(), .. FileLines(context)],
        };
        var code = Count(StageItemState.Failed) > 0 ? ExitCodes.SomeFailed : ExitCodes.Success;
        if (Calls == 0 && !run.Stopping.IsCancellationRequested && run.StoppedBy is null)
        {
            run.Say(code == ExitCodes.Success
                ? $"{Command}: nothing to do; everything is there already. --force makes it anew."
                : $"{Command}: nothing to send; what failed is named above.");
            foreach (var (label, text) in summary.Details)
            {
                run.Say($"  {label,-10} {text}");
            }
        }
        else
        {
            code = run.Conclude(summary, IsFinished);
        }

        Write(context, run, summary, code, json);
        return code;
    }

    private int Count(StageItemState state) => Items.Count(item => item.State == state);

    private IEnumerable<string> FailureLines()
    {
        var failed = Items.Where(item => item.State == StageItemState.Failed).ToList();
        foreach (var item in failed.Take(NamedFailures))
        {
            yield return $"failed: {item.Name}: {item.Error}";
        }

        if (failed.Count > NamedFailures)
        {
            yield return $"failed: {failed.Count - NamedFailures:#,0} more; --json names them all";
        }
    }

    private IEnumerable<(string Label, string Text)> KeptLines()
    {
        if (Count(StageItemState.Given) > 0)
        {
            yield return ("given", $"{Names(StageItemState.Given)}: used as the instructor wrote it");
        }

        if (Count(StageItemState.Edited) > 0)
        {
            yield return ("edited", $"{Names(StageItemState.Edited)}: edited by a person and kept");
        }

        if (Count(StageItemState.Kept) > 0)
        {
            yield return ("kept", $"{Count(StageItemState.Kept):#,0} from earlier runs, not paid for again");
        }
    }

    private string Names(StageItemState state)
    {
        var names = Items.Where(item => item.State == state).Select(item => item.Name).ToList();
        return string.Join(", ", names.Take(5)) + (names.Count > 5 ? $" and {names.Count - 5} more" : "");
    }

    private IEnumerable<(string Label, string Text)> FileLines(CommandContext context) =>
        Files.Select((file, i) => (i == 0 ? "files" : "", context.Services.DisplayPath(file)));

    private void Write(CommandContext context, CommandRun run, RunSummary summary, int code, bool json)
    {
        if (!json)
        {
            return;
        }

        context.Console.WriteResult(JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("command", Command);
            writer.WriteString("assignment", Folder.Name);
            writer.WriteNumber("exit_code", code);
            writer.WriteBoolean("finished", IsFinished);
            writer.WriteString("stopped_by", run.StoppedBy?.Message);
            writer.WriteString("model", run.Settings.Model);
            writer.WriteString("checkpoint", run.Checkpoint);
            writer.WriteStartObject("items");
            foreach (var state in Enum.GetValues<StageItemState>())
            {
                writer.WriteNumber(JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()), Count(state));
            }

            writer.WriteEndObject();
            writer.WriteStartArray("failures");
            foreach (var item in Items.Where(item => item.State == StageItemState.Failed))
            {
                writer.WriteStartObject();
                writer.WriteString("id", item.Id);
                writer.WriteString("name", item.Name);
                writer.WriteString("error", item.Error);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            WriteTexts(writer, "warnings", Warnings);
            WriteTexts(writer, "files", Files);
            writer.WriteStartObject("run");
            summary.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }));
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
