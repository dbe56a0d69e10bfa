namespace Aita.Cli.Settings;

/// <summary>Reads the text of a setting.</summary>
/// <returns>True when the text is a usable value.</returns>
internal delegate bool TryRead<T>(string text, out T value);
