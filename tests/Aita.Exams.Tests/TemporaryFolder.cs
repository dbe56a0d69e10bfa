namespace Aita.Exams.Tests;

/// <summary>An empty folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("aita-exams-").FullName;

    public string At(params string[] parts) => System.IO.Path.Join([Path, .. parts]);

    public string Touch(params string[] parts)
    {
        var path = At(parts);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
