namespace Aita.Cli.Rendering;

/// <summary>A column.</summary>
/// <param name="Name">What stands above it.</param>
/// <param name="IsRight">Whether it is aligned to the right.</param>
/// <param name="IsOptional">Whether it may be left out where there is no room.</param>
internal sealed record TextColumn(string Name, bool IsRight, bool IsOptional);
