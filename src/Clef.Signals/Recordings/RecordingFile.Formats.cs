using Clef.Signals.Formats.AnnotatedEcg;
using Clef.Signals.Formats.Bids;
using Clef.Signals.Formats.BrainVision;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Dicom;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Eeglab;
using Clef.Signals.Formats.Matlab;
using Clef.Signals.Formats.Muse;
using Clef.Signals.Formats.Philips;
using Clef.Signals.Formats.ScpEcg;
using Clef.Signals.Formats.Wfdb;

namespace Clef.Signals.Recordings;

/// <content>The formats, one line each, tried in this order.</content>
public static partial class RecordingFile
{
    /// <summary>Every format that Clef reads.</summary>
    public static IReadOnlyList<IRecordingFormat> Formats { get; } =
    [
        new BidsEegFormat(),
        new WfdbFormat(),
        new EdfFormat(),
        new EeglabFormat(),
        new MatlabFormat(),
        new BrainVisionFormat(),
        new DicomWaveformFormat(),
        new ScpEcgFormat(),
        new AnnotatedEcgFormat(),
        new MuseXmlFormat(),
        new PhilipsXmlFormat(),
        new DelimitedFormat(),
    ];
}
