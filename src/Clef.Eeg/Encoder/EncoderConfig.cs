using Clef.Core;

namespace Clef.Eeg.Encoder;

/// <summary>What stands for a session.</summary>
public enum SessionPooling
{
    /// <summary>The mean of its tokens.</summary>
    Mean,

    /// <summary>The class token.</summary>
    Class,

    /// <summary>The means of the tokens of each frequency row, one row after another: what happens at one frequency is not mixed with the others.</summary>
    Rows,
}

/// <summary>The sizes of the session encoder and of the decoder that only pretraining has (eeg-model 4 and 12).</summary>
public sealed record EncoderConfig
{
    /// <summary>Name of the size.</summary>
    public string Name { get; init; } = "tiny";

    /// <summary>Rows of the token grid.</summary>
    public int Rows { get; init; } = 8;

    /// <summary>
    /// The most columns of the token grid: the switch for tests of session length. Training reads the first columns of a longer session; an embedding is the
    /// mean over windows of so many columns.
    /// </summary>
    public int Columns { get; init; } = 256;

    /// <summary>Codes of the tokenizer.</summary>
    public int Codes { get; init; } = 8192;

    /// <summary>
    /// Numbers in a code's vector in the tokenizer's book, where codes enter by these vectors and a linear layer, so that codes of like spectra are alike to
    /// the encoder; 0 where every code has a vector of its own that is learnt from nothing.
    /// </summary>
    public int CodeWidth { get; init; }

    /// <summary>Width of a token in the encoder.</summary>
    public int Width { get; init; } = 256;

    /// <summary>Blocks of the encoder.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>Attention heads of the encoder.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Dropout in both.</summary>
    public double Dropout { get; init; }

    /// <summary>Whether a class token goes with the tokens.</summary>
    public bool ClassToken { get; init; }

    /// <summary>What stands for a session.</summary>
    public SessionPooling Pooling { get; init; } = SessionPooling.Mean;

    /// <summary>Numbers that stand for a session.</summary>
    public int SessionWidth => Pooling == SessionPooling.Rows ? Rows * Width : Width;

    /// <summary>Width of a token in the decoder.</summary>
    public int DecoderWidth { get; init; } = 128;

    /// <summary>Blocks of the decoder.</summary>
    public int DecoderDepth { get; init; } = 2;

    /// <summary>Attention heads of the decoder.</summary>
    public int DecoderHeads { get; init; } = 4;

    /// <summary>The same, if it makes sense.</summary>
    /// <exception cref="ClefException">A size is impossible.</exception>
    public EncoderConfig Checked(string source)
    {
        Require(Rows >= 1 && Columns >= 1 && Codes >= 2, "grid", $"{Rows} x {Columns}, {Codes} codes", "positive sizes");
        Require(CodeWidth >= 0, "code_width", CodeWidth, "0 or more");
        Require(Width >= 1 && Depth >= 1 && Heads >= 1 && Width % Heads == 0, "heads", Heads, $"a divisor of the width {Width}, and a block");
        Require(DecoderWidth >= 1 && DecoderDepth >= 1 && DecoderHeads >= 1 && DecoderWidth % DecoderHeads == 0, "decoder_heads", DecoderHeads, $"a divisor of the width {DecoderWidth}, and a block");
        Require(Pooling != SessionPooling.Class || ClassToken, "pooling", Pooling, "mean, rows, or a class_token");
        Require(Dropout is >= 0 and < 1, "dropout", Dropout, "0 to below 1");
        return this;

        void Require(bool holds, string field, object value, string expected)
        {
            if (!holds)
            {
                throw new ClefException(source, field, value, expected);
            }
        }
    }
}
