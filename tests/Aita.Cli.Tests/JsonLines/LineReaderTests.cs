using System.Text;
using Aita.Cli.JsonLines;
using CsCheck;

namespace Aita.Cli.Tests.JsonLines;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("a\nb\n", new[] { "a", "b" })]
    [InlineData("a\r\n\r\nb", new[] { "a", "", "b" })]
    [InlineData("\uFEFFa\nb", new[] { "a", "b" })]
    [InlineData("\n", new[] { "" })]
    public async Task TryRead_AnyLineEnds_GivesTheLines(string text, string[] expected)
    {
        Assert.Equal(expected, await ReadAsync(Encoding.UTF8.GetBytes(text), chunk: 3));
    }

    [Fact]
    public async Task TryRead_AnyTextInAnyPieces_GivesWhatSplitGives()
    {
        await Gen.Select(Gen.String[Gen.Char["ab\né"], 0, 60], Gen.Int[1, 7]).SampleAsync(async (text, chunk) =>
        {
            var expected = text.Split('\n');
            var lines = text.EndsWith('\n') || text.Length == 0 ? expected[..^1] : expected;

            Assert.Equal(lines, await ReadAsync(Encoding.UTF8.GetBytes(text), chunk));
        }, iter: 300);
    }

    [Fact]
    public async Task FillAsync_LineLongerThanAllowed_SaysWhichLine()
    {
        var reader = new LineReader(new MemoryStream(Encoding.UTF8.GetBytes("ok\n" + new string('x', 50))), maxLineBytes: 32);
        Assert.True(await reader.FillAsync(CancellationToken.None));
        Assert.True(reader.TryRead(out _));
        Assert.False(reader.TryRead(out _));

        var error = await Assert.ThrowsAsync<CliException>(async () =>
        {
            while (await reader.FillAsync(CancellationToken.None))
            {
                reader.TryRead(out _);
            }
        });

        Assert.StartsWith("Line 2 is longer than 32 bytes", error.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ReadAsync(byte[] bytes, int chunk)
    {
        var reader = new LineReader(new Pieces(bytes, chunk), maxLineBytes: 1 << 20);
        var lines = new List<string>();
        do
        {
            while (reader.TryRead(out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }
        }
        while (await reader.FillAsync(CancellationToken.None));
        Assert.Equal(lines.Count, reader.LineNumber);
        return lines;
    }

    /// <summary>Gives at most a few bytes at a time.</summary>
    private sealed class Pieces(byte[] bytes, int chunk) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }
}
