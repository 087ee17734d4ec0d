using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Clef.Signals.Formats.Edf;

/// <summary>
/// Walks the time-stamped annotation lists (TALs) of one record: onset, optional duration, texts (EDF+ 2.2.2):
/// <c>+onset[0x15 duration]0x14 text 0x14 ... 0x14 0x00</c>.
/// </summary>
internal ref struct EdfAnnotationList(ReadOnlySpan<byte> bytes)
{
    private const byte EndOfText = 0x14, BeforeDuration = 0x15;
    private ReadOnlySpan<byte> _rest = bytes;
    private ReadOnlySpan<byte> _texts = default;

    /// <summary>Onset of the current list, in seconds from the start that the header states.</summary>
    public double Onset { get; private set; }

    /// <summary>Duration of the current list; null where it states none.</summary>
    public double? Duration { get; private set; }

    /// <summary>True once a list was met that does not follow the rules; it was passed over.</summary>
    public bool Damaged { get; private set; }

    /// <summary>Goes to the next list; false at the end.</summary>
    public bool NextList()
    {
        while (true)
        {
            _rest = _rest.TrimStart((byte)0);
            if (_rest.IsEmpty)
            {
                return false;
            }

            int end = _rest.IndexOf((byte)0);
            ReadOnlySpan<byte> list = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? default : _rest[end..];
            int stamp = list.IndexOf(EndOfText);
            if (stamp > 0 && list[0] is (byte)'+' or (byte)'-' && Stamp(list[..stamp]))
            {
                _texts = list[(stamp + 1)..];
                return true;
            }

            Damaged = true;
        }
    }

    /// <summary>Goes to the next text of the current list; the empty text of a record's own time stamp is one too.</summary>
    public bool NextText(out string text, out bool latin)
    {
        (text, latin) = ("", false);
        if (_texts.IsEmpty)
        {
            return false;
        }

        int end = _texts.IndexOf(EndOfText);
        ReadOnlySpan<byte> bytes = end < 0 ? _texts : _texts[..end];
        _texts = end < 0 ? default : _texts[(end + 1)..];
        latin = !Utf8.IsValid(bytes);
        text = latin ? Encoding.Latin1.GetString(bytes) : Encoding.UTF8.GetString(bytes);
        return true;
    }

    private bool Stamp(ReadOnlySpan<byte> stamp)
    {
        int mark = stamp.IndexOf(BeforeDuration);
        if (!Seconds(mark < 0 ? stamp : stamp[..mark], out double onset))
        {
            return false;
        }

        Duration = null;
        if (mark >= 0 && mark + 1 < stamp.Length)
        {
            if (!Seconds(stamp[(mark + 1)..], out double duration))
            {
                return false;
            }

            Duration = duration;
        }

        Onset = onset;
        return true;
    }

    private static bool Seconds(ReadOnlySpan<byte> text, out double seconds) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out seconds)
        && Math.Abs(seconds) <= EdfLimits.LatestOnset;
}
