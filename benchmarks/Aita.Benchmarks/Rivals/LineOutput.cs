using System.Text.Json.Nodes;

namespace Aita.Benchmarks.Rivals;

/// <summary>A file of JSON lines that many tasks of a rival write to.</summary>
internal sealed class LineOutput(string path) : IAsyncDisposable
{
    private readonly StreamWriter _writer = new(path);
    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task WriteAsync(JsonObject line, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await _writer.WriteLineAsync(line.ToJsonString().AsMemory(), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _gate.Dispose();
    }
}
