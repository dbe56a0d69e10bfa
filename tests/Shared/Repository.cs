using System.Runtime.CompilerServices;

namespace Aita.Tests;

/// <summary>Finds files of this repository, for tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new FileInfo(here).Directory; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aita.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"Aita.slnx is in no folder above {here}.");
    }
}
