using Aita.Exams.Workspace;

namespace Aita.Exams.Tests.Workspace;

public sealed class StudentLookupTests
{
    private static readonly StudentLookup Lookup = new(
    [
        new() { Folder = "Anna Lee", StudentName = "Anna Lee", StudentId = "S-0001", Pseudonym = "K7QX2M" },
        new() { Folder = "Anna Lee (S0002)", StudentName = "Anna Lee", StudentId = "S0002", Pseudonym = "K7QX2N" },
        new() { Folder = "pile 3", StudentName = "Zoé Quill", StudentId = "007", Pseudonym = "K7QX2P" },
    ]);

    [Theory]
    [InlineData("Anna Lee", "Anna Lee")]
    [InlineData(" anna lee ", "Anna Lee")]
    [InlineData("Anna Lee (S0002)", "Anna Lee (S0002)")]
    [InlineData("S0001", "Anna Lee")]
    [InlineData("s0002", "Anna Lee (S0002)")]
    [InlineData("k7qx2p", "pile 3")]
    [InlineData("007", "pile 3")]
    [InlineData("Quill, Zoe", "pile 3")]
    public void Find_WhateverAPersonWrites_IsTheStudent(string wanted, string folder) => Assert.Equal(folder, Lookup.Get(wanted).Folder);

    [Theory]
    [InlineData("Lee, Anna", "2 students are")]
    [InlineData("Ana Lee", "There is no student 'Ana Lee'; did you mean")]
    public void Get_NobodyOrMoreThanOne_IsOneSentence(string wanted, string expected) =>
        Assert.StartsWith(expected, Assert.Throws<ExamException>(() => Lookup.Get(wanted)).Message, StringComparison.Ordinal);
}
