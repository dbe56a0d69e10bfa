using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using OpenAI;
using Polly;

namespace Aita.Benchmarks.Rivals;

/// <summary>What the rivals were when they were measured.</summary>
internal static class RivalVersions
{
    private const string NodePackages = "package.json"; // exact versions: what npm ci has installed

    /// <returns>A sentence with the versions of the packages, and of Node where it is there.</returns>
    public static async Task<string> DescribeAsync(bool withNode)
    {
        List<string> versions =
        [
            $"Microsoft.Extensions.AI.OpenAI {Of(typeof(OpenAIClientExtensions))}",
            $"OpenAI {Of(typeof(OpenAIClient))}",
            $"Polly.Core {Of(typeof(ResiliencePipeline))}",
        ];
        if (withNode)
        {
            versions.Add($"Node {await NodeAsync()}");
            var packages = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(NodePrograms.Folder, NodePackages)))!["dependencies"]!.AsObject();
            versions.AddRange(packages.Select(static package => $"{package.Key} {package.Value}"));
        }

        return $"Versions: {string.Join(", ", versions)}; HttpClient is that of the runtime.";
    }

    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static async Task<string> NodeAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["--version"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var version = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return version.Trim().TrimStart('v');
    }
}
