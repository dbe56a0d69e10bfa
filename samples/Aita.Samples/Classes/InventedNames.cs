namespace Aita.Samples;

/// <summary>Names that nobody has: a word for a plant, a bird or a thing of the sky, and another.</summary>
internal static class InventedNames
{
    private static readonly string[] First =
    [
        "Alder", "Bryony", "Cosmo", "Dapple", "Ember", "Fennel", "Gorse", "Heron", "Indigo", "Jasper", "Kestrel", "Lumen", "Merle", "Nebula",
        "Onyx", "Plover", "Quince", "Rowan", "Sorrel", "Teasel", "Umber", "Vesper", "Wren", "Yarrow", "Zephyr",
    ];

    private static readonly string[] Last =
    [
        "Ashdown", "Birchwater", "Coalport", "Driftfield", "Elmstride", "Fogbank", "Greenlatch", "Hollowell", "Inkpen", "Jarwood", "Kettleby",
        "Lanternhill", "Mossgate", "Nightlake", "Oakrill", "Pebblecombe", "Quarrymoor", "Rustwick", "Stonebarrow", "Thistledew", "Underbough",
        "Vinegarth", "Windmere", "Yewcross", "Zincstone",
    ];

    /// <summary>The name of a number; different for the first 625 numbers, and neighbours share nothing.</summary>
    public static string Of(int number) => $"{First[number % First.Length]} {Last[((number * 7) + (number / First.Length)) % Last.Length]}";
}
