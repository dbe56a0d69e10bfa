using System.Reflection;
using Aita.Tests;
using PublicApiGenerator;

namespace Aita.Architecture.Tests;

public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Aita.Execution")]
    [InlineData("Aita.Exams")]
    [InlineData("Aita.Simulator")]
    public void PublicApi_IsAsApproved(string assembly)
    {
        var api = Assembly.Load(assembly).GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });

        Approved.Match(api, $"{assembly}.PublicApi");
    }

    [Fact]
    public void ExecutionClasses_AreSealedOrAbstract()
    {
        var open = Assembly.Load("Aita.Execution").GetExportedTypes()
            .Where(static type => type is { IsClass: true, IsAbstract: false, IsSealed: false } && type.Name != "BatchResult")
            .Select(static type => type.Name);

        Assert.Empty(open);
    }
}
