using System.Text.Json.Nodes;

namespace Aita.Simulator.Tests.Vision;

public sealed class TruthFileTests
{
    [Theory]
    [InlineData("null", "The truth is null")]
    [InlineData("[]", "The truth cannot be read")]
    [InlineData("""{"students":[{"student_id":"S1","pages":[{"page":1},{"page":1}]}]}""", "Student 'S1' has page 1 twice")]
    public void Parse_WhatIsNoTruth_SaysWhy(string json, string message)
    {
        var error = Assert.Throws<FormatException>(() => SimulatedTruth.Parse(json));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindPage_CodeOfAnotherExamOrOfNobody_IsNull()
    {
        Assert.NotNull(SimulatedTruth.Midterm.FindPage(new PageCode(true, "MIDTERM", "S0001", 1)));
        Assert.Null(SimulatedTruth.Midterm.FindPage(new PageCode(true, "OTHER", "S0001", 1)));
        Assert.Null(SimulatedTruth.Midterm.FindPage(new PageCode(true, "MIDTERM", "S0001", 4)));
        Assert.Null(SimulatedTruth.Midterm.FindPage(new PageCode(true, "MIDTERM", "S9999", 1)));
    }

    [Fact]
    public async Task LoadAsync_OtherNamesInTheFile_AreWhatIsRead()
    {
        string path = Path.Join(Path.GetTempPath(), $"aita-truth-{Guid.NewGuid():N}.json");
        string midterm = await File.ReadAllTextAsync(Aita.Tests.Repository.PathTo("samples", "midterm", "truth.json"));
        var truth = JsonNode.Parse(midterm)!;
        truth["students"]![0]!["pages"]![0]!["student"] = "Somebody Else";
        await File.WriteAllTextAsync(path, truth.ToJsonString());
        try
        {
            var strip = await Forms.ExamRequests.ReadAsync(
                new() { Truth = await SimulatedTruth.LoadAsync(path) }, Forms.ExamRequests.Strip, PageImages.Strip(PageImages.Page("Nova Quill", 1), 0.12));

            Assert.Equal("Somebody Else", strip.GetProperty("student_name").GetString());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
