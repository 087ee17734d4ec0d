using System.Buffers.Binary;
using System.Text;
using Clef.Core;

namespace Clef.Eeg.Text.Frozen;

/// <summary>A piece as its file has it.</summary>
internal sealed record SentencePiece(string Text, float Score, int Kind)
{
    // The values of ModelProto.SentencePiece.Type in sentencepiece_model.proto.
    public const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4;
}

/// <summary>
/// What is wanted of a SentencePiece <c>.model</c> file, a protocol buffer: field 1 the pieces (1 text, 2 score, 3 kind), field 2 the trainer's settings
/// (3 model type, 1 for unigram), field 3 the normaliser's (2 the table of replacements, 3 add_dummy_prefix, 4 remove_extra_whitespaces).
/// </summary>
internal sealed class SentencePieceModel
{
    private int _type = 1;

    public List<SentencePiece> Pieces { get; } = [];

    public byte[] CharacterMap { get; private set; } = [];

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraWhitespaces { get; private set; } = true;

    public static SentencePieceModel Parse(string source, ReadOnlySpan<byte> bytes)
    {
        var model = new SentencePieceModel();
        var fields = new FieldReader(source, bytes);
        while (fields.Next(out int number, out ReadOnlySpan<byte> content, out _))
        {
            switch (number)
            {
                case 1:
                    model.Pieces.Add(Piece(source, content));
                    break;
                case 2:
                    model.ReadTrainer(source, content);
                    break;
                case 3:
                    model.ReadNormaliser(source, content);
                    break;
            }
        }

        return model._type == 1 ? model : throw new ClefException(source, "model type", model._type, "1, the unigram model");
    }

    private static SentencePiece Piece(string source, ReadOnlySpan<byte> bytes)
    {
        string text = "";
        float score = 0;
        int kind = SentencePiece.Normal;
        var fields = new FieldReader(source, bytes);
        while (fields.Next(out int number, out ReadOnlySpan<byte> content, out ulong value))
        {
            switch (number)
            {
                case 1:
                    text = Encoding.UTF8.GetString(content);
                    break;
                case 2 when content.Length == 4:
                    score = BinaryPrimitives.ReadSingleLittleEndian(content);
                    break;
                case 3:
                    kind = (int)value;
                    break;
            }
        }

        return float.IsFinite(score) ? new SentencePiece(text, score, kind) : throw new ClefException(source, $"score of '{text}'", score, "a finite number");
    }

    private void ReadTrainer(string source, ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldReader(source, bytes);
        while (fields.Next(out int number, out _, out ulong value))
        {
            _type = number == 3 ? (int)value : _type;
        }
    }

    private void ReadNormaliser(string source, ReadOnlySpan<byte> bytes)
    {
        var fields = new FieldReader(source, bytes);
        while (fields.Next(out int number, out ReadOnlySpan<byte> content, out ulong value))
        {
            switch (number)
            {
                case 2:
                    CharacterMap = content.ToArray();
                    break;
                case 3:
                    AddDummyPrefix = value != 0;
                    break;
                case 4:
                    RemoveExtraWhitespaces = value != 0;
                    break;
            }
        }
    }

    /// <summary>Walks the fields of one message; what does not fit in it is an error.</summary>
    private ref struct FieldReader(string source, ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public bool Next(out int number, out ReadOnlySpan<byte> content, out ulong value)
        {
            number = 0;
            content = default;
            value = 0;
            if (_rest.IsEmpty)
            {
                return false;
            }

            ulong tag = Variable();
            number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    value = Variable();
                    break;
                case 1:
                    content = Take(8);
                    break;
                case 2:
                    content = Take(Variable());
                    break;
                case 5:
                    content = Take(4);
                    break;
                default:
                    throw Wrong();
            }

            return true;
        }

        private ulong Variable()
        {
            ulong value = 0;
            for (int shift = 0; shift < 64; shift += 7)
            {
                byte b = Take(1)[0];
                value |= (ulong)(b & 0x7F) << shift;
                if (b < 0x80)
                {
                    return value;
                }
            }

            throw Wrong();
        }

        private ReadOnlySpan<byte> Take(ulong count)
        {
            if (count > (ulong)_rest.Length)
            {
                throw Wrong();
            }

            ReadOnlySpan<byte> taken = _rest[..(int)count];
            _rest = _rest[(int)count..];
            return taken;
        }

        private readonly ClefException Wrong() => new(source, "protocol buffer", null, "the fields of a SentencePiece model; the file is damaged or another");
    }
}
