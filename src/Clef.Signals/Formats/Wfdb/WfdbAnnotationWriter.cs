using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Writes annotations in MIT format. A text that begins with a mnemonic (alone or before a space) takes its code; any other is a note with the text as
/// auxiliary string.
/// </summary>
internal static class WfdbAnnotationWriter
{
    private const int LongestText = 255; // the WFDB library's buffer for the auxiliary string

    /// <summary>The bytes of an annotation file whose times count in frames.</summary>
    public static byte[] Encode(Recording recording, double frameRate, List<Remark> remarks)
    {
        var file = new MemoryStream();
        long before = 0;
        int channelBefore = 0;
        foreach ((Annotation mark, long sample) in recording.Annotations
            .Select(m => (m, (long)Math.Round(m.OnsetSeconds * frameRate))).OrderBy(m => m.Item2))
        {
            if (mark.DurationSeconds is > 0)
            {
                Once("duration-dropped", "annotations of this format have no duration; it was dropped");
            }

            (int code, string text) = Code(mark.Text);
            long step = sample - before;
            while (step is < 0 or > 1023)
            {
                int skip = (int)Math.Clamp(step, int.MinValue, int.MaxValue);
                Word(59 << 10);
                Word(skip >> 16);
                Word(skip);
                step -= skip;
            }

            Word((code << 10) | (int)step);
            before = sample;
            int channel = mark.Channel is null ? 0 : Math.Max(0, recording.Channels.Select(c => c.Label).ToList().IndexOf(mark.Channel));
            if (channel != channelBefore && channel <= 255)
            {
                Word((62 << 10) | channel);
                channelBefore = channel;
            }

            byte[] bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > LongestText)
            {
                Once("text-shortened", $"annotations longer than {LongestText} bytes were cut");
                bytes = bytes[..LongestText];
            }

            if (bytes.Length > 0)
            {
                Word((63 << 10) | bytes.Length);
                file.Write(bytes);
                if (bytes.Length % 2 == 1)
                {
                    file.WriteByte(0);
                }
            }
        }

        Word(0);
        return file.ToArray();

        void Word(int word)
        {
            file.WriteByte((byte)word);
            file.WriteByte((byte)(word >> 8));
        }

        void Once(string name, string what)
        {
            if (!remarks.Exists(r => r.Code == name))
            {
                remarks.Add(new Remark(name, what));
            }
        }
    }

    private static (int Code, string Text) Code(string text)
    {
        int space = text.IndexOf(' ');
        int? code = WfdbAnnotationCodes.Code(space < 0 ? text : text[..space]);
        return code is > 0 ? (code.Value, space < 0 ? "" : text[(space + 1)..]) : (WfdbAnnotationCodes.Note, text);
    }
}
