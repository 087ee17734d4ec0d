using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;

namespace Clef.Signals.Recordings;

/// <content>The formats, one line each, tried in this order.</content>
public static partial class RecordingFile
{
    /// <summary>Every format that Clef reads.</summary>
    public static IReadOnlyList<IRecordingFormat> Formats { get; } =
    [
        new WfdbFormat(),
        new EdfFormat(),
    ];
}
