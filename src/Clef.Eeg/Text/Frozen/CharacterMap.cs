using System.Buffers.Binary;
using System.Text;
using Clef.Core;

namespace Clef.Eeg.Text.Frozen;

/// <summary>
/// The replacements of a SentencePiece normaliser, <c>precompiled_charsmap</c>: a length, a double-array trie (Aoe, 1989; the layout of Darts-clone) over the
/// UTF-8 to be replaced, and the replacements one after another, each ended by a zero byte. Without one, texts stay as they are.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] _units = [];
    private readonly byte[] _replacements = [];

    public CharacterMap(string source, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty)
        {
            return;
        }

        uint length = blob.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(blob) : uint.MaxValue;
        if (length % 4 != 0 || length > blob.Length - 4)
        {
            throw new ClefException(source, "table of replacements", blob.Length, "a trie within its length, and the replacements");
        }

        _units = new uint[length / 4];
        for (int i = 0; i < _units.Length; i++)
        {
            _units[i] = BinaryPrimitives.ReadUInt32LittleEndian(blob[(4 + (4 * i))..]);
        }

        _replacements = blob[(4 + (int)length)..].ToArray();
    }

    /// <summary>Replaces from the left, always the longest that the trie has.</summary>
    public string Apply(string text)
    {
        if (_units.Length == 0)
        {
            return text;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var result = new List<byte>(bytes.Length);
        for (int at = 0; at < bytes.Length;)
        {
            (int taken, int value) = Longest(bytes.AsSpan(at));
            if (taken > 0 && value < _replacements.Length)
            {
                ReadOnlySpan<byte> from = _replacements.AsSpan(value);
                int end = from.IndexOf((byte)0);
                result.AddRange(end < 0 ? from : from[..end]);
                at += taken;
                continue;
            }

            int one = Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out int length) == System.Buffers.OperationStatus.Done ? length : 1;
            result.AddRange(bytes.AsSpan(at, one));
            at += one;
        }

        return Encoding.UTF8.GetString(result.ToArray());
    }

    /// <summary>Length and value of the longest key that begins the bytes; length 0 for none.</summary>
    private (int Length, int Value) Longest(ReadOnlySpan<byte> key)
    {
        (int length, int value) = (0, 0);
        uint node = Offset(_units[0]);
        for (int i = 0; i < key.Length; i++)
        {
            node ^= key[i];
            if (node >= _units.Length)
            {
                break;
            }

            uint unit = _units[node];
            if ((unit & 0x800000FF) != key[i]) // the label, and the mark of a leaf
            {
                break;
            }

            node ^= Offset(unit);
            if (((unit >> 8) & 1) == 1 && node < _units.Length) // has a leaf
            {
                (length, value) = (i + 1, (int)(_units[node] & 0x7FFFFFFF));
            }
        }

        return (length, value);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
