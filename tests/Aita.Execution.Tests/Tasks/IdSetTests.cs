using CsCheck;

namespace Aita.Execution.Tests.Tasks;

public sealed class IdSetTests
{
    [Fact]
    public void Add_AnyIds_IsWhatASetOfTextsSays() =>
        Gen.OneOf(Gen.String[0, 3], Gen.Int[0, 500].Select(static i => $"task-{i}")).Array[0, 2000].Sample(ids =>
        {
            var set = new IdSet();
            var model = new HashSet<string>(StringComparer.Ordinal);
            Assert.All(ids, id => Assert.Equal(model.Add(id), set.Add(id)));
        }, iter: 50);

    [Fact]
    public void Add_ManyIds_KeepsThemApartWhileItGrows()
    {
        const int Count = 300_000;
        var set = new IdSet();

        for (var i = 0; i < Count; i++)
        {
            Assert.True(set.Add($"task-{i}"));
        }

        Assert.All(Enumerable.Range(0, Count), i => Assert.False(set.Add($"task-{i}")));
    }
}
