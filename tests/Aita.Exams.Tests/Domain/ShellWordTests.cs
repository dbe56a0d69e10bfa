using Aita.Exams.Domain;

namespace Aita.Exams.Tests.Domain;

public sealed class ShellWordTests
{
    [Theory]
    [InlineData("midterm", "midterm")]
    [InlineData("data/Quiz-7_b.csv", "data/Quiz-7_b.csv")]
    [InlineData("Übung", "Übung")]
    [InlineData("Quiz 7", "\"Quiz 7\"")]
    [InlineData("R&D", "\"R&D\"")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("O'Brien", "\"O'Brien\"")]
    [InlineData("", "\"\"")]
    public void Quote_IsOneWordOfAShell(string text, string expected) => Assert.Equal(expected, ShellWord.Quote(text));

    [Fact]
    public void Quote_WhatAShellReadsBetweenDoubleQuotes_StandsBetweenSingleOnes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Single quotes quote nothing there.");

        Assert.Equal("'$HOME'", ShellWord.Quote("$HOME"));
        Assert.Equal("'it'\\''s $5'", ShellWord.Quote("it's $5"));
    }
}
