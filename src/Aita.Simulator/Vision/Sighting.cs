namespace Aita.Simulator;

/// <summary>What an image shows.</summary>
/// <param name="Head">The code of the name strip; null when it is not there or masked.</param>
/// <param name="Foot">The code at the foot; null when it is not there.</param>
/// <param name="Upright">False when a code stands on its head or on its side.</param>
/// <param name="Blank">True when nothing at all is written or printed there.</param>
internal sealed record Sighting(PageCode? Head, PageCode? Foot, bool Upright, bool Blank)
{
    public static Sighting Nothing { get; } = new(null, null, true, false);
}
