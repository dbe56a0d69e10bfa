using System.Reflection;

namespace Aita.Architecture.Tests;

public sealed class OptionsTests
{
    public static TheoryData<string> OptionTypes =>
    [
        .. new[] { "Aita.Execution", "Aita.Simulator", "Aita.Exams" }
            .SelectMany(static name => Assembly.Load(name).GetExportedTypes())
            .Where(static type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .Select(static type => type.AssemblyQualifiedName!),
    ];

    [Theory]
    [MemberData(nameof(OptionTypes))]
    public void Options_AreSealedWithInitOnlyProperties(string typeName)
    {
        var type = Type.GetType(typeName, throwOnError: true)!;
        var settable = type.GetProperties()
            .Where(static property => property.SetMethod is { } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)))
            .Select(static property => property.Name);

        Assert.True(type.IsSealed, $"{type.Name} is not sealed.");
        Assert.Empty(settable);
    }
}
