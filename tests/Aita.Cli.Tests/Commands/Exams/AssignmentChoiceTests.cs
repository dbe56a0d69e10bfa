namespace Aita.Cli.Tests.Commands.Exams;

public sealed class AssignmentChoiceTests
{
    [Fact]
    public async Task Folder_WithoutANameAndOneAssignment_TakesItAndSaysSo()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "Quiz 7");

        var result = await world.RunAsync("status");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.StartsWith("assignment: 'Quiz 7', the only one in data\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_WithoutAName_TakesNoAssignmentOnlyBecauseThereIsNoOther()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "quiz");

        var result = await world.RunAsync("purge", "--everything", "--yes");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.Contains("There is no assignment 'exam1' in data: there are 'quiz'.", result.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(world.PathTo("data/quiz/scans")));
    }

    [Fact]
    public async Task Folder_WithoutANameAndSeveral_ListsThem()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "quiz");
        await world.RunAsync("init", "final");

        var result = await world.RunAsync("status");

        Assert.Equal(ExitCodes.BadUsage, result.Code);
        Assert.StartsWith("error: There are several assignments in data: name one with -a: 'final', 'quiz'.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_WithANameThatIsNotThere_TakesNoOther()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "quiz");

        var byOption = await world.RunAsync("status", "-a", "exam1");
        world.Environment["AITA_ASSIGNMENT"] = "exam1";
        var byVariable = await world.RunAsync("status");

        Assert.All([byOption, byVariable], result => Assert.Equal(ExitCodes.BadUsage, result.Code));
        Assert.All([byOption, byVariable], result => Assert.Contains("There is no assignment 'exam1' in data: there are 'quiz'.", result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Folder_TheDefaultIsThere_IsTakenWithoutAWord()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "exam1");
        await world.RunAsync("init", "quiz");

        var result = await world.RunAsync("status");

        Assert.Equal(ExitCodes.Success, result.Code);
        Assert.DoesNotContain("assignment:", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hints_NameTheAssignmentAsTheCommandDid()
    {
        await using var world = CliWorld.Create();
        await world.RunAsync("init", "Quiz 7", "--data-dir", "exams");

        var named = await world.RunAsync("review", "-a", "Quiz 7", "--data-dir", "exams");
        var unnamed = await world.RunAsync("review", "--data-dir", "exams");

        Assert.Contains("run aita grade -a \"Quiz 7\" --data-dir exams.", named.Error, StringComparison.Ordinal);
        Assert.Contains("run aita grade --data-dir exams.", unnamed.Error, StringComparison.Ordinal);
    }
}
