using System.Text;
using Aita.Cli.Ordering;
using CsCheck;

namespace Aita.Cli.Tests.Ordering;

public sealed class OrderedLineWriterTests
{
    [Fact]
    public async Task WriteAsync_AnyOrderAndAnyMemoryLimit_WritesInOrder()
    {
        var orders = Gen.Int[0, 120].SelectMany(static count => Gen.Shuffle(Enumerable.Range(0, count).ToArray()));
        await Gen.Select(orders, Gen.Int[0, 4000], Gen.Int[1, 300]).SampleAsync(async (order, memoryLimit, longest) =>
        {
            using var output = new MemoryStream();
            using (var writer = new OrderedLineWriter(output, Path.GetTempPath(), memoryLimit))
            {
                foreach (var index in order)
                {
                    await writer.WriteAsync(index, Line(index, longest), CancellationToken.None);
                }

                await writer.FlushAsync(CancellationToken.None);
                Assert.Equal(order.Length, writer.NextIndex);
            }

            var expected = string.Concat(Enumerable.Range(0, order.Length).Select(i => Encoding.UTF8.GetString(Line(i, longest)) + "\n"));
            Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
        }, iter: 200);
    }

    [Fact]
    public async Task WriteAsync_FirstLineComesLast_SpillsAndLeavesNoFileBehind()
    {
        using var output = new MemoryStream();
        var folder = Directory.CreateTempSubdirectory("aita-spill-").FullName;
        using (var writer = new OrderedLineWriter(output, folder, memoryLimit: 10_000))
        {
            for (var index = 999; index >= 0; index--)
            {
                await writer.WriteAsync(index, Line(index, 100), CancellationToken.None);
            }

            Assert.InRange(writer.SpilledRuns, 5, 50);
            Assert.Equal(1000, writer.NextIndex);
            await writer.FlushAsync(CancellationToken.None);
        }

        Assert.Equal(1000, Encoding.UTF8.GetString(output.ToArray()).Count(static c => c == '\n'));
        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }

    [Fact]
    public async Task FlushAsync_WithAGap_WritesOnlyWhatComesBeforeIt()
    {
        using var output = new MemoryStream();
        using var writer = new OrderedLineWriter(output, Path.GetTempPath());
        await writer.WriteAsync(0, "a"u8.ToArray(), CancellationToken.None);
        await writer.WriteAsync(2, "c"u8.ToArray(), CancellationToken.None);

        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal("a\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(1, writer.NextIndex);
    }

    [Fact]
    public async Task WriteAsync_LineLargerThanEveryBuffer_SurvivesTheSpill()
    {
        using var output = new MemoryStream();
        using var writer = new OrderedLineWriter(output, Path.GetTempPath(), memoryLimit: 1000);
        var large = Enumerable.Repeat((byte)'x', 300_000).ToArray();
        await writer.WriteAsync(2, large, CancellationToken.None);
        await writer.WriteAsync(1, large, CancellationToken.None);
        await writer.WriteAsync(0, large, CancellationToken.None);

        await writer.FlushAsync(CancellationToken.None);

        Assert.Equal(3 * 300_001, output.Length);
    }

    private static byte[] Line(int index, int longest) => Encoding.UTF8.GetBytes($"{index}:{new string('x', index * 31 % longest)}");
}
