namespace Aita.Simulator;

/// <summary>A small reproducible random sequence (SplitMix64): the same seed parts give the same numbers on every machine.</summary>
/// <remarks>A mutable struct: pass it by reference to go on with one sequence.</remarks>
internal struct SeededRandom(ulong state)
{
    private ulong _state = state;

    /// <summary>The sequence of one purpose (latency, faults, answer...) of one attempt of one request.</summary>
    public static SeededRandom For(int seed, ulong bodyHash, int occurrence, RandomPurpose purpose)
    {
        ulong state = Mix((ulong)(uint)seed ^ 0x9E37_79B9_7F4A_7C15UL);
        state = Mix(state ^ bodyHash);
        state = Mix(state ^ (((ulong)(uint)occurrence << 32) | (uint)purpose));
        return new SeededRandom(state);
    }

    public ulong NextUInt64() => Mix(_state += 0x9E37_79B9_7F4A_7C15UL);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, <paramref name="exclusiveMax"/>).</summary>
    public int Next(int exclusiveMax) => (int)(NextDouble() * exclusiveMax);

    /// <summary>Uniform in [<paramref name="min"/>, <paramref name="max"/>], both included.</summary>
    public int Next(int min, int max) => min + Next(max - min + 1);

    /// <summary>Standard normal (Box-Muller).</summary>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2.0 * Math.Log(1.0 - NextDouble()));
        return radius * Math.Cos(2.0 * Math.PI * NextDouble());
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>Separate random sequences, so that switching one feature on never changes another's numbers.</summary>
internal enum RandomPurpose
{
    Latency,
    Fault,
    FirstAttemptFault,
    FaultShape,
    Answer,
    Noise,
    Grading,
}
