using System.CommandLine;
using Aita.Cli.Commands.Demo;
using Aita.Cli.Rendering;
using Aita.Exams.Domain;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams.Init;

/// <summary><c>aita init</c>: makes the folder of an assignment.</summary>
internal static class InitCommand
{
    private const string Name = "init";

    public static Command Create(CommandContext context)
    {
        var common = new ExamOptions(context);
        var assignment = new Argument<string>("name") { Description = "The assignment, such as midterm.", HelpName = "NAME" };
        var sample = new Option<bool>("--sample") { Description = "Fill it with the synthetic exam: an exam, a class of five and their scanned pages, all invented." };
        var command = new AitaCommand(
            Name,
            "Makes the folder of an assignment: where scans, blank exam and roster go, with a README that says so. What is there already stays as it is.")
        {
            Examples =
            [
                ("aita init midterm", "a folder data/midterm to put your exam into"),
                ("aita init practice --sample", "with an invented exam, to try everything out"),
            ],
        }.With([sample, context.Settings.DataDirectory.Option!]);
        command.Add(assignment);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var data = context.Services.FullPath(context.Reader.Read(context.Settings.DataDirectory, parsed));
            var folder = AssignmentFolder.Open(data, NewName.Check(parsed.GetValue(assignment)!));
            if (folder.IsOldLayout)
            {
                throw new CliException($"{context.Services.DisplayPath(data)} itself is an assignment, of an older layout: name another data folder with --data-dir.");
            }

            if (parsed.GetValue(sample) && Directory.Exists(folder.Root) && Directory.EnumerateFileSystemEntries(folder.Root).Any())
            {
                throw new CliException($"{context.Services.DisplayPath(folder.Root)} is there already and not empty: the sample goes into a folder of its own; choose another name.");
            }

            if (parsed.GetValue(sample))
            {
                await SampleExam.UnpackScansAsync(folder, cancellationToken);
                await AssignmentTemplate.WriteLmsAsync(folder, cancellationToken);
            }

            var written = await AssignmentTemplate.WriteAsync(folder, cancellationToken);
            context.Console.WriteResult(context.Services.DisplayPath(folder.Root));
            context.Console.WriteMessage($"{Name}: {Made(context, folder, parsed.GetValue(sample), written.Count)}");
            var address = $"-a {ShellWord.Quote(folder.Name)}{common.DataDirectory(parsed)}";
            context.Console.WriteMessage(parsed.GetValue(sample)
                ? $"Next: aita simulate --port 8080 in another terminal, then aita run {address} --base-url http://127.0.0.1:8080/api/v1"
                : $"Next: put the scans into {context.Services.DisplayPath(folder.Scans)}, then aita ingest {address}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Made(CommandContext context, AssignmentFolder folder, bool isSample, int written)
    {
        if (written == 0)
        {
            return "everything was there already; nothing was changed.";
        }

        var readme = $"{context.Services.DisplayPath(Path.Join(folder.Root, "README.md"))} says what goes where.";
        return isSample
            ? $"{Units.Plural(Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).Count(), "file", "files")} written, all invented: "
                + $"scans/ ({Units.Plural(Directory.EnumerateFiles(folder.Scans).Count(), "page", "pages")} of a class), blank_exam/, roster.csv, rubrics/, truth.json, "
                + $"lms/ (a Canvas gradebook and a Moodle worksheet to fill); {readme}"
            : $"{Units.Plural(written, "file", "files")} written; {readme}";
    }
}
