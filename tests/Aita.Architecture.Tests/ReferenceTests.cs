using System.Reflection;
using Aita.Tests;

namespace Aita.Architecture.Tests;

public sealed class ReferenceTests
{
    /// <summary>Who may see whom. A project that is not in this table must be added on purpose.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Aita.Execution"] = [],
        ["Aita.Simulator"] = [],
        ["Aita.Exams"] = ["Aita.Execution"],
        ["aita"] = ["Aita.Execution", "Aita.Exams", "Aita.Simulator"],
    };

    /// <summary>The only packages that Aita.Execution may use, besides the platform.</summary>
    private static readonly string[] ExecutionPackages =
    [
        "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options", "System.Threading.RateLimiting",
    ];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreInTheTable(string project)
    {
        var ours = Assembly.Load(project).GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(Allowed.ContainsKey);

        Assert.Empty(ours.Except(Allowed[project]));
    }

    [Fact]
    public void Execution_Packages_AreTheAbstractionsOnly()
    {
        var packages = Assembly.Load("Aita.Execution").GetReferencedAssemblies().Select(static name => name.Name!)
            .Where(static name => !IsPlatform(name));

        Assert.Empty(packages.Except(ExecutionPackages));
    }

    [Fact]
    public void SourceFolders_AreTheProjectsOfTheTable()
    {
        var folders = Directory.GetDirectories(Repository.PathTo("src")).Select(static folder => Path.GetFileName(folder)!)
            .Select(static name => name == "Aita.Cli" ? "aita" : name);

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    private static bool IsPlatform(string name) =>
        !ExecutionPackages.Contains(name) && File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"));
}
