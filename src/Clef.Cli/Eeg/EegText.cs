using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Eeg.Sessions;

namespace Clef.Cli.Eeg;

/// <summary>What the verbs of <c>clef eeg</c> share.</summary>
internal static class EegText
{
    /// <summary>How results are written for programs; a figure that is no number is the text NaN.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The option that names a frozen text encoder.</summary>
    public static Option<string?> TextEncoder() => new("--text-encoder") { Description = "The folder of the frozen text encoder, for a model aligned with one." };

    /// <summary>The place of a session by id, or the first.</summary>
    public static int Place(SessionStore store, string? id) =>
        store.Count == 0 ? throw new ClefException(store.Path, "sessions", 0, "at least one")
        : id is null ? 0
        : store.IndexOf(id) ?? throw new ClefException(store.Path, "session", id, $"one of the store's {store.Count}, such as {store.Sessions[0].Id}");
}
