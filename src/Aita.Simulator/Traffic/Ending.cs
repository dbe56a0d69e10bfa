namespace Aita.Simulator;

/// <summary>How a request ended.</summary>
internal readonly record struct Ending(int Status, FaultKind Fault, ulong BodyHash, TimeSpan Latency, Usage Usage)
{
    /// <summary>The status logged when the client closed the connection before the answer (a convention of proxies).</summary>
    public const int ClientWentAway = 499;

    public bool IsSuccess => Status == 200 && Fault is FaultKind.None or FaultKind.SlowBody;
}
