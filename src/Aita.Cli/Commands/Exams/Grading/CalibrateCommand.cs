using System.CommandLine;
using Aita.Cli.Rendering;
using Aita.Exams.Domain;
using Aita.Exams.Stages.Grading;
using Aita.Exams.Workspace;

namespace Aita.Cli.Commands.Exams.Grading;

/// <summary><c>aita calibrate</c>: compares machine marks with a teacher's.</summary>
internal static class CalibrateCommand
{
    private const string Name = "calibrate";

    public static Command Create(CommandContext context)
    {
        var defaults = new CalibrationOptions();
        var common = new ExamOptions(context);
        var human = new Argument<string?>("HUMAN.csv") { Description = "Your marks: student, question, points, and if you like criteria.", Arity = ArgumentArity.ZeroOrOne };
        var sample = new Option<int?>("--sample") { Description = "Draw N answers for you to mark without seeing the machine's marks.", HelpName = "N" };
        var output = new Option<string?>("--out", "-o") { Description = "Where the sample goes. [default: standard output]", HelpName = "FILE" };
        var maxError = new Option<double?>("--max-error") { Description = "Propose from which confidence on marks can be accepted, so that at most this share of them is wrong, such as 0.02.", HelpName = "RATE" };
        var noThreshold = new Option<bool>("--no-threshold") { Description = "Take away the threshold that an earlier --max-error set. Without this and without --max-error it stays." };
        var within = new Option<decimal>("--within") { Description = "A mark is wrong when it lies more than this many points from yours.", HelpName = "PTS", DefaultValueFactory = _ => defaults.Within };
        var seed = new Option<int>("--seed") { Description = "Seed of the sample and of the intervals.", HelpName = "N", DefaultValueFactory = _ => defaults.Seed };
        var json = new Option<bool>("--json") { Description = "Write the comparison as JSON on standard output." };
        var sheet = new SheetToFillIn(context);
        var command = new AitaCommand(
            Name,
            "Compares the marks of models with yours, with the number of answers and a 95 % interval behind every figure, and writes "
            + "grading_results/calibration.json. With --max-error it proposes from which confidence on marks can be accepted, and aita grade keeps to it. Sends nothing.")
        {
            Examples =
            [
                ("aita calibrate --sample 200 -o sample.csv -a midterm", "200 answers to mark, drawn from all questions and all kinds of marks"),
                ("aita calibrate sample.csv -a midterm", "compares the marks that you filled in"),
                ("aita calibrate sample.csv -a midterm --max-error 0.02", "and accepts marks of which at most one in fifty is wrong"),
            ],
        }.With(sample, output, sheet.Force, maxError, noThreshold, within, seed, context.Settings.Assignment.Option!, context.Settings.DataDirectory.Option!, json);
        command.Add(human);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = common.Folder(parsed);
            if (parsed.GetValue(sample) is { } size)
            {
                return await SampleAsync(context, folder, size, parsed.GetValue(seed), sheet, parsed, parsed.GetValue(output), common.Address(parsed, folder), cancellationToken);
            }

            var path = parsed.GetValue(human) ?? throw new CliException("Give the file with your marks, or --sample N to draw answers to mark.");
            var options = new CalibrationOptions
            {
                MaxError = parsed.GetValue(maxError),
                KeepThreshold = !parsed.GetValue(noThreshold),
                Within = parsed.GetValue(within),
                Seed = parsed.GetValue(seed),
            };
            if (options is { MaxError: not null, KeepThreshold: false })
            {
                throw new CliException("--max-error sets a threshold and --no-threshold takes it away: give one of them.");
            }

            var report = await CalibrationStage.CompareAsync(folder, context.Services.FullPath(path), options, context.Services.Time, cancellationToken);
            if (parsed.GetValue(json))
            {
                context.Console.WriteResult((await File.ReadAllTextAsync(folder.Calibration, cancellationToken)).TrimEnd());
                return ExitCodes.Success;
            }

            Tables.Write(context.Console, CalibrationTables.Agreement(report));
            if (report.ByCriterion.Count > 0)
            {
                Tables.Write(context.Console, CalibrationTables.Criteria(report));
            }

            foreach (var line in CalibrationTables.Lines(report))
            {
                context.Console.WriteMessage(line);
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<int> SampleAsync(
        CommandContext context, AssignmentFolder folder, int size, int seed, SheetToFillIn sheet, ParseResult parsed, string? output, string address, CancellationToken cancellationToken)
    {
        if (size < 1)
        {
            throw new CliException($"--sample is '{size}': use 1 or more.");
        }

        var csv = await CalibrationStage.SampleAsync(folder, size, seed, cancellationToken);
        if (output is null)
        {
            await context.Console.Out.WriteAsync(csv);
            return ExitCodes.Success;
        }

        await sheet.WriteAsync(parsed, output, csv, cancellationToken);
        context.Console.WriteMessage($"{Units.Plural(csv.Count(letter => letter == '\n') - 1, "answer", "answers")} in {context.Services.DisplayPath(output)}: fill in 'points', then aita calibrate {ShellWord.Quote(output)}{address}");
        return ExitCodes.Success;
    }
}
