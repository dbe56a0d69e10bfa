using System.CommandLine;
using System.CommandLine.Help;
using Aita.Cli.Commands.Demo;
using Aita.Cli.Commands.Exams;
using Aita.Cli.Commands.Exams.Grading;
using Aita.Cli.Commands.Exams.Init;

namespace Aita.Cli.Commands;

/// <summary>All commands. A new command is one file in this folder and one line here.</summary>
internal static class CommandTree
{
    private static readonly (string CommandLine, string Meaning)[] Overview =
    [
        ("aita batch questions.jsonl -o answers.jsonl", "runs every prompt of a file; the same command again resumes it"),
        ("aita demo", "shows the exam workflow on an invented class with a pretend model; no key needed"),
        ("aita init midterm", "makes the folder of an exam"),
        ("aita run -a midterm", "the whole exam: from scans to reports, in one run"),
        ("aita ingest -a midterm scans/", "puts scanned pages into their students' folders"),
        ("aita extract-questions -a midterm", "reads the printed questions from the blank exam"),
        ("aita generate-rubric -a midterm", "makes answer keys and rubrics"),
        ("aita transcribe -a midterm", "reads the scanned pages"),
        ("aita grade -a midterm", "grades the answers; what is in doubt waits for a person"),
        ("aita costs", "shows what recent sessions cost"),
        ("aita simulate", "starts a pretend provider on this machine to try things out without a key"),
        ("aita batch --help", "explains one command"),
    ];

    public static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("aita runs many LLM tasks in parallel: rate limits, retries, checkpoints, costs.")
        {
            BatchCommand.Create(context),
            InitCommand.Create(context),
            RunCommand.Create(context),
            IngestCommand.Create(context),
            ExtractQuestionsCommand.Create(context),
            GenerateRubricCommand.Create(context),
            ApproveCommand.Create(context),
            TranscribeCommand.Create(context),
            GradeCommand.Create(context),
            ReviewCommand.Create(context),
            DecideCommand.Create(context),
            CalibrateCommand.Create(context),
            ReportCommand.Create(context),
            ExportCommand.Create(context),
            StatusCommand.Create(context),
            VerifyCommand.Create(context),
            PurgeCommand.Create(context),
            DemoCommand.Create(context),
            CheckpointsCommand.Create(context),
            CostsCommand.Create(context),
            SimulateCommand.Create(context),
            VersionCommand.Create(context),
        };
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption help:
                    help.Action = new ExampleHelp((HelpAction)help.Action!, Overview);
                    break;
                case VersionOption version:
                    version.Action = VersionCommand.CreateAction(context);
                    break;
            }
        }

        return root;
    }
}
