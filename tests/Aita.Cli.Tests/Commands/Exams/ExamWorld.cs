using Aita.Cli.Commands.Demo;
using Aita.Exams.Workspace;

namespace Aita.Cli.Tests.Commands.Exams;

/// <summary>The synthetic exam in the data folder of a world.</summary>
internal static class ExamWorld
{
    public static async Task<AssignmentFolder> AddMidtermAsync(this CliWorld world)
    {
        var folder = AssignmentFolder.Open(world.PathTo("data"), "midterm");
        await SampleExam.UnpackAsync(folder, TestContext.Current.CancellationToken);
        return folder;
    }
}
