using System.Text;

namespace Aita.Execution.Tests;

/// <summary>A request as it came over the wire.</summary>
internal sealed record RawExchange(string Head, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
