using System.CommandLine;
using System.Globalization;
using Aita.Cli.Rendering;
using Aita.Cli.Settings;
using Aita.Execution;

namespace Aita.Cli.Commands;

/// <summary><c>aita costs</c>: shows what recent sessions cost.</summary>
internal static class CostsCommand
{
    private const int DefaultRecent = 10;

    public static Command Create(CommandContext context)
    {
        var session = new Option<string?>("--session") { Description = "Only the session of this id, or of the only id that begins so.", HelpName = "ID" };
        var recent = new Option<int>("--recent")
        {
            Description = "How many sessions, the newest ones.",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultRecent,
        };
        var detailed = new Option<bool>("--detailed") { Description = "Also by operation and by model." };
        var json = new Option<bool>("--json") { Description = "Write JSON." };
        var command = new AitaCommand("costs", "Shows what recent sessions cost. A session is one run of a command; its calls are in <data>/cost_tracking.")
        {
            Examples =
            [
                ("aita costs", "the last ten sessions and their sum"),
                ("aita costs --session 20260101_120000 --detailed", "one session, by operation and model"),
                ("aita costs --recent 100 --json", "for a script"),
            ],
        }.With(session, recent, detailed, json, context.Settings.DataDirectory.Option!);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = RunSettings.CostDirectoryOf(context.Services.FullPath(context.Reader.Read(context.Settings.DataDirectory, parsed)));
            var sessions = await ReadAsync(folder, parsed.GetValue(session), parsed.GetValue(recent), cancellationToken);
            Write(context, sessions, folder, parsed.GetValue(detailed), parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>The sessions wanted, the oldest first; only those are kept in memory.</summary>
    private static async Task<IReadOnlyList<CostSession>> ReadAsync(string folder, string? id, int recent, CancellationToken cancellationToken)
    {
        if (recent < 1)
        {
            throw new CliException($"--recent is '{recent.ToString(CultureInfo.InvariantCulture)}': use 1 or more.");
        }

        var kept = new Queue<CostSession>();
        await foreach (var session in CostLedger.ReadSessionsAsync(folder, cancellationToken))
        {
            if (id is null || session.SessionId.StartsWith(id, StringComparison.Ordinal))
            {
                kept.Enqueue(session);
                if (id is null && kept.Count > recent)
                {
                    kept.Dequeue();
                }
            }
        }

        return id is null || kept.Count == 1 ? [.. kept] : throw new CliException(kept.Count == 0
            ? $"There is no session '{id}' in {folder}: 'aita costs' shows those there are."
            : $"{kept.Count} sessions begin with '{id}': write more of the id, such as {kept.Last().SessionId}.");
    }

    private static void Write(CommandContext context, IReadOnlyList<CostSession> sessions, string folder, bool detailed, bool json)
    {
        if (json)
        {
            context.Console.WriteResult(CostTables.ToJson(sessions, detailed));
            return;
        }

        if (sessions.Count == 0)
        {
            context.Console.WriteMessage($"There are no sessions in {context.Services.DisplayPath(folder)} yet.");
            return;
        }

        Tables.Write(context.Console, CostTables.Sessions(sessions));
        if (detailed)
        {
            Tables.Write(context.Console, CostTables.Parts("Operation", sessions, static costs => costs.ByOperation));
            Tables.Write(context.Console, CostTables.Parts("Model", sessions, static costs => costs.ByModel));
        }
    }
}
